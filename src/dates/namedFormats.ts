// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The names that Elasticsearch gives to formats (9.5.3), each written in a small notation of its own:
// `{WORDS}` are pieces (see below), brackets hold what may be missing, everything else stands for itself.

import { type Element, literal, optional } from './element.js';
import { isoWeeks } from './weekElement.js';
import { fixedNumber, ElementList, number } from './pattern.js';
import { fraction } from './numberElement.js';
import { offsetElement, zoneIdElement } from './zoneElement.js';

/** A named format: alternatives to parse by, and what it prints. Built when first used. */
export interface NamedFormat {
  parse(): readonly (readonly Element[])[];
  print(): readonly Element[];
}

const pieces: Readonly<Record<string, () => Element>> = {
  // Strict years have four digits, or more behind a sign.
  YEAR: () => number('Year', 4, 10, 'exceedsPad'),
  YEAR4: () => number('Year', 4, 4, 'normal'),
  YEAR_BASIC: () => number('Year', 4, 10, 'normal'),
  YEAR_LENIENT: () => number('Year', 1, 5, 'normal'),
  YEAR_ANY: () => number('Year', 1, 9, 'normal'),
  MONTH: () => fixedNumber('MonthOfYear', 2),
  MONTH_LENIENT: () => number('MonthOfYear', 1, 2, 'notNegative'),
  DAY: () => fixedNumber('DayOfMonth', 2),
  DAY_LENIENT: () => number('DayOfMonth', 1, 2, 'notNegative'),
  YEARDAY: () => fixedNumber('DayOfYear', 3),
  YEARDAY_LENIENT: () => number('DayOfYear', 1, 3, 'normal'),
  WEEKYEAR: () => number('WeekBasedYear', 4, 10, 'exceedsPad', isoWeeks),
  WEEKYEAR4: () => number('WeekBasedYear', 4, 4, 'normal', isoWeeks),
  WEEK: () => fixedNumber('WeekOfWeekBasedYear', 2, isoWeeks),
  WEEK_LENIENT: () => number('WeekOfWeekBasedYear', 1, 2, 'notNegative', isoWeeks),
  WEEKDAY: () => fixedNumber('DayOfWeek', 1),
  HOUR: () => fixedNumber('HourOfDay', 2),
  HOUR_LENIENT: () => number('HourOfDay', 1, 2, 'notNegative'),
  MINUTE: () => fixedNumber('MinuteOfHour', 2),
  MINUTE_LENIENT: () => number('MinuteOfHour', 1, 2, 'notNegative'),
  SECOND: () => fixedNumber('SecondOfMinute', 2),
  SECOND_LENIENT: () => number('SecondOfMinute', 1, 2, 'notNegative'),
  FRACTION: () => fraction(1, 9, { decimalPoint: true }),
  NANOS: () => fraction(1, 9),
  FRACTION3: () => fraction(3, 3, { decimalPoint: true }),
  FRACTION3TO9: () => fraction(3, 9, { decimalPoint: true }),
  FRACTION1TO3: () => fraction(1, 3, { decimalPoint: true }),
  /** `Z`, `+02:00` or a zone's id. */
  ZONE: () => zoneIdElement(),
  /** `Z` or `+0200`. */
  BASIC_OFFSET: () => offsetElement('+HHMM', 'Z'),
  /** `Z`, `+02` or `+0200`. */
  SHORT_OFFSET: () => offsetElement('+HHmm', 'Z'),
  /** `Z` or `+02:00`. */
  OFFSET: () => offsetElement('+HH:MM', 'Z'),
};

function compile(notation: string): Element[] {
  const list = new ElementList();
  for (let index = 0; index < notation.length;) {
    const character = notation[index]!;
    if (character === '{') {
      const close = notation.indexOf('}', index);
      list.add(pieces[notation.slice(index + 1, close)]!());
      index = close + 1;
    } else if (character === '[') {
      const close = closingBracket(notation, index);
      list.add(optional(compile(notation.slice(index + 1, close))));
      index = close + 1;
    } else {
      list.add(literal(character));
      index++;
    }
  }
  return list.elements;
}

