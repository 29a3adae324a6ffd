// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Types of grok fields (`%{NUMBER:bytes:long}`) and their conversions.

import { Failure } from '../diagnostics/failure.js';
import { noDouble } from '../values/parseNumbers.js';
import { Double, Float, maxInt, maxLong, minInt, minLong } from '../values/numbers.js';

export type CaptureType = 'string' | 'int' | 'long' | 'float' | 'double' | 'boolean';

const types: ReadonlySet<string> = new Set<CaptureType>(['int', 'long', 'float', 'double', 'boolean']);

/** Splits `field:type`; an unknown type leaves a text. */
export function captureTypeOf(name: string): { field: string; type: CaptureType } {
  const [field, type, ...more] = name.split(':');
  return {
    field: field!,
    type: more.length === 0 && type !== undefined && types.has(type) ? (type as CaptureType) : 'string',
  };
}

/**
 * A captured text as a value of the value model.
 *
 * @throws Failure number_format_exception with Java's words.
 */
export function captureValue(text: string, type: CaptureType): unknown {
  switch (type) {
    case 'string':
      return text;
    case 'boolean':
      return text.toLowerCase() === 'true';
    case 'int':
      return Number(parseInteger(text, BigInt(minInt), BigInt(maxInt)));
    case 'long':
      return parseInteger(text, minLong, maxLong);
    case 'float':
      return new Float(parseDecimal(text));
    case 'double':
      return new Double(parseDecimal(text));
  }
}

function parseInteger(text: string, least: bigint, most: bigint): bigint {
  const value = /^[+-]?\d+$/.test(text) ? BigInt(text.replace(/^\+/, '')) : undefined;
  if (value === undefined || value < least || value > most) {
    throw new Failure('number_format_exception', `For input string: "${text}"`);
  }
  return value;
}

function parseDecimal(text: string): number {
  const trimmed = text.trim();
  if (trimmed === '') throw new Failure('number_format_exception', 'empty String');
  const match = /^[+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?=[fFdD]?$)/.exec(trimmed);
  if (!match) throw new Failure('number_format_exception', noDouble(text));
  return Number(match[0]);
}
