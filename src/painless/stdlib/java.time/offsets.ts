// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// ZoneOffset.from and OffsetTime.from, which in js-joda take a region for an offset.

import {
  type LocalDateTime,
  type LocalTime,
  OffsetTime,
  type TemporalAccessor,
  TemporalQueries,
  type ZoneOffset,
} from '../../../values/javaTime.js';
import { textOf } from '../../../values/javaText.js';
import { classNameOf } from '../../../values/className.js';
import { javaException } from '../../runtime/exceptions.js';

const unable = (wanted: string, temporal: TemporalAccessor) =>
  javaException(
    'java.time.DateTimeException',
    `Unable to obtain ${wanted} from TemporalAccessor: ${textOf(temporal)} of type ${classNameOf(temporal)}`,
  );

/** toEpochSecond, which at the ends of the calendar is beyond the exact numbers of js-joda. */
export const epochSecondOf = (dateTime: LocalDateTime, offset: ZoneOffset): bigint =>
  BigInt(dateTime.toLocalDate().toEpochDay()) * 86_400n +
  BigInt(dateTime.toLocalTime().toSecondOfDay() - offset.totalSeconds());

/** ZoneOffset.from. */
export function zoneOffsetFrom(temporal: TemporalAccessor): ZoneOffset {
  const offset = temporal.query<ZoneOffset | null>(TemporalQueries.offset());
  if (offset) return offset;
  throw unable('ZoneOffset', temporal);
}

/** OffsetTime.from. */
export function offsetTimeFrom(temporal: TemporalAccessor): OffsetTime {
  if (temporal instanceof OffsetTime) return temporal;
  const time = temporal.query<LocalTime | null>(TemporalQueries.localTime());
  const offset = temporal.query<ZoneOffset | null>(TemporalQueries.offset());
  if (time && offset) return OffsetTime.of(time, offset);
  throw unable('OffsetTime', temporal);
}