function closingBracket(notation: string, open: number): number {
  let depth = 0;
  for (let index = open; ; index++) {
    if (notation[index] === '[') depth++;
    if (notation[index] === ']' && --depth === 0) return index;
  }
}

/** Every named format. */
export const namedFormats = new Map<string, NamedFormat>();

/** Adds a format that tries its zone as an offset with a colon or an id, then as an offset without a colon. */
function define(name: string, print: string, ...parse: string[]): void {
  let alternatives: Element[][] | undefined;
  let printer: Element[] | undefined;
  namedFormats.set(name, {
    parse: () => (alternatives ??= (parse.length > 0 ? parse : [print]).map(compile)),
    print: () => (printer ??= compile(print)),
  });
}

/** Adds a format that ends with a zone, in both ways to write an offset. */
function defineZoned(name: string, print: string, body: string, offset = '{OFFSET}'): void {
  define(name, print + offset, `${body}{ZONE}`, `${body}{BASIC_OFFSET}`);
}

const date = '{YEAR}-{MONTH}-{DAY}';
const lenientDate = '{YEAR_LENIENT}-{MONTH_LENIENT}-{DAY_LENIENT}';
const time = '{HOUR}:{MINUTE}:{SECOND}';
const lenientTime = '{HOUR_LENIENT}:{MINUTE_LENIENT}:{SECOND_LENIENT}';
const basicTime = '{HOUR}{MINUTE}{SECOND}';
const weekDate = '{WEEKYEAR}-W{WEEK}-{WEEKDAY}';
const lenientWeekDate = '{WEEKYEAR}-W{WEEK_LENIENT}-{WEEKDAY}';
const basicWeekDate = '{WEEKYEAR4}W{WEEK}{WEEKDAY}';
const ordinal = '{YEAR}-{YEARDAY}';
const lenientOrdinal = '{YEAR_LENIENT}-{YEARDAY_LENIENT}';

define('iso8601', `${date}T${time}{FRACTION3}{OFFSET}`);
define('strict_date_optional_time', `${date}T${time}{FRACTION3}{OFFSET}`);
define('strict_date_optional_time_nanos', `${date}T${time}{FRACTION3TO9}{OFFSET}`);
define(
  'date_optional_time',
  `${date}T${time}{FRACTION3}{OFFSET}`,
  '{YEAR_ANY}[-{MONTH_LENIENT}[-{DAY_LENIENT}[T[{HOUR_LENIENT}[:{MINUTE_LENIENT}[:{SECOND_LENIENT}[{FRACTION}][,{NANOS}]][{ZONE}][{SHORT_OFFSET}]]]]]]',
);

define('basic_date', '{YEAR_BASIC}{MONTH}{DAY}', '{YEAR4}{MONTH}{DAY_LENIENT}');
define('basic_ordinal_date', '{YEAR4}{YEARDAY}');
define('basic_week_date', basicWeekDate);
define('strict_basic_week_date', basicWeekDate);
for (const [name, body, offset] of [
  ['basic_date', '{YEAR4}{MONTH}{DAY}T', '{OFFSET}'],
  ['basic_ordinal_date', '{YEAR4}{YEARDAY}T', '{OFFSET}'],
  ['basic_week_date', `${basicWeekDate}T`, '{SHORT_OFFSET}'],
  ['strict_basic_week_date', `${basicWeekDate}T`, '{SHORT_OFFSET}'],
] as const) {
  defineZoned(`${name}_time`, `${body}${basicTime}{FRACTION3}`, `${body}${basicTime}{FRACTION}`, offset);
  // One of them is not like the others.
  const shown = name === 'strict_basic_week_date' ? '{OFFSET}' : offset;
  defineZoned(`${name}_time_no_millis`, `${body}${basicTime}`, `${body}${basicTime}`, shown);
}
for (const [name, body] of [
  ['basic_time', ''],
  ['basic_t_time', 'T'],
] as const) {
  defineZoned(name, `${body}${basicTime}{FRACTION3}`, `${body}${basicTime}{FRACTION}`);
  defineZoned(`${name}_no_millis`, `${body}${basicTime}`, `${body}${basicTime}`);
}

