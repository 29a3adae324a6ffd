// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.util.Formatter: %[index$][flags][width][.precision]conversion, for texts, numbers, characters and booleans.

import { hashOf } from '../../values/identity.js';
import { textOf } from '../../values/javaText.js';
import { BigDecimal, BigInteger, Byte, Char, Double, Float, Short } from '../../values/numbers.js';
import { javaException } from '../runtime/exceptions.js';
import { checkedText } from '../runtime/limits.js';

interface Specifier {
  readonly text: string;
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly conversion: string;
}

const pattern = /%(\d+\$)?([-#+ 0,(<]*)(\d+)?(\.\d+)?([tT])?([a-zA-Z%])/g;

/** The whole number in an argument, or undefined. */
function wholeOf(value: unknown): bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return BigInt(value);
  if (value instanceof Short || value instanceof Byte) return BigInt(value.value);
  return value instanceof BigInteger ? value.value : undefined;
}

function fractionOf(value: unknown): number | undefined {
  if (value instanceof Double || value instanceof Float) return value.value;
  return value instanceof BigDecimal ? Number(`${value.unscaled}e${-value.scale}`) : undefined;
}

function mismatch(specifier: Specifier, value: unknown): Error {
  const name =
    typeof value === 'string'
      ? 'java.lang.String'
      : typeof value === 'number'
        ? 'java.lang.Integer'
        : typeof value === 'bigint'
          ? 'java.lang.Long'
          : `java.lang.${(value as object).constructor.name}`;
  return javaException('java.util.IllegalFormatConversionException', `${specifier.conversion} != ${name}`);
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Puts sign, grouping and leading zeros around the digits of a magnitude. */
function signed(specifier: Specifier, negative: boolean, digits: string): string {
  const { flags, width } = specifier;
  const [whole, fraction] = digits.split('.') as [string, string?];
  let body = flags.includes(',') ? grouped(whole) : whole;
  if (fraction !== undefined) body += `.${fraction}`;
  const prefix = negative
    ? flags.includes('(')
      ? '('
      : '-'
    : flags.includes('+')
      ? '+'
      : flags.includes(' ')
        ? ' '
        : '';
  const suffix = negative && flags.includes('(') ? ')' : '';
  if (flags.includes('0')) body = body.padStart(width - prefix.length - suffix.length, '0');
  return prefix + body + suffix;
}

/** Decimal digits of a magnitude with so many places, half up as Java rounds the decimal value. */
function fixed(value: number, places: number): string {
  const text = exactDecimal(value);
  const [whole, fraction = ''] = text.split('.') as [string, string?];
  if (fraction.length <= places) return places > 0 ? `${whole}.${fraction.padEnd(places, '0')}` : whole;
  let scaled = BigInt(whole + fraction.slice(0, places));
  if (fraction.charCodeAt(places) >= 53) scaled += 1n;
  const digits = scaled.toString().padStart(places + 1, '0');
  return places > 0 ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits;
}

/** The shortest decimal digits of a double without an exponent. */
function exactDecimal(value: number): string {
  const match = /^(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(value.toExponential())!;
  const digits = match[1]! + (match[2] ?? '');
  const exponent = Number(match[3]);
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const padded = digits.padEnd(exponent + 1, '0');
  const fraction = padded.slice(exponent + 1);
  return fraction ? `${padded.slice(0, exponent + 1)}.${fraction}` : padded;
}

function scientific(value: number, places: number): string {
  if (value === 0) return `${(0).toFixed(places)}e+00`;
  const match = /^(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(value.toExponential())!;
  let exponent = Number(match[3]);
  let mantissa = fixed(Number(`${match[1]!}.${match[2] ?? '0'}`), places);
  if (mantissa.startsWith('10')) {
    mantissa = fixed(1, places);
    exponent++;
  }
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function decimalText(specifier: Specifier, value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  const negative = value < 0 || Object.is(value, -0);
  if (!Number.isFinite(value))
    return negative
      ? specifier.flags.includes('(')
        ? '(Infinity)'
        : '-Infinity'
      : specifier.flags.includes('+')
        ? '+Infinity'
        : 'Infinity';
  const magnitude = Math.abs(value);
  const places = specifier.precision ?? 6;
  switch (specifier.conversion.toLowerCase()) {
    case 'e':
      return signed(specifier, negative, scientific(magnitude, places));
    case 'g': {
      const precision = places === 0 ? 1 : places;
      const plain = magnitude === 0 || (magnitude >= 1e-4 && magnitude < 10 ** precision);
      if (!plain) return signed(specifier, negative, scientific(magnitude, precision - 1));
      const digits = magnitude === 0 ? 1 : Math.floor(Math.log10(magnitude)) + 1;
      return signed(specifier, negative, fixed(magnitude, Math.max(0, precision - digits)));
    }
    default:
      return signed(specifier, negative, fixed(magnitude, places));
  }
}

function convert(specifier: Specifier, value: unknown): string {
  const { conversion, flags } = specifier;
  switch (conversion.toLowerCase()) {
    case 's': {
      const text = textOf(value);
      return specifier.precision === undefined ? text : text.slice(0, specifier.precision);
    }
    case 'b': {
      const text = typeof value === 'boolean' ? String(value) : String(value !== null);
      return specifier.precision === undefined ? text : text.slice(0, specifier.precision);
    }
    case 'h':
      return value === null ? 'null' : (hashOf(value) >>> 0).toString(16);
    case 'c': {
      if (value === null) return 'null';
      if (value instanceof Char) return String.fromCharCode(value.code);
      const whole = wholeOf(value);
      if (whole === undefined) throw mismatch(specifier, value);
      return String.fromCodePoint(Number(whole));
    }
    case 'd': {
      if (value === null) return 'null';
      const whole = wholeOf(value);
      if (whole === undefined) throw mismatch(specifier, value);
      return signed(specifier, whole < 0n, (whole < 0n ? -whole : whole).toString());
    }
    case 'x':
    case 'o': {
      if (value === null) return 'null';
      const whole = wholeOf(value);
      if (whole === undefined) throw mismatch(specifier, value);
      const size = typeof value === 'bigint' ? 64 : value instanceof Byte ? 8 : value instanceof Short ? 16 : 32;
      const unsigned = value instanceof BigInteger ? whole : BigInt.asUintN(size, whole);
      const radix = conversion.toLowerCase() === 'x' ? 16 : 8;
      const prefix = flags.includes('#') ? (radix === 16 ? '0x' : '0') : '';
      const digits = unsigned.toString(radix);
      return prefix + (flags.includes('0') ? digits.padStart(specifier.width - prefix.length, '0') : digits);
    }
    case 'f':
    case 'e':
    case 'g': {
      if (value === null) return 'null';
      const fraction = fractionOf(value);
      if (fraction === undefined) throw mismatch(specifier, value);
      return decimalText(specifier, fraction);
    }
    default:
      throw javaException('java.util.UnknownFormatConversionException', `Conversion = '${conversion}'`);
  }
}

/**
 * String.format in the root locale.
 *
 * @throws Java's exceptions for formats that are broken or do not fit the arguments.
 */
export function formatJava(format: string, args: readonly unknown[]): string {
  let result = '';
  let at = 0;
  let ordinary = 0;
  let last = -1;
  for (const match of format.matchAll(pattern)) {
    const between = format.slice(at, match.index);
    if (between.includes('%')) throw broken(between);
    at = match.index + match[0].length;
    const [text, position, flags = '', width = '', precision, date, conversion = ''] = match;
    const specifier: Specifier = {
      text,
      flags,
      width: width === '' ? 0 : Number(width),
      precision: precision === undefined ? undefined : Number(precision.slice(1)),
      conversion,
    };
    if (flags.includes('-') && specifier.width === 0)
      throw javaException('java.util.MissingFormatWidthException', text);
    checkedText('.'.repeat(Math.min(specifier.width, 1 << 27)));
    let converted: string;
    if (conversion === 'n' && !date) converted = '\n';
    else if (conversion === '%') converted = '%';
    else {
      if (date) throw javaException('java.util.UnknownFormatConversionException', `Conversion = '${date}'`);
      if (flags.includes('<')) {
        if (last < 0) throw javaException('java.util.MissingFormatArgumentException', `Format specifier '${text}'`);
      } else last = position === undefined ? ordinary++ : Number(position.slice(0, -1)) - 1;
      if (last >= args.length)
        throw javaException('java.util.MissingFormatArgumentException', `Format specifier '${text}'`);
      converted = convert(specifier, args[last]);
      if (conversion !== conversion.toLowerCase()) converted = converted.toUpperCase();
    }
    result += between + (flags.includes('-') ? converted.padEnd(specifier.width) : converted.padStart(specifier.width));
    checkedText(result);
  }
  const rest = format.slice(at);
  if (rest.includes('%')) throw broken(rest);
  return result + rest;
}

function broken(text: string): Error {
  const at = text.indexOf('%');
  return javaException('java.util.UnknownFormatConversionException', `Conversion = '${text[at + 1] ?? '%'}'`);
}
