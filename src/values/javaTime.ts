// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The classes of java.time that dates of documents are made of. Required, not imported: that halves the time that this
// large package takes to load (55 ms of 105 at every start).

import type * as joda from '@js-joda/core';
import { lazyPackage } from '../util/lazyPackage.js';

/** Constants in Java's order. */
const orderOfUnits =
  'NANOS MICROS MILLIS SECONDS MINUTES HOURS HALF_DAYS DAYS WEEKS MONTHS YEARS DECADES CENTURIES MILLENNIA ERAS FOREVER';
const orderOfFields =
  'NANO_OF_SECOND NANO_OF_DAY MICRO_OF_SECOND MICRO_OF_DAY MILLI_OF_SECOND MILLI_OF_DAY SECOND_OF_MINUTE SECOND_OF_DAY ' +
  'MINUTE_OF_HOUR MINUTE_OF_DAY HOUR_OF_AMPM CLOCK_HOUR_OF_AMPM HOUR_OF_DAY CLOCK_HOUR_OF_DAY AMPM_OF_DAY DAY_OF_WEEK ' +
  'ALIGNED_DAY_OF_WEEK_IN_MONTH ALIGNED_DAY_OF_WEEK_IN_YEAR DAY_OF_MONTH DAY_OF_YEAR EPOCH_DAY ALIGNED_WEEK_OF_MONTH ' +
  'ALIGNED_WEEK_OF_YEAR MONTH_OF_YEAR PROLEPTIC_MONTH YEAR_OF_ERA YEAR ERA INSTANT_SECONDS OFFSET_SECONDS';

const library = lazyPackage<typeof joda>('@js-joda/core')();
followJava(library);

export const {
  ChronoField,
  ChronoUnit,
  Clock,
  DayOfWeek,
  Duration,
  Instant,
  IsoChronology,
  IsoFields,
  LocalDate,
  LocalDateTime,
  LocalTime,
  Month,
  MonthDay,
  OffsetDateTime,
  OffsetTime,
  Period,
  Temporal,
  TemporalAccessor,
  TemporalAdjuster,
  TemporalAdjusters,
  TemporalAmount,
  TemporalField,
  TemporalQueries,
  TemporalQuery,
  TemporalUnit,
  ValueRange,
  Year,
  YearMonth,
  ZonedDateTime,
  ZoneId,
  ZoneOffset,
  ZoneRules,
} = library;

/**
 * Mends where js-joda is not java.time. Dates reach to the years of java.time, ±999,999,999; js-joda stops them at 999,999, because it counts
 * seconds as numbers, which are exact up to 2^53. So points in time (Instant) reach as far as that: 285 million years, where Java's reach a
 * billion. An offset can be asked for its one field, and a date with an offset knows it.
 */
