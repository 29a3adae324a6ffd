// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Texts to numbers as java.lang parses them, with its messages (JDK 25).

import { Failure } from '../diagnostics/failure.js';
import { javaTrim } from '../util/javaTrim.js';

const numberFormat = (message: string) => new Failure('number_format_exception', message);

const inRadix = (radix: number) => (radix === 10 ? '' : ` under radix ${radix}`);

/** Digits of a radix from 2 to 36 as a bigint, or undefined. */
function digitsOf(digits: string, radix: number): bigint | undefined {
  if (digits.length === 0) return undefined;
  if (radix === 10 && /^\d+$/.test(digits)) return BigInt(digits);
  let value = 0n;
  for (const char of digits) {
    const digit = digitValue(char.codePointAt(0)!, radix);
    if (digit < 0) return undefined;
    value = value * BigInt(radix) + BigInt(digit);
  }
  return value;
}

/** First code points of decimal digits beyond ASCII that Java takes too. */
const digitZeros = /\p{Nd}/u;

/** Character.digit: the value of a digit in a radix, or -1. */
export function digitValue(codePoint: number, radix: number): number {
  if (radix < 2 || radix > 36) return -1;
  let value = -1;
  if (codePoint >= 48 && codePoint <= 57) value = codePoint - 48;
  else if (codePoint >= 65 && codePoint <= 90) value = codePoint - 55;
  else if (codePoint >= 97 && codePoint <= 122) value = codePoint - 87;
  else if (codePoint >= 0xff21 && codePoint <= 0xff3a) value = codePoint - 0xff21 + 10;
  else if (codePoint >= 0xff41 && codePoint <= 0xff5a) value = codePoint - 0xff41 + 10;
  else if (codePoint > 127 && codePoint <= 0x10ffff && digitZeros.test(String.fromCodePoint(codePoint))) {
    let zero = codePoint;
    while (codePoint - zero < 9 && digitZeros.test(String.fromCodePoint(zero - 1))) zero--;
    value = (codePoint - zero) % 10;
  }
  return value < radix ? value : -1;
}

/** Integer.parseInt, Long.parseLong and so on: a whole number between bounds. */
export function parseInteger(
  text: string | null,
  radix: number,
  minimum: number | bigint,
  maximum: number | bigint,
): bigint {
  if (text === null) throw numberFormat('Cannot parse null string');
  if (radix < 2) throw numberFormat(`radix ${radix} less than Character.MIN_RADIX`);
  if (radix > 36) throw numberFormat(`radix ${radix} greater than Character.MAX_RADIX`);
  const negative = text.startsWith('-');
  const digits = digitsOf(negative || text.startsWith('+') ? text.slice(1) : text, radix);
  const value = digits === undefined ? undefined : negative ? -digits : digits;
  if (value === undefined || value < minimum || value > maximum) {
    throw numberFormat(`For input string: "${text}"${inRadix(radix)}`);
  }
  return value;
}

/** Byte.parseByte and Short.parseShort, which word the range themselves. */
export function parseSmall(
  text: string | null,
  radix: number,
  minimum: number | bigint,
  maximum: number | bigint,
): number {
  const value = parseInteger(text, radix, -2147483648n, 2147483647n);
  if (value < minimum || value > maximum) throw numberFormat(`Value out of range. Value:"${text}" Radix:${radix}`);
  return Number(value);
}

/** parseUnsignedInt and parseUnsignedLong. */
export function parseUnsigned(text: string | null, radix: number, bitCount: number, typeName: string): bigint {
  if (text === null) throw numberFormat('Cannot parse null string');
  if (text.startsWith('-')) throw numberFormat(`Illegal leading minus sign on unsigned string ${text}.`);
  const value = digitsOf(text.startsWith('+') ? text.slice(1) : text, radix);
  if (value === undefined) throw numberFormat(`For input string: "${text}"${inRadix(radix)}`);
  if (value >= 1n << BigInt(bitCount))
    throw numberFormat(`String value ${text} exceeds range of unsigned ${typeName}.`);
  return BigInt.asIntN(bitCount, value);
}

/** Integer.decode and so on: decimal, 0x, # or octal, with a sign. */
export function decodeInteger(text: string, minimum: number | bigint, maximum: number | bigint): bigint {
  if (text.length === 0) throw numberFormat('Zero length string');
  const match = /^([+-]?)(0[xX]|#|0(?=.))?(.*)$/s.exec(text)!;
  const digits = match[3]!;
  if (digits.startsWith('-') || digits.startsWith('+')) throw numberFormat('Sign character in wrong position');
  const prefix = match[2];
  const radix = prefix === undefined ? 10 : prefix === '0' ? 8 : 16;
  return parseInteger(match[1] === '-' ? `-${digits}` : digits, radix, minimum, maximum);
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?$/;
const hexadecimal = /^([+-]?)0[xX]([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?[pP]([+-]?\d+)[fFdD]?$/;

/** Double.parseDouble. */
export function parseDouble(text: string | null): number {
  if (text === null) throw new Failure('null_pointer_exception', null);
  const trimmed = javaTrim(text);
  if (trimmed === '') throw numberFormat('empty String');
  if (decimal.test(trimmed)) return Number(trimmed.replace(/[fFdD]$/, ''));
  const special = /^([+-]?)(NaN|Infinity)$/.exec(trimmed);
  if (special) return special[2] === 'NaN' ? NaN : special[1] === '-' ? -Infinity : Infinity;
  const hex = hexadecimal.exec(trimmed);
  if (hex && hex[2]! + (hex[3] ?? '') !== '') {
    const digits = hex[2]! + (hex[3] ?? '');
    const value = Number(BigInt(`0x${digits}`)) * 2 ** (Number(hex[4]) - 4 * (hex[3] ?? '').length);
    return hex[1] === '-' ? -value : value;
  }
  throw numberFormat(noDouble(text));
}

/** What Double.parseDouble says of a text that is no number; JDK 25 shows both ends of one of more than 1,000 characters. */
export function noDouble(text: string): string {
  if (/^\s*[+-]?(?:\d*\.\d*|0[xX][0-9a-fA-F]*\.[0-9a-fA-F]*)\./.test(text)) return 'multiple points';
  const shown = text.length > 1000 ? `${text.slice(0, 497)} ... ${text.slice(-498)}` : text;
  return `For input string: "${shown}"`;
}

/** Float.parseFloat. */
export function parseFloat32(text: string | null): number {
  return Math.fround(parseDouble(text));
}
