// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Time zones by the rules that Node itself brings (ICU): nothing to load, nothing to update.

import { Failure } from '../diagnostics/failure.js';
import { epochDayOf } from '../values/civil.js';

/** A time zone: a fixed offset or a region with rules. */
export interface Zone {
  /** As Java's ZoneId.getId gives it: `Z`, `+02:00`, `Europe/Paris`. */
  readonly id: string;
  /** Whether the zone is a plain offset (Java's ZoneOffset). */
  readonly isOffset: boolean;
  /** Seconds east of UTC at an instant (seconds since 1970). */
  offsetAt(epochSecond: number): number;
  /**
   * Seconds east of UTC for a local time (seconds since 1970 as if it were UTC). In an overlap the earlier offset, in
   * a gap the offset before it, so that the time moves forward by the length of the gap, as ZonedDateTime.of does.
   */
  offsetAtLocal(localSecond: number): number;
}

const daySeconds = 86400;

/** Days after which summer time, of which there are at most eight months a year, is over or was not yet. */
const daysBeside = [91, 182, 240];

/** The offset without summer time at an instant: in summer time, the offset is smaller both before and after it. */
export function standardOffsetAt(zone: Zone, epochSecond: number): number {
  const smallest = (direction: number): number =>
    Math.min(...daysBeside.map((days) => zone.offsetAt(epochSecond + direction * days * daySeconds)));
  return Math.min(zone.offsetAt(epochSecond), Math.max(smallest(-1), smallest(1)));
}

/** The zone of an offset in seconds. */
export function offsetZone(seconds: number): Zone {
  let zone = offsetZones.get(seconds);
  if (!zone) {
    zone = fixedZone(offsetText(seconds), seconds, true);
    offsetZones.set(seconds, zone);
  }
  return zone;
}

const offsetZones = new Map<number, Zone>();

function fixedZone(id: string, seconds: number, isOffset: boolean): Zone {
  return { id, isOffset, offsetAt: () => seconds, offsetAtLocal: () => seconds };
}

