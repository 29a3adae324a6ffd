// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.math.

import { doubleText } from '../../../values/javaText.js';
import { JavaArray } from '../../../values/javaArray.js';
import { BigDecimal, BigInteger, maxInt } from '../../../values/numbers.js';
import { arithmetic, nonNull, numberFormat } from '../../runtime/exceptions.js';
import { outOfMemory } from '../../runtime/limits.js';
import { JavaEnum } from '../java.lang/basics.js';
import { refusedAll } from '../java.time/delegated.js';
import { type ClassDeclaration, constant, constructs, javaClass, type Member, method, staticMethod } from '../table.js';
import * as decimals from './decimals.js';
import type { Precision, Rounding } from './decimals.js';

class RoundingMode extends JavaEnum {}

const modeNames: readonly Rounding[] = [
  'UP',
  'DOWN',
  'CEILING',
  'FLOOR',
  'HALF_UP',
  'HALF_DOWN',
  'HALF_EVEN',
  'UNNECESSARY',
];
const modes = modeNames.map((name, position) => new RoundingMode(name, position));
const modeOf = (rounding: Rounding): RoundingMode => modes[modeNames.indexOf(rounding)]!;
const roundingOf = (mode: RoundingMode | null): Rounding => nonNull(mode).enumName as Rounding;

const roundingModeClass = javaClass(
  'java.math.RoundingMode',
  'What becomes of digits that are dropped.',
  [
    ...modes.map((mode) =>
      constant(`RoundingMode ${mode.enumName}`, `Rounding ${mode.enumName.toLowerCase().replace('_', ' ')}.`, mode),
    ),
    staticMethod('RoundingMode valueOf(String)', 'The mode of a name.', (name: string) => {
      const mode = modes.find(({ enumName }) => enumName === name);
      if (!mode) throw decimals.enumMissing(name);
      return mode;
    }),
    staticMethod('RoundingMode[] values()', 'All modes.', () => new JavaArray('java.math.RoundingMode', [...modes])),
  ],
  { supertypes: ['java.lang.Enum'], represents: [RoundingMode] },
);

/** java.math.MathContext. */
class MathContext implements Precision {
  readonly digits: number;
  readonly rounding: Rounding;

  constructor(digits: number, rounding: Rounding) {
    decimals.checkDigits(digits);
    this.digits = digits;
    this.rounding = rounding;
  }

  equals(other: unknown): boolean {
    return other instanceof MathContext && other.digits === this.digits && other.rounding === this.rounding;
  }

  hashCode(): number {
    return (this.digits + modeNames.indexOf(this.rounding) * 59) | 0;
  }

  toString(): string {
    return `precision=${this.digits} roundingMode=${this.rounding}`;
  }
}

const mathContextClass = javaClass(
  'java.math.MathContext',
  'How many digits to keep and how to round.',
  [
    constructs('(int)', 'Digits, rounding half up.', (digits: number) => new MathContext(digits, 'HALF_UP')),
    constructs(
      '(int,RoundingMode)',
      'Digits and rounding.',
      (digits: number, mode: RoundingMode) => new MathContext(digits, roundingOf(mode)),
    ),
    constant('MathContext DECIMAL32', '7 digits, half even.', new MathContext(7, 'HALF_EVEN')),
    constant('MathContext DECIMAL64', '16 digits, half even.', new MathContext(16, 'HALF_EVEN')),
    constant('MathContext DECIMAL128', '34 digits, half even.', new MathContext(34, 'HALF_EVEN')),
    constant('MathContext UNLIMITED', 'All digits.', new MathContext(0, 'HALF_UP')),
    method('int getPrecision()', 'Digits to keep.', (self: MathContext) => self.digits),
    method('RoundingMode getRoundingMode()', 'How to round.', (self: MathContext) => modeOf(self.rounding)),
  ],
  { represents: [MathContext] },
);

type Binary = (a: BigDecimal, b: BigDecimal) => BigDecimal;

