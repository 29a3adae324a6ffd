// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Dates as the ingest processors `date` and `date_index_name` read them (Elasticsearch 9.5.3).

import { Failure } from '../diagnostics/failure.js';
import { epochDayOf, lengthOfMonth } from '../values/civil.js';
import { maxLong, minLong } from '../values/numbers.js';
import { parseDouble, parseInteger } from '../values/parseNumbers.js';
import { compileDateFormat, zonedInstantOf } from './dateFormat.js';
import { parseAll } from './element.js';
import { type Field, invalidValue, isValidValue } from './fields.js';
import { weekRulesOf } from './localeText.js';
import { Parsed } from './parsed.js';
import { compilePattern } from './pattern.js';
import { resolve, type Resolved } from './resolve.js';
import { ZonedInstant } from './zonedInstant.js';
import { utc, type Zone, zoneOf } from './zones.js';

/** Options of the ingest processors. */
export interface IngestDateOptions {
  /** A zone id; UTC by default. */
  readonly timezone?: string;
  /** A language tag; English by default. */
  readonly locale?: string;
}

/**
 * Reads a text, or null, which fails in its own words; `now` (milliseconds since 1970) gives the year to a text without one. What does not fit the format is given back as a
 * failure, so that many formats can be tried quickly; other failures are thrown.
 */
export type IngestDateParser = (text: string | null, now: number) => ZonedInstant | Failure;

/**
 * Compiles one of the processors' formats: ISO8601, UNIX, UNIX_MS, TAI64N, a named format or a Java pattern.
 *
 * @throws Failure illegal_argument_exception for a bad format, zone_rules_exception or date_time_exception for a bad zone.
 */
export function compileIngestDate(format: string, options: IngestDateOptions = {}): IngestDateParser {
  const zone = options.timezone === undefined ? utc : zoneOf(options.timezone);
  const locale = options.locale ?? 'en';
  switch (format) {
    case 'ISO8601': {
      const iso = compileDateFormat('iso8601');
      return (text) => {
        const resolved = iso.read(text ?? '');
        return resolved instanceof Failure ? resolved : zonedInstantOf(resolved, zone, 'en').withZone(zone);
      };
    }
    case 'UNIX':
      return (text) => ofMillis(longOf(parseDouble(text ?? noPointer('length()', 'in')) * 1000), zone);
    case 'UNIX_MS':
      return (text) => ofMillis(longFrom(text ?? noNumber(), 10), zone);
    case 'TAI64N':
      return (text) => ofMillis(tai64nMillis(text ?? noPointer('startsWith(String)', 'date')), zone);
  }
  const compiled = compileDateFormat(format, locale);
  return (text, now) => {
    const resolved = compiled.read(text ?? '');
    return resolved instanceof Failure ? resolved : momentOf(resolved, zone, now, locale);
  };
}

/** The moment that a text says, in the processor's zone. */
export function momentOf(resolved: Resolved, zone: Zone, now: number, locale: string): ZonedInstant {
  if (lacksYear(resolved)) return inYearOf(resolved, now, zone);
  // Since 7.16 (pull request 63876) a zone or offset in the text counts, and the moment is moved to the processor's zone.
  return zonedInstantOf(resolved, zone, locale).withZone(zone);
}

/**
 * Compiles a Java pattern as a plain DateTimeFormatter reads it: leniently, so that a day beyond a month's end is its last one.
 *
 * @returns what a text says, or undefined where it does not fit.
 */
export function compileSmartDate(pattern: string): (text: string) => Resolved | undefined {
  const elements = compilePattern(pattern, 'en');
  return (text) => {
    const parsed = new Parsed(text);
    try {
      return parseAll(elements, parsed, 0) === text.length ? resolve(parsed, 'smart', weekRulesOf('en')) : undefined;
    } catch (error) {
      if (error instanceof Failure) return undefined;
      throw error;
    }
  };
}

/** A number of milliseconds since 1970 as a moment in a zone. */
export function ofMillis(millis: bigint, zone: Zone): ZonedInstant {
  const milli = ((millis % 1000n) + 1000n) % 1000n;
  return new ZonedInstant(Number((millis - milli) / 1000n), Number(milli) * 1e6, zone);
}

/** Java's cast of a double to long: NaN is 0, what is too large is the largest. */
function longOf(value: number): bigint {
  if (Number.isNaN(value)) return 0n;
  if (value >= 2 ** 63) return maxLong;
  return value <= -(2 ** 63) ? minLong : BigInt(Math.trunc(value));
}

function noPointer(method: string, name: string): never {
  throw new Failure('null_pointer_exception', `Cannot invoke "String.${method}" because "${name}" is null`);
}

function noNumber(): never {
  throw new Failure('number_format_exception', 'Cannot parse null string');
}

const longFrom = (text: string, radix: number) => parseInteger(text, radix, minLong, maxLong);

function tai64nMillis(text: string): bigint {
  const label = text.startsWith('@') ? text.slice(1) : text;
  const part = (start: number, end: number): bigint => {
    if (end > label.length) {
      throw new Failure(
        'string_index_out_of_bounds_exception',
        `Range [${start}, ${end}) out of bounds for length ${label.length}`,
      );
    }
    return longFrom(label.slice(start, end), 16);
  };
  // TAI is ten seconds ahead, as the server has it (leap seconds since 1972 are not counted).
  const seconds = part(1, 16);
  return seconds * 1000n - 10_000n + part(16, 24) / 1_000_000n;
}

function lacksYear({ epochDay, instant, fields }: Resolved): boolean {
  if (epochDay !== undefined || instant !== undefined) return false;
  return !fields.has('Year') && !fields.has('YearOfEra') && !fields.has('WeekBasedYear');
}

/**
 * Month, day and time of a text in the current year; a zone in the text does not count, as on the server. A day is one that some month has.
 *
 * @throws Failure date_time_exception for a month or day that there is none of.
 */
function inYearOf({ fields, secondOfDay, nano }: Resolved, now: number, zone: Zone): ZonedInstant {
  const valueOf = (field: Field): number | undefined => {
    const value = fields.get(field);
    if (value === undefined || isValidValue(field, value)) return value;
    throw new Failure('date_time_exception', invalidValue(field, value));
  };
  const year = new Date(now).getUTCFullYear();
  const month = valueOf('MonthOfYear') ?? 1;
  const epochDay = epochDayOf(year, month, Math.min(valueOf('DayOfMonth') ?? 1, lengthOfMonth(year, month)));
  // An hour or a fraction that makes no time of day by itself.
  const second = secondOfDay ?? (valueOf('HourOfDay') ?? 0) * 3600;
  return ZonedInstant.ofLocal(epochDay * 86400 + second, nano ?? valueOf('NanoOfSecond') ?? 0, zone);
}
