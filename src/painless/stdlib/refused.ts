// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What a node lists for scripts and the library does not have: refused by name, so that a script that needs it fails
// with a reason when it is compiled. test/conformance/painlessApi.test.ts holds this against the node's list.

import { refused, refusedClass, type Augmentation, type ClassDeclaration, type Member } from './table.js';

/** Binary names of classes, by the reason why they are refused. */
const refusedNames: readonly (readonly [reason: string, names: readonly string[]])[] = [
  [
    'no table of Unicode blocks and scripts is at hand',
    ['java.lang.Character$Subset', 'java.lang.Character$UnicodeBlock', 'java.lang.Character$UnicodeScript'],
  ],
  [
    'collation, breaking and directions of text are not supported',
    [
      'java.text.Annotation',
      'java.text.AttributedCharacterIterator$Attribute',
      'java.text.AttributedCharacterIterator',
      'java.text.AttributedString',
      'java.text.Bidi',
      'java.text.BreakIterator',
      'java.text.CharacterIterator',
      'java.text.CollationElementIterator',
      'java.text.CollationKey',
      'java.text.Collator',
      'java.text.RuleBasedCollator',
      'java.text.StringCharacterIterator',
    ],
  ],
  [
    'this format of java.text is not supported',
    [
      'java.text.ChoiceFormat',
      'java.text.DateFormat$Field',
      'java.text.DateFormatSymbols',
      'java.text.DecimalFormatSymbols',
      'java.text.FieldPosition',
      'java.text.Format$Field',
      'java.text.MessageFormat$Field',
      'java.text.MessageFormat',
      'java.text.NumberFormat$Field',
      'java.text.ParsePosition',
    ],
  ],
  [
    'calendars other than ISO are not supported',
    [
      'java.time.chrono.AbstractChronology',
      'java.time.chrono.Era',
      'java.time.chrono.HijrahChronology',
      'java.time.chrono.HijrahDate',
      'java.time.chrono.HijrahEra',
      'java.time.chrono.IsoEra',
      'java.time.chrono.JapaneseChronology',
      'java.time.chrono.JapaneseDate',
      'java.time.chrono.JapaneseEra',
      'java.time.chrono.MinguoChronology',
      'java.time.chrono.MinguoDate',
      'java.time.chrono.MinguoEra',
      'java.time.chrono.ThaiBuddhistChronology',
      'java.time.chrono.ThaiBuddhistDate',
      'java.time.chrono.ThaiBuddhistEra',
    ],
  ],
  [
    'this part of java.time is not supported',
    [
      'java.time.format.DateTimeFormatterBuilder',
      'java.time.format.DecimalStyle',
      'java.time.format.FormatStyle',
      'java.time.format.SignStyle',
      'java.time.temporal.JulianFields',
      'java.time.temporal.WeekFields',
      'java.time.zone.ZoneOffsetTransition',
      'java.time.zone.ZoneOffsetTransitionRule$TimeDefinition',
      'java.time.zone.ZoneOffsetTransitionRule',
      'java.time.zone.ZoneRulesProvider',
    ],
  ],
  ['use a list of booleans or a long', ['java.util.BitSet']],
  [
    'calendars of java.util are not supported; use java.time',
    ['java.util.Calendar$Builder', 'java.util.Calendar', 'java.util.GregorianCalendar', 'java.util.SimpleTimeZone'],
  ],
  [
    'only locales themselves are supported',
    [
      'java.util.Currency',
      'java.util.Locale$Builder',
      'java.util.Locale$Category',
      'java.util.Locale$FilteringMode',
      'java.util.Locale$LanguageRange',
    ],
  ],
  ['use iterators', ['java.util.Enumeration']],
  [
    'scripts have no events',
    [
      'java.util.EventListener',
      'java.util.EventListenerProxy',
      'java.util.EventObject',
      'java.util.Observable',
      'java.util.Observer',
    ],
  ],
  [
    'use String.format',
    [
      'java.util.Formattable',
      'java.util.FormattableFlags',
      'java.util.Formatter$BigDecimalLayoutForm',
      'java.util.Formatter',
    ],
  ],
  [
    'spliterators are not supported; use streams',
    [
      'java.util.Spliterator$OfDouble',
      'java.util.Spliterator$OfInt',
      'java.util.Spliterator$OfLong',
      'java.util.Spliterator$OfPrimitive',
      'java.util.Spliterator',
      'java.util.Spliterators',
    ],
  ],
];

