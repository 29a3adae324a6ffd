// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Numbers in texts as java.lang.Integer, Long, Double and Float read them.

import { Failure } from '../../diagnostics/failure.js';
import { maxInt, maxLong, minInt, minLong } from '../../values/numbers.js';

function badInput(text: string, radix = 10): Failure {
  const under = radix === 10 ? '' : ` under radix ${radix}`;
  return new Failure('number_format_exception', `For input string: "${text}"${under}`);
}

/** Digits that Character.digit takes in ASCII; other scripts' digits count by their own zero. */
const decimal = /^[+-]?\p{Nd}+$/u;

function bigintOf(text: string): bigint {
  const ascii = text.replace(/[^+\-0-9]/gu, (digit) => String(digitValue(digit)));
  return BigInt(ascii.startsWith('+') ? ascii.slice(1) : ascii);
}

/** Blocks of decimal digits are ten characters long, so a digit's value is its distance from the block's first one. */
function digitValue(digit: string): number {
  let value = 0;
  const code = digit.codePointAt(0)!;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value++;
  return value;
}

/** Integer.parseInt. */
export function parseInteger(text: string): number {
  if (!decimal.test(text)) throw badInput(text);
  const value = bigintOf(text);
  if (value > maxInt || value < minInt) throw badInput(text);
  return Number(value);
}

/** Long.parseLong. */
export function parseLong(text: string): bigint {
  if (!decimal.test(text)) throw badInput(text);
  const value = bigintOf(text);
  if (value > maxLong || value < minLong) throw badInput(text);
  return value;
}

/** Integer.decode of a text that begins with 0x or -0x. */
export function decodeInteger(text: string): number {
  const value = decodeHex(text);
  if (value > maxInt || value < minInt) throw badInput(magnitudeOf(text), 16);
  return Number(value);
}

/** Long.decode of a text that begins with 0x or -0x. */
export function decodeLong(text: string): bigint {
  const value = decodeHex(text);
  if (value > maxLong || value < minLong) throw badInput(magnitudeOf(text), 16);
  return value;
}

function magnitudeOf(text: string): string {
  return text.startsWith('-') ? `-${text.slice(3)}` : text.slice(2);
}

function decodeHex(text: string): bigint {
  const negative = text.startsWith('-');
  const digits = text.slice(negative ? 3 : 2);
  if (/^[+-]/.test(digits)) throw new Failure('number_format_exception', 'Sign character in wrong position');
  if (digits === '') throw new Failure('number_format_exception', 'Zero length string');
  if (!/^[0-9a-fA-F]+$/.test(digits)) throw badInput(digits, 16);
  const value = BigInt(`0x${digits}`);
  return negative ? -value : value;
}

const floating = /^[+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?)$/;
const hexFloating = /^([+-]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?\d+)[fFdD]?$/;

/** Double.parseDouble. */
export function parseDouble(text: string): number {
  // eslint-disable-next-line no-control-regex -- Java trims everything up to the blank
  const trimmed = text.replace(/^[\u0000-\u0020]+|[\u0000-\u0020]+$/g, '');
  if (trimmed === '') throw new Failure('number_format_exception', 'empty String');
  if (floating.test(trimmed)) {
    return Number(trimmed.replace(/^([+-]?)NaN$/, 'NaN').replace(/[fFdD]$/, ''));
  }
  const hex = hexFloating.exec(trimmed);
  if (!hex || hex[2]! + hex[3]! === '') throw badInput(trimmed);
  const mantissa = Number(BigInt(`0x${hex[2]!}${hex[3]!}`));
  return (hex[1] === '-' ? -1 : 1) * mantissa * 2 ** (Number(hex[4]) - 4 * hex[3]!.length);
}

/** Float.parseFloat. The double is exact enough: a text that rounds otherwise needs more than 17 digits. */
export function parseFloatText(text: string): number {
  return Math.fround(parseDouble(text));
}
