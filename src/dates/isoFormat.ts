// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Elasticsearch's own reader of ISO 8601 (iso8601, strict_date_optional_time, strict_date_time and others, 9.5.3): each
// part may be missing from some point on.

import { Failure } from '../diagnostics/failure.js';
import { checkedEpochDay, type Resolved } from './resolve.js';
import { offsetZone, parseOffsetId, zoneOf } from './zones.js';

/** Which parts a text must have and may have, by number: 1 year, 2 month, 3 day, 4 hour, 5 minute, 6 second, 7 fraction. */
export interface IsoParts {
  readonly least: number;
  readonly most: number;
  readonly zone: 'required' | 'optional' | 'none';
  /** With a time, seconds are required. */
  readonly needsSeconds?: boolean;
}

const anyParts: IsoParts = { least: 1, most: 7, zone: 'optional' };

/** The formats that this reader reads. */
export const isoFormats: Readonly<Record<string, IsoParts>> = {
  iso8601: anyParts,
  strict_date_optional_time: anyParts,
  strict_date_optional_time_nanos: { ...anyParts, needsSeconds: true },
  strict_date_time: { least: 6, most: 7, zone: 'required' },
  strict_date_time_no_millis: { least: 6, most: 6, zone: 'required' },
  strict_date_hour_minute_second: { least: 6, most: 6, zone: 'none' },
  strict_date_hour_minute_second_millis: { least: 7, most: 7, zone: 'none' },
  strict_date_hour_minute_second_fraction: { least: 7, most: 7, zone: 'none' },
  strict_year: { least: 1, most: 1, zone: 'none' },
  strict_year_month: { least: 2, most: 2, zone: 'none' },
};

const grammar =
  /^(-?\d{4})(?:-(\d\d)(?:-(\d\d)(?:(T)(?:(\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?([Z+\-A-Za-z].*)?)?)?)?)?$/s;

/** What a text says, or the failure of one that is written in another way; the date may not exist all the same. */
export function parseIso(text: string, parts: IsoParts): Resolved | Failure {
  const match = grammar.exec(text);
  if (!match) return notParsed();
  const [, year, month, day, time, hour, minute, second, fraction, zoneText] = match;
  const count = [year, month, day, hour, minute, second, fraction].filter((part) => part !== undefined).length;
  if (count < parts.least || count > parts.most) return notParsed();
  if (parts.needsSeconds && time !== undefined && second === undefined) return notParsed();
  if (parts.zone !== 'optional' && (zoneText === undefined) === (parts.zone === 'required')) return notParsed();
  // Zero is no month and no day either, but is found later and reported in other words.
  if (Number(month ?? 1) > 12 || Number(day ?? 1) > 31) return notParsed();
  if (Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59) return notParsed();
  const resolved: Resolved = { fields: new Map() };
  if (day === undefined) {
    resolved.fields.set('Year', Number(year));
    if (month !== undefined) resolved.fields.set('MonthOfYear', Number(month));
    return resolved;
  }
  if (hour !== undefined) {
    resolved.secondOfDay = Number(hour) * 3600 + Number(minute ?? 0) * 60 + Number(second ?? 0);
    resolved.nano = fraction === undefined ? 0 : Number(fraction.padEnd(9, '0'));
  }
  if (zoneText !== undefined) {
    if (hour === undefined || /^[+-].$/.test(zoneText)) return notParsed();
    try {
      resolved.zone = /^[+-]/.test(zoneText) ? offsetZone(parseOffsetId(zoneText)) : zoneOf(zoneText);
    } catch {
      return notParsed();
    }
  }
  try {
    resolved.epochDay = checkedEpochDay(Number(year), Number(month), Number(day));
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  return resolved;
}

function notParsed(): Failure {
  return new Failure('date_time_parse_exception', 'Could not fully parse datetime');
}
