// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Arithmetic of java.math.BigDecimal: unscaled value and scale, rounding as Java has it.

import { bigDecimalText } from '../../../values/javaText.js';
import { BigDecimal } from '../../../values/numbers.js';
import { arithmetic, illegalArgument, javaException, nonNull, numberFormat } from '../../runtime/exceptions.js';
import { outOfMemory } from '../../runtime/limits.js';

/** java.math.RoundingMode. */
export type Rounding = 'UP' | 'DOWN' | 'CEILING' | 'FLOOR' | 'HALF_UP' | 'HALF_DOWN' | 'HALF_EVEN' | 'UNNECESSARY';

/** java.math.MathContext: digits to keep (0 for all) and how to round. */
export interface Precision {
  readonly digits: number;
  readonly rounding: Rounding;
}

/** Digits beyond which a number would fill a server's memory. */
const maxDigits = 1_000_000;

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

export function powerOfTen(exponent: number): bigint {
  if (exponent > maxDigits) throw outOfMemory();
  return 10n ** BigInt(exponent);
}

/** Number of digits; 1 for zero. */
export function precisionOf(value: BigDecimal): number {
  return absolute(value.unscaled).toString().length;
}

/** A quotient of integers, rounded. */
export function divideRounded(dividend: bigint, divisor: bigint, rounding: Rounding): bigint {
  const quotient = dividend / divisor;
  const rest = dividend - quotient * divisor;
  if (rest === 0n) return quotient;
  const isNegative = dividend < 0n !== divisor < 0n;
  const twice = absolute(rest) * 2n;
  const size = absolute(divisor);
  const away = ((): boolean => {
    switch (rounding) {
      case 'UP':
        return true;
      case 'DOWN':
        return false;
      case 'CEILING':
        return !isNegative;
      case 'FLOOR':
        return isNegative;
      case 'HALF_UP':
        return twice >= size;
      case 'HALF_DOWN':
        return twice > size;
      case 'HALF_EVEN':
        return twice > size || (twice === size && quotient % 2n !== 0n);
      case 'UNNECESSARY':
        throw arithmetic('Rounding necessary');
    }
  })();
  if (!away) return quotient;
  return isNegative ? quotient - 1n : quotient + 1n;
}

export function withScale(value: BigDecimal, scale: number, rounding: Rounding): BigDecimal {
  if (scale >= value.scale) return new BigDecimal(value.unscaled * powerOfTen(scale - value.scale), scale);
  return new BigDecimal(divideRounded(value.unscaled, powerOfTen(value.scale - scale), rounding), scale);
}

/** The value with as many digits as asked for. */
export function rounded(value: BigDecimal, precision: Precision | null): BigDecimal {
  const { digits, rounding } = nonNull(precision);
  if (digits === 0) return value;
  let result = value;
  // Rounding up may add a digit: 99 becomes 100.
  for (let excess = precisionOf(result) - digits; excess > 0; excess = precisionOf(result) - digits) {
    result = new BigDecimal(divideRounded(result.unscaled, powerOfTen(excess), rounding), result.scale - excess);
  }
  return result;
}

function aligned(a: BigDecimal, b: BigDecimal): [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  return [a.unscaled * powerOfTen(scale - a.scale), b.unscaled * powerOfTen(scale - b.scale), scale];
}

export function add(a: BigDecimal, b: BigDecimal): BigDecimal {
  const [left, right, scale] = aligned(a, b);
  return new BigDecimal(left + right, scale);
}

export const negate = (value: BigDecimal): BigDecimal => new BigDecimal(-value.unscaled, value.scale);

export function compare(a: BigDecimal, b: BigDecimal): number {
  const [left, right] = aligned(a, b);
  return left < right ? -1 : left > right ? 1 : 0;
}

export const multiply = (a: BigDecimal, b: BigDecimal): BigDecimal =>
  new BigDecimal(a.unscaled * b.unscaled, a.scale + b.scale);

function checkDivisor(a: BigDecimal, b: BigDecimal): void {
  if (b.unscaled === 0n) throw arithmetic(a.unscaled === 0n ? 'Division undefined' : 'Division by zero');
}

