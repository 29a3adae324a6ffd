// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Elasticsearch's formats epoch_millis and epoch_second: numbers with an optional fraction.

import { Failure } from '../diagnostics/failure.js';
import { unsupportedField } from './element.js';
import type { Temporal } from './fields.js';
import type { Resolved } from './resolve.js';

/** The formats that count from 1970. */
export type EpochFormat = 'epoch_millis' | 'epoch_second';

/** Milliseconds or seconds since 1970, or the failure of a text that is none. */
export function parseEpoch(text: string, format: EpochFormat): Resolved | Failure {
  const digits = format === 'epoch_millis' ? 6 : 9;
  const match = /^(-?)(\d{1,19})(?:\.(\d*))?$/.exec(text);
  if (!match || (match[3]?.length ?? 0) > digits) {
    return new Failure('date_time_parse_exception', 'Failed to parse with all enclosed parsers');
  }
  const fraction = BigInt((match[3] ?? '').padEnd(digits, '0'));
  const magnitude = BigInt(match[2]!) * 10n ** BigInt(digits) + fraction;
  const nanos = match[1] === '-' ? -magnitude : magnitude;
  const second = nanos / 1_000_000_000n - (nanos < 0n && nanos % 1_000_000_000n !== 0n ? 1n : 0n);
  return { instant: Number(second), nano: Number(nanos - second * 1_000_000_000n), fields: new Map() };
}

/** Prints milliseconds or seconds since 1970, with a fraction where there is one. */
export function printEpoch(temporal: Temporal, format: EpochFormat): string {
  const second = temporal.get('InstantSeconds');
  if (second === undefined) throw unsupportedField('InstantSeconds');
  const nanos = BigInt(second) * 1_000_000_000n + BigInt(temporal.get('NanoOfSecond') ?? 0);
  const digits = format === 'epoch_millis' ? 6 : 9;
  const unit = 10n ** BigInt(digits);
  const magnitude = nanos < 0n ? -nanos : nanos;
  const fraction = (magnitude % unit).toString().padStart(digits, '0').replace(/0+$/, '');
  return `${nanos < 0n ? '-' : ''}${magnitude / unit}${fraction === '' ? '' : `.${fraction}`}`;
}
