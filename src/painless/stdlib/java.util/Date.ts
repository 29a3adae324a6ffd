// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.util.Date and TimeZone, the old classes of dates.

import { type Zone, zoneOf as datesZone } from '../../../dates/zones.js';
import { JavaDate } from '../../../values/javaDate.js';
import { Instant, type ZoneId } from '../../../values/javaTime.js';
import { stringHash } from '../../../values/identity.js';
import { nonNull } from '../../runtime/exceptions.js';
import { refusedAll } from '../java.time/delegated.js';
import { shortZoneIds, toDatesZone, zoneIdOf } from '../java.time/regions.js';
import { type ClassDeclaration, constant, constructs, javaClass, method, staticMethod } from '../table.js';

const gmt = (): TimeZone => new TimeZone('GMT', zoneIdOf('GMT'));

/** A time zone. */
export class TimeZone {
  readonly id: string;
  readonly zone: ZoneId;

  constructor(id: string, zone: ZoneId) {
    this.id = id;
    this.zone = zone;
  }

  /** TimeZone.getTimeZone: an id that is not known is GMT. */
  static of(id: string): TimeZone {
    const custom = /^GMT([+-])(\d{1,2})(?::?(\d\d))?$/.exec(id);
    // Ids of ZoneId that are offsets are none of a TimeZone; nor are offsets that no clock shows.
    if (custom ? Number(custom[2]) > 23 || Number(custom[3] ?? 0) > 59 : /^(?:UTC?|GMT)?[+-]|^Z$/.test(id))
      return gmt();
    if (custom) {
      const name = `GMT${custom[1]}${custom[2]!.padStart(2, '0')}:${custom[3] ?? '00'}`;
      return new TimeZone(name, zoneIdOf(name.slice(3)));
    }
    try {
      return new TimeZone(id, zoneIdOf(shortZoneIds[id] ?? id));
    } catch {
      return gmt();
    }
  }

  /** The zone of src/dates, with the id by which its names are found. */
  get datesZone(): Zone {
    return this.id.startsWith('GMT') ? datesZone(this.id) : toDatesZone(this.zone);
  }

  /** Milliseconds east of UTC. */
  offsetAt(millis: bigint): number {
    return this.datesZone.offsetAt(Math.floor(Number(millis) / 1000)) * 1000;
  }

  equals(other: unknown): boolean {
    return other instanceof TimeZone && other.id === this.id;
  }

  hashCode(): number {
    return stringHash(this.id);
  }

  toString(): string {
    return `sun.util.calendar.ZoneInfo[id="${this.id}"]`;
  }
}

const dateClass = javaClass(
  'java.util.Date',
  'A point in time in milliseconds.',
  [
    constructs('()', 'The current time.', () => new JavaDate(BigInt(Date.now()))),
    constructs('(long)', 'Milliseconds since 1970.', (millis: bigint) => new JavaDate(millis), [
      ['new Date(5L).getTime()', '5L'],
    ]),
    staticMethod(
      'Date from(Instant)',
      'The same point in time.',
      (instant: Instant) => new JavaDate(BigInt(nonNull(instant).toEpochMilli())),
    ),
    method(
      'boolean after(Date)',
      'Whether it is later.',
      (self: JavaDate, other: JavaDate) => self.millis > nonNull(other).millis,
    ),
    method(
      'boolean before(Date)',
      'Whether it is earlier.',
      (self: JavaDate, other: JavaDate) => self.millis < nonNull(other).millis,
    ),
    method('def clone()', 'A copy.', (self: JavaDate) => new JavaDate(self.millis)),
    method('int compareTo(Date)', 'Order.', (self: JavaDate, other: JavaDate) => self.compareTo(nonNull(other))),
    method('long getTime()', 'Milliseconds since 1970.', (self: JavaDate) => self.millis),
    method('void setTime(long)', 'Another point in time.', (self: JavaDate, millis: bigint) => {
      self.millis = millis;
    }),
    method('Instant toInstant()', 'The same point in time.', (self: JavaDate) =>
      Instant.ofEpochMilli(Number(self.millis)),
    ),
  ],
  { supertypes: ['java.lang.Comparable'], represents: [JavaDate] },
);

const timeZoneClass = javaClass(
  'java.util.TimeZone',
  'A time zone.',
  [
    staticMethod(
      'TimeZone getTimeZone(String)',
      'A zone by its id; GMT for one that is not known.',
      (id: string) => TimeZone.of(nonNull(id)),
      [["TimeZone.getTimeZone('Europe/Paris').getRawOffset()", '3600000']],
    ),
    constant('int SHORT', 'A short name.', 0),
    constant('int LONG', 'A long name.', 1),
    method('def clone()', 'The same zone.', (self: TimeZone) => self),
    method('String getID()', 'The id.', (self: TimeZone) => self.id),
    method('int getOffset(long)', 'Milliseconds east of UTC at a point in time.', (self: TimeZone, millis: bigint) =>
      self.offsetAt(millis),
    ),
    method(
      'int getRawOffset()',
      'Milliseconds east of UTC in winter.',
      (self: TimeZone) => self.zone.rules().standardOffset(Instant.ofEpochMilli(0)).totalSeconds() * 1000,
    ),
    method('boolean inDaylightTime(Date)', 'Whether it is summer time.', (self: TimeZone, date: JavaDate) =>
      self.zone.rules().isDaylightSavings(Instant.ofEpochMilli(Number(date.millis))),
    ),
    staticMethod('TimeZone getDefault()', "The zone of the server's process, here always UTC.", () =>
      TimeZone.of('UTC'),
    ),
    method('ZoneId toZoneId()', 'The zone of java.time.', (self: TimeZone) => self.zone),
    ...refusedAll(
      'it depends on the machine or changes a zone; use java.time.ZoneId',
      `
      boolean hasSameRules(TimeZone)
      boolean observesDaylightTime()
      boolean useDaylightTime()
      int getDSTSavings()
      int getOffset(int,int,int,int,int,int)
      String getDisplayName()
      String getDisplayName(boolean,int)
      String getDisplayName(boolean,int,Locale)
      String getDisplayName(Locale)
      static String[] getAvailableIDs()
      static String[] getAvailableIDs(int)
      void setRawOffset(int)
    `,
    ),
  ],
  { represents: [TimeZone] },
);

export const dateClasses: readonly ClassDeclaration[] = [dateClass, timeZoneClass];
