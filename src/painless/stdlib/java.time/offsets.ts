// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// ZoneOffset.from and OffsetTime.from, which in js-joda take a region for an offset.

import {
  type LocalDateTime,
  type LocalTime,
  type OffsetDateTime,
  OffsetTime,
  type TemporalAccessor,
  TemporalQueries,
  type ZoneOffset,
} from '../../../values/javaTime.js';
import { unobtainable } from './delegated.js';

/** toEpochSecond, which at the ends of the calendar is beyond the exact numbers of js-joda. */
export const epochSecondOf = (dateTime: LocalDateTime, offset: ZoneOffset): bigint =>
  BigInt(dateTime.toLocalDate().toEpochDay()) * 86_400n +
  BigInt(dateTime.toLocalTime().toSecondOfDay() - offset.totalSeconds());

/** The order of two dates with offsets on the time line. */
export function compareInstants(a: OffsetDateTime, b: OffsetDateTime): number {
  const [first, second] = [a, b].map((date) => epochSecondOf(date.toLocalDateTime(), date.offset()));
  return first === second ? a.nano() - b.nano() : first! < second! ? -1 : 1;
}

/** ZoneOffset.from. */
export function zoneOffsetFrom(temporal: TemporalAccessor): ZoneOffset {
  const offset = temporal.query<ZoneOffset | null>(TemporalQueries.offset());
  if (offset) return offset;
  throw unobtainable('ZoneOffset', temporal);
}

/** OffsetTime.from. */
export function offsetTimeFrom(temporal: TemporalAccessor): OffsetTime {
  if (temporal instanceof OffsetTime) return temporal;
  const time = temporal.query<LocalTime | null>(TemporalQueries.localTime());
  const offset = temporal.query<ZoneOffset | null>(TemporalQueries.offset());
  if (time && offset) return OffsetTime.of(time, offset);
  throw unobtainable('OffsetTime', temporal);
}
