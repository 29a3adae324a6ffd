// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.lang.Math and StrictMath.

import { doubleToLong } from '../../runtime/arithmetic.js';
import { constant, javaClass, staticMethod, type ClassDeclaration } from '../table.js';

const bits = new DataView(new ArrayBuffer(8));

function toBits(value: number): bigint {
  bits.setFloat64(0, value);
  return bits.getBigInt64(0);
}

function fromBits(value: bigint): number {
  bits.setBigInt64(0, value);
  return bits.getFloat64(0);
}

/** The next double towards positive infinity. */
export function nextUp(value: number): number {
  if (Number.isNaN(value) || value === Infinity) return value;
  if (value === 0) return Number.MIN_VALUE;
  return fromBits(toBits(value) + (value > 0 ? 1n : -1n));
}

const nextDown = (value: number): number => -nextUp(-value);

function nextAfter(start: number, direction: number): number {
  if (Number.isNaN(start) || Number.isNaN(direction)) return NaN;
  if (start === direction) return direction;
  return direction > start ? nextUp(start) : nextDown(start);
}

/** A double without the lower half of its bits. */
const upperHalf = (value: number): number => fromBits(toBits(value) & ~0xffffffffn);

/** Math.hypot, to the last digit as fdlibm and so Java compute it. */
function hypot(x: number, y: number): number {
  const far = Math.abs(x) >= Math.abs(y);
  let a = Math.abs(far ? x : y);
  let b = Math.abs(far ? y : x);
  if (a === Infinity || b === Infinity) return Infinity;
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  if (b === 0 || a / b > 2 ** 60) return a + b;
  let scale = 1;
  if (a > 2 ** 500) scale = 2 ** 600;
  else if (b < 2 ** -500) scale = 2 ** -600;
  a /= scale;
  b /= scale;
  const difference = a - b;
  if (difference > b) {
    const high = upperHalf(a);
    return Math.sqrt(high * high - (b * -b - (a - high) * (a + high))) * scale;
  }
  const twice = a + a;
  const highB = upperHalf(b);
  const highTwice = upperHalf(twice);
  const rest = highTwice * (b - highB) + (twice - highTwice) * b;
  return Math.sqrt(highTwice * highB - (difference * -difference - rest)) * scale;
}

/** Math.round: half up, as floor(x + 1/2) without the error of that sum. */
export function round(value: number): bigint {
  if (Number.isNaN(value)) return 0n;
  const floor = Math.floor(value);
  return doubleToLong(value - floor >= 0.5 ? floor + 1 : floor);
}

/** Math.rint: half to even. */
export function rint(value: number): number {
  if (!Number.isFinite(value) || Math.abs(value) >= 4503599627370496) return value;
  const floor = Math.floor(value);
  const fraction = value - floor;
  const rounded = fraction > 0.5 || (fraction === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
  return rounded === 0 && (value < 0 || Object.is(value, -0)) ? -0 : rounded;
}

function remainder(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b) || !Number.isFinite(a) || b === 0) return NaN;
  if (!Number.isFinite(b)) return a;
  // The remainder of truncation is exact; it is moved by one divisor when the rounded quotient differs.
  const divisor = Math.abs(b);
  let rest = Math.abs(a) % (2 * divisor);
  if (divisor < 1.1125369292536007e-308) {
    if (rest + rest > divisor) {
      rest -= divisor;
      if (rest + rest >= divisor) rest -= divisor;
    }
  } else {
    const half = divisor / 2;
    if (rest > half) {
      rest -= divisor;
      if (rest >= half) rest -= divisor;
    }
  }
  return a < 0 || Object.is(a, -0) ? -rest : rest;
}

function scalb(value: number, scale: number): number {
  let factor = Math.max(-2100, Math.min(2100, scale));
  let result = value;
  while (factor > 1000) {
    result *= 2 ** 1000;
    factor -= 1000;
  }
  while (factor < -1000) {
    result *= 2 ** -1000;
    factor += 1000;
  }
  return result * 2 ** factor;
}

function ulp(value: number): number {
  const size = Math.abs(value);
  if (!Number.isFinite(size)) return size;
  if (size === Number.MAX_VALUE) return 2 ** 971;
  return nextUp(size) - size;
}

function signOf(value: number): number {
  return Object.is(value, -0) || value < 0 ? -1 : 1;
}

/** Math.pow, which in Java is NaN for 1 to the power of NaN or infinity. */
function pow(base: number, exponent: number): number {
  return Math.pow(base, exponent);
}

const toRadians = (degrees: number): number => degrees * 0.017453292519943295;
const toDegrees = (radians: number): number => radians * 57.29577951308232;

