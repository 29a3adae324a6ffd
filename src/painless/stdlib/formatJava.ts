// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.util.Formatter: %[index$][flags][width][.precision]conversion, for texts, numbers, characters, booleans and dates.

import { hashOf } from '../../values/identity.js';
import { classNameOf } from '../../values/className.js';
import { textOf } from '../../values/javaText.js';
import { BigDecimal, BigInteger, Byte, Char, Double, Float, Short } from '../../values/numbers.js';
import { javaException } from '../runtime/exceptions.js';
import { checkedText } from '../runtime/limits.js';
import { dateConversions, formatDate } from './formatDate.js';

interface Specifier {
  readonly text: string;
  readonly flags: string;
  /** 0 where there is none. */
  readonly width: number;
  readonly precision: number | undefined;
  /** In lower case; `date` for %t and %T, whose letter is the last of the text. */
  readonly conversion: string;
  readonly separators: Separators;
  /** Language tag of names. */
  readonly locale: string;
}

/** What a language writes between whole digits and before the fraction. */
interface Separators {
  readonly group: string;
  readonly decimal: string;
}

const english: Separators = { group: ',', decimal: '.' };

/** The separators of a language tag. */
function separatorsOf(tag: string): Separators {
  const parts = new Intl.NumberFormat(tag, { useGrouping: true }).formatToParts(-123456.5);
  const text = (type: string) => parts.find((part) => part.type === type)?.value;
  return { group: text('group') ?? ',', decimal: text('decimal') ?? '.' };
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
  const words = `${specifier.conversion} != ${classNameOf(value)}`;
  return javaException('java.util.IllegalFormatConversionException', words);
}

function grouped(digits: string, separator: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, separator);
}

/** Puts sign, grouping and leading zeros around the digits of a magnitude. */
function signed(specifier: Specifier, negative: boolean, digits: string): string {
  const { flags, width, separators } = specifier;
  const [whole, fraction] = digits.split('.') as [string, string?];
  let body = flags.includes(',') ? grouped(whole, separators.group) : whole;
  if (fraction !== undefined) body += separators.decimal + fraction;
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
  // With # there is always a point.
  const pointed = (digits: string) =>
    specifier.flags.includes('#') && !digits.includes('.') ? digits.replace(/(?=e|$)/, '.') : digits;
  switch (specifier.conversion) {
    case 'e':
      return signed(specifier, negative, pointed(scientific(magnitude, places)));
    case 'g': {
      const precision = places === 0 ? 1 : places;
      const plain = magnitude === 0 || (magnitude >= 1e-4 && magnitude < 10 ** precision);
      if (!plain) return signed(specifier, negative, scientific(magnitude, precision - 1));
      const digits = magnitude === 0 ? 1 : Math.floor(Math.log10(magnitude)) + 1;
      return signed(specifier, negative, fixed(magnitude, Math.max(0, precision - digits)));
    }
    default:
      return signed(specifier, negative, pointed(fixed(magnitude, places)));
  }
}

/** Double.toHexString of a magnitude. */
function hexadecimal(value: number): string {
  if (value === 0) return '0x0.0p0';
  const exponent = Math.max(-1022, Math.floor(Math.log2(value)));
  // Logarithms round: the first digit says whether the exponent is one off.
  const shift = value / 2 ** exponent >= 2 ? 1 : value / 2 ** exponent < 1 && exponent > -1022 ? -1 : 0;
  const power = exponent + shift;
  const significand = power < -1000 ? (value * 2 ** 100) / 2 ** (power + 100) : value / 2 ** power;
  const digits = Math.round((significand % 1) * 2 ** 52)
    .toString(16)
    .padStart(13, '0')
    .replace(/(?!^)0+$/, '');
  return `0x${Math.floor(significand)}.${digits}p${power}`;
}

