// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.text: formats of dates and numbers, normal forms of Unicode. Other classes of the package are refused by name.

import { textOf } from '../../../values/javaText.js';
import { illegalArgument, nonNull } from '../../runtime/exceptions.js';
import { exceptionClass } from '../exceptionClass.js';
import { JavaEnum } from '../java.lang/basics.js';
import { refusedAll } from '../java.time/delegated.js';
import { JavaDate } from '../../../values/javaDate.js';
import type { TimeZone } from '../java.util/Date.js';
import { type ClassDeclaration, constant, constructs, javaClass, type Member, method, staticMethod } from '../table.js';
import { charsOf } from '../text.js';
import { DecimalFormat } from './decimalFormat.js';
import { SimpleDateFormat } from './simpleDateFormat.js';

const formatClass = javaClass('java.text.Format', 'A format.', [
  method('String format(Object)', 'The text of a value.', (self: SimpleDateFormat | DecimalFormat, value: unknown) => {
    if (self instanceof DecimalFormat) return self.format(value);
    if (value instanceof JavaDate) return self.format(Number(value.millis));
    if (typeof value === 'number' || typeof value === 'bigint') return self.format(Number(value));
    throw illegalArgument('Cannot format given Object as a Date');
  }),
  method(
    'Object parseObject(String)',
    'The value of a text.',
    (self: SimpleDateFormat | DecimalFormat, text: string) =>
      self instanceof DecimalFormat ? self.parse(nonNull(text)) : new JavaDate(BigInt(self.parse(nonNull(text)))),
  ),
  ...refusedAll(
    'formats are not copied and positions in texts are not kept',
    `
    def clone()
    Object parseObject(String,ParsePosition)
    StringBuffer format(Object,StringBuffer,FieldPosition)
    AttributedCharacterIterator formatToCharacterIterator(Object)
  `,
  ),
]);

const calendarReason =
  'formats of a style, calendars and positions are not supported; use SimpleDateFormat with a pattern';

const dateFormatClass = javaClass(
  'java.text.DateFormat',
  'A format of dates.',
  [
    method('TimeZone getTimeZone()', 'The zone of texts without one.', (self: SimpleDateFormat) => self.timeZone),
    method(
      'boolean isLenient()',
      'Whether days and months out of range are carried over.',
      (self: SimpleDateFormat) => self.lenient,
    ),
    method(
      'Date parse(String)',
      'The date of a text.',
      (self: SimpleDateFormat, text: string) => new JavaDate(BigInt(self.parse(nonNull(text)))),
    ),
    method(
      'void setLenient(boolean)',
      'Whether days and months out of range are carried over.',
      (self: SimpleDateFormat, lenient: boolean) => {
        self.lenient = lenient;
      },
    ),
    method('void setTimeZone(TimeZone)', 'The zone of texts without one.', (self: SimpleDateFormat, zone: TimeZone) => {
      self.timeZone = nonNull(zone);
    }),
    ...refusedAll(
      calendarReason,
      `
      NumberFormat getNumberFormat()
      Calendar getCalendar()
      Date parse(String,ParsePosition)
      static DateFormat getDateInstance()
      static DateFormat getDateInstance(int)
      static DateFormat getDateInstance(int,Locale)
      static DateFormat getDateTimeInstance()
      static DateFormat getDateTimeInstance(int,int)
      static DateFormat getDateTimeInstance(int,int,Locale)
      static DateFormat getInstance()
      static DateFormat getTimeInstance()
      static DateFormat getTimeInstance(int)
      static DateFormat getTimeInstance(int,Locale)
      static Locale[] getAvailableLocales()
      void setCalendar(Calendar)
      void setNumberFormat(NumberFormat)
    `,
    ),
    ...[
      'ERA',
      'YEAR',
      'MONTH',
      'DATE',
      'HOUR_OF_DAY1',
      'HOUR_OF_DAY0',
      'MINUTE',
      'SECOND',
      'MILLISECOND',
      'DAY_OF_WEEK',
      'DAY_OF_YEAR',
      'DAY_OF_WEEK_IN_MONTH',
      'WEEK_OF_YEAR',
      'WEEK_OF_MONTH',
      'AM_PM',
      'HOUR1',
      'HOUR0',
      'TIMEZONE',
    ].map((name, index) => constant(`int ${name}_FIELD`, 'Number of a field.', index)),
    ...Object.entries({ FULL: 0, LONG: 1, MEDIUM: 2, SHORT: 3, DEFAULT: 2 }).map(([name, value]) =>
      constant(`int ${name}`, 'Number of a style.', value),
    ),
  ],
  { supertypes: ['java.text.Format'] },
);

