// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Which fields a date, a time or an offset has.

import {
  ChronoField,
  type TemporalAccessor,
  type TemporalField,
  type ValueRange,
  ZoneOffset,
} from '../../../values/javaTime.js';
import { textOf } from '../../../values/javaText.js';
import { javaException, nonNull } from '../../runtime/exceptions.js';

/** TemporalAccessor.isSupported. */
export function supports(temporal: TemporalAccessor, field: TemporalField | null): boolean {
  return field !== null && temporal.isSupported(field);
}

/** TemporalAccessor.range. */
export function rangeOfField(temporal: TemporalAccessor, field: TemporalField | null): ValueRange {
  return temporal.range(nonNull(field));
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