/** Text of an argument; where it is null, of every conversion but b the same. */
function convert(specifier: Specifier, value: unknown): string {
  const { conversion, flags } = specifier;
  const short = (text: string) => (specifier.precision === undefined ? text : text.slice(0, specifier.precision));
  if (conversion === 's' && flags.includes('#')) throw flagMismatch('#', conversion);
  if (conversion === 'b') return short(typeof value === 'boolean' ? String(value) : String(value !== null));
  if (value === null) return short('null');
  switch (conversion) {
    case 's':
      return short(textOf(value));
    case 'h':
      return short((hashOf(value) >>> 0).toString(16));
    case 'c': {
      if (value instanceof Char) return String.fromCharCode(value.code);
      const whole = typeof value === 'bigint' || value instanceof BigInteger ? undefined : wholeOf(value);
      if (whole === undefined) throw mismatch(specifier, value);
      if (whole < 0n || whole > 0x10ffffn) {
        const digits = BigInt.asUintN(32, whole).toString(16);
        throw javaException('java.util.IllegalFormatCodePointException', `Code point = 0x${digits}`);
      }
      return String.fromCodePoint(Number(whole));
    }
    case 'd': {
      const whole = wholeOf(value);
      if (whole === undefined) throw mismatch(specifier, value);
      return signed(specifier, whole < 0n, (whole < 0n ? -whole : whole).toString());
    }
    case 'x':
    case 'o': {
      const whole = wholeOf(value);
      if (whole === undefined) throw mismatch(specifier, value);
      const isBig = value instanceof BigInteger;
      const wrong = isBig ? undefined : [...'( +'].find((flag) => flags.includes(flag));
      if (wrong !== undefined) throw flagMismatch(wrong, conversion);
      const size = typeof value === 'bigint' ? 64 : value instanceof Byte ? 8 : value instanceof Short ? 16 : 32;
      const radix = conversion === 'x' ? 16 : 8;
      const prefix = flags.includes('#') ? (radix === 16 ? '0x' : '0') : '';
      if (isBig) return signed(specifier, whole < 0n, prefix + (whole < 0n ? -whole : whole).toString(radix));
      const digits = BigInt.asUintN(size, whole).toString(radix);
      return prefix + (flags.includes('0') ? digits.padStart(specifier.width - prefix.length, '0') : digits);
    }
    case 'date': {
      const fail = (letter: string) => mismatch({ ...specifier, conversion: letter }, value);
      const letter = specifier.text.at(-1)!;
      const text = formatDate(letter, value, specifier.locale, fail);
      if (text === undefined) throw fail(letter);
      return text;
    }
    default: {
      const fraction = fractionOf(value);
      if (fraction === undefined || (conversion === 'a' && value instanceof BigDecimal))
        throw mismatch(specifier, value);
      if (conversion !== 'a' || !Number.isFinite(fraction)) return decimalText(specifier, fraction);
      return signed({ ...specifier, separators: english }, fraction < 0, hexadecimal(Math.abs(fraction)));
    }
  }
}

const flagMismatch = (flags: string, conversion: string) =>
  javaException('java.util.FormatFlagsConversionMismatchException', `Conversion = ${conversion}, Flags = ${flags}`);

/** Flags that a conversion cannot have. */
const badFlags: Readonly<Record<string, string>> = {
  b: '#+ 0,(', h: '#+ 0,(', s: '+ 0,(', c: '#+ 0,(', d: '#', o: ',', x: ',', e: ',', f: '', g: '#', a: '(,', date: '#+ 0,(',
}; // prettier-ignore

/**
 * Checks flags, width and precision before anything is written, as Java does.
 *
 * @throws Java's exceptions for what does not go together.
 */
