// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.time.chrono: what dates and times share, and the ISO calendar. Other calendars are not supported.

import {
  IsoChronology,
  LocalDate,
  LocalDateTime,
  Period,
  type TemporalAccessor,
  type ZoneOffset,
  ZonedDateTime,
} from '../../../values/javaTime.js';
import { castMessage, classNameOf } from '../../../values/className.js';
import { classCast, nonNull } from '../../runtime/exceptions.js';
import type { DateTimeFormatter } from '../java.time.format/formatter.js';
import { epochSecondOf } from '../java.time/offsets.js';
import { delegated, jodaClass, refusedAll, translated } from '../java.time/delegated.js';
import { type ClassDeclaration, javaClass, javaInterface, method, staticMethod } from '../table.js';

const formatted = method(
  'String format(DateTimeFormatter)',
  'The text in a format.',
  (self: TemporalAccessor, formatter: DateTimeFormatter) => formatter.format(self),
);

/** timeLineOrder of a class: looks at the class of both values, then compares them. */
const timeLineOrder = <Value extends { compareTo(other: never): number }>(
  name: string,
  type: { readonly prototype: Value },
) =>
  staticMethod('Comparator timeLineOrder()', 'Order on the time line.', () => (a: unknown, b: unknown) => {
    for (const value of [a, b])
      if (value !== null && !(value instanceof jodaClass(type)))
        throw classCast(castMessage(classNameOf(value), `java.time.chrono.${name}`));
    return nonNull(a as Value | null).compareTo(nonNull(b) as never);
  });

const shared = ['java.time.temporal.Temporal', 'java.time.temporal.TemporalAdjuster', 'java.lang.Comparable'];