const maths = (name: string): ClassDeclaration =>
  javaClass(name, 'Functions on doubles.', [
    constant('double E', 'The base of natural logarithms.', Math.E),
    constant('double PI', 'The ratio of a circle to its diameter.', Math.PI),
    staticMethod('double abs(double)', 'The absolute value.', (x: number) => Math.abs(x), [['Math.abs(-1)', '1.0']]),
    staticMethod('double acos(double)', 'Arc cosine.', (x: number) => Math.acos(x)),
    staticMethod('double asin(double)', 'Arc sine.', (x: number) => Math.asin(x)),
    staticMethod('double atan(double)', 'Arc tangent.', (x: number) => Math.atan(x)),
    staticMethod('double atan2(double,double)', 'The angle of a point.', (y: number, x: number) => Math.atan2(y, x)),
    staticMethod('double cbrt(double)', 'The cube root.', (x: number) => Math.cbrt(x)),
    staticMethod('double ceil(double)', 'The next whole number up.', (x: number) => Math.ceil(x), [
      ['Math.ceil(1.2)', '2.0'],
    ]),
    staticMethod(
      'double copySign(double,double)',
      'A magnitude with the sign of another number.',
      (x: number, sign: number) => Math.abs(x) * signOf(sign),
    ),
    staticMethod('double cos(double)', 'Cosine.', (x: number) => Math.cos(x)),
    staticMethod('double cosh(double)', 'Hyperbolic cosine.', (x: number) => Math.cosh(x)),
    staticMethod('double exp(double)', 'e to a power.', (x: number) => Math.exp(x)),
    staticMethod('double expm1(double)', 'e to a power, less one.', (x: number) => Math.expm1(x)),
    staticMethod('double floor(double)', 'The next whole number down.', (x: number) => Math.floor(x), [
      ['Math.floor(-1.2)', '-2.0'],
    ]),
    staticMethod('double hypot(double,double)', 'The length of a vector.', hypot),
    staticMethod('double IEEEremainder(double,double)', 'The remainder of IEEE 754.', remainder),
    staticMethod('double log(double)', 'The natural logarithm.', (x: number) => Math.log(x)),
    staticMethod('double log10(double)', 'The logarithm to base 10.', (x: number) => Math.log10(x)),
    staticMethod('double log1p(double)', 'The natural logarithm of a number and one.', (x: number) => Math.log1p(x)),
    staticMethod('double max(double,double)', 'The larger number.', (x: number, y: number) => Math.max(x, y), [
      ['Math.max(1, 2)', '2.0'],
    ]),
    staticMethod('double min(double,double)', 'The smaller number.', (x: number, y: number) => Math.min(x, y), [
      ['Math.min(1, 2)', '1.0'],
    ]),
    staticMethod('double nextAfter(double,double)', 'The neighbour towards another number.', nextAfter),
    staticMethod('double nextDown(double)', 'The neighbour below.', nextDown),
    staticMethod('double nextUp(double)', 'The neighbour above.', nextUp),
    staticMethod('double pow(double,double)', 'A power.', pow, [['Math.pow(2, 10)', '1024.0']]),
    staticMethod('double random()', 'A random number from 0 to less than 1.', () => Math.random()),
    staticMethod('double rint(double)', 'The nearest whole number, half to even.', rint, [['Math.rint(2.5)', '2.0']]),
    staticMethod('long round(double)', 'The nearest long, half up.', round, [['Math.round(2.5)', '3L']]),
    staticMethod('double scalb(double,int)', 'Times a power of two.', scalb),
    staticMethod('double signum(double)', 'The sign as -1.0, 0.0 or 1.0.', (x: number) => Math.sign(x)),
    staticMethod('double sin(double)', 'Sine.', (x: number) => Math.sin(x)),
    staticMethod('double sinh(double)', 'Hyperbolic sine.', (x: number) => Math.sinh(x)),
    staticMethod('double sqrt(double)', 'The square root.', (x: number) => Math.sqrt(x), [['Math.sqrt(9)', '3.0']]),
    staticMethod('double tan(double)', 'Tangent.', (x: number) => Math.tan(x)),
    staticMethod('double tanh(double)', 'Hyperbolic tangent.', (x: number) => Math.tanh(x)),
    staticMethod('double toDegrees(double)', 'Radians to degrees.', toDegrees),
    staticMethod('double toRadians(double)', 'Degrees to radians.', toRadians),
    staticMethod('double ulp(double)', 'The distance to the next number.', ulp),
  ]);

export const mathClass = maths('java.lang.Math');
export const strictMathClass = maths('java.lang.StrictMath');
