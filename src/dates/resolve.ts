// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// From parsed fields to a date, a time and an offset, as java.time's Parsed and IsoChronology resolve them.

import { Failure } from '../diagnostics/failure.js';
import {
  dayOfWeek,
  epochDayOf,
  isLeapYear,
  lengthOfMonth,
  startOfWeekYear,
  weekOf,
  type WeekRules,
} from '../values/civil.js';
import { type Field, invalidValue, isValidValue } from './fields.js';
import { ZonedInstant } from './zonedInstant.js';
import { utc, type Zone } from './zones.js';
import type { Parsed } from './parsed.js';
import type { WeekField } from './weekElement.js';

/** STRICT as Elasticsearch's own formats are, SMART as a plain DateTimeFormatter is. */
export type ResolverStyle = 'strict' | 'smart';

/** What a text says: a date, a time of day, both or neither, and the fields that made neither. */
export interface Resolved {
  /** Days since 1970-01-01. */
  epochDay?: number;
  /** Second and nanosecond of the day. */
  secondOfDay?: number;
  nano?: number;
  /** Seconds since 1970, where the text gave an instant. */
  instant?: number;
  /** Seconds east of UTC. */
  offset?: number;
  zone?: Zone;
  readonly fields: Map<Field | WeekField, number>;
}

const monthNames = [
  'JANUARY', 'FEBRUARY', 'MARCH', 'APRIL', 'MAY', 'JUNE', 'JULY', 'AUGUST', 'SEPTEMBER', 'OCTOBER', 'NOVEMBER', 'DECEMBER',
]; // prettier-ignore

/**
 * Resolves parsed fields.
 *
 * @throws Failure date_time_exception with Java's words.
 */
export function resolve(parsed: Parsed, style: ResolverStyle, weekRules: WeekRules): Resolved {
  const resolved: Resolved = { fields: new Map(parsed.fields) };
  if (parsed.zone) resolved.zone = parsed.zone;
  const { fields } = resolved;
  const offset = fields.get('OffsetSeconds');
  if (offset !== undefined) {
    if (!isValidValue('OffsetSeconds', offset)) {
      throw new Failure('date_time_exception', 'Zone offset not in valid range: -18:00 to +18:00');
    }
    resolved.offset = offset;
  }
  resolveInstant(resolved);
  resolveDate(resolved, style, weekRules);
  const isMidnightAtEnd = resolveTime(resolved, style);
  crossCheck(resolved);
  if (isMidnightAtEnd && resolved.epochDay !== undefined) resolved.epochDay++;
  return resolved;
}

/** LocalDate.of. */
export function checkedEpochDay(year: number, month: number, day: number): number {
  check('Year', year);
  check('MonthOfYear', month);
  check('DayOfMonth', day);
  if (day > lengthOfMonth(year, month)) {
    const reason =
      day === 29
        ? `Invalid date 'February 29' as '${year}' is not a leap year`
        : `Invalid date '${monthNames[month - 1]} ${day}'`;
    throw new Failure('date_time_exception', reason);
  }
  return epochDayOf(year, month, day);
}

/** LocalDate.ofYearDay. */
export function checkedYearDay(year: number, day: number): number {
  check('Year', year);
  check('DayOfYear', day);
  if (day === 366 && !isLeapYear(year)) {
    throw new Failure('date_time_exception', `Invalid date 'DayOfYear 366' as '${year}' is not a leap year`);
  }
  return epochDayOf(year, 1, 1) + day - 1;
}

function check(field: Field, value: number): number {
  if (!isValidValue(field, value)) throw new Failure('date_time_exception', invalidValue(field, value));
  return value;
}

function take(fields: Map<Field | WeekField, number>, field: Field): number | undefined {
  const value = fields.get(field);
  fields.delete(field);
  return value;
}