/** An operation on two numbers, and the same with a MathContext. */
function binary(
  name: string,
  doc: string,
  run: Binary,
  examples: readonly (readonly [string, string])[] = [],
  runIn: (a: BigDecimal, b: BigDecimal, context: MathContext) => BigDecimal = (a, b, context) =>
    decimals.rounded(run(a, b), context),
): Member[] {
  return [
    method(
      `BigDecimal ${name}(BigDecimal)`,
      doc,
      (self: BigDecimal, other: BigDecimal) => run(self, nonNull(other)),
      examples,
    ),
    method(
      `BigDecimal ${name}(BigDecimal,MathContext)`,
      `${doc} Rounded.`,
      (self: BigDecimal, other: BigDecimal, context: MathContext) => runIn(self, nonNull(other), context),
    ),
  ];
}

const subtract: Binary = (a, b) => decimals.add(a, decimals.negate(b));
const remainder: Binary = (a, b) => subtract(a, decimals.multiply(decimals.divideToInteger(a, b), b));
const remainderIn = (a: BigDecimal, b: BigDecimal, context: MathContext): BigDecimal =>
  subtract(a, decimals.multiply(decimals.divideToIntegerIn(a, b, context), b));
const magnitude = (self: BigDecimal): BigDecimal => (self.unscaled < 0n ? decimals.negate(self) : self);

