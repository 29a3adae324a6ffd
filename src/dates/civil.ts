// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The proleptic ISO calendar on days since 1970-01-01.

/** A calendar date. */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Days since 1970-01-01 of a date; the month may be out of range, the day too. */
export function epochDayOf(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

/** The date of a day since 1970-01-01. */
export function civilOf(epochDay: number): CivilDate {
  const shifted = epochDay + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function lengthOfMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** 1 is Monday, 7 is Sunday. */
export function dayOfWeek(epochDay: number): number {
  return ((((epochDay + 3) % 7) + 7) % 7) + 1;
}

/** First day of the year since 1970-01-01, and from there. */
export function dayOfYear(epochDay: number, year: number): number {
  return epochDay - epochDayOf(year, 1, 1) + 1;
}

/** How weeks are counted: the first day (1 is Monday) and how many days of a year its first week must have. */
export interface WeekRules {
  readonly firstDay: number;
  readonly minimalDays: number;
}

/** Week-based year and week of a day. */
export function weekOf(epochDay: number, rules: WeekRules): { weekYear: number; week: number } {
  const { year } = civilOf(epochDay);
  for (const candidate of [year + 1, year, year - 1]) {
    const start = startOfWeekYear(candidate, rules);
    if (epochDay >= start) return { weekYear: candidate, week: Math.floor((epochDay - start) / 7) + 1 };
  }
  return { weekYear: year, week: 1 };
}

/** First day of a week-based year. */
export function startOfWeekYear(year: number, rules: WeekRules): number {
  const first = epochDayOf(year, 1, 1);
  const offset = (dayOfWeek(first) - rules.firstDay + 7) % 7;
  return 7 - offset >= rules.minimalDays ? first - offset : first - offset + 7;
}