function resolveInstant(resolved: Resolved): void {
  const seconds = resolved.fields.get('InstantSeconds');
  if (seconds === undefined) return;
  resolved.instant = seconds;
  const offset = resolved.zone?.offsetAt(seconds) ?? resolved.offset;
  if (offset === undefined) return;
  const local = seconds + offset;
  setDate(resolved, Math.floor(local / 86400));
  resolved.fields.set('SecondOfDay', local - Math.floor(local / 86400) * 86400);
}

function setDate(resolved: Resolved, epochDay: number): void {
  if (resolved.epochDay !== undefined && resolved.epochDay !== epochDay) {
    throw new Failure('date_time_exception', 'Conflict found: Fields resolved to two different dates');
  }
  resolved.epochDay = epochDay;
}

function resolveDate(resolved: Resolved, style: ResolverStyle, weekRules: WeekRules): void {
  const { fields } = resolved;
  const epochDay = take(fields, 'EpochDay');
  if (epochDay !== undefined) return setDate(resolved, check('EpochDay', epochDay));
  const julian = take(fields, 'ModifiedJulianDay');
  if (julian !== undefined) return setDate(resolved, check('ModifiedJulianDay', julian) - 40587);
  resolveYearOfEra(fields, style);
  const year = fields.get('Year');
  const month = fields.get('MonthOfYear');
  const day = fields.get('DayOfMonth');
  if (year !== undefined) {
    if (month !== undefined && day !== undefined) {
      for (const field of ['Year', 'MonthOfYear', 'DayOfMonth'] as const) fields.delete(field);
      check('Year', year);
      check('MonthOfYear', month);
      check('DayOfMonth', day);
      const last = lengthOfMonth(year, month);
      return setDate(resolved, checkedEpochDay(year, month, style === 'smart' ? Math.min(day, last) : day));
    }
    const yearDay = fields.get('DayOfYear');
    if (yearDay !== undefined) {
      fields.delete('Year');
      fields.delete('DayOfYear');
      return setDate(resolved, checkedYearDay(year, yearDay));
    }
    if (month !== undefined && fields.has('AlignedWeekOfMonth') && fields.has('DayOfWeek')) {
      const week = check('AlignedWeekOfMonth', take(fields, 'AlignedWeekOfMonth')!);
      const weekday = check('DayOfWeek', take(fields, 'DayOfWeek')!);
      fields.delete('Year');
      fields.delete('MonthOfYear');
      const start = checkedEpochDay(year, month, 1) + (week - 1) * 7;
      return setDate(resolved, start + ((weekday - dayOfWeek(start) + 7) % 7));
    }
  }
  resolveWeeks(resolved, style, weekRules);
}

function resolveYearOfEra(fields: Map<Field | WeekField, number>, style: ResolverStyle): void {
  const yearOfEra = take(fields, 'YearOfEra');
  if (yearOfEra === undefined) {
    const era = fields.get('Era');
    if (era !== undefined) check('Era', era);
    return;
  }
  check('YearOfEra', yearOfEra);
  const era = take(fields, 'Era');
  const year = fields.get('Year');
  if (era === undefined) {
    if (style === 'strict' && year === undefined) {
      // A strict formatter does not invent an era.
      fields.set('YearOfEra', yearOfEra);
      return;
    }
    setField(fields, 'Year', year === undefined || year > 0 ? yearOfEra : 1 - yearOfEra);
  } else {
    setField(fields, 'Year', era === 1 ? yearOfEra : 1 - yearOfEra);
  }
}

/** `from` is the field of the time that the value was found while resolving. */
function setField(fields: Map<Field | WeekField, number>, field: Field, value: number, from?: Field): void {
  const former = fields.get(field);
  if (former !== undefined && former !== value) {
    const reason = `Conflict found: ${field} ${former} differs from ${field} ${value}`;
    // Java has two blanks here.
    throw new Failure('date_time_exception', from === undefined ? reason : `${reason} while resolving  ${from}`);
  }
  fields.set(field, value);
}

