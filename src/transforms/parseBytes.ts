// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What the bytes processor and Processors.bytes do.

import { Failure, illegalArgument } from '../diagnostics/failure.js';
import { maxLong } from '../values/numbers.js';

/** Suffixes in the order in which the server tries them, with the size of the unit. */
const units: readonly (readonly [string, bigint])[] = [
  ['k', 1024n],
  ['kb', 1024n],
  ['m', 1024n ** 2n],
  ['mb', 1024n ** 2n],
  ['g', 1024n ** 3n],
  ['gb', 1024n ** 3n],
  ['t', 1024n ** 4n],
  ['tb', 1024n ** 4n],
  ['p', 1024n ** 5n],
  ['pb', 1024n ** 5n],
  ['b', 1n],
];

/** Name of the setting that the server's parser complains about. */
const setting = 'Ingest Field';

/** ByteSizeValue.parseBytesSizeValue. */
export function parseBytes(text: string): bigint {
  const lower = text.toLowerCase().trim();
  const unit = units.find(([suffix]) => lower.endsWith(suffix));
  if (!unit) {
    if (lower === '-1') return -1n;
    if (lower === '0') return 0n;
    throw parseFailure(
      `failed to parse setting [${setting}] with value [${text}] as a size in bytes: unit is missing or unrecognized`,
    );
  }
  const [suffix, size] = unit;
  const digits = lower.slice(0, -suffix.length).trim();
  if (/^[+-]?\d+$/.test(digits)) {
    const count = BigInt(digits);
    if (count < -1n || (count === -1n && size !== 1n)) {
      throw tooSmall(text, `${count}${suffix.length > 1 || size === 1n ? suffix : `${suffix}b`}`);
    }
    if (count * size > maxLong) {
      const largest = `Values greater than ${maxLong} bytes are not supported: ${count}${suffix}`;
      throw parseFailure(`failed to parse setting [${setting}] with value [${text}] as a size in bytes`, largest);
    }
    return count * size;
  }
  // Bytes alone are read as a whole number, and nothing wraps its failure.
  if (suffix === 'b') throw new Failure('number_format_exception', `For input string: "${digits}"`, { status: 400 });
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?$/.test(digits)) {
    throw parseFailure(`failed to parse [${text}]`, `For input string: "${digits}"`);
  }
  return BigInt(Math.trunc(Number(digits.replace(/[dDfF]$/, '')) * Number(size)));
}

function parseFailure(reason: string, cause?: string): Failure {
  const root = cause === undefined ? {} : { cause: new Failure('number_format_exception', cause) };
  return new Failure('parse_exception', reason, { status: 400, ...root });
}

function tooSmall(text: string, value: string): Failure {
  return new Failure(
    'parse_exception',
    `failed to parse setting [${setting}] with value [${text}] as a size in bytes`,
    {
      status: 400,
      cause: illegalArgument(`Values less than -1 bytes are not supported: ${value}`),
    },
  );
}
