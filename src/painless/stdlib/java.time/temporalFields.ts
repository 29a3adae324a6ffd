// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Which fields a date, a time or an offset has. js-joda denies that those with an offset know it and their instant, and
// gives an offset alone no methods to ask.

import {
  ChronoField,
  OffsetDateTime,
  OffsetTime,
  type TemporalAccessor,
  type TemporalField,
  type ValueRange,
  ZoneOffset,
} from '../../../values/javaTime.js';
import { textOf } from '../../../values/javaText.js';
import { javaException, nonNull } from '../../runtime/exceptions.js';

/** TemporalAccessor.isSupported. */
export function supports(temporal: TemporalAccessor, field: TemporalField | null): boolean {
  if (temporal instanceof ZoneOffset) return field === ChronoField.OFFSET_SECONDS;
  if (field === null || temporal.isSupported(field)) return field !== null;
  if (field === ChronoField.OFFSET_SECONDS) return temporal instanceof OffsetDateTime || temporal instanceof OffsetTime;
  return field === ChronoField.INSTANT_SECONDS && temporal instanceof OffsetDateTime;
}

/** TemporalAccessor.range. */
export function rangeOfField(temporal: TemporalAccessor, field: TemporalField | null): ValueRange {
  if (!(temporal instanceof ZoneOffset)) return temporal.range(nonNull(field));
  requireOfOffset(field);
  return ChronoField.OFFSET_SECONDS.range();
}

/** TemporalAccessor.getLong. */
export function longOfField(temporal: TemporalAccessor, field: TemporalField | null): number {
  if (temporal instanceof ZoneOffset) requireOfOffset(field);
  return temporal.getLong(nonNull(field));
}

function requireOfOffset(field: TemporalField | null): void {
  if (nonNull(field) !== ChronoField.OFFSET_SECONDS) throw unsupportedTemporal(`Unsupported field: ${textOf(field)}`);
}

/** What Java throws for a field or unit that a date or time does not have. */
export function unsupportedTemporal(message: string): Error {
  return javaException('java.time.temporal.UnsupportedTemporalTypeException', message);
}