function resolveWeeks(resolved: Resolved, style: ResolverStyle, rules: WeekRules): void {
  const { fields } = resolved;
  const localized = fields.get('LocalizedDayOfWeek');
  if (localized !== undefined) {
    fields.delete('LocalizedDayOfWeek');
    setField(fields, 'DayOfWeek', ((check('DayOfWeek', localized) - 1 + rules.firstDay - 1) % 7) + 1);
  }
  const weekYear = fields.get('WeekBasedYear');
  const week = fields.get('WeekOfWeekBasedYear');
  const weekday = fields.get('DayOfWeek');
  if (weekYear === undefined || week === undefined || weekday === undefined) return;
  const day = startOfWeekYear(weekYear, rules) + (week - 1) * 7 + ((weekday - rules.firstDay + 7) % 7);
  if (week < 1 || week > 53)
    throw new Failure('date_time_exception', `Invalid value for WeekOfWeekBasedYear (valid values 1 - 52/53): ${week}`);
  if (style === 'strict' && weekOf(day, rules).weekYear !== weekYear) {
    throw new Failure(
      'date_time_exception',
      'Strict mode rejected resolved date as it is in a different week-based-year',
    );
  }
  for (const field of ['WeekBasedYear', 'WeekOfWeekBasedYear', 'DayOfWeek'] as const) fields.delete(field);
  setDate(resolved, day);
}

/** Makes the time of day. Says whether it is the midnight at the end of the day. */
function resolveTime(resolved: Resolved, style: ResolverStyle): boolean {
  const { fields } = resolved;
  const clockHour = take(fields, 'ClockHourOfDay');
  if (clockHour !== undefined) {
    if (style === 'strict' || clockHour !== 0) check('ClockHourOfDay', clockHour);
    setField(fields, 'HourOfDay', clockHour === 24 ? 0 : clockHour, 'ClockHourOfDay');
  }
  const clockHalf = take(fields, 'ClockHourOfAmPm');
  if (clockHalf !== undefined) {
    if (style === 'strict' || clockHalf !== 0) check('ClockHourOfAmPm', clockHalf);
    setField(fields, 'HourOfAmPm', clockHalf === 12 ? 0 : clockHalf, 'ClockHourOfAmPm');
  }
  if (fields.has('AmPmOfDay') && fields.has('HourOfAmPm')) {
    const half = check('AmPmOfDay', take(fields, 'AmPmOfDay')!);
    setField(fields, 'HourOfDay', half * 12 + check('HourOfAmPm', take(fields, 'HourOfAmPm')!), 'AmPmOfDay');
  }
  const nanoOfDay = take(fields, 'NanoOfDay');
  if (nanoOfDay !== undefined) {
    check('NanoOfDay', nanoOfDay);
    setSecondOfDay(fields, Math.floor(nanoOfDay / 1e9), 'NanoOfDay');
    setField(fields, 'NanoOfSecond', nanoOfDay % 1e9, 'NanoOfDay');
  }
  const milliOfDay = take(fields, 'MilliOfDay');
  if (milliOfDay !== undefined) {
    check('MilliOfDay', milliOfDay);
    setField(fields, 'SecondOfDay', Math.floor(milliOfDay / 1000), 'MilliOfDay');
    setField(fields, 'MilliOfSecond', milliOfDay % 1000, 'MilliOfDay');
  }
  const secondOfDay = take(fields, 'SecondOfDay');
  if (secondOfDay !== undefined) setSecondOfDay(fields, check('SecondOfDay', secondOfDay), 'SecondOfDay');
  for (const field of ['NanoOfSecond', 'MilliOfSecond', 'MicroOfSecond'] as const) {
    const value = fields.get(field);
    if (value !== undefined) check(field, value);
  }
  const milli = fields.get('MilliOfSecond');
  if (milli !== undefined && !fields.has('NanoOfSecond')) fields.set('NanoOfSecond', milli * 1e6);
  const hour = fields.get('HourOfDay');
  if (hour === undefined) {
    checkTimeFields(fields);
    return false;
  }
  const minute = fields.get('MinuteOfHour');
  const second = fields.get('SecondOfMinute');
  const nano = fields.get('NanoOfSecond');
  // Parts that are missing at the end are zero; those in between are not.
  if (
    (minute === undefined && (second !== undefined || nano !== undefined)) ||
    (minute !== undefined && second === undefined && nano !== undefined)
  ) {
    return false;
  }
  for (const field of ['HourOfDay', 'MinuteOfHour', 'SecondOfMinute', 'NanoOfSecond', 'MilliOfSecond'] as const)
    fields.delete(field);
  check('MinuteOfHour', minute ?? 0);
  const isMidnight = style === 'smart' && hour === 24 && !minute && !second && !nano;
  if (!isMidnight) check('HourOfDay', hour);
  check('SecondOfMinute', second ?? 0);
  check('NanoOfSecond', nano ?? 0);
  resolved.secondOfDay = isMidnight ? 0 : hour * 3600 + (minute ?? 0) * 60 + (second ?? 0);
  resolved.nano = nano ?? 0;
  checkTimeFields(fields);
  return isMidnight;
}