for (const strict of [true, false]) {
  const prefix = strict ? 'strict_' : '';
  const day = strict ? date : lenientDate;
  const hour = strict ? '{HOUR}' : '{HOUR_LENIENT}';
  const minute = strict ? '{HOUR}:{MINUTE}' : '{HOUR_LENIENT}:{MINUTE_LENIENT}';
  const second = strict ? time : lenientTime;
  const week = strict ? weekDate : lenientWeekDate;
  const yearDay = strict ? ordinal : lenientOrdinal;
  const millis = strict ? '{FRACTION3}' : '{FRACTION1TO3}';

  define(`${prefix}date`, date, day);
  define(`${prefix}year_month_day`, date, day);
  define(`${prefix}year`, '{YEAR}', strict ? '{YEAR}' : '{YEAR_LENIENT}');
  define(`${prefix}year_month`, '{YEAR}-{MONTH}', strict ? '{YEAR}-{MONTH}' : '{YEAR_LENIENT}-{MONTH_LENIENT}');
  define(`${prefix}ordinal_date`, ordinal, yearDay);
  define(`${prefix}week_date`, weekDate, week);
  define(`${prefix}weekyear`, '{WEEKYEAR}');
  define(`${prefix}weekyear_week`, '{WEEKYEAR}-W{WEEK}', strict ? '{WEEKYEAR}-W{WEEK}' : '{WEEKYEAR}-W{WEEK_LENIENT}');
  define(`${prefix}weekyear_week_day`, weekDate, week);

  define(`${prefix}hour`, '{HOUR}', hour);
  define(`${prefix}hour_minute`, '{HOUR}:{MINUTE}', minute);
  define(`${prefix}hour_minute_second`, time, second);
  define(`${prefix}hour_minute_second_fraction`, `${time}{FRACTION3}`, `${second}{FRACTION}`);
  define(`${prefix}hour_minute_second_millis`, `${time}{FRACTION3}`, `${second}${millis}`);
  define(`${prefix}date_hour`, `${date}T{HOUR}`, `${day}T${hour}`);
  define(`${prefix}date_hour_minute`, `${date}T{HOUR}:{MINUTE}`, `${day}T${minute}`);
  define(`${prefix}date_hour_minute_second`, `${date}T${time}`, `${day}T${second}`);
  define(`${prefix}date_hour_minute_second_fraction`, `${date}T${time}{FRACTION3}`, `${day}T${second}{FRACTION}`);
  define(`${prefix}date_hour_minute_second_millis`, `${date}T${time}{FRACTION3}`, `${day}T${second}${millis}`);

  for (const [name, printed, parsed] of [
    ['date_time', `${date}T`, `${day}T`],
    ['ordinal_date_time', `${ordinal}T`, `${yearDay}T`],
    ['week_date_time', `${weekDate}T`, `${week}T`],
    ['time', '', ''],
    ['t_time', 'T', 'T'],
  ] as const) {
    // Only these formats print more than milliseconds.
    const isExact = (strict && name === 'date_time') || name === 'ordinal_date_time';
    const fraction = isExact ? '{FRACTION3TO9}' : '{FRACTION3}';
    defineZoned(`${prefix}${name}`, `${printed}${time}${fraction}`, `${parsed}${second}{FRACTION}`);
    defineZoned(`${prefix}${name}_no_millis`, `${printed}${time}`, `${parsed}${second}`);
  }
}
