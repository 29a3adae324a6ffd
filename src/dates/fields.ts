// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The fields of dates and times, by the names that Java prints (java.time.temporal.ChronoField), with their ranges.

import type { Zone } from './zones.js';

const ranges = {
  NanoOfSecond: [0, 999_999_999],
  NanoOfDay: [0, 86_399_999_999_999],
  MicroOfSecond: [0, 999_999],
  MilliOfSecond: [0, 999],
  MilliOfDay: [0, 86_399_999],
  SecondOfMinute: [0, 59],
  SecondOfDay: [0, 86_399],
  MinuteOfHour: [0, 59],
  MinuteOfDay: [0, 1439],
  HourOfAmPm: [0, 11],
  ClockHourOfAmPm: [1, 12],
  HourOfDay: [0, 23],
  ClockHourOfDay: [1, 24],
  AmPmOfDay: [0, 1],
  DayOfWeek: [1, 7],
  AlignedWeekOfMonth: [1, 5],
  DayOfMonth: [1, 31],
  DayOfYear: [1, 366],
  EpochDay: [-365_243_219_162, 365_241_780_471],
  MonthOfYear: [1, 12],
  QuarterOfYear: [1, 4],
  YearOfEra: [1, 1_000_000_000],
  Year: [-999_999_999, 999_999_999],
  Era: [0, 1],
  InstantSeconds: [-(2 ** 63), 2 ** 63],
  OffsetSeconds: [-64_800, 64_800],
  ModifiedJulianDay: [-365_243_178_575, 365_241_821_058],
} as const satisfies Record<string, readonly [number, number]>;

/** A field by Java's name. */
export type Field = keyof typeof ranges;

/** Whether a value is in a field's range. */
export function isValidValue(field: Field, value: number): boolean {
  return value >= ranges[field][0] && value <= ranges[field][1];
}

const ragged: Partial<Record<Field, string>> = {
  DayOfMonth: '1 - 28/31',
  DayOfYear: '1 - 365/366',
  AlignedWeekOfMonth: '1 - 4/5',
  YearOfEra: '1 - 999999999/1000000000',
};

/** Java's words for a value out of a field's range. */
export function invalidValue(field: Field, value: number): string {
  const range = ragged[field] ?? `${ranges[field][0]} - ${ranges[field][1]}`;
  return `Invalid value for ${field} (valid values ${range}): ${value}`;
}

/** What can be printed: a source of fields. */
export interface Temporal {
  /** The value of a field, undefined where there is none. */
  get(field: Field): number | undefined;
  readonly zone?: Zone | undefined;
}