/** Fields that made no time are checked all the same. */
function checkTimeFields(fields: Map<Field | WeekField, number>): void {
  for (const field of ['HourOfDay', 'MinuteOfHour', 'SecondOfMinute', 'HourOfAmPm', 'AmPmOfDay'] as const) {
    const value = fields.get(field);
    if (value !== undefined) check(field, value);
  }
}

function setSecondOfDay(fields: Map<Field | WeekField, number>, second: number, from: Field): void {
  setField(fields, 'HourOfDay', Math.floor(second / 3600), from);
  setField(fields, 'MinuteOfHour', Math.floor(second / 60) % 60, from);
  setField(fields, 'SecondOfMinute', second % 60, from);
}

const dateFields: readonly Field[] = [
  'DayOfWeek',
  'AlignedWeekOfMonth',
  'DayOfMonth',
  'DayOfYear',
  'EpochDay',
  'MonthOfYear',
  'QuarterOfYear',
  'YearOfEra',
  'Year',
  'Era',
  'ModifiedJulianDay',
];

const timeFields: readonly Field[] = [
  'NanoOfSecond',
  'NanoOfDay',
  'MicroOfSecond',
  'MilliOfSecond',
  'MilliOfDay',
  'SecondOfMinute',
  'SecondOfDay',
  'MinuteOfHour',
  'MinuteOfDay',
  'HourOfAmPm',
  'HourOfDay',
  'AmPmOfDay',
];

/** Fields that the date and the time were not made of have to agree with them. */
function crossCheck({ epochDay, secondOfDay, nano, fields }: Resolved): void {
  if (fields.size === 0) return;
  const made = new ZonedInstant((epochDay ?? 0) * 86400 + (secondOfDay ?? 0), nano ?? 0, utc);
  const check = (names: readonly Field[], origin: () => string) => {
    for (const field of names) {
      const value = fields.get(field);
      if (value === undefined || value === made.get(field)) continue;
      const reason = `Conflict found: Field ${field} ${made.get(field)} differs from ${field} ${value} derived from ${origin()}`;
      throw new Failure('date_time_exception', reason);
    }
  };
  if (epochDay !== undefined) check(dateFields, () => dateText(epochDay));
  if (secondOfDay !== undefined) check(timeFields, () => timeText(secondOfDay, nano ?? 0));
}

function dateText(epochDay: number): string {
  return new Date(epochDay * 86400000).toISOString().slice(0, 10);
}

/** As java.time.LocalTime prints it. */
function timeText(secondOfDay: number, nano: number): string {
  const text = new Date(secondOfDay * 1000).toISOString().slice(11, 19);
  if (nano === 0) return text.replace(/:00$/, '');
  return `${text}.${String(nano)
    .padStart(9, '0')
    .replace(/(?:000){1,2}$/, '')}`;
}
