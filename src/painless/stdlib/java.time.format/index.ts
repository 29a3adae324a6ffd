// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.time.format: DateTimeFormatter on the formats of src/dates. Builders are not supported: patterns say the same.

import type { ZoneId } from '../../../values/javaTime.js';
import { type TemporalAccessor, type TemporalQuery } from '../../../values/javaTime.js';
import { languageTag } from '../../../dates/localeText.js';
import { textOf } from '../../../values/javaText.js';
import { JavaEnum } from '../java.lang/basics.js';
import { nonNull } from '../../runtime/exceptions.js';
import { exceptionClass } from '../exceptionClass.js';
import { refusedAll } from '../java.time/delegated.js';
import { type ClassDeclaration, constant, javaClass, method, staticMethod } from '../table.js';
import { charsOf } from '../text.js';
import { DateTimeFormatter, temporalOf } from './formatter.js';
import { isoFormatters } from './isoFormatters.js';
import { textStyleClass } from './TextStyle.js';

class ResolverStyleConstant extends JavaEnum {}

const strict = new ResolverStyleConstant('STRICT', 0);
const smart = new ResolverStyleConstant('SMART', 1);

const resolverStyleClass = javaClass(
  'java.time.format.ResolverStyle',
  'How strictly dates are taken.',
  [
    constant('ResolverStyle SMART', 'A day after the end of a month is its last day.', smart),
    constant('ResolverStyle STRICT', 'Only dates that exist.', strict),
    ...refusedAll(
      'lenient dates are not supported',
      `
      static ResolverStyle LENIENT
      static ResolverStyle valueOf(String)
      static ResolverStyle[] values()
    `,
    ),
  ],
  { supertypes: ['java.lang.Enum'], represents: [ResolverStyleConstant] },
);

const queryOf = (query: TemporalQuery<unknown> | ((temporal: unknown) => unknown), temporal: unknown): unknown =>
  typeof query === 'function' ? query(temporal) : query.queryFrom(temporal as TemporalAccessor);

const formatterClass = javaClass(
  'java.time.format.DateTimeFormatter',
  'A format of dates and times.',
  [
    ...Object.entries(isoFormatters).map(([name, formatter]) =>
      constant(`DateTimeFormatter ${name}`, `Java's format ${name}.`, formatter),
    ),
    method(
      'String format(TemporalAccessor)',
      'The text of a date or time.',
      (self: DateTimeFormatter, temporal: TemporalAccessor) => self.format(temporal),
      [["DateTimeFormatter.ofPattern('dd/MM/yyyy').format(LocalDate.of(2023, 8, 28))", "'28/08/2023'"]],
    ),
    method(
      'ZoneId getZone()',
      'The zone that dates are shown in, or null.',
      (self: DateTimeFormatter) => self.settings.zone,
    ),
    method('ResolverStyle getResolverStyle()', 'How strictly dates are taken.', (self: DateTimeFormatter) =>
      self.settings.style === 'strict' ? strict : smart,
    ),
    staticMethod(
      'DateTimeFormatter ofPattern(String)',
      'The format of a pattern.',
      (pattern: string) => DateTimeFormatter.ofPattern(pattern),
      [["DateTimeFormatter.ofPattern('HH:mm').format(LocalTime.of(9, 5))", "'09:05'"]],
    ),
    staticMethod(
      'DateTimeFormatter ofPattern(String,Locale)',
      'The format of a pattern in a language.',
      (pattern: string, locale: unknown) => DateTimeFormatter.ofPattern(pattern, languageTag(textOf(locale))),
    ),
    method(
      'TemporalAccessor parse(CharSequence)',
      'The date or time of a text.',
      (self: DateTimeFormatter, text: unknown) => {
        const chars = charsOf(text, 'text');
        return temporalOf(self.parse(chars), chars);
      },
    ),
    method(
      'def parse(CharSequence,TemporalQuery)',
      'What a query makes of the date or time of a text.',
      (self: DateTimeFormatter, text: unknown, query: TemporalQuery<unknown> | ((temporal: unknown) => unknown)) => {
        const chars = charsOf(text, 'text');
        return queryOf(query, temporalOf(self.parse(chars), chars));
      },
      [["DateTimeFormatter.ofPattern('dd/MM/yyyy').parse('28/08/2023', LocalDate::from).toString()", "'2023-08-28'"]],
    ),
    method(
      'DateTimeFormatter withLocale(Locale)',
      'The same format in another language.',
      (self: DateTimeFormatter, locale: unknown) => self.with({ locale: languageTag(textOf(locale)) }),
    ),
    method(
      'DateTimeFormatter withResolverStyle(ResolverStyle)',
      'The same format with another strictness.',
      (self: DateTimeFormatter, style: JavaEnum | null) =>
        self.with({ style: nonNull(style, 'resolverStyle') === strict ? 'strict' : 'smart' }),
    ),
    method(
      'DateTimeFormatter withZone(ZoneId)',
      'The same format in a zone.',
      (self: DateTimeFormatter, zone: ZoneId | null) => self.with({ zone }),
    ),
    ...refusedAll(
      'only formats of patterns and of ISO 8601 are supported',
      `
      Format toFormat()
      Format toFormat(TemporalQuery)
      Chronology getChronology()
      DateTimeFormatter withChronology(Chronology)
      DateTimeFormatter withDecimalStyle(DecimalStyle)
      DateTimeFormatter withResolverFields(Set)
      DecimalStyle getDecimalStyle()
      TemporalAccessor parseBest(CharSequence,TemporalQuery[])
      TemporalAccessor parseUnresolved(CharSequence,ParsePosition)
      Locale getLocale()
      Set getResolverFields()
      static DateTimeFormatter ofLocalizedDate(FormatStyle)
      static DateTimeFormatter ofLocalizedDateTime(FormatStyle)
      static DateTimeFormatter ofLocalizedDateTime(FormatStyle,FormatStyle)
      static DateTimeFormatter ofLocalizedTime(FormatStyle)
      static TemporalQuery parsedExcessDays()
      static TemporalQuery parsedLeapSecond()
      void formatTo(TemporalAccessor,Appendable)
    `,
    ),
  ],
  { represents: [DateTimeFormatter] },
);

/** Every class of the package that is supported. */
export const javaTimeFormat: readonly ClassDeclaration[] = [
  formatterClass,
  resolverStyleClass,
  textStyleClass,
  exceptionClass(
    'java.time.format.DateTimeParseException',
    'java.time.DateTimeException',
    'A text that is no date or time of the format.',
  ),
];
