// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Calendars on days since 1970-01-01: that of ISO 8601, and java.util's, which is Julian before 15 October 1582.

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

/** The day of the year, from 1. */
export function dayOfYear(epochDay: number, year: number): number {
  return epochDay - epochDayOf(year, 1, 1) + 1;
}

/** How days have dates; years before the common era are 0, -1 and so on. */
export interface Calendar {
  dateOf(epochDay: number): CivilDate;
  /** The day of a date, whose day of the month may be out of range. */
  dayOf(year: number, month: number, day: number): number;
}

/** Java's IsoChronology. */
const isoCalendar: Calendar = { dateOf: civilOf, dayOf: epochDayOf };

/** 15 October 1582, before which came the 4th. */
const firstGregorianDay = -141427;

/** java.util.GregorianCalendar, with its cutover. A date that was left out then is as many days later. */
export const gregorianCalendar: Calendar = {
  dateOf: (epochDay) => (epochDay >= firstGregorianDay ? civilOf(epochDay) : julianDateOf(epochDay)),
  dayOf(year, month, day) {
    const gregorian = epochDayOf(year, month, day);
    return year >= 1582 && gregorian >= firstGregorianDay ? gregorian : julianDayOf(year, month, day);
  },
};

/** Days of four Julian years, which hold one leap day. */
const fourYears = 1461;

function julianDayOf(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return Math.floor((shifted * fourYears) / 4) + dayOfYear - 719470;
}

function julianDateOf(epochDay: number): CivilDate {
  const shifted = epochDay + 719470;
  const year = Math.floor((4 * shifted + 3) / fourYears);
  const dayOfYear = shifted - Math.floor((year * fourYears) / 4);
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: year + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}

/** How weeks are counted: the first day (1 is Monday) and how many days of a year its first week must have. */
export interface WeekRules {
  readonly firstDay: number;
  readonly minimalDays: number;
}

/** Week-based year and week of a day. */
export function weekOf(epochDay: number, rules: WeekRules, calendar = isoCalendar): { weekYear: number; week: number } {
  const { year } = calendar.dateOf(epochDay);
  for (const candidate of [year + 1, year, year - 1]) {
    const start = startOfWeekYear(candidate, rules, calendar);
    if (epochDay >= start) return { weekYear: candidate, week: Math.floor((epochDay - start) / 7) + 1 };
  }
  return { weekYear: year, week: 1 };
}

/** First day of a week-based year. */
export function startOfWeekYear(year: number, rules: WeekRules, calendar = isoCalendar): number {
  const first = calendar.dayOf(year, 1, 1);
  const offset = daysIntoWeek(first, rules);
  return 7 - offset >= rules.minimalDays ? first - offset : first - offset + 7;
}

/** Week of a day in its month; 0 before the first that counts. */
export function weekOfMonth(epochDay: number, rules: WeekRules, calendar = isoCalendar): number {
  const { year, month } = calendar.dateOf(epochDay);
  const first = calendar.dayOf(year, month, 1);
  const offset = daysIntoWeek(first, rules);
  const week = Math.floor((epochDay - first + offset) / 7);
  return 7 - offset >= rules.minimalDays ? week + 1 : week;
}

/** Days from the beginning of a day's week to the day. */
function daysIntoWeek(epochDay: number, rules: WeekRules): number {
  return (dayOfWeek(epochDay) - rules.firstDay + 7) % 7;
}