/** Classes that are refused as a whole. */
export const refusedClasses: readonly ClassDeclaration[] = refusedNames.flatMap(([reason, names]) =>
  names.map((name) => refusedClass(name, reason)),
);

/** Members that are refused, of classes that are there. */
const refusedSignatures: readonly (readonly [
  name: string,
  reason: string,
  members: readonly (readonly [Member['kind'], string])[],
])[] = [
  [
    'java.text.ParseException',
    'the parts of the message are not kept',
    [
      ['method', 'int getErrorOffset()'],
      ['constructor', '(String,int)'],
    ],
  ],
  [
    'java.time.chrono.ChronoZonedDateTime',
    'calendars other than ISO are not supported',
    [['method', 'Chronology getChronology()']],
  ],
  [
    'java.time.chrono.Chronology',
    'calendars other than ISO are not supported',
    [
      ['method', 'boolean isLeapYear(long)'],
      ['method', 'int compareTo(Chronology)'],
      ['method', 'int prolepticYear(Era,int)'],
      ['method', 'String getCalendarType()'],
      ['method', 'String getDisplayName(TextStyle,Locale)'],
      ['method', 'String getId()'],
      ['method', 'ChronoLocalDate date(int,int,int)'],
      ['method', 'ChronoLocalDate date(Era,int,int,int)'],
      ['method', 'ChronoLocalDate date(TemporalAccessor)'],
      ['method', 'ChronoLocalDate dateEpochDay(long)'],
      ['method', 'ChronoLocalDate dateYearDay(int,int)'],
      ['method', 'ChronoLocalDate dateYearDay(Era,int,int)'],
      ['method', 'ChronoLocalDate resolveDate(Map,ResolverStyle)'],
      ['method', 'ChronoLocalDateTime localDateTime(TemporalAccessor)'],
      ['method', 'ChronoPeriod period(int,int,int)'],
      ['method', 'ChronoZonedDateTime zonedDateTime(Instant,ZoneId)'],
      ['method', 'ChronoZonedDateTime zonedDateTime(TemporalAccessor)'],
      ['method', 'Era eraOf(int)'],
      ['method', 'ValueRange range(ChronoField)'],
      ['method', 'List eras()'],
      ['static', 'Chronology from(TemporalAccessor)'],
      ['static', 'Chronology of(String)'],
      ['static', 'Chronology ofLocale(Locale)'],
      ['static', 'Set getAvailableChronologies()'],
    ],
  ],
  [
    'java.time.chrono.IsoChronology',
    'calendars other than ISO are not supported',
    [
      ['method', 'LocalDate dateEpochDay(long)'],
      ['method', 'LocalDate dateYearDay(int,int)'],
      ['method', 'LocalDate dateYearDay(Era,int,int)'],
      ['method', 'LocalDateTime localDateTime(TemporalAccessor)'],
      ['method', 'Period period(int,int,int)'],
      ['method', 'ZonedDateTime zonedDateTime(Instant,ZoneId)'],
      ['method', 'ZonedDateTime zonedDateTime(TemporalAccessor)'],
      ['method', 'IsoEra eraOf(int)'],
    ],
  ],
  [
    'java.time.format.DateTimeParseException',
    'the parts of the message are not kept',
    [
      ['method', 'int getErrorIndex()'],
      ['method', 'String getParsedString()'],
      ['constructor', '(String,CharSequence,int)'],
    ],
  ],
];

/** The refused members as additions to their classes. */
export const refusedMembers: readonly Augmentation[] = refusedSignatures.map(([name, reason, members]) => ({
  name,
  members: members.map(([kind, signature]) => refused(kind, signature, reason)),
}));