const bigDecimalClass = javaClass(
  'java.math.BigDecimal',
  'A decimal number of any size.',
  [
    constructs('(String)', 'The number of a text.', decimals.parseDecimal, [
      ["new BigDecimal('1.50').toString()", "'1.50'"],
    ]),
    constructs('(String,MathContext)', 'The number of a text, rounded.', (text: string, context: MathContext) =>
      decimals.rounded(decimals.parseDecimal(text), context),
    ),
    constant('BigDecimal ZERO', 'Zero.', new BigDecimal(0n, 0)),
    constant('BigDecimal ONE', 'One.', new BigDecimal(1n, 0)),
    constant('BigDecimal TEN', 'Ten.', new BigDecimal(10n, 0)),
    staticMethod(
      'BigDecimal valueOf(double)',
      'The number that a double prints as.',
      (value: number) => decimals.parseDecimal(doubleText(value)),
      [['BigDecimal.valueOf(1.5).scale()', '1']],
    ),
    method('BigDecimal abs()', 'Without sign.', magnitude),
    method('BigDecimal abs(MathContext)', 'Without sign, rounded.', (self: BigDecimal, context: MathContext) =>
      decimals.rounded(magnitude(self), context),
    ),
    ...binary('add', 'The sum.', decimals.add, [
      ["new BigDecimal('1.5').add(new BigDecimal('2.25')).toString()", "'3.75'"],
    ]),
    ...binary('subtract', 'The difference.', subtract),
    ...binary('multiply', 'The product.', decimals.multiply),
    method('BigDecimal divide(BigDecimal)', 'The exact quotient.', decimals.divideExactly, [
      ["new BigDecimal('1').divide(new BigDecimal('8')).toString()", "'0.125'"],
    ]),
    method('BigDecimal divide(BigDecimal,MathContext)', 'The quotient, rounded.', decimals.divideTo, [
      ["new BigDecimal('1').divide(new BigDecimal('3'), new MathContext(3)).toString()", "'0.333'"],
    ]),
    ...binary(
      'divideToIntegralValue',
      'The quotient without its fraction.',
      decimals.divideToInteger,
      [],
      decimals.divideToIntegerIn,
    ),
    ...binary('remainder', 'What division leaves.', remainder, [], remainderIn),
    method(
      'BigDecimal[] divideAndRemainder(BigDecimal)',
      'Quotient and rest.',
      (self: BigDecimal, other: BigDecimal) =>
        new JavaArray('java.math.BigDecimal', [decimals.divideToInteger(self, other), remainder(self, other)]),
    ),
    ...refusedAll('round the parts instead', 'BigDecimal[] divideAndRemainder(BigDecimal,MathContext)'),
    method('byte byteValueExact()', 'As byte; fails where it does not fit.', (self: BigDecimal) =>
      Number(decimals.exactInteger(self, 8)),
    ),
    method('short shortValueExact()', 'As short; fails where it does not fit.', (self: BigDecimal) =>
      Number(decimals.exactInteger(self, 16)),
    ),
    method('int intValueExact()', 'As int; fails where it does not fit.', (self: BigDecimal) =>
      Number(decimals.exactInteger(self, 32)),
    ),
    method('long longValueExact()', 'As long; fails where it does not fit.', (self: BigDecimal) =>
      decimals.exactInteger(self, 64),
    ),
    method(
      'int compareTo(BigDecimal)',
      'Order; 1.0 is as large as 1.',
      (self: BigDecimal, other: BigDecimal) => decimals.compare(self, nonNull(other)),
      [["new BigDecimal('1.0').compareTo(new BigDecimal('1'))", '0']],
    ),
    method('BigDecimal max(BigDecimal)', 'The larger of both.', (self: BigDecimal, other: BigDecimal) =>
      decimals.compare(self, other) >= 0 ? self : other,
    ),
    method('BigDecimal min(BigDecimal)', 'The smaller of both.', (self: BigDecimal, other: BigDecimal) =>
      decimals.compare(self, other) <= 0 ? self : other,
    ),
    method('BigDecimal movePointLeft(int)', 'Divided by a power of ten.', (self: BigDecimal, places: number) =>
      nonNegativeScale(new BigDecimal(self.unscaled, self.scale + places)),
    ),
    method('BigDecimal movePointRight(int)', 'Times a power of ten.', (self: BigDecimal, places: number) =>
      nonNegativeScale(new BigDecimal(self.unscaled, self.scale - places)),
    ),
    method(
      'BigDecimal scaleByPowerOfTen(int)',
      'Times a power of ten.',
      (self: BigDecimal, power: number) => new BigDecimal(self.unscaled, self.scale - power),
    ),
    method('BigDecimal negate()', 'With the other sign.', decimals.negate),
    method(
      'BigDecimal negate(MathContext)',
      'With the other sign, rounded.',
      (self: BigDecimal, context: MathContext) => decimals.rounded(decimals.negate(self), context),
    ),
    method('BigDecimal plus()', 'The same number.', (self: BigDecimal) => self),
    method('BigDecimal plus(MathContext)', 'The number, rounded.', decimals.rounded),
    method('BigDecimal round(MathContext)', 'The number, rounded.', decimals.rounded),
    method('BigDecimal pow(int)', 'A power.', decimals.power),
    method(
      'BigDecimal pow(int,MathContext)',
      'A power, rounded.',
      (self: BigDecimal, exponent: number, context: MathContext) => decimals.powerIn(self, exponent, context),
    ),
    method('int precision()', 'How many digits.', decimals.precisionOf),
    method('int scale()', 'How many digits behind the point.', (self: BigDecimal) => self.scale),
    method(
      'BigDecimal setScale(int)',
      'With as many digits behind the point; fails where digits would be lost.',
      (self: BigDecimal, scale: number) => decimals.withScale(self, scale, 'UNNECESSARY'),
    ),
    method(
      'BigDecimal setScale(int,RoundingMode)',
      'With as many digits behind the point.',
      (self: BigDecimal, scale: number, mode: RoundingMode) => decimals.withScale(self, scale, roundingOf(mode)),
      [["new BigDecimal('2.345').setScale(2, RoundingMode.HALF_UP).toString()", "'2.35'"]],
    ),
    method('int signum()', '-1, 0 or 1.', (self: BigDecimal) => (self.unscaled > 0n ? 1 : self.unscaled < 0n ? -1 : 0)),
    method('BigDecimal stripTrailingZeros()', 'Without zeros at the end.', (self: BigDecimal) =>
      decimals.stripped(self),
    ),
    method(
      'BigInteger toBigInteger()',
      'Without its fraction.',
      (self: BigDecimal) => new BigInteger(decimals.withScale(self, 0, 'DOWN').unscaled),
    ),
    method(
      'BigInteger toBigIntegerExact()',
      'As integer; fails where there is a fraction.',
      (self: BigDecimal) => new BigInteger(decimals.withScale(self, 0, 'UNNECESSARY').unscaled),
    ),
    method(
      'String toEngineeringString()',
      'Text with exponents that are multiples of three.',
      decimals.engineeringText,
    ),
    method('String toPlainString()', 'Text without exponent.', decimals.plainText, [
      ["new BigDecimal('1E+3').toPlainString()", "'1000'"],
    ]),
    method('BigDecimal ulp()', 'One unit of the last digit.', (self: BigDecimal) => new BigDecimal(1n, self.scale)),
  ],
  { supertypes: ['java.lang.Number', 'java.lang.Comparable'], represents: [BigDecimal] },
);

