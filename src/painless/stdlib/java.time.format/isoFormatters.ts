// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The formatters that DateTimeFormatter has as constants.

import { type Element, literal, optional, unsupportedField } from '../../../dates/element.js';
import { fraction } from '../../../dates/numberElement.js';
import { ElementList, fixedNumber, number } from '../../../dates/pattern.js';
import { textElement } from '../../../dates/textElement.js';
import { isoWeeks } from '../../../dates/weekElement.js';
import { offsetElement, zoneIdElement } from '../../../dates/zoneElement.js';
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
const region = (): Element => optional([literal('['), zoneIdElement(), literal(']')]);

/** A point in time in UTC, with as many groups of three digits as its fraction needs. */
const instant: Element = {
  parse(parsed, position) {
    const match =
      /^([+-]?\d{4,10}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{0,9}))?(?:Z|([+-]\d\d)(?::?(\d\d))?(?::?(\d\d))?)/i.exec(
        parsed.text.slice(position),
      );
    if (!match) return ~position;
    const [whole, day, hour, minute, second, digits, offsetHour, offsetMinute, offsetSecond] = match;
    const days = Date.parse(`${day}T00:00:00Z`) / 1000;
    if (Number.isNaN(days) || Number(hour) > 24 || Number(minute) > 59 || Number(second) > 59) return ~position;
    const sign = offsetHour?.startsWith('-') ? -1 : 1;
    const east =
      offsetHour === undefined
        ? 0
        : Number(offsetHour) * 3600 + sign * (Number(offsetMinute ?? 0) * 60 + Number(offsetSecond ?? 0));
    const end = position + whole.length;
    const seconds = days + Number(hour) * 3600 + Number(minute) * 60 + Number(second) - east;
    parsed.put('NanoOfSecond', Number((digits ?? '').padEnd(9, '0')), position, end);
    return parsed.put('InstantSeconds', seconds, position, end);
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

function iso(build: () => Element[], caseSensitive = false): DateTimeFormatter {
  return new DateTimeFormatter(build, { style: 'strict', caseSensitive });
}

/** The constants by name. */
export const isoFormatters = {
  BASIC_ISO_DATE: iso(() => [
    ...list(fixedNumber('Year', 4), fixedNumber('MonthOfYear', 2), fixedNumber('DayOfMonth', 2)),
    optional([offsetElement('+HHMMss', 'Z')]),
  ]),
  ISO_DATE: iso(() => [...date(), optional([offset()])]),
  ISO_DATE_TIME: iso(() => [...dateTime(), optional([offset(), region()])]),
  ISO_INSTANT: iso(() => [instant]),
  ISO_LOCAL_DATE: iso(date, true),
  ISO_LOCAL_DATE_TIME: iso(dateTime),
  ISO_LOCAL_TIME: iso(time, true),
  ISO_OFFSET_DATE: iso(() => [...date(), offset()]),
  ISO_OFFSET_DATE_TIME: iso(() => [...dateTime(), offset()]),
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
  ISO_ZONED_DATE_TIME: iso(() => [...dateTime(), offset(), region()]),
  RFC_1123_DATE_TIME: new DateTimeFormatter(
    () => [
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
    ],
    { caseSensitive: false },
  ),
} as const;