/** Every class of the package that is supported. */
export const javaTimeChrono: readonly ClassDeclaration[] = [
  javaInterface('java.time.chrono.Chronology', 'A calendar.', []),
  javaInterface(
    'java.time.chrono.ChronoLocalDate',
    'What dates share.',
    [
      ...delegated(
        LocalDate,
        `
    boolean equals(Object)
    boolean isAfter(ChronoLocalDate)
    boolean isBefore(ChronoLocalDate)
    boolean isEqual(ChronoLocalDate)
    boolean isLeapYear()
    int compareTo(ChronoLocalDate)
    int hashCode()
    int lengthOfMonth()
    int lengthOfYear()
    String toString()
    ChronoLocalDate minus(TemporalAmount)
    ChronoLocalDate minus(long,TemporalUnit)
    ChronoLocalDate plus(TemporalAmount)
    ChronoLocalDate plus(long,TemporalUnit)
    ChronoLocalDate with(TemporalAdjuster)
    ChronoLocalDate with(TemporalField,long)
    ChronoLocalDateTime atTime(LocalTime)
    ChronoPeriod until(ChronoLocalDate)
    Chronology getChronology()
    long toEpochDay()
    static ChronoLocalDate from(TemporalAccessor)
  `,
      ),
      formatted,
      timeLineOrder('ChronoLocalDate', LocalDate),
      ...refusedAll('the era is the field ERA', 'Era getEra()'),
    ],
    { supertypes: shared },
  ),
  javaInterface(
    'java.time.chrono.ChronoLocalDateTime',
    'What dates with a time share.',
    [
      ...delegated(
        LocalDateTime,
        `
    boolean equals(Object)
    boolean isAfter(ChronoLocalDateTime)
    boolean isBefore(ChronoLocalDateTime)
    boolean isEqual(ChronoLocalDateTime)
    int compareTo(ChronoLocalDateTime)
    int hashCode()
    String toString()
    Instant toInstant(ZoneOffset)
    LocalTime toLocalTime()
    ChronoLocalDate toLocalDate()
    ChronoLocalDateTime minus(TemporalAmount)
    ChronoLocalDateTime minus(long,TemporalUnit)
    ChronoLocalDateTime plus(TemporalAmount)
    ChronoLocalDateTime plus(long,TemporalUnit)
    ChronoLocalDateTime with(TemporalAdjuster)
    ChronoLocalDateTime with(TemporalField,long)
    ChronoZonedDateTime atZone(ZoneId)
    Chronology getChronology()
    static ChronoLocalDateTime from(TemporalAccessor)
  `,
      ),
      method(
        'long toEpochSecond(ZoneOffset)',
        'Seconds since 1970-01-01T00:00Z.',
        (self: LocalDateTime, offset: ZoneOffset | null) => epochSecondOf(self, nonNull(offset, 'offset')),
      ),
      formatted,
      timeLineOrder('ChronoLocalDateTime', LocalDateTime),
    ],
    { supertypes: shared },
  ),
  javaInterface(
    'java.time.chrono.ChronoZonedDateTime',
    'What dates with a time and a zone share.',
    [
      ...delegated(
        ZonedDateTime,
        `
    boolean equals(Object)
    boolean isAfter(ChronoZonedDateTime)
    boolean isBefore(ChronoZonedDateTime)
    boolean isEqual(ChronoZonedDateTime)
    int compareTo(ChronoZonedDateTime)
    int hashCode()
    String toString()
    Instant toInstant()
    LocalTime toLocalTime()
    ZoneId getZone()
    ZoneOffset getOffset()
    ChronoLocalDate toLocalDate()
    ChronoLocalDateTime toLocalDateTime()
    ChronoZonedDateTime minus(TemporalAmount)
    ChronoZonedDateTime minus(long,TemporalUnit)
    ChronoZonedDateTime plus(TemporalAmount)
    ChronoZonedDateTime plus(long,TemporalUnit)
    ChronoZonedDateTime with(TemporalAdjuster)
    ChronoZonedDateTime with(TemporalField,long)
    ChronoZonedDateTime withEarlierOffsetAtOverlap()
    ChronoZonedDateTime withLaterOffsetAtOverlap()
    ChronoZonedDateTime withZoneSameInstant(ZoneId)
    ChronoZonedDateTime withZoneSameLocal(ZoneId)
    static ChronoZonedDateTime from(TemporalAccessor)
  `,
      ),
      method('long toEpochSecond()', 'Seconds since 1970-01-01T00:00Z.', (self: ZonedDateTime) =>
        epochSecondOf(self.toLocalDateTime(), self.offset()),
      ),
      formatted,
      timeLineOrder('ChronoZonedDateTime', ZonedDateTime),
    ],
    { supertypes: ['java.time.temporal.Temporal', 'java.lang.Comparable'] },
  ),
  javaInterface(
    'java.time.chrono.ChronoPeriod',
    'What amounts of years, months and days share.',
    delegated(
      Period,
      `
    boolean equals(Object)
    boolean isNegative()
    boolean isZero()
    int hashCode()
    String toString()
    ChronoPeriod minus(TemporalAmount)
    ChronoPeriod multipliedBy(int)
    ChronoPeriod negated()
    ChronoPeriod normalized()
    ChronoPeriod plus(TemporalAmount)
    Chronology getChronology()
    List getUnits()
    static ChronoPeriod between(ChronoLocalDate,ChronoLocalDate)
  `,
    ),
    { supertypes: ['java.time.temporal.TemporalAmount'] },
  ),
  javaClass(
    'java.time.chrono.IsoChronology',
    'The ISO calendar.',
    [
      method(
        'LocalDate date(int,int,int)',
        'The date of a year, month and day.',
        (_self: IsoChronology, year: number, month: number, day: number) =>
          translated(() => LocalDate.of(year, month, day)),
        [['IsoChronology.INSTANCE.date(2024, 2, 29)', 'LocalDate.of(2024, 2, 29)']],
      ),
      ...delegated(
        IsoChronology,
        `
    LocalDate date(TemporalAccessor)
    static IsoChronology INSTANCE
  `,
      ),
      ...refusedAll(
        'the resolving of single fields is the business of formatters',
        `
      LocalDate date(Era,int,int,int)
      LocalDate resolveDate(Map,ResolverStyle)
    `,
      ),
    ],
    { supertypes: ['java.time.chrono.Chronology'], represents: [jodaClass(IsoChronology)] },
  ),
];