/** An offset as Java prints it: `Z`, `+02:00`, `-01:23:45`. */
export function offsetText(seconds: number): string {
  if (seconds === 0) return 'Z';
  const absolute = Math.abs(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = `${seconds < 0 ? '-' : '+'}${two(Math.floor(absolute / 3600))}:${two(Math.floor(absolute / 60) % 60)}`;
  return absolute % 60 === 0 ? minutes : `${minutes}:${two(absolute % 60)}`;
}

export const utc = offsetZone(0);

const zones = new Map<string, Zone>();

/**
 * Java's ZoneId.of.
 *
 * @throws Failure date_time_exception or zone_rules_exception, with Java's words.
 */
export function zoneOf(id: string): Zone {
  let zone = zones.get(id);
  if (!zone) {
    zone = makeZone(id);
    zones.set(id, zone);
  }
  return zone;
}

function makeZone(id: string): Zone {
  if (id === 'Z') return utc;
  if (id.length < 2) throw new Failure('date_time_exception', `Invalid ID for ZoneOffset, invalid format: ${id}`);
  if (id.startsWith('+') || id.startsWith('-')) return offsetZone(parseOffsetId(id));
  const prefix = /^(UTC|GMT|UT)(?=$|[+-])/.exec(id)?.[0];
  if (prefix !== undefined) {
    if (id === prefix) return fixedZone(id, 0, false);
    const seconds = offsetAfterPrefix(id, prefix);
    return fixedZone(seconds === 0 ? prefix : `${prefix}${offsetText(seconds)}`, seconds, false);
  }
  if (!/^[A-Za-z][A-Za-z0-9~/._+-]+$/.test(id)) {
    throw new Failure('date_time_exception', `Invalid ID for region-based ZoneId, invalid format: ${id}`);
  }
  const icuName = knownRegions().get(id) ?? supportedByIcu(id);
  if (icuName === undefined) throw new Failure('zone_rules_exception', `Unknown time-zone ID: ${id}`);
  return new RegionZone(id, icuName);
}

function offsetAfterPrefix(id: string, prefix: string): number {
  try {
    return parseOffsetId(id.slice(prefix.length));
  } catch (cause) {
    throw new Failure('date_time_exception', `Invalid ID for offset-based ZoneId: ${id}`, { cause: cause as Failure });
  }
}

/** Where the numbers stand in ids of each length, and whether a colon stands before them. */
const offsetNumbers: Readonly<Record<number, readonly (readonly [at: number, colon: boolean])[]>> = {
  3: [[1, false]],
  5: [
    [1, false],
    [3, false],
  ],
  6: [
    [1, false],
    [4, true],
  ],
  7: [
    [1, false],
    [3, false],
    [5, false],
  ],
  9: [
    [1, false],
    [4, true],
    [7, true],
  ],
};

/** Java's ZoneOffset.of: `Z`, `+h`, `+hh`, `+hh:mm`, `+hhmm`, `+hh:mm:ss`, `+hhmmss`; its checks in its order. */
export function parseOffsetId(given: string): number {
  if (given === 'Z') return 0;
  const id = given.length === 2 ? `${given[0]}0${given[1]}` : given;
  const invalid = (problem: string) =>
    new Failure('date_time_exception', `Invalid ID for ZoneOffset, ${problem}: ${id}`);
  const places = offsetNumbers[id.length];
  if (!places) throw invalid('invalid format');
  const numbers = places.map(([at, colon]) => {
    if (colon && id[at - 1] !== ':') throw invalid('colon not found when expected');
    const digits = id.slice(at, at + 2);
    if (!/^\d\d$/.test(digits)) throw invalid('non numeric characters found');
    return Number(digits);
  });
  if (!/^[+-]/.test(id)) throw invalid('plus/minus not found when expected');
  const sign = id.startsWith('-') ? -1 : 1;
  const [hours = 0, minutes = 0, seconds = 0] = numbers;
  for (const [unit, value, most] of [
    ['hours', hours, 18],
    ['minutes', minutes, 59],
    ['seconds', seconds, 59],
  ] as const) {
    if (value <= most) continue;
    const range = `value ${sign * value} is not in the range -${most} to ${most}`;
    throw new Failure('date_time_exception', `Zone offset ${unit} not in valid range: ${range}`);
  }
  const total = hours * 3600 + minutes * 60 + seconds;
  if (total > 64800) throw new Failure('date_time_exception', 'Zone offset not in valid range: -18:00 to +18:00');
  return total === 0 ? 0 : sign * total;
}

let regions: Map<string, string> | undefined;

function knownRegions(): ReadonlyMap<string, string> {
  regions ??= new Map(Intl.supportedValuesOf('timeZone').map((name) => [name, name]));
  return regions;
}

/** Java's names are case-sensitive, ICU's are not; names that ICU knows as links (US/Pacific) are not in its list. */
function supportedByIcu(id: string): string | undefined {
  // Three-letter names such as PST are no zone ids in Java, but for a few old ones of the tz database.
  if (!id.includes('/') && !singleWordZones.has(id)) return undefined;
  if (hasOtherCase(id)) return undefined;
  try {
    new Intl.DateTimeFormat('en', { timeZone: id });
    return id;
  } catch {
    return undefined;
  }
}

/** Whether a name is one of a region but for capital and small letters; links are known by the form of their parts. */
function hasOtherCase(id: string): boolean {
  lowerCaseRegions ??= new Set([...knownRegions().keys()].map((name) => name.toLowerCase()));
  return (
    lowerCaseRegions.has(id.toLowerCase()) ||
    (id.includes('/') && id.split('/').some((part) => !/^[A-Z]/.test(part) || /^(?:[A-Z]{4}|ETC)/.test(part)))
  );
}

let lowerCaseRegions: Set<string> | undefined;

const singleWordZones = new Set(
  (
    'CET CST6CDT Cuba EET EST5EDT Egypt Eire GB GB-Eire GMT0 Greenwich Hongkong Iceland Iran Israel Jamaica Japan Kwajalein Libya ' +
    'MET MST7MDT NZ NZ-CHAT Navajo PRC PST8PDT Poland Portugal ROK Singapore Turkey UCT Universal W-SU WET Zulu'
  ).split(' '),
);

/** A region: transitions are found once for each year that is asked for. */
class RegionZone implements Zone {
  readonly id: string;
  readonly isOffset = false;
  private readonly format: Intl.DateTimeFormat;
  /** By year: seconds from when an offset holds, and the offset, beginning with the one at the start of the year. */
  private readonly years = new Map<number, readonly { from: number; offset: number }[]>();

  constructor(id: string, icuName: string) {
    this.id = id;
    this.format = new Intl.DateTimeFormat('en-US', {
      timeZone: icuName,
      calendar: 'gregory',
      numberingSystem: 'latn',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      hourCycle: 'h23',
    });
  }

  offsetAt(epochSecond: number): number {
    const spans = this.spansOf(yearOfSecond(epochSecond));
    let offset = spans[0]!.offset;
    for (const span of spans) {
      if (span.from > epochSecond) break;
      offset = span.offset;
    }
    return offset;
  }

  offsetAtLocal(localSecond: number): number {
    // Offsets lie within a day: the transitions around the local time decide.
    const before = this.offsetAt(localSecond - daySeconds);
    const after = this.offsetAt(localSecond + daySeconds);
    if (before === after) {
      // Two transitions within two days happen nowhere but in a zone's distant past.
      return before;
    }
    // With the earlier offset the local time is either before the transition (valid, or an overlap) or in or after it.
    if (this.offsetAt(localSecond - before) === before) return before;
    return this.offsetAt(localSecond - after) === after ? after : before;
  }

  private spansOf(year: number): readonly { from: number; offset: number }[] {
    let spans = this.years.get(year);
    if (!spans) {
      spans = this.findSpans(year);
      this.years.set(year, spans);
    }
    return spans;
  }

  private findSpans(year: number): { from: number; offset: number }[] {
    const start = epochDayOf(year, 1, 1) * daySeconds;
    const end = epochDayOf(year + 1, 1, 1) * daySeconds;
    const spans = [{ from: start, offset: this.measure(start) }];
    // A step of ten days finds the pairs of transitions around Ramadan too.
    for (let at = start; at < end; at += 10 * daySeconds) {
      const next = Math.min(at + 10 * daySeconds, end - 1);
      const current = spans[spans.length - 1]!.offset;
      const offset = this.measure(next);
      if (offset === current) continue;
      let low = at;
      let high = next;
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if (this.measure(middle) === current) low = middle;
        else high = middle;
      }
      spans.push({ from: high, offset });
    }
    return spans;
  }

  private measure(epochSecond: number): number {
    const parts: Record<string, string> = {};
    for (const { type, value } of this.format.formatToParts(epochSecond * 1000)) parts[type] = value;
    const year = parts['era']!.startsWith('B') ? 1 - Number(parts['year']) : Number(parts['year']);
    const days = epochDayOf(year, Number(parts['month']), Number(parts['day']));
    const local =
      days * daySeconds + Number(parts['hour']) * 3600 + Number(parts['minute']) * 60 + Number(parts['second']);
    return local - epochSecond;
  }
}

function yearOfSecond(epochSecond: number): number {
  // JavaScript's dates end at about year 275,760; rules repeat for ever.
  return new Date(Math.max(-8.6e15, Math.min(8.6e15, epochSecond * 1000))).getUTCFullYear();
}
