// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Names of months, days, eras and halves of the day in a language, and where its week begins.
// They come from Node's CLDR data, as Java's come from CLDR.

import type { WeekRules } from '../values/civil.js';

export type TextStyle = 'short' | 'full' | 'narrow';
export type TextField = 'MonthOfYear' | 'DayOfWeek' | 'AmPmOfDay' | 'Era' | 'QuarterOfYear';

const widths = { short: 'short', full: 'long', narrow: 'narrow' } as const;
const cache = new Map<string, readonly string[]>();
/** Locales to remember week rules of; documents may name any. */
const maximalLocales = 1000;

/**
 * Names of a field's values, in order; the first is that of the field's lowest value.
 *
 * @param locale a BCP 47 tag
 * @param standalone the form that stands without a date beside it
 */
export function fieldNames(field: TextField, style: TextStyle, standalone: boolean, locale: string): readonly string[] {
  const key = `${locale} ${field} ${style} ${standalone}`;
  let names = cache.get(key);
  if (!names) {
    names = makeNames(field, style, standalone, locale);
    cache.set(key, names);
  }
  return names;
}

function makeNames(field: TextField, style: TextStyle, standalone: boolean, locale: string): string[] {
  const width = widths[style];
  const utc = { timeZone: 'UTC', calendar: 'gregory', numberingSystem: 'latn' } as const;
  const part = (options: Intl.DateTimeFormatOptions, type: string, date: number): string =>
    new Intl.DateTimeFormat(locale, { ...utc, ...options }).formatToParts(date).find((found) => found.type === type)
      ?.value ?? '';
  switch (field) {
    case 'MonthOfYear': {
      const options: Intl.DateTimeFormatOptions = standalone ? { month: width } : { month: width, day: 'numeric' };
      const names = Array.from({ length: 12 }, (_, month) => part(options, 'month', Date.UTC(2001, month, 15)));
      if (!names.every((name) => /^\d+$/.test(name))) return names;
      // Chinese, Japanese and Korean have a number with the word for month behind it.
      const alone = new Intl.DateTimeFormat(locale, { ...utc, month: width });
      return names.map((_, month) => alone.format(Date.UTC(2001, month, 15)));
    }
    case 'DayOfWeek': {
      const options: Intl.DateTimeFormatOptions = standalone ? { weekday: width } : { weekday: width, day: 'numeric' };
      // 2001-01-01 was a Monday.
      return Array.from({ length: 7 }, (_, day) => part(options, 'weekday', Date.UTC(2001, 0, 1 + day)));
    }
    case 'AmPmOfDay':
      return [6, 18].map((hour) => part({ hour: 'numeric', hour12: true }, 'dayPeriod', Date.UTC(2001, 0, 1, hour)));
    case 'Era':
      return [-100, 2001].map((year) => part({ era: width, year: 'numeric' }, 'era', Date.UTC(year, 5, 1)));
    case 'QuarterOfYear': {
      // Intl has no quarters; CLDR's root form is all that JavaScript can give.
      const ordinals = ['1st', '2nd', '3rd', '4th'];
      if (style === 'narrow') return ['1', '2', '3', '4'];
      return ordinals.map((ordinal, index) => (style === 'short' ? `Q${index + 1}` : `${ordinal} quarter`));
    }
  }
}

/** A locale's language tag for a Java locale name such as `en`, `de_DE`, `fr-CA`; the root locale reads as English. */
export function languageTag(locale: string): string {
  const tag = locale.replaceAll('_', '-');
  if (tag === '' || /^root$/i.test(tag)) return 'en';
  // Java takes empty and odd parts behind the language, Intl does not.
  for (const candidate of [tag, tag.split('-')[0]!]) {
    try {
      return Intl.getCanonicalLocales(candidate)[0]!;
    } catch {
      continue;
    }
  }
  return 'en';
}

const weekRules = new Map<string, WeekRules>();

/** Where a locale's week begins; a language without a region counts as in its most likely one. */
export function weekRulesOf(locale: string): WeekRules {
  let rules = weekRules.get(locale);
  if (rules === undefined) {
    rules = readWeekRules(locale);
    if (weekRules.size >= maximalLocales) weekRules.clear();
    weekRules.set(locale, rules);
  }
  return rules;
}

function readWeekRules(locale: string): WeekRules {
  const tag = new Intl.Locale(languageTag(locale)).maximize();
  const info = (tag as { weekInfo?: { firstDay: number; minimalDays: number } }).weekInfo;
  return { firstDay: info?.firstDay ?? 1, minimalDays: info?.minimalDays ?? 1 };
}