function followJava({
  ChronoField,
  ChronoUnit,
  DayOfWeek,
  Instant,
  IsoChronology,
  LocalDate,
  LocalDateTime,
  LocalTime,
  Month,
  OffsetDateTime,
  UnsupportedTemporalTypeException,
  ValueRange,
  Year,
  ZoneOffset,
}: typeof joda): void {
  const [first, last] = [-999_999_999, 999_999_999];
  const ranges: [joda.ChronoField, joda.ValueRange][] = [
    [ChronoField.YEAR, ValueRange.of(first, last)],
    [ChronoField.YEAR_OF_ERA, ValueRange.of(1, last, last + 1)],
    [ChronoField.PROLEPTIC_MONTH, ValueRange.of(first * 12, last * 12 + 11)],
    [ChronoField.EPOCH_DAY, ValueRange.of(-365_243_219_162, 365_241_780_471)],
  ];
  for (const [field, range] of ranges) Object.assign(field, { _range: range });
  // js-joda's fields and units have neither positions nor the names of their constants.
  for (const [owner, list] of [
    [ChronoField, orderOfFields],
    [ChronoUnit, orderOfUnits],
  ] as const) {
    const names = list.split(' ');
    const order = names.map((name) => (owner as unknown as Record<string, unknown>)[name]);
    Object.assign(owner.prototype, {
      constantName(): string {
        return names[order.indexOf(this)]!;
      },
      ordinal(): number {
        return order.indexOf(this);
      },
      compareTo(other: unknown): number {
        return order.indexOf(this) - order.indexOf(other);
      },
    });
  }
  for (const { prototype } of [DayOfWeek, Month])
    Object.assign(prototype, {
      constantName(this: joda.Month): string {
        return this.name();
      },
    });
  // The last second is no exact number.
  const seconds = ValueRange.of(-31_557_014_167_219_200, 31_556_889_864_403_200);
  Object.assign(seconds, { _maxSmallest: 31_556_889_864_403_199n, _maxLargest: 31_556_889_864_403_199n });
  Object.assign(ChronoField.INSTANT_SECONDS, { _range: seconds });
  Object.assign(Year, { MIN_VALUE: first, MAX_VALUE: last });
  Object.assign(LocalDate, { MIN: LocalDate.of(first, 1, 1), MAX: LocalDate.of(last, 12, 31) });
  Object.assign(LocalDateTime, {
    MIN: LocalDateTime.of(LocalDate.MIN, LocalTime.MIN),
    MAX: LocalDateTime.of(LocalDate.MAX, LocalTime.MAX),
  });
  Object.assign(OffsetDateTime, {
    MIN: LocalDateTime.MIN.atOffset(ZoneOffset.MAX),
    MAX: LocalDateTime.MAX.atOffset(ZoneOffset.MIN),
  });
  // js-joda has no field for what a LocalTime sets.
  Object.assign(LocalTime.prototype, {
    adjustInto(this: joda.LocalTime, temporal: joda.Temporal): joda.Temporal {
      return temporal.with(ChronoField.NANO_OF_DAY, this.toNanoOfDay());
    },
  });
  const unsupported = (field: joda.TemporalField) =>
    new UnsupportedTemporalTypeException(`Unsupported field: ${(field as unknown as { name(): string }).name()}`);
  Object.assign(ZoneOffset.prototype, {
    isSupported(this: joda.ZoneOffset, field: joda.TemporalField | null): boolean {
      if (field instanceof ChronoField) return field === ChronoField.OFFSET_SECONDS;
      return field !== null && field.isSupportedBy(this as unknown as joda.TemporalAccessor);
    },
    range(this: joda.ZoneOffset, field: joda.TemporalField): joda.ValueRange {
      if (field === ChronoField.OFFSET_SECONDS) return field.range();
      if (field instanceof ChronoField) throw unsupported(field);
      return field.rangeRefinedBy(this as unknown as joda.TemporalAccessor);
    },
  });
  const isSupported = Object.getOwnPropertyDescriptor(OffsetDateTime.prototype, 'isSupported')!.value as (
    this: joda.OffsetDateTime,
    field: joda.TemporalField | null,
  ) => boolean;
  Object.assign(OffsetDateTime.prototype, {
    isSupported(this: joda.OffsetDateTime, field: joda.TemporalField | null): boolean {
      const isPoint = field === ChronoField.OFFSET_SECONDS || field === ChronoField.INSTANT_SECONDS;
      return isPoint || isSupported.call(this, field);
    },
  });
  Object.assign(IsoChronology.INSTANCE, { _name: 'ISO' });
  Object.assign(Instant, { MIN_SECONDS: Number.MIN_SAFE_INTEGER, MAX_SECONDS: Number.MAX_SAFE_INTEGER });
  Object.assign(Instant, {
    MIN: Instant.ofEpochSecond(Number.MIN_SAFE_INTEGER),
    MAX: Instant.ofEpochSecond(Number.MAX_SAFE_INTEGER, 999_999_999),
  });
}

export type ChronoField = joda.ChronoField;
export type ChronoUnit = joda.ChronoUnit;
export type Clock = joda.Clock;
export type DayOfWeek = joda.DayOfWeek;
export type Duration = joda.Duration;
export type Instant = joda.Instant;
export type IsoChronology = joda.IsoChronology;
export type LocalDate = joda.LocalDate;
export type LocalDateTime = joda.LocalDateTime;
export type LocalTime = joda.LocalTime;
export type Month = joda.Month;
export type MonthDay = joda.MonthDay;
export type OffsetDateTime = joda.OffsetDateTime;
export type OffsetTime = joda.OffsetTime;
export type Period = joda.Period;
export type Temporal = joda.Temporal;
export type TemporalAccessor = joda.TemporalAccessor;
export type TemporalAdjuster = joda.TemporalAdjuster;
export type TemporalAmount = joda.TemporalAmount;
export type TemporalField = joda.TemporalField;
export type TemporalQuery<Answer> = joda.TemporalQuery<Answer>;
export type TemporalUnit = joda.TemporalUnit;
export type ValueRange = joda.ValueRange;
export type Year = joda.Year;
export type YearMonth = joda.YearMonth;
export type ZonedDateTime = joda.ZonedDateTime;
export type ZoneId = joda.ZoneId;
export type ZoneOffset = joda.ZoneOffset;
export type ZoneRules = joda.ZoneRules;
