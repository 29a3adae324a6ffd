// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Week-based fields, which depend on where a locale's week begins.

import { type WeekRules, weekOf, weekOfMonth } from '../values/civil.js';
import { valueOf } from './element.js';
import type { Temporal } from './fields.js';

/** A week-based field. */
export type WeekField = 'WeekBasedYear' | 'WeekOfWeekBasedYear' | 'WeekOfMonth' | 'LocalizedDayOfWeek';

/** ISO 8601: weeks begin on Monday, the first week of a year holds its first Thursday. */
export const isoWeeks: WeekRules = { firstDay: 1, minimalDays: 4 };

/** The day of the week in a locale's numbering. */
export function localizedDayOfWeek(day: number, rules: WeekRules): number {
  return ((day - rules.firstDay + 7) % 7) + 1;
}

/** The value of a week field. */
export function weekValue(temporal: Temporal, field: WeekField, rules: WeekRules): number {
  if (field === 'LocalizedDayOfWeek') return localizedDayOfWeek(valueOf(temporal, 'DayOfWeek'), rules);
  const epochDay = valueOf(temporal, 'EpochDay');
  if (field === 'WeekOfMonth') return weekOfMonth(epochDay, rules);
  const { weekYear, week } = weekOf(epochDay, rules);
  return field === 'WeekBasedYear' ? weekYear : week;
}
