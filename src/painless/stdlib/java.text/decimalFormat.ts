// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.text.DecimalFormat with the symbols of English: `#,##0.00`, `0.###`, `00`, `0%`.

import { BigDecimal, BigInteger, Byte, Double, Float, Short } from '../../../values/numbers.js';
import { identityHash } from '../../../values/identity.js';
import { illegalArgument, javaException } from '../../runtime/exceptions.js';
import { parseDecimal, plainText, precisionOf, type Rounding, withScale } from '../java.math/decimals.js';

interface Affixes {
  readonly prefix: string;
  readonly suffix: string;
}

export class DecimalFormat {
  pattern = '';
  positive: Affixes = { prefix: '', suffix: '' };
  negative: Affixes = { prefix: '-', suffix: '' };
  minInteger = 0;
  maxInteger = 2147483647;
  minFraction = 0;
  maxFraction = 0;
  /** Digits of a group, 0 for none. */
  grouping = 0;
  groupingUsed = false;
  multiplier = 1n;
  rounding: Rounding = 'HALF_EVEN';
  private pointAlways = false;

  constructor(pattern: string) {
    this.apply(pattern);
  }

  /** @throws illegal_argument_exception for a pattern that is none, or that has an exponent. */
  apply(pattern: string): void {
    const [first, second] = splitSections(pattern);
    const match = /^((?:[^#0,.;'E]|'[^']*')*)([#,]*[0,]*)(?:(\.)(0*#*))?(E0+)?((?:[^#0,.;']|'[^']*')*)$/.exec(first);
    if (!match) throw illegalArgument(`Malformed pattern "${pattern}"`);
    const [, prefix, whole, point, fraction = '', exponent, suffix] = match;
    if (exponent) throw illegalArgument(`Patterns with exponents are not supported: "${pattern}"`);
    if (whole === '' && fraction === '' && pattern !== '') throw illegalArgument(`Malformed pattern "${pattern}"`);
    this.pattern = pattern;
    this.positive = { prefix: unquote(prefix!), suffix: unquote(suffix!) };
    const negative =
      second === undefined ? undefined : /^((?:[^#0,.;']|'[^']*')*)[#0,.]*((?:[^#0,.;']|'[^']*')*)$/.exec(second);
    this.negative = negative
      ? { prefix: unquote(negative[1]!), suffix: unquote(negative[2]!) }
      : { prefix: `-${this.positive.prefix}`, suffix: this.positive.suffix };
    const lastComma = whole!.lastIndexOf(',');
    this.grouping = lastComma < 0 ? 0 : whole!.length - lastComma - 1;
    this.groupingUsed = this.grouping > 0;
    this.minInteger = whole!.replace(/[^0]/g, '').length;
    this.minFraction = fraction.replace(/[^0]/g, '').length;
    this.maxFraction = pattern === '' ? 340 : fraction.length;
    this.pointAlways = point !== undefined && fraction === '';
    if (this.minInteger === 0 && this.minFraction === 0 && (whole !== '' || fraction !== '') && point !== undefined) {
      // A pattern without a zero, such as `#.##`, has one before its point.
      if (whole !== '') this.minInteger = 1;
      else this.minFraction = 1;
    }
    const affixes = this.positive.prefix + this.positive.suffix;
    this.multiplier = affixes.includes('%') ? 100n : affixes.includes('\u2030') ? 1000n : 1n;
  }

  format(value: unknown): string {
    if (value instanceof Double || value instanceof Float) {
      if (Number.isNaN(value.value)) return 'NaN';
      if (!Number.isFinite(value.value)) return this.affixed(value.value < 0, '\u221e');
    }
    const scaled = withScale(this.multiplied(value), this.maxFraction, this.rounding);
    const isNegative = scaled.unscaled < 0n || (scaled.unscaled === 0n && isNegativeNumber(value));
    const magnitude = new BigDecimal(scaled.unscaled < 0n ? -scaled.unscaled : scaled.unscaled, scaled.scale);
    const [whole, digits = ''] = plainText(magnitude).split('.') as [string, string?];
    const kept = whole
      .slice(-Math.min(whole.length, this.maxInteger))
      .replace(/^0+/, '')
      .padStart(this.minInteger, '0');
    const fraction = digits.replace(/0+$/, '').padEnd(this.minFraction, '0');
    const grouped = this.groupingUsed && this.grouping > 0 ? group(kept, this.grouping) : kept;
    // A zero without a digit to show is shown.
    const shown = grouped === '' && fraction === '' ? '0' : grouped;
    return this.affixed(isNegative, fraction === '' && !this.pointAlways ? shown : `${shown}.${fraction}`);
  }

  /** @throws java.text.ParseException `Unparseable number: ".."`. */
  parse(text: string): unknown {
    const body =
      text.startsWith(this.negative.prefix) && this.negative.prefix !== ''
        ? text.slice(this.negative.prefix.length)
        : undefined;
    const start = body ?? (text.startsWith(this.positive.prefix) ? text.slice(this.positive.prefix.length) : '');
    const match = /^(?:\d[\d,]*\.?\d*|\.\d+)(?:E-?\d+)?/.exec(start);
    if (!match) throw javaException('java.text.ParseException', `Unparseable number: "${text}"`);
    const value = (Number(match[0].replaceAll(',', '')) / Number(this.multiplier)) * (body === undefined ? 1 : -1);
    return Number.isInteger(value) && Math.abs(value) < 2 ** 63 && !Object.is(value, -0)
      ? BigInt(value)
      : new Double(value);
  }

  equals(other: unknown): boolean {
    return other instanceof DecimalFormat && other.pattern === this.pattern;
  }

  hashCode(): number {
    return identityHash(this);
  }

  /** The value times the multiplier; a double by its shortest digits, unless some of them are dropped. */
  private multiplied(value: unknown): BigDecimal {
    if (value instanceof Double || value instanceof Float) {
      const product = value.value * Number(this.multiplier);
      const shortest = parseDecimal(String(product));
      return shortest.scale <= this.maxFraction ? shortest : exactDecimal(product);
    }
    const exact = decimalOf(value);
    return new BigDecimal(exact.unscaled * this.multiplier, exact.scale);
  }

  private affixed(isNegative: boolean, text: string): string {
    const { prefix, suffix } = isNegative ? this.negative : this.positive;
    return `${prefix}${text}${suffix}`;
  }
}

function splitSections(pattern: string): [string, string | undefined] {
  const at = /^(?:[^;']|'[^']*')*(?=;)/.exec(pattern)?.[0].length;
  return at === undefined ? [pattern, undefined] : [pattern.slice(0, at), pattern.slice(at + 1)];
}

function unquote(affix: string): string {
  return affix.replace(/'([^']*)'/g, (_, text: string) => text || "'");
}

function group(digits: string, size: number): string {
  let result = digits;
  for (let at = digits.length - size; at > 0; at -= size) result = `${result.slice(0, at)},${result.slice(at)}`;
  return result;
}

function isNegativeNumber(value: unknown): boolean {
  const number = value instanceof Double || value instanceof Float ? value.value : value;
  return typeof number === 'number' && (number < 0 || Object.is(number, -0));
}

/** The exact decimal value of a number. */
function decimalOf(value: unknown): BigDecimal {
  if (typeof value === 'number') return new BigDecimal(BigInt(value), 0);
  if (typeof value === 'bigint') return new BigDecimal(value, 0);
  if (value instanceof BigDecimal) return value;
  if (value instanceof BigInteger) return new BigDecimal(value.value, 0);
  if (value instanceof Short || value instanceof Byte) return new BigDecimal(BigInt(value.value), 0);
  throw illegalArgument('Cannot format given Object as a Number');
}

const bits = new DataView(new ArrayBuffer(8));

/** Every double is a fraction of a power of two, which is a finite decimal. */
function exactDecimal(value: number): BigDecimal {
  bits.setFloat64(0, value);
  const raw = bits.getBigUint64(0);
  const exponent = Number((raw >> 52n) & 0x7ffn);
  const fraction = raw & 0xfffffffffffffn;
  const mantissa = exponent === 0 ? fraction : fraction | (1n << 52n);
  const power = (exponent === 0 ? 1 : exponent) - 1075;
  const signed = value < 0 ? -mantissa : mantissa;
  if (power >= 0) return new BigDecimal(signed << BigInt(power), 0);
  const decimal = new BigDecimal(signed * 5n ** BigInt(-power), -power);
  return precisionOf(decimal) === 1 && signed === 0n ? new BigDecimal(0n, 0) : decimal;
}