function nonNegativeScale(value: BigDecimal): BigDecimal {
  return value.scale < 0 ? decimals.withScale(value, 0, 'UNNECESSARY') : value;
}

/** An operation on two integers. */
const integers = (
  name: string,
  doc: string,
  run: (a: bigint, b: bigint) => bigint,
  examples: readonly (readonly [string, string])[] = [],
): Member =>
  method(
    `BigInteger ${name}(BigInteger)`,
    doc,
    (self: BigInteger, other: BigInteger) => new BigInteger(run(self.value, nonNull(other).value)),
    examples,
  );

/** A method that changes one bit; one that has the wanted state already, as those beyond the number may, stays. */
const bitMethod = (
  name: string,
  doc: string,
  wanted: boolean | undefined,
  run: (value: bigint, bit: bigint) => bigint,
) =>
  method(`BigInteger ${name}(int)`, doc, (self: BigInteger, bit: number) => {
    if (bit < 0) throw arithmetic('Negative bit address');
    if (bit >= bitLength(self.value) && self.value < 0n === wanted) return self;
    if (bit === maxInt) throw overflow();
    if (bit > maxBits) throw outOfMemory();
    return new BigInteger(run(self.value, BigInt(bit)));
  });

const maxBits = 4_000_000;
const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

/** Bits without the sign. */
function bitLength(value: bigint): number {
  const magnitude = value < 0n ? -value - 1n : value;
  return magnitude === 0n ? 0 : magnitude.toString(2).length;
}

function divided(a: bigint, b: bigint, run: (a: bigint, b: bigint) => bigint): bigint {
  if (b === 0n) throw arithmetic('BigInteger divide by zero');
  return run(a, b);
}

function modulus(a: bigint, m: bigint): bigint {
  if (m <= 0n) throw arithmetic('BigInteger: modulus not positive');
  return ((a % m) + m) % m;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [absolute(a), absolute(b)];
  while (y > 0n) [x, y] = [y, x % y];
  return x;
}

function inverse(a: bigint, m: bigint): bigint {
  let [r, nextR] = [modulus(a, m), m];
  let [s, nextS] = [1n, 0n];
  while (nextR > 0n) {
    const quotient = r / nextR;
    [r, nextR] = [nextR, r - quotient * nextR];
    [s, nextS] = [nextS, s - quotient * nextS];
  }
  if (r !== 1n) throw arithmetic('BigInteger not invertible.');
  return modulus(s, m);
}

function modularPower(base: bigint, exponent: bigint, m: bigint): bigint {
  let factor = exponent < 0n ? inverse(base, m) : modulus(base, m);
  let left = absolute(exponent);
  let result = modulus(1n, m);
  for (; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * factor) % m;
    factor = (factor * factor) % m;
  }
  return result;
}

function power(base: bigint, exponent: number): bigint {
  if (exponent < 0) throw arithmetic('Negative exponent');
  if (bitLength(base) * exponent > maxBits) throw outOfMemory();
  return base ** BigInt(exponent);
}

const overflow = () => arithmetic('BigInteger would overflow supported range');