const simpleDateFormatClass = javaClass(
  'java.text.SimpleDateFormat',
  'A format of dates by a pattern.',
  [
    constructs(
      '(String)',
      'The format of a pattern, in UTC.',
      (pattern: string) => new SimpleDateFormat(nonNull(pattern)),
      [
        ["new SimpleDateFormat('yyyy-MM-dd HH:mm:ss').parse('2023-08-28 12:34:56').getTime()", '1693226096000L'],
        ["new SimpleDateFormat('dd/MMM/yyyy').format(new Date(0L))", "'01/Jan/1970'"],
      ],
    ),
    constructs(
      '(String,Locale)',
      'The format of a pattern in a language.',
      (pattern: string, locale: unknown) => new SimpleDateFormat(nonNull(pattern), textOf(nonNull(locale))),
    ),
    method('void applyPattern(String)', 'Another pattern.', (self: SimpleDateFormat, pattern: string) =>
      self.apply(nonNull(pattern)),
    ),
    method('String toPattern()', 'The pattern.', (self: SimpleDateFormat) => self.pattern),
    ...refusedAll(
      'localized patterns and symbols are not supported',
      `
      ()
      String toLocalizedPattern()
      DateFormatSymbols getDateFormatSymbols()
      Date get2DigitYearStart()
      void applyLocalizedPattern(String)
      void set2DigitYearStart(Date)
      void setDateFormatSymbols(DateFormatSymbols)
    `,
    ),
  ],
  { supertypes: ['java.text.DateFormat'], represents: [SimpleDateFormat] },
);

type NumberProperty = 'minFraction' | 'maxFraction' | 'minInteger' | 'maxInteger';

/** getX and setX of a limit of digits; the least and the largest never cross. */
function digits(
  name: string,
  property: NumberProperty,
  adjust: (format: DecimalFormat, value: number) => void,
): Member[] {
  return [
    method(
      `int get${name}()`,
      `The ${name.replace(/(?!^)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).toLowerCase()}.`,
      (self: DecimalFormat) => self[property],
    ),
    method(
      `void set${name}(int)`,
      `Another number of ${name.replace(/(?!^)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).toLowerCase()}.`,
      (self: DecimalFormat, value: number) => {
        self[property] = Math.max(0, value);
        adjust(self, self[property]);
      },
    ),
  ];
}

const numberFormatClass = javaClass(
  'java.text.NumberFormat',
  'A format of numbers.',
  [
    constant('int INTEGER_FIELD', 'Number of a field.', 0),
    constant('int FRACTION_FIELD', 'Number of a field.', 1),
    staticMethod(
      'NumberFormat getInstance()',
      'Numbers with groups and up to three digits of a fraction.',
      () => new DecimalFormat('#,##0.###'),
      [['NumberFormat.getInstance().format(1234.5)', "'1,234.5'"]],
    ),
    staticMethod(
      'NumberFormat getNumberInstance()',
      'Numbers with groups and up to three digits of a fraction.',
      () => new DecimalFormat('#,##0.###'),
    ),
    staticMethod('NumberFormat getIntegerInstance()', 'Integers with groups.', () => new DecimalFormat('#,##0')),
    staticMethod('NumberFormat getPercentInstance()', 'Percents.', () => new DecimalFormat('#,##0%'), [
      ['NumberFormat.getPercentInstance().format(0.25)', "'25%'"],
    ]),
    ...digits(
      'MaximumFractionDigits',
      'maxFraction',
      (format, value) => (format.minFraction = Math.min(format.minFraction, value)),
    ),
    ...digits(
      'MinimumFractionDigits',
      'minFraction',
      (format, value) => (format.maxFraction = Math.max(format.maxFraction, value)),
    ),
    ...digits(
      'MaximumIntegerDigits',
      'maxInteger',
      (format, value) => (format.minInteger = Math.min(format.minInteger, value)),
    ),
    ...digits(
      'MinimumIntegerDigits',
      'minInteger',
      (format, value) => (format.maxInteger = Math.max(format.maxInteger, value)),
    ),
    method('boolean isGroupingUsed()', 'Whether digits are grouped.', (self: DecimalFormat) => self.groupingUsed),
    method('void setGroupingUsed(boolean)', 'Whether digits are grouped.', (self: DecimalFormat, used: boolean) => {
      self.groupingUsed = used;
    }),
    method('void setRoundingMode(RoundingMode)', 'How digits are dropped.', (self: DecimalFormat, mode: JavaEnum) => {
      self.rounding = nonNull(mode).enumName as DecimalFormat['rounding'];
    }),
    method(
      'Number parse(String)',
      'The number of a text.',
      (self: DecimalFormat, text: string) => self.parse(nonNull(text)),
      [["NumberFormat.getInstance().parse('1,234')", '1234L']],
    ),
    ...refusedAll(
      'currencies, positions and formats of other languages are not supported; use DecimalFormat with a pattern',
      `
      boolean isParseIntegerOnly()
      Number parse(String,ParsePosition)
      RoundingMode getRoundingMode()
      Currency getCurrency()
      static NumberFormat getCurrencyInstance()
      static NumberFormat getCurrencyInstance(Locale)
      static NumberFormat getInstance(Locale)
      static NumberFormat getIntegerInstance(Locale)
      static NumberFormat getNumberInstance(Locale)
      static NumberFormat getPercentInstance(Locale)
      static Locale[] getAvailableLocales()
      void setCurrency(Currency)
      void setParseIntegerOnly(boolean)
    `,
    ),
  ],
  { supertypes: ['java.text.Format'] },
);

