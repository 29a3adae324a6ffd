// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Text of values as Java prints them (String.valueOf).

import { BigDecimal, BigInteger, Byte, Char, Double, Float, Short } from './numbers.js';
import { classNameOf } from './className.js';
import { hasNoText, identityHash, type JavaObject } from './identity.js';
import { HashMap } from './maps.js';

/** Text of a double as java.lang.Double.toString gives it (JDK 19 and later: shortest digits). */
export function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return 'Infinity';
  if (value === -Infinity) return '-Infinity';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const size = Math.abs(value);
  // Where Java writes no exponent, JavaScript's shortest digits are Java's but for the ending of whole numbers.
  if (size >= 1e-3 && size < 1e7) return Number.isInteger(value) ? `${value}.0` : String(value);
  const shortest = value.toExponential();
  return javaDecimal(shortest.includes('.') ? shortest : twoDigits(value, shortest, Number));
}

/**
 * Java prints at least two digits, the two that come closest: the smallest double is 4.9E-324, though 5E-324 would do.
 * `one` is the text of one digit, which stays where its second digit is 0.
 */
function twoDigits(value: number, one: string, read: (text: string) => number): string {
  const two = value.toExponential(1);
  return read(two) === value && !two.includes('.0e') ? two : one;
}

/** Text of a float as java.lang.Float.toString gives it (JDK 19 and later: shortest digits). */
export function floatText(value: number): string {
  if (!Number.isFinite(value) || value === 0) return doubleText(value);
  const isPowerOfTwo = Number.isInteger(Math.log2(Math.abs(value)));
  for (let digits = 1; digits <= 9; digits++) {
    const text = value.toExponential(digits - 1);
    if (readFloat(text) !== value) {
      // Above a power of two floats are twice as far apart as below it: the next text may still be read as it.
      const next = isPowerOfTwo && nextDecimal(text);
      if (next && readFloat(next) === value) return javaDecimal(next);
      continue;
    }
    return javaDecimal(digits === 1 ? twoDigits(value, text, readFloat) : evenOf(value, text, digits));
  }
  return javaDecimal(value.toExponential());
}

/** The next text of as many digits away from zero, or undefined behind one that is all nines. */
function nextDecimal(exponential: string): string | undefined {
  const [mantissa, exponent] = exponential.split('e') as [string, string];
  const last = mantissa.search(/[0-8]\.?9*$/);
  if (last < 0) return undefined;
  const rest = mantissa.slice(last + 1).replaceAll('9', '0');
  return `${mantissa.slice(0, last)}${Number(mantissa[last]) + 1}${rest}e${exponent}`;
}

/** Of two shortest texts that are equally near Java takes the one with an even last digit; toExponential the larger one. */
function evenOf(value: number, text: string, digits: number): string {
  const finer = value.toExponential(digits);
  const [mantissa, exponent] = finer.split('e') as [string, string];
  if (!mantissa.endsWith('5') || Number(finer) !== value) return text;
  const lower = `${mantissa.slice(0, -1)}e${exponent}`;
  return Number(mantissa.at(-2)) % 2 === 0 && readFloat(lower) === value ? lower : text;
}

const readFloat = (text: string): number => Math.fround(Number(text));

/** Turns `d.ddde+x` into Java's form: plain between 1e-3 and 1e7, else computerized scientific notation. */
function javaDecimal(exponential: string): string {
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(exponential)!;
  const sign = match[1]!;
  const digits = match[2]! + (match[3] ?? '');
  const exponent = Number(match[4]);
  if (exponent >= 7 || exponent < -3) return `${sign}${digits[0]}.${digits.slice(1) || '0'}E${exponent}`;
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.padEnd(exponent + 1, '0');
  return `${sign}${whole.slice(0, exponent + 1)}.${whole.slice(exponent + 1) || '0'}`;
}

/** Text of a BigDecimal as its toString gives it. */
export function bigDecimalText(value: BigDecimal): string {
  const negative = value.unscaled < 0n;
  const digits = (negative ? -value.unscaled : value.unscaled).toString();
  const sign = negative ? '-' : '';
  const adjusted = -value.scale + (digits.length - 1);
  if (value.scale === 0) return sign + digits;
  if (value.scale > 0 && adjusted >= -6) {
    const padded = digits.padStart(value.scale + 1, '0');
    return `${sign}${padded.slice(0, -value.scale)}.${padded.slice(-value.scale)}`;
  }
  const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
  return `${sign}${mantissa}E${adjusted >= 0 ? '+' : ''}${adjusted}`;
}

/** String.valueOf of any value of a document or script; an object of another class prints by its own toString. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return value.toString();
  if (value == null) return 'null';
  if (Array.isArray(value))
    return `[${value.map((item) => (item === value ? '(this Collection)' : textOf(item))).join(', ')}]`;
  if (value instanceof HashMap) {
    const parts: string[] = [];
    for (const [key, item] of value.javaEntries()) {
      parts.push(`${key === value ? '(this Map)' : textOf(key)}=${item === value ? '(this Map)' : textOf(item)}`);
    }
    return `{${parts.join(', ')}}`;
  }
  if (value instanceof Double) return doubleText(value.value);
  if (value instanceof Float) return floatText(value.value);
  if (value instanceof Char) return String.fromCharCode(value.code);
  if (value instanceof Short || value instanceof Byte || value instanceof BigInteger) return value.value.toString();
  if (value instanceof BigDecimal) return bigDecimalText(value);
  if (typeof value === 'function' || hasNoText(value))
    return `${classNameOf(value)}@${identityHash(value).toString(16)}`;
  return (value as JavaObject).toString();
}