function parseInteger(text: string, radix: number): BigInteger {
  if (radix < 2 || radix > 36) throw numberFormat('Radix out of range');
  const digits = '0123456789abcdefghijklmnopqrstuvwxyz'.slice(0, radix);
  const body = text.replace(/^[+-]/, '').toLowerCase();
  if (text === '') throw numberFormat('Zero length BigInteger');
  let value = 0n;
  for (const character of body) {
    const digit = digits.indexOf(character);
    if (digit < 0) throw numberFormat(`For input string: "${text}"`);
    value = value * BigInt(radix) + BigInt(digit);
  }
  if (body === '') throw numberFormat('Zero length BigInteger');
  return new BigInteger(text.startsWith('-') ? -value : value);
}

function exact(self: BigInteger, bits: number, type: string): bigint {
  if (BigInt.asIntN(bits, self.value) !== self.value) throw arithmetic(`BigInteger out of ${type} range`);
  return self.value;
}

/** Two's complement, the highest byte first. */
function bytesOf(value: bigint): number[] {
  const bytes: number[] = [];
  for (let left = value, count = Math.floor(bitLength(value) / 8) + 1; count > 0; count--, left >>= 8n) {
    bytes.unshift(Number(BigInt.asIntN(8, left)));
  }
  return bytes;
}

const countOnes = (value: bigint): number => (value < 0n ? -value - 1n : value).toString(2).replaceAll('0', '').length;