/** Without zeros at the end, as far down as a scale. */
export function stripped(value: BigDecimal, leastScale = -Infinity): BigDecimal {
  if (value.unscaled === 0n) return leastScale === -Infinity ? new BigDecimal(0n, 0) : value;
  let { unscaled, scale } = value;
  while (scale > leastScale && unscaled % 10n === 0n) {
    unscaled /= 10n;
    scale--;
  }
  return new BigDecimal(unscaled, scale);
}

/** As many digits as an exact quotient can have. */
const exactDigits = (a: BigDecimal, b: BigDecimal): number => precisionOf(a) + Math.ceil((10 * precisionOf(b)) / 3);

/** The exact quotient. */
export function divideExactly(a: BigDecimal, b: BigDecimal): BigDecimal {
  checkDivisor(a, b);
  const preferred = a.scale - b.scale;
  if (a.unscaled === 0n) return new BigDecimal(0n, preferred);
  const quotient = divideTo(a, b, { digits: exactDigits(a, b), rounding: 'DOWN' });
  if (compare(multiply(quotient, b), a) !== 0) {
    throw arithmetic('Non-terminating decimal expansion; no exact representable decimal result.');
  }
  const result = stripped(quotient, preferred);
  return result.scale < preferred ? withScale(result, preferred, 'UNNECESSARY') : result;
}

/** The quotient with as many digits as asked for. */
export function divideTo(a: BigDecimal, b: BigDecimal, precision: Precision): BigDecimal {
  if (precision.digits === 0) return divideExactly(a, b);
  checkDivisor(a, b);
  const preferred = a.scale - b.scale;
  if (a.unscaled === 0n) return new BigDecimal(0n, preferred);
  const enough = exactDigits(a, b);
  if (precision.digits > enough) {
    const quotient = divideTo(a, b, { digits: enough, rounding: 'DOWN' });
    if (compare(multiply(quotient, b), a) === 0) return quotient;
  }
  // Enough digits that the first one beyond the precision is there, then one more for what follows.
  const extra = Math.max(0, precision.digits + 3 + precisionOf(b) - precisionOf(a));
  const scaled = a.unscaled * powerOfTen(extra);
  let quotient = scaled / b.unscaled;
  if (quotient * b.unscaled !== scaled) quotient = quotient * 10n + (a.unscaled < 0n !== b.unscaled < 0n ? -1n : 1n);
  else quotient *= 10n;
  const result = rounded(new BigDecimal(quotient, preferred + extra + 1), precision);
  // The zeros at the end of a rounded quotient say how exact it is.
  return compare(multiply(result, b), a) === 0 ? stripped(result, preferred) : result;
}

/** divideToIntegralValue in a precision: fails where the whole part has more digits. */
export function divideToIntegerIn(a: BigDecimal, b: BigDecimal, precision: Precision | null): BigDecimal {
  const { digits } = nonNull(precision);
  const exact = divideToInteger(a, b);
  if (digits === 0 || exact.unscaled === 0n) return exact;
  const quotient = divideTo(a, b, { digits, rounding: 'DOWN' });
  if (quotient.scale < 0) {
    const rest = add(a, negate(multiply(quotient, b)));
    if (compare(magnitude(rest), magnitude(b)) >= 0) throw arithmetic('Division impossible');
  }
  const whole = quotient.scale > 0 ? withScale(quotient, 0, 'DOWN') : quotient;
  const preferred = a.scale - b.scale;
  const room = digits - precisionOf(whole);
  return preferred > whole.scale && room > 0
    ? withScale(whole, whole.scale + Math.min(room, preferred - whole.scale), 'UNNECESSARY')
    : stripped(whole, preferred);
}

const magnitude = (value: BigDecimal): BigDecimal => (value.unscaled < 0n ? negate(value) : value);

/** pow in a precision, by the algorithm of ANSI X3.274, which rounds on the way. */
export function powerIn(value: BigDecimal, exponent: number, precision: Precision | null): BigDecimal {
  const { digits, rounding } = nonNull(precision);
  if (digits === 0) return power(value, exponent);
  if (Math.abs(exponent) > 999999999) throw arithmetic('Invalid operation');
  const one = new BigDecimal(1n, 0);
  if (exponent === 0) return one;
  const size = Math.abs(exponent).toString().length;
  if (size > digits) throw arithmetic('Invalid operation');
  const working = { digits: digits + size + 1, rounding };
  let result = one;
  for (const bit of Math.abs(exponent).toString(2)) {
    result = rounded(multiply(result, result), working);
    if (bit === '1') result = rounded(multiply(result, value), working);
  }
  return rounded(exponent < 0 ? divideTo(one, result, working) : result, { digits, rounding });
}

