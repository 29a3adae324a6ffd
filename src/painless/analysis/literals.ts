// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Constants of numbers and regular expressions.

import { compileJavaRegex } from '../../javaRegex/javaPattern.js';
import { maxInt, maxLong, minInt, minLong } from '../../values/numbers.js';
import type { CompileError } from '../compileError.js';
import type { Type } from '../stdlib/lookup.js';
import type * as ast from '../syntax/ast.js';
import type { IrExpression } from './ir.js';

const regexFlags: Readonly<Record<string, number>> = { c: 0x80, i: 2, l: 0x10, m: 8, s: 0x20, U: 0x100, u: 0x40, x: 4 };

/**
 * The constant of a number, of the type that is wanted where it is an int that fits.
 *
 * @param fail makes the error for a number that is no int or long
 */
export function numberConstant(
  node: Extract<ast.Expression, { kind: 'number' }>,
  wanted: Type | undefined,
  negated: boolean,
  fail: (message: string) => CompileError,
): IrExpression {
  const sign = negated ? '-' : '';
  const last = node.text[node.text.length - 1]!.toLowerCase();
  const plain = node.radix === 16 ? node.text.slice(2) : node.text;
  const constant = (type: Type, value: number | bigint): IrExpression => ({ kind: 'constant', type, value });
  const isFraction = node.radix === 10 && (node.decimal || last === 'd' || last === 'f');
  if (isFraction) {
    const digits = last === 'd' || last === 'f' ? plain.slice(0, -1) : plain;
    const value = Number(sign + digits);
    if (last === 'f') {
      return constant('float', Math.fround(value));
    }
    return constant('double', value);
  }
  const isLong = last === 'l';
  const digits = isLong ? plain.slice(0, -1) : plain;
  const prefix = node.radix === 16 ? '0x' : node.radix === 8 ? '0o' : '';
  const magnitude = BigInt(prefix + (node.radix === 8 ? digits.replace(/^0+(?=.)/, '') : digits));
  const value = negated ? -magnitude : magnitude;
  if (isLong) {
    if (value > maxLong || value < minLong) throw fail(`Invalid long constant [${sign}${node.text}].`);
    return constant('long', value);
  }
  if (value > BigInt(maxInt) || value < BigInt(minInt)) {
    if (value <= maxLong && value >= minLong) {
      throw fail(
        `Invalid int constant [${sign}${digits}]. If you want a long constant then change it to [${sign}${node.text}L].`,
      );
    }
    throw fail(`Invalid int constant [${sign}${digits}].`);
  }
  const int = Number(value);
  if (wanted === 'byte' && int >= -128 && int <= 127) return constant('byte', int);
  if (wanted === 'short' && int >= -32768 && int <= 32767) return constant('short', int);
  if (wanted === 'char' && int >= 0 && int <= 65535) return constant('char', int);
  return constant('int', int);
}

/**
 * The constant of a regular expression.
 *
 * @param fail makes the error for a broken one, at its place
 */
export function regexConstant(
  node: Extract<ast.Expression, { kind: 'regex' }>,
  fail: (place: { at: number; end: number }, message: string, hint: string) => CompileError,
): IrExpression {
  let flags = 0;
  for (const letter of node.flags) flags |= regexFlags[letter]!;
  try {
    compileJavaRegex(node.pattern, flags);
  } catch (error) {
    const message = `invalid regular expression: could not compile regex constant [${node.pattern}] with flags [${node.flags}]`;
    const index = Number(/ near index (\d+)/.exec((error as Error).message)?.[1] ?? 0);
    throw fail({ at: node.at + 1 + index, end: node.end }, message, (error as Error).message);
  }
  return { kind: 'regex', type: 'java.util.regex.Pattern', at: node.at, pattern: node.pattern, flags };
}