const bigIntegerClass = javaClass(
  'java.math.BigInteger',
  'An integer of any size.',
  [
    constructs('(String)', 'The integer of a text.', (text: string) => parseInteger(nonNull(text), 10), [
      ["new BigInteger('12345678901234567890').toString()", "'12345678901234567890'"],
    ]),
    constructs(
      '(String,int)',
      'The integer of a text in a radix.',
      (text: string, radix: number) => parseInteger(nonNull(text), radix),
      [["new BigInteger('ff', 16).intValueExact()", '255']],
    ),
    constant('BigInteger ZERO', 'Zero.', new BigInteger(0n)),
    constant('BigInteger ONE', 'One.', new BigInteger(1n)),
    constant('BigInteger TEN', 'Ten.', new BigInteger(10n)),
    staticMethod('BigInteger valueOf(long)', 'The integer of a long.', (value: bigint) => new BigInteger(value)),
    method('BigInteger abs()', 'Without sign.', (self: BigInteger) => new BigInteger(absolute(self.value))),
    integers('add', 'The sum.', (a, b) => a + b, [['BigInteger.valueOf(2L).add(BigInteger.TEN).toString()', "'12'"]]),
    integers('and', 'Bits of both.', (a, b) => a & b),
    integers('andNot', 'Bits of this that the other lacks.', (a, b) => a & ~b),
    integers('divide', 'The quotient, cut off.', (a, b) => divided(a, b, (x, y) => x / y)),
    integers('gcd', 'The greatest common divisor.', greatestCommonDivisor),
    integers('max', 'The larger of both.', (a, b) => (a >= b ? a : b)),
    integers('min', 'The smaller of both.', (a, b) => (a <= b ? a : b)),
    integers('mod', 'The rest, never negative.', modulus),
    integers('modInverse', 'The inverse by a modulus.', inverse),
    integers('multiply', 'The product.', (a, b) => a * b),
    integers('or', 'Bits of one or both.', (a, b) => a | b),
    integers('remainder', 'What division leaves.', (a, b) => divided(a, b, (x, y) => x % y)),
    integers('subtract', 'The difference.', (a, b) => a - b),
    integers('xor', 'Bits of one of both.', (a, b) => a ^ b),
    method(
      'BigInteger[] divideAndRemainder(BigInteger)',
      'Quotient and rest.',
      (self: BigInteger, other: BigInteger) =>
        new JavaArray('java.math.BigInteger', [
          new BigInteger(divided(self.value, nonNull(other).value, (a, b) => a / b)),
          new BigInteger(divided(self.value, other.value, (a, b) => a % b)),
        ]),
    ),
    method(
      'BigInteger modPow(BigInteger,BigInteger)',
      'A power by a modulus.',
      (self: BigInteger, exponent: BigInteger, m: BigInteger) =>
        new BigInteger(modularPower(self.value, exponent.value, m.value)),
    ),
    method(
      'BigInteger pow(int)',
      'A power.',
      (self: BigInteger, exponent: number) => new BigInteger(power(self.value, exponent)),
      [['BigInteger.TEN.pow(20).toString()', "'100000000000000000000'"]],
    ),
    method('BigInteger negate()', 'With the other sign.', (self: BigInteger) => new BigInteger(-self.value)),
    method('BigInteger not()', 'All bits turned.', (self: BigInteger) => new BigInteger(~self.value)),
    bitMethod('clearBit', 'With a bit off.', false, (value, bit) => value & ~(1n << bit)),
    bitMethod('flipBit', 'With a bit turned.', undefined, (value, bit) => value ^ (1n << bit)),
    bitMethod('setBit', 'With a bit on.', true, (value, bit) => value | (1n << bit)),
    method('BigInteger shiftLeft(int)', 'Bits moved up.', (self: BigInteger, bits: number) => shifted(self, bits)),
    method('BigInteger shiftRight(int)', 'Bits moved down.', (self: BigInteger, bits: number) => shifted(self, -bits)),
    method('boolean testBit(int)', 'Whether a bit is on.', (self: BigInteger, bit: number) => {
      if (bit < 0) throw arithmetic('Negative bit address');
      return ((self.value >> BigInt(bit)) & 1n) === 1n;
    }),
    method('int bitCount()', 'Bits that differ from the sign.', (self: BigInteger) => countOnes(self.value)),
    method('int bitLength()', 'Bits without the sign.', (self: BigInteger) => bitLength(self.value)),
    method('int getLowestSetBit()', 'The lowest bit that is on, -1 for zero.', (self: BigInteger) =>
      self.value === 0n ? -1 : bitLength(self.value & -self.value) - 1,
    ),
    method('int compareTo(BigInteger)', 'Order.', (self: BigInteger, other: BigInteger) =>
      self.value < nonNull(other).value ? -1 : self.value > other.value ? 1 : 0,
    ),
    method('byte byteValueExact()', 'As byte; fails where it does not fit.', (self: BigInteger) =>
      Number(exact(self, 8, 'byte')),
    ),
    method('short shortValueExact()', 'As short; fails where it does not fit.', (self: BigInteger) =>
      Number(exact(self, 16, 'short')),
    ),
    method('int intValueExact()', 'As int; fails where it does not fit.', (self: BigInteger) =>
      Number(exact(self, 32, 'int')),
    ),
    method('long longValueExact()', 'As long; fails where it does not fit.', (self: BigInteger) =>
      exact(self, 64, 'long'),
    ),
    method('int signum()', '-1, 0 or 1.', (self: BigInteger) => (self.value > 0n ? 1 : self.value < 0n ? -1 : 0)),
    method(
      'byte[] toByteArray()',
      "Two's complement, the highest byte first.",
      (self: BigInteger) => new JavaArray('byte', bytesOf(self.value)),
    ),
    method(
      'String toString(int)',
      'Text in a radix.',
      (self: BigInteger, radix: number) => self.value.toString(radix >= 2 && radix <= 36 ? radix : 10),
      [['BigInteger.valueOf(255L).toString(16)', "'ff'"]],
    ),
  ],
  { supertypes: ['java.lang.Number', 'java.lang.Comparable'], represents: [BigInteger] },
);

function shifted(self: BigInteger, bits: number): BigInteger {
  if (self.value === 0n) return self;
  if (bits > maxBits) {
    if (absolute(self.value).toString(2).length + bits > maxInt) throw overflow();
    throw outOfMemory();
  }
  return new BigInteger(bits >= 0 ? self.value << BigInt(bits) : self.value >> BigInt(-bits));
}

/** Every class of the package. */
export const javaMath: readonly ClassDeclaration[] = [
  bigDecimalClass,
  bigIntegerClass,
  mathContextClass,
  roundingModeClass,
];