function checkSpecifier({ text, flags, width, precision, conversion }: Specifier): void {
  const [twice] = /(.).*\1/.exec(flags) ?? [];
  if (twice !== undefined) throw javaException('java.util.DuplicateFormatFlagsException', `Flags = '${twice[0]!}'`);
  const isNumeric = 'doxefga'.includes(conversion);
  const needsWidth = flags.includes('-') || (isNumeric && flags.includes('0'));
  const noWidth = () => javaException('java.util.MissingFormatWidthException', text);
  const illegalPrecision = () => javaException('java.util.IllegalFormatPrecisionException', String(precision));
  if (conversion === '%' || conversion === 'n') {
    if (precision !== undefined) throw illegalPrecision();
    if (conversion === 'n' && width > 0) throw javaException('java.util.IllegalFormatWidthException', String(width));
    if (flags !== '' && (conversion === 'n' || flags !== '-'))
      throw javaException('java.util.IllegalFormatFlagsException', `Flags = '${flags}'`);
    if (needsWidth && width === 0) throw noWidth();
    return;
  }
  const bad = badFlags[conversion];
  if (bad === undefined)
    throw javaException('java.util.UnknownFormatConversionException', `Conversion = '${text.at(-1)!}'`);
  const wrong = [...'#+ 0,('].find((flag) => bad.includes(flag) && flags.includes(flag));
  if (!isNumeric) {
    if ((conversion === 'c' || conversion === 'date') && precision !== undefined) throw illegalPrecision();
    if (conversion === 'date' && !dateConversions.includes(text.at(-1)!))
      throw javaException('java.util.UnknownFormatConversionException', `Conversion = 't${text.at(-1)!}'`);
    if ('bhs'.includes(conversion) && needsWidth && width === 0) throw noWidth();
    if (wrong !== undefined) throw flagMismatch(wrong, conversion === 'date' ? text.at(-1)! : conversion);
    if (needsWidth && width === 0) throw noWidth();
    return;
  }
  if (needsWidth && width === 0) throw noWidth();
  if (/\+.* | .*\+|-.*0|0.*-/.test(flags))
    throw javaException('java.util.IllegalFormatFlagsException', `Flags = '${flags}'`);
  if ('dox'.includes(conversion) && precision !== undefined) throw illegalPrecision();
  if (wrong !== undefined) throw flagMismatch(wrong, conversion);
}

/**
 * String.format, in a language by its tag; without one, in English with the separators of the root locale.
 *
 * @throws Java's exceptions for formats that are broken or do not fit the arguments.
 */
export function formatJava(format: string, args: readonly unknown[], locale?: string): string {
  const parts = parseFormat(format, locale);
  let result = '';
  let ordinary = 0;
  let last = -1;
  for (const part of parts) {
    if (typeof part === 'string') {
      result += part;
      continue;
    }
    const { specifier, position } = part;
    const { text, flags, width, conversion } = specifier;
    checkedText('.'.repeat(Math.min(width, 1 << 27)));
    let converted: string;
    if (conversion === 'n') converted = '\n';
    else if (conversion === '%') converted = '%';
    else {
      const missing = () => javaException('java.util.MissingFormatArgumentException', `Format specifier '${text}'`);
      if (flags.includes('<')) {
        if (last < 0) throw missing();
      } else last = position ?? ordinary++;
      if (last >= args.length) throw missing();
      converted = convert(specifier, args[last]);
      if (/[A-Z].?$/.test(text) && !/t[A-Z]$/.test(text)) converted = converted.toUpperCase();
    }
    result += flags.includes('-') ? converted.padEnd(width) : converted.padStart(width);
    checkedText(result);
  }
  return result;
}

interface Part {
  readonly specifier: Specifier;
  /** The argument that it names, from 0. */
  readonly position: number | undefined;
}

/** The texts and specifiers of a format. */
function parseFormat(format: string, locale: string | undefined): (string | Part)[] {
  const separators = locale === undefined ? english : separatorsOf(locale);
  const parts: (string | Part)[] = [];
  let at = 0;
  for (const match of format.matchAll(pattern)) {
    parts.push(plain(format.slice(at, match.index)));
    at = match.index + match[0].length;
    const [text, position, flags = '', width = '0', precision, date, letter = ''] = match;
    // Only these letters may be written large.
    const conversion = date ? 'date' : /[BHSCXEGA]/.test(letter) ? letter.toLowerCase() : letter;
    const specifier: Specifier = {
      text,
      flags,
      width: Number(width),
      precision: precision === undefined ? undefined : Number(precision.slice(1)),
      conversion,
      separators,
      locale: locale ?? 'en',
    };
    const index = position === undefined ? undefined : Number(position.slice(0, -1)) - 1;
    if (index === -1)
      throw javaException('java.util.IllegalFormatArgumentIndexException', 'Illegal format argument index = 0');
    checkSpecifier(specifier);
    parts.push({ specifier, position: index });
  }
  parts.push(plain(format.slice(at)));
  return parts;
}

/** Text without a specifier. */
function plain(text: string): string {
  const at = text.indexOf('%');
  if (at < 0) return text;
  throw javaException('java.util.UnknownFormatConversionException', `Conversion = '${text[at + 1] ?? '%'}'`);
}
