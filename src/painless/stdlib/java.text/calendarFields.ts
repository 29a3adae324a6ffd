// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What a text says of a date, as java.util.GregorianCalendar makes a day of it: of fields that contradict each other, the last ones count.

import { dayOfWeek, gregorianCalendar, weekOf, weekOfMonth, type WeekRules } from '../../../values/civil.js';

/** Fields of a date; days of the week begin with 1 for Monday. */
export type CalendarField =
  'year' | 'weekYear' | 'month' | 'weekOfYear' | 'weekOfMonth' | 'day' | 'yearDay' | 'dayOfWeek' | 'dayOfWeekInMonth';

const dateOf = (epochDay: number) => gregorianCalendar.dateOf(epochDay);
const dayOf = (year: number, month: number, day: number) => gregorianCalendar.dayOf(year, month, day);

/** The fields that a week-based year is asked for with. */
const weekFields: ReadonlySet<CalendarField> = new Set(['weekYear', 'weekOfYear', 'dayOfWeek']);

export class CalendarFields {
  /** Whether years count backwards. */
  isBeforeCommonEra = false;
  private readonly values = new Map<CalendarField, number>();

  set(field: CalendarField, value: number): void {
    // What is set again counts as set last.
    this.values.delete(field);
    this.values.set(field, value);
  }

  /** Days since 1970-01-01; undefined where that is not lenient and fields are out of range or contradict the day. */
  epochDay(rules: WeekRules, isLenient: boolean): number | undefined {
    const isWeekDate = this.stamp('weekYear') > this.stamp('year');
    const day = isWeekDate ? this.ofWeekYear(rules) : this.ofYear(rules);
    return isLenient || this.agrees(day, rules, isWeekDate) ? day : undefined;
  }

  private get(field: CalendarField, missing: number): number {
    return this.values.get(field) ?? missing;
  }

  /** When a field was set: 1 for the first; 0 for never. */
  private stamp(field: CalendarField): number {
    return [...this.values.keys()].indexOf(field) + 1;
  }

  private get year(): number {
    const year = this.get('year', 1970);
    return this.isBeforeCommonEra ? 1 - year : year;
  }

  private ofWeekYear(rules: WeekRules): number {
    const first = firstWeek(dayOf(this.get('weekYear', 1970), 1, 1), rules);
    const day = this.get('dayOfWeek', rules.firstDay);
    const week = this.get('weekOfYear', 1) + Math.floor((day - 1) / 7);
    return first + 7 * (week - 1) + modulo7(day - rules.firstDay);
  }

  private ofYear(rules: WeekRules): number {
    const month = this.get('month', 1);
    const year = this.year + Math.floor((month - 1) / 12);
    const monthOfYear = month - 12 * Math.floor((month - 1) / 12);
    switch (this.deciding()) {
      case 'day':
        return dayOf(year, monthOfYear, this.get('day', 1));
      case 'yearDay':
        return dayOf(this.year, 1, 1) + this.get('yearDay', 1) - 1;
      case 'weekOfYear':
        return this.inWeek(firstWeek(dayOf(this.year, 1, 1), rules), this.get('weekOfYear', 1));
      case 'weekOfMonth':
        return this.inWeek(firstWeek(dayOf(year, monthOfYear, 1), rules), this.get('weekOfMonth', 1));
      case 'dayOfWeekInMonth': {
        const count = this.get('dayOfWeekInMonth', 1);
        // Negative ones count from the end of the month.
        const start = count >= 0 ? dayOf(year, monthOfYear, 1) : dayOf(year, monthOfYear + 1, 1) + 7;
        return onOrBefore(start + 7 * count - 1, this.get('dayOfWeek', rules.firstDay));
      }
    }
  }

  private inWeek(first: number, week: number): number {
    const day = this.values.get('dayOfWeek');
    return (day === undefined ? first : onOrBefore(first + 6, day)) + 7 * (week - 1);
  }

  /** Which field decides on the day, the others being ignored. */
  private deciding(): 'day' | 'yearDay' | 'weekOfYear' | 'weekOfMonth' | 'dayOfWeekInMonth' {
    const stamp = (field: CalendarField): number => this.stamp(field);
    const ofDay = stamp('dayOfWeek');
    const both = (field: CalendarField): number => (stamp(field) > 0 && ofDay > 0 ? Math.max(stamp(field), ofDay) : 0);
    let day = stamp('day');
    let [ofMonth, inMonth, ofYear] = [both('weekOfMonth'), both('dayOfWeekInMonth'), both('weekOfYear')];
    let last = Math.max(day, ofMonth, inMonth, stamp('yearDay'), ofYear);
    if (last === 0) {
      ofMonth = stamp('weekOfMonth');
      inMonth = Math.max(stamp('dayOfWeekInMonth'), ofDay);
      ofYear = stamp('weekOfYear');
      last = Math.max(ofMonth, inMonth, ofYear);
      if (last === 0) last = day = stamp('month');
    }
    if (last === day) return 'day';
    const isOfMonth = last === ofMonth && stamp('weekOfMonth') >= stamp('weekOfYear');
    const isInMonth = last === inMonth && stamp('dayOfWeekInMonth') >= stamp('weekOfYear');
    if (!isOfMonth && !isInMonth) return last === stamp('yearDay') ? 'yearDay' : 'weekOfYear';
    if (ofMonth === inMonth)
      return stamp('weekOfMonth') >= stamp('dayOfWeekInMonth') ? 'weekOfMonth' : 'dayOfWeekInMonth';
    return last === ofMonth ? 'weekOfMonth' : 'dayOfWeekInMonth';
  }

  /** Whether the fields that were set are those of a day; of year and week-based year one is not looked at. */
  private agrees(day: number, rules: WeekRules, isWeekDate: boolean): boolean {
    const { year, month, day: dayOfMonth } = dateOf(day);
    const found: Readonly<Record<CalendarField, number>> = {
      year: year > 0 ? year : 1 - year,
      weekYear: weekOf(day, rules, gregorianCalendar).weekYear,
      month,
      weekOfYear: weekOf(day, rules, gregorianCalendar).week,
      weekOfMonth: weekOfMonth(day, rules, gregorianCalendar),
      day: dayOfMonth,
      yearDay: day - dayOf(year, 1, 1) + 1,
      dayOfWeek: dayOfWeek(day),
      dayOfWeekInMonth: Math.floor((day - dayOf(year, month, 1)) / 7) + 1,
    };
    return (
      year > 0 !== this.isBeforeCommonEra &&
      [...this.values].every(
        ([field, value]) => found[field] === value || (isWeekDate ? !weekFields.has(field) : field === 'weekYear'),
      )
    );
  }
}

/** The first day of the first week of what begins at a day. */
function firstWeek(start: number, { firstDay, minimalDays }: WeekRules): number {
  const first = onOrBefore(start + 6, firstDay);
  return first - start >= minimalDays ? first - 7 : first;
}

/** The last day before or at a day that is of a day of the week. */
function onOrBefore(day: number, ofWeek: number): number {
  return day - modulo7(dayOfWeek(day) - ofWeek);
}

function modulo7(value: number): number {
  return ((value % 7) + 7) % 7;
}
