// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The conversions %t and %T of java.util.Formatter: parts of dates and times.

import { fieldNames, type TextField, type TextStyle } from '../../dates/localeText.js';
import { zoneName } from '../../dates/zoneElement.js';
import { zoneOf } from '../../dates/zones.js';
import { dayOfWeek, gregorianCalendar } from '../../values/civil.js';
import { JavaDate } from '../../values/javaDate.js';
import { ChronoField, TemporalAccessor, TemporalQueries, type ZoneId, ZoneOffset } from '../../values/javaTime.js';
import { TimeZone } from './java.util/Date.js';

/** The letters that may stand behind %t. */
export const dateConversions = 'HIklMSLQNpzsZaAbhBCyYjmdeRTrcDF';

/** The fields that the letters ask for, by Java's names of them. */
type FieldName = Extract<keyof typeof ChronoField, string>;

/** What is printed. Its functions throw where it has no such part. */
interface Moment {
  get(field: FieldName): number;
  /** Year of %tF. */
  readonly isoYear: number;
  /** Milliseconds since 1970. */
  readonly millis: bigint;
  /** Name or id of the zone. */
  zone(locale: string): string;
}

/** Letters that stand for several others, with what is between them. */
const composites: Readonly<Record<string, string>> = {
  R: 'H:M',
  T: 'H:M:S',
  r: 'I:M:S p',
  c: 'a b d T Z Y',
  D: 'm/d/y',
  F: 'F-m-d',
};

/**
 * Prints a part of a long (milliseconds since 1970), a java.util.Date or a date of java.time; undefined for any other value.
 *
 * @param fail makes the error of a part that the value does not have
 */
export function formatDate(
  letter: string,
  value: unknown,
  locale: string,
  fail: (letter: string) => Error,
): string | undefined {
  const moment = momentOf(value);
  return moment && print(letter, moment, locale, fail);
}

function print(letter: string, moment: Moment, locale: string, fail: (letter: string) => Error): string {
  const parts = composites[letter];
  if (parts === undefined) {
    try {
      return part(letter, moment, locale);
    } catch {
      throw fail(letter);
    }
  }
  const printed = parts.replace(/[A-Za-z]/g, (inner) =>
    inner === 'F' ? isoYear(moment, fail) : print(inner, moment, locale, fail),
  );
  return letter === 'r' ? printed.toUpperCase() : printed;
}

function isoYear(moment: Moment, fail: (letter: string) => Error): string {
  let year: number;
  try {
    year = moment.isoYear;
  } catch {
    throw fail('F');
  }
  return `${year < 0 ? '-' : ''}${String(Math.abs(year)).padStart(4, '0')}`;
}

function part(letter: string, moment: Moment, locale: string): string {
  const number = (field: FieldName, width = 1): string => String(moment.get(field)).padStart(width, '0');
  const name = (field: TextField, style: TextStyle, index: number): string =>
    fieldNames(field, style, false, locale)[index]!;
  switch (letter) {
    case 'H':
      return number('HOUR_OF_DAY', 2);
    case 'k':
      return number('HOUR_OF_DAY');
    case 'I':
      return number('CLOCK_HOUR_OF_AMPM', 2);
    case 'l':
      return number('CLOCK_HOUR_OF_AMPM');
    case 'M':
      return number('MINUTE_OF_HOUR', 2);
    case 'S':
      return number('SECOND_OF_MINUTE', 2);
    case 'L':
      return number('MILLI_OF_SECOND', 3);
    case 'N':
      return number('NANO_OF_SECOND', 9);
    case 'p':
      return name('AmPmOfDay', 'short', moment.get('AMPM_OF_DAY')).toLowerCase();
    case 's':
      return number('INSTANT_SECONDS');
    case 'Q':
      return String(moment.millis);
    case 'z':
      return offsetText(moment.get('OFFSET_SECONDS'));
    case 'Z':
      return moment.zone(locale);
    case 'a':
    case 'A':
      return name('DayOfWeek', letter === 'a' ? 'short' : 'full', moment.get('DAY_OF_WEEK') - 1);
    case 'b':
    case 'h':
    case 'B':
      return name('MonthOfYear', letter === 'B' ? 'full' : 'short', moment.get('MONTH_OF_YEAR') - 1);
    case 'C':
      return String(Math.floor(moment.get('YEAR_OF_ERA') / 100)).padStart(2, '0');
    case 'y':
      return String(moment.get('YEAR_OF_ERA') % 100).padStart(2, '0');
    case 'Y':
      return number('YEAR_OF_ERA', 4);
    case 'j':
      return number('DAY_OF_YEAR', 3);
    case 'm':
      return number('MONTH_OF_YEAR', 2);
    case 'd':
      return number('DAY_OF_MONTH', 2);
    default:
      return number('DAY_OF_MONTH');
  }
}

