// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Elasticsearch's own reader of ISO 8601 (iso8601, strict_date_optional_time and its nanos form, 9.5.3): each part may
// be missing from some point on.

import { Failure } from '../diagnostics/failure.js';
import { checkedEpochDay } from './resolve.js';
import type { Resolved } from './resolve.js';
import { offsetZone, parseOffsetId, zoneOf } from './zones.js';

const grammar =
  /^(-?\d{4})(?:-(\d\d)(?:-(\d\d)(?:(T)(?:(\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?([Z+\-A-Za-z].*)?)?)?)?)?$/s;

/** Parses a text; with `seconds` a time has to go down to seconds. */
export function parseIso(text: string, needsSeconds: boolean): Resolved {
  const match = grammar.exec(text);
  if (!match) throw notParsed();
  const [, year, month, day, time, hour, minute, second, fraction, zoneText] = match;
  if (needsSeconds && time !== undefined && second === undefined) throw notParsed();
  if (
    Number(month ?? 1) > 12 ||
    Number(day ?? 1) > 31 ||
    Number(hour ?? 0) > 23 ||
    Number(minute ?? 0) > 59 ||
    Number(second ?? 0) > 59
  ) {
    throw notParsed();
  }
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
    try {
      resolved.zone =
        /^[+-]/.test(zoneText) && zoneText.length > 2 ? offsetZone(parseOffsetId(zoneText)) : zoneOf(zoneText);
    } catch {
      throw notParsed();
    }
    if (hour === undefined || /^[+-].$/.test(zoneText)) throw notParsed();
  }
  resolved.epochDay = checkedEpochDay(Number(year), Number(month), Number(day));
  return resolved;
}

function notParsed(): Failure {
  return new Failure('date_time_parse_exception', 'Could not fully parse datetime');
}