const decimalFormatClass = javaClass(
  'java.text.DecimalFormat',
  'A format of numbers by a pattern.',
  [
    constructs('(String)', 'The format of a pattern.', (pattern: string) => new DecimalFormat(nonNull(pattern)), [
      ["new DecimalFormat('#,##0.00').format(1234.567)", "'1,234.57'"],
      ["new DecimalFormat('000').format(7)", "'007'"],
    ]),
    constructs('()', 'Numbers with groups and up to three digits of a fraction.', () => new DecimalFormat('#,##0.###')),
    method('void applyPattern(String)', 'Another pattern.', (self: DecimalFormat, pattern: string) =>
      self.apply(nonNull(pattern)),
    ),
    method('String toPattern()', 'The pattern.', (self: DecimalFormat) => self.pattern),
    method('int getGroupingSize()', 'Digits of a group.', (self: DecimalFormat) => self.grouping),
    method('void setGroupingSize(int)', 'Digits of a group.', (self: DecimalFormat, size: number) => {
      self.grouping = size;
    }),
    method('int getMultiplier()', '100 for percents.', (self: DecimalFormat) => Number(self.multiplier)),
    method(
      'String getPositivePrefix()',
      'Text before positive numbers.',
      (self: DecimalFormat) => self.positive.prefix,
    ),
    method(
      'String getPositiveSuffix()',
      'Text behind positive numbers.',
      (self: DecimalFormat) => self.positive.suffix,
    ),
    method(
      'String getNegativePrefix()',
      'Text before negative numbers.',
      (self: DecimalFormat) => self.negative.prefix,
    ),
    method(
      'String getNegativeSuffix()',
      'Text behind negative numbers.',
      (self: DecimalFormat) => self.negative.suffix,
    ),
    ...refusedAll(
      'say it in the pattern',
      `
      (String,DecimalFormatSymbols)
      boolean isDecimalSeparatorAlwaysShown()
      boolean isParseBigDecimal()
      String toLocalizedPattern()
      DecimalFormatSymbols getDecimalFormatSymbols()
      void applyLocalizedPattern(String)
      void setDecimalFormatSymbols(DecimalFormatSymbols)
      void setDecimalSeparatorAlwaysShown(boolean)
      void setMultiplier(int)
      void setNegativePrefix(String)
      void setNegativeSuffix(String)
      void setParseBigDecimal(boolean)
      void setPositivePrefix(String)
      void setPositiveSuffix(String)
    `,
    ),
  ],
  { supertypes: ['java.text.NumberFormat'], represents: [DecimalFormat] },
);

class NormalForm extends JavaEnum {}

const forms = ['NFD', 'NFC', 'NFKD', 'NFKC'].map((name, position) => new NormalForm(name, position));

const normalizerClass = javaClass('java.text.Normalizer', 'Normal forms of Unicode.', [
  staticMethod(
    'String normalize(CharSequence,Normalizer.Form)',
    'The text in a normal form.',
    (text: unknown, form: NormalForm) => charsOf(text).normalize(nonNull(form).enumName),
    [["Normalizer.normalize('a', Normalizer.Form.NFC)", "'a'"]],
  ),
  staticMethod(
    'boolean isNormalized(CharSequence,Normalizer.Form)',
    'Whether a text is in a normal form.',
    (text: unknown, form: NormalForm) => charsOf(text).normalize(nonNull(form).enumName) === charsOf(text),
  ),
]);

const normalFormClass = javaClass(
  'java.text.Normalizer$Form',
  'The normal forms of Unicode.',
  [
    ...forms.map((form) => constant(`Normalizer.Form ${form.enumName}`, `The form ${form.enumName}.`, form)),
    ...refusedAll(
      'name the form',
      `
      static Normalizer.Form valueOf(String)
      static Normalizer.Form[] values()
    `,
    ),
  ],
  { supertypes: ['java.lang.Enum'], represents: [NormalForm] },
);

/** Every class of the package that is supported. */
export const javaText: readonly ClassDeclaration[] = [
  formatClass,
  dateFormatClass,
  simpleDateFormatClass,
  numberFormatClass,
  decimalFormatClass,
  normalizerClass,
  normalFormClass,
  exceptionClass('java.text.ParseException', 'java.lang.Exception', 'A text that is not of a format.'),
];