function momentOf(value: unknown): Moment | undefined {
  if (typeof value === 'bigint') return calendarOf(value);
  if (value instanceof JavaDate) return calendarOf(value.millis);
  return value instanceof TemporalAccessor ? temporalOf(value) : undefined;
}

/** A point in time in java.util's calendar, in the zone of the server's process, here always UTC. */
function calendarOf(millis: bigint): Moment {
  const epochDay = Number((millis - (((millis % dayMillis) + dayMillis) % dayMillis)) / dayMillis);
  const ofDay = Number(millis - BigInt(epochDay) * dayMillis);
  const { year, month, day } = gregorianCalendar.dateOf(epochDay);
  const yearOfEra = year > 0 ? year : 1 - year;
  const hour = Math.floor(ofDay / 3_600_000);
  const fields: Partial<Record<FieldName, number>> = {
    HOUR_OF_DAY: hour,
    CLOCK_HOUR_OF_AMPM: hour % 12 || 12,
    AMPM_OF_DAY: hour < 12 ? 0 : 1,
    MINUTE_OF_HOUR: Math.floor(ofDay / 60_000) % 60,
    SECOND_OF_MINUTE: Math.floor(ofDay / 1000) % 60,
    MILLI_OF_SECOND: ofDay % 1000,
    NANO_OF_SECOND: (ofDay % 1000) * 1_000_000,
    INSTANT_SECONDS: Number(millis / 1000n),
    OFFSET_SECONDS: 0,
    DAY_OF_WEEK: dayOfWeek(epochDay),
    MONTH_OF_YEAR: month,
    DAY_OF_MONTH: day,
    DAY_OF_YEAR: epochDay - gregorianCalendar.dayOf(year, 1, 1) + 1,
    YEAR_OF_ERA: yearOfEra,
  };
  return {
    get: (field) => fields[field]!,
    isoYear: yearOfEra,
    millis,
    zone: (locale) => zoneName(utcZone, false, undefined, locale),
  };
}

const dayMillis = 86_400_000n;
const utcZone = zoneOf('UTC');

function temporalOf(temporal: TemporalAccessor): Moment {
  const get = (field: FieldName): number =>
    field === 'INSTANT_SECONDS' ? temporal.getLong(ChronoField[field]) : temporal.get(ChronoField[field]);
  return {
    get,
    get isoYear() {
      return get('YEAR');
    },
    get millis() {
      return BigInt(get('INSTANT_SECONDS')) * 1000n + BigInt(get('MILLI_OF_SECOND'));
    },
    zone(locale) {
      const zone = temporal.query<ZoneId | null>(TemporalQueries.zone())!;
      if (zone instanceof ZoneOffset || !temporal.isSupported(ChronoField.INSTANT_SECONDS)) return zone.id();
      return zoneName(TimeZone.of(zone.id()).datesZone, false, get('INSTANT_SECONDS'), locale);
    },
  };
}

/** `+0200`. */
function offsetText(seconds: number): string {
  const minutes = Math.floor(Math.abs(seconds) / 60);
  return `${seconds < 0 ? '-' : '+'}${String(Math.floor(minutes / 60) * 100 + (minutes % 60)).padStart(4, '0')}`;
}
