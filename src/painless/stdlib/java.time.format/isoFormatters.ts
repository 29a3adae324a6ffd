// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The formatters that DateTimeFormatter has as constants.

import { epochDayOf, lengthOfMonth } from '../../../values/civil.js';
import { type Element, lenient, literal, optional, parseAll, unsupportedField } from '../../../dates/element.js';
import { type Field, isValidValue } from '../../../dates/fields.js';
import { fraction } from '../../../dates/numberElement.js';
import { Parsed } from '../../../dates/parsed.js';
import { ElementList, fixedNumber, number } from '../../../dates/pattern.js';
import { textElement } from '../../../dates/textElement.js';
import { isoWeeks } from '../../../dates/weekElement.js';
import { offsetElement, zoneRegionElement } from '../../../dates/zoneElement.js';
import { ZonedInstant } from '../../../dates/zonedInstant.js';
import { utc } from '../../../dates/zones.js';
import { DateTimeFormatter } from './formatter.js';

const list = (...elements: Element[]): Element[] =>
  elements.reduce((all, element) => all.add(element), new ElementList()).elements;

const date = (): Element[] =>
  list(
    number('Year', 4, 10, 'exceedsPad'),
    literal('-'),
    fixedNumber('MonthOfYear', 2),
    literal('-'),
    fixedNumber('DayOfMonth', 2),
  );
const time = (): Element[] => [
  ...list(fixedNumber('HourOfDay', 2), literal(':'), fixedNumber('MinuteOfHour', 2)),
  optional([
    ...list(literal(':'), fixedNumber('SecondOfMinute', 2)),
    optional([fraction(0, 9, { decimalPoint: true })]),
  ]),
];
const dateTime = (): Element[] => [...date(), literal('T'), ...time()];
const offset = (): Element => offsetElement('+HH:MM:ss', 'Z');
const region = (): Element => optional([literal('['), zoneRegionElement(), literal(']')]);

const dateTimeSeconds: readonly Element[] = [
  ...date(),
  literal('T'),
  ...list(
    fixedNumber('HourOfDay', 2),
    literal(':'),
    fixedNumber('MinuteOfHour', 2),
    literal(':'),
    fixedNumber('SecondOfMinute', 2),
  ),
];
const instantElements: readonly Element[] = [...dateTimeSeconds, fraction(0, 9, { decimalPoint: true }), offset()];

/** A point in time, printed in UTC with as many groups of three digits as its fraction needs. */
const instant: Element = {
  parse(parsed, position) {
    const inner = new Parsed(parsed.text, parsed);
    const end = parseAll(instantElements, inner, position);
    if (end < 0) return end;
    const field = (name: Field) => inner.fields.get(name) ?? 0;
    const nano = field('NanoOfSecond');
    const seconds = epochSecondOf(field, nano);
    if (seconds === undefined) return ~position;
    const after = parsed.put('InstantSeconds', seconds, position, end);
    return after < 0 ? after : parsed.put('NanoOfSecond', nano, position, after);
  },
  print(temporal) {
    const second = temporal.get('InstantSeconds');
    if (second === undefined) throw unsupportedField('InstantSeconds');
    const nano = temporal.get('NanoOfSecond') ?? 0;
    const text = dateTimeSeconds.map((element) => element.print(new ZonedInstant(second, 0, utc))).join('');
    const digits = String(nano)
      .padStart(9, '0')
      .replace(/(?:000){1,3}$/, '');
    return `${text}${digits === '' ? '' : `.${digits}`}Z`;
  },
};
/** Seconds since 1970 of a date and time that there are; 24:00 is the next day's start, a leap second the one before it. */
function epochSecondOf(field: (name: Field) => number, nano: number): number | undefined {
  const [hour, minute, second] = [field('HourOfDay'), field('MinuteOfHour'), field('SecondOfMinute')];
  const isNextDay = hour === 24 && minute === 0 && second === 0 && nano === 0;
  const isLeapSecond = hour === 23 && minute === 59 && second === 60;
  if ((hour > 23 && !isNextDay) || minute > 59 || (second > 59 && !isLeapSecond)) return undefined;
  const [year, month, day] = [field('Year'), field('MonthOfYear'), field('DayOfMonth')];
  if (month < 1 || month > 12 || day < 1 || day > lengthOfMonth(year, month)) return undefined;
  if (!isValidValue('OffsetSeconds', field('OffsetSeconds'))) return undefined;
  const secondOfDay = hour * 3600 + minute * 60 + (isLeapSecond ? 59 : second);
  return epochDayOf(year, month, day) * 86400 + secondOfDay - field('OffsetSeconds');
}

function iso(build: () => Element[], caseSensitive = false): DateTimeFormatter {
  return new DateTimeFormatter(build, { style: 'strict', caseSensitive });
}

/** The constants by name. */
export const isoFormatters = {
  BASIC_ISO_DATE: iso(() => [
    ...list(fixedNumber('Year', 4), fixedNumber('MonthOfYear', 2), fixedNumber('DayOfMonth', 2)),
    optional([lenient([offsetElement('+HHMMss', 'Z')])]),
  ]),
  ISO_DATE: iso(() => [...date(), optional([offset()])]),
  ISO_DATE_TIME: iso(() => [...dateTime(), optional([offset(), region()])]),
  ISO_INSTANT: iso(() => [instant]),
  ISO_LOCAL_DATE: iso(date, true),
  ISO_LOCAL_DATE_TIME: iso(dateTime),
  ISO_LOCAL_TIME: iso(time, true),
  ISO_OFFSET_DATE: iso(() => [...date(), offset()]),
  ISO_OFFSET_DATE_TIME: iso(() => [...dateTime(), lenient([offset()])]),
  ISO_OFFSET_TIME: iso(() => [...time(), offset()]),
  ISO_ORDINAL_DATE: iso(() => [
    ...list(number('Year', 4, 10, 'exceedsPad'), literal('-'), fixedNumber('DayOfYear', 3)),
    optional([offset()]),
  ]),
  ISO_TIME: iso(() => [...time(), optional([offset()])]),
  ISO_WEEK_DATE: iso(() => [
    ...list(
      number('WeekBasedYear', 4, 10, 'exceedsPad', isoWeeks),
      literal('-W'),
      fixedNumber('WeekOfWeekBasedYear', 2, isoWeeks),
      literal('-'),
      fixedNumber('DayOfWeek', 1),
    ),
    optional([offset()]),
  ]),
  ISO_ZONED_DATE_TIME: iso(() => [...dateTime(), lenient([offset()]), region()]),
  RFC_1123_DATE_TIME: new DateTimeFormatter(
    () => [
      lenient([
        optional([textElement('DayOfWeek', 'short', false, 'en'), literal(', ')]),
        ...list(number('DayOfMonth', 1, 2, 'notNegative'), literal(' ')),
        textElement('MonthOfYear', 'short', false, 'en'),
        ...list(
          literal(' '),
          fixedNumber('Year', 4),
          literal(' '),
          fixedNumber('HourOfDay', 2),
          literal(':'),
          fixedNumber('MinuteOfHour', 2),
        ),
        optional(list(literal(':'), fixedNumber('SecondOfMinute', 2))),
        literal(' '),
        offsetElement('+HHMM', 'GMT'),
      ]),
    ],
    { caseSensitive: false },
  ),
} as const;