/** The quotient with its fraction cut off. */
export function divideToInteger(a: BigDecimal, b: BigDecimal): BigDecimal {
  checkDivisor(a, b);
  const preferred = a.scale - b.scale;
  const [left, right] = aligned(a, b);
  if (left / right === 0n) return new BigDecimal(0n, preferred);
  const result = stripped(new BigDecimal(left / right, 0), preferred);
  return result.scale < preferred ? withScale(result, preferred, 'UNNECESSARY') : result;
}

export function power(value: BigDecimal, exponent: number): BigDecimal {
  if (exponent < 0 || exponent > 999999999) throw arithmetic('Invalid operation');
  if (precisionOf(value) * exponent > maxDigits) throw outOfMemory();
  return new BigDecimal(value.unscaled ** BigInt(exponent), value.scale * exponent);
}

/** new BigDecimal(String). */
export function parseDecimal(text: string | null): BigDecimal {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(nonNull(text));
  const digits = `${match?.[2] ?? ''}${match?.[3] ?? ''}`;
  if (!match || digits === '') {
    const strange = /[^0-9+\-.eE]/.exec(text!)?.[0];
    throw numberFormat(
      strange === undefined
        ? null
        : `Character ${strange} is neither a decimal digit number, decimal point, nor "e" notation exponential mark.`,
    );
  }
  const unscaled = BigInt(digits);
  return new BigDecimal(match[1] === '-' ? -unscaled : unscaled, (match[3] ?? '').length - Number(match[4] ?? 0));
}

/** An integer of some bits, exactly. */
export function exactInteger(value: BigDecimal, bits: number): bigint {
  const whole = withScale(value, 0, 'UNNECESSARY').unscaled;
  if (BigInt.asIntN(bits, whole) !== whole) throw arithmetic('Overflow');
  return whole;
}

/** toPlainString: never with an exponent. */
export function plainText(value: BigDecimal): string {
  if (value.scale <= 0) return withScale(value, 0, 'UNNECESSARY').unscaled.toString();
  const digits = absolute(value.unscaled)
    .toString()
    .padStart(value.scale + 1, '0');
  return `${value.unscaled < 0n ? '-' : ''}${digits.slice(0, -value.scale)}.${digits.slice(-value.scale)}`;
}

/** toEngineeringString: exponents are multiples of three. */
export function engineeringText(value: BigDecimal): string {
  const text = bigDecimalText(value);
  if (value.unscaled === 0n && text.includes('E')) {
    const exponent = -value.scale;
    const missing = ((-exponent % 3) + 3) % 3;
    return `0${missing === 0 ? '' : `.${'0'.repeat(missing)}`}E${exponent + missing >= 0 ? '+' : ''}${exponent + missing}`;
  }
  const match = /^(-?)(\d)(?:\.(\d+))?E([+-]\d+)$/.exec(text);
  if (!match) return text;
  const exponent = Number(match[4]);
  const shift = ((exponent % 3) + 3) % 3;
  const digits = `${match[2]}${match[3] ?? ''}`.padEnd(shift + 1, '0');
  const rest = digits.slice(shift + 1);
  const reduced = exponent - shift;
  const mantissa = `${match[1]}${digits.slice(0, shift + 1)}${rest ? `.${rest}` : ''}`;
  return reduced === 0 ? mantissa : `${mantissa}E${reduced > 0 ? '+' : ''}${reduced}`;
}

/** Refuses a negative number of digits. */
export function checkDigits(digits: number): void {
  if (digits < 0) throw illegalArgument('Digits < 0');
}

/** Java's exception for a name that no rounding mode has. */
export const enumMissing = (name: string) =>
  javaException('java.lang.IllegalArgumentException', `No enum constant java.math.RoundingMode.${name}`);
