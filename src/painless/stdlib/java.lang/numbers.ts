// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.lang.Number and the boxes Byte, Short, Integer, Long, Float, Double.

import { hashOf } from '../../../values/identity.js';
import { doubleText, floatText } from '../../../values/javaText.js';
import {
  BigDecimal,
  BigInteger,
  Byte,
  Double,
  Float,
  maxInt,
  maxLong,
  minInt,
  minLong,
  Short,
} from '../../../values/numbers.js';
import { convertPrimitive, primitiveOf, unbox } from '../../runtime/conversions.js';
import { arithmetic, nonNull } from '../../runtime/exceptions.js';
import { compareDoubles, compareNumbers } from '../comparing.js';
import {
  decodeInteger,
  parseDouble,
  parseFloat32,
  parseInteger,
  parseSmall,
  parseUnsigned,
} from '../../../values/parseNumbers.js';
import { constant, javaClass, method, staticMethod, type Member } from '../table.js';

/** Any java.lang.Number as a primitive, as intValue and the like convert it. */
export function asPrimitive(self: unknown, to: string): number | bigint {
  if (self instanceof BigInteger || self instanceof BigDecimal) return bigAsPrimitive(self, to);
  const from = primitiveOf(self);
  // Numbers of other classes (counters) hold a long.
  if (from === undefined) return convertPrimitive((self as { longValue(): bigint }).longValue(), 'long', to);
  return convertPrimitive(unbox(self, from) as number | bigint, from, to);
}

function bigAsPrimitive(self: BigInteger | BigDecimal, to: string): number | bigint {
  if (to === 'double' || to === 'float') {
    const text = self instanceof BigInteger ? self.value.toString() : `${self.unscaled}e${-self.scale}`;
    return to === 'float' ? Math.fround(Number(text)) : Number(text);
  }
  const whole =
    self instanceof BigInteger
      ? self.value
      : self.scale > 0
        ? self.unscaled / 10n ** BigInt(self.scale)
        : self.unscaled * 10n ** BigInt(-self.scale);
  return convertPrimitive(BigInt.asIntN(64, whole), 'long', to);
}

const numberClass = javaClass('java.lang.Number', 'A number of any type.', [
  method('byte byteValue()', 'As byte, cut.', (self: unknown) => asPrimitive(self, 'byte')),
  method('short shortValue()', 'As short, cut.', (self: unknown) => asPrimitive(self, 'short')),
  method('int intValue()', 'As int, cut.', (self: unknown) => asPrimitive(self, 'int'), [
    ['Double.valueOf(1.9).intValue()', '1'],
  ]),
  method('long longValue()', 'As long, cut.', (self: unknown) => asPrimitive(self, 'long'), [
    ['Integer.valueOf(1).longValue()', '1L'],
  ]),
  method('float floatValue()', 'As float.', (self: unknown) => asPrimitive(self, 'float')),
  method('double doubleValue()', 'As double.', (self: unknown) => asPrimitive(self, 'double'), [
    ['Integer.valueOf(1).doubleValue()', '1.0'],
  ]),
]);

const supertypes = ['java.lang.Number', 'java.lang.Comparable'];

const bitCount = (value: bigint): number => value.toString(2).replaceAll('0', '').length;

/** Reverses the lowest bits of a value. */
function reverseBits(value: bigint, size: number): bigint {
  const digits = BigInt.asUintN(size, value).toString(2).padStart(size, '0');
  return BigInt.asIntN(size, BigInt(`0b${[...digits].reverse().join('')}`));
}

function reverseBytes(value: bigint, size: number): bigint {
  const digits = BigInt.asUintN(size, value)
    .toString(16)
    .padStart(size / 4, '0');
  return BigInt.asIntN(size, BigInt(`0x${digits.match(/../g)!.reverse().join('')}`));
}

function rotateLong(value: bigint, distance: number): bigint {
  const shift = BigInt(distance & 63);
  const unsigned = BigInt.asUintN(64, value);
  return BigInt.asIntN(64, (unsigned << shift) | (unsigned >> (64n - shift)));
}

const unsignedInt = (value: number): number => value >>> 0;
const unsignedLong = (value: bigint): bigint => BigInt.asUintN(64, value);

function divideUnsigned(a: bigint, b: bigint): bigint {
  if (b === 0n) throw arithmetic('/ by zero');
  return BigInt.asIntN(64, unsignedLong(a) / unsignedLong(b));
}

function remainderUnsigned(a: bigint, b: bigint): bigint {
  if (b === 0n) throw arithmetic('/ by zero');
  return BigInt.asIntN(64, unsignedLong(a) % unsignedLong(b));
}

function divideUnsignedInt(a: number, b: number): number {
  if (b === 0) throw arithmetic('/ by zero');
  return Math.floor(unsignedInt(a) / unsignedInt(b)) | 0;
}

function remainderUnsignedInt(a: number, b: number): number {
  if (b === 0) throw arithmetic('/ by zero');
  return (unsignedInt(a) % unsignedInt(b)) | 0;
}

/** Text in a radix; Java takes 10 where the radix makes no sense. */
function inRadix(value: number | bigint, radix: number): string {
  return value.toString(radix < 2 || radix > 36 ? 10 : radix);
}

const big = (value: number): bigint => BigInt(value);
const intOf = (text: string | null, radix = 10): number => Number(parseInteger(text, radix, minInt, maxInt));
const longOf = (text: string | null, radix = 10): bigint => parseInteger(text, radix, minLong, maxLong);

const integerClass = javaClass(
  'java.lang.Integer',
  'A boxed int.',
  [
    constant('int BYTES', 'Size in bytes.', 4),
    constant('int MAX_VALUE', 'The largest int.', maxInt),
    constant('int MIN_VALUE', 'The smallest int.', minInt),
    constant('int SIZE', 'Size in bits.', 32),
    staticMethod('int bitCount(int)', 'The number of one bits.', (x: number) => bitCount(big(unsignedInt(x))), [
      ['Integer.bitCount(7)', '3'],
    ]),
    staticMethod('int compare(int,int)', 'Compares.', compareNumbers),
    method('int compareTo(Integer)', 'Compares.', (self: number, other: number | null) =>
      compareNumbers(self, nonNull(other)),
    ),
    staticMethod('int compareUnsigned(int,int)', 'Compares as unsigned.', (a: number, b: number) =>
      compareNumbers(unsignedInt(a), unsignedInt(b)),
    ),
    staticMethod(
      'Integer decode(String)',
      'Reads decimal, 0x, # or octal.',
      (text: string | null) => Number(decodeInteger(nonNull(text), minInt, maxInt)),
      [["Integer.decode('0x1F')", 'Integer.valueOf(31)']],
    ),
    staticMethod('int divideUnsigned(int,int)', 'Divides as unsigned.', divideUnsignedInt),
    staticMethod('int hashCode(int)', 'The hash code.', (x: number) => x),
    staticMethod('int highestOneBit(int)', 'The highest one bit alone.', (x: number) =>
      x === 0 ? 0 : (1 << (31 - Math.clz32(x))) | 0,
    ),
    staticMethod('int lowestOneBit(int)', 'The lowest one bit alone.', (x: number) => x & -x),
    staticMethod('int max(int,int)', 'The larger int.', (a: number, b: number) => Math.max(a, b), [
      ['Integer.max(1, 2)', '2'],
    ]),
    staticMethod('int min(int,int)', 'The smaller int.', (a: number, b: number) => Math.min(a, b), [
      ['Integer.min(1, 2)', '1'],
    ]),
    staticMethod('int numberOfLeadingZeros(int)', 'Zero bits at the high end.', (x: number) => Math.clz32(x)),
    staticMethod('int numberOfTrailingZeros(int)', 'Zero bits at the low end.', (x: number) =>
      x === 0 ? 32 : 31 - Math.clz32(x & -x),
    ),
    staticMethod('int parseInt(String)', 'Reads a decimal int.', (text: string | null) => intOf(text), [
      ["Integer.parseInt('-7')", '-7'],
    ]),
    staticMethod(
      'int parseInt(String,int)',
      'Reads an int of a radix.',
      (text: string | null, radix: number) => intOf(text, radix),
      [["Integer.parseInt('ff', 16)", '255']],
    ),
    staticMethod('int parseUnsignedInt(String)', 'Reads an unsigned int.', (text: string | null) =>
      Number(parseUnsigned(text, 10, 32, 'int')),
    ),
    staticMethod(
      'int parseUnsignedInt(String,int)',
      'Reads an unsigned int of a radix.',
      (text: string | null, radix: number) => Number(parseUnsigned(text, radix, 32, 'int')),
    ),
    staticMethod('int remainderUnsigned(int,int)', 'The remainder as unsigned.', remainderUnsignedInt),
    staticMethod('int reverse(int)', 'The bits in reverse.', (x: number) => Number(reverseBits(big(x), 32))),
    staticMethod('int reverseBytes(int)', 'The bytes in reverse.', (x: number) => Number(reverseBytes(big(x), 32))),
    staticMethod('int rotateLeft(int,int)', 'Rotates the bits left.', (x: number, by: number) =>
      (by & 31) === 0 ? x : (x << (by & 31)) | (x >>> (32 - (by & 31))),
    ),
    staticMethod('int rotateRight(int,int)', 'Rotates the bits right.', (x: number, by: number) =>
      (by & 31) === 0 ? x : (x >>> (by & 31)) | (x << (32 - (by & 31))),
    ),
    staticMethod('int signum(int)', 'The sign.', (x: number) => Math.sign(x)),
    staticMethod('String toBinaryString(int)', 'Base 2, unsigned.', (x: number) => unsignedInt(x).toString(2), [
      ['Integer.toBinaryString(5)', "'101'"],
    ]),
    staticMethod('String toHexString(int)', 'Base 16, unsigned.', (x: number) => unsignedInt(x).toString(16), [
      ['Integer.toHexString(-1)', "'ffffffff'"],
    ]),
    staticMethod('String toOctalString(int)', 'Base 8, unsigned.', (x: number) => unsignedInt(x).toString(8)),
    staticMethod('String toString(int)', 'Decimal text.', (x: number) => x.toString()),
    staticMethod('String toString(int,int)', 'Text of a radix.', inRadix),
    staticMethod('long toUnsignedLong(int)', 'As unsigned.', (x: number) => big(unsignedInt(x))),
    staticMethod('String toUnsignedString(int)', 'Decimal text as unsigned.', (x: number) => unsignedInt(x).toString()),
    staticMethod('String toUnsignedString(int,int)', 'Text of a radix as unsigned.', (x: number, radix: number) =>
      inRadix(unsignedInt(x), radix),
    ),
    staticMethod('Integer valueOf(int)', 'The boxed int.', (x: number) => x),
    staticMethod('Integer valueOf(String,int)', 'Reads an int of a radix.', (text: string | null, radix: number) =>
      intOf(text, radix),
    ),
  ],
  { supertypes },
);

const longClass = javaClass(
  'java.lang.Long',
  'A boxed long.',
  [
    constant('int BYTES', 'Size in bytes.', 8),
    constant('long MAX_VALUE', 'The largest long.', maxLong),
    constant('long MIN_VALUE', 'The smallest long.', minLong),
    constant('int SIZE', 'Size in bits.', 64),
    staticMethod('int bitCount(long)', 'The number of one bits.', (x: bigint) => bitCount(unsignedLong(x))),
    staticMethod('int compare(long,long)', 'Compares.', compareNumbers),
    method('int compareTo(Long)', 'Compares.', (self: bigint, other: bigint | null) =>
      compareNumbers(self, nonNull(other)),
    ),
    staticMethod('int compareUnsigned(long,long)', 'Compares as unsigned.', (a: bigint, b: bigint) =>
      compareNumbers(unsignedLong(a), unsignedLong(b)),
    ),
    staticMethod('Long decode(String)', 'Reads decimal, 0x, # or octal.', (text: string | null) =>
      decodeInteger(nonNull(text), minLong, maxLong),
    ),
    staticMethod('long divideUnsigned(long,long)', 'Divides as unsigned.', divideUnsigned),
    staticMethod('int hashCode(long)', 'The hash code.', (x: bigint) => hashOf(x)),
    staticMethod('long highestOneBit(long)', 'The highest one bit alone.', (x: bigint) =>
      x === 0n ? 0n : BigInt.asIntN(64, 1n << BigInt(unsignedLong(x).toString(2).length - 1)),
    ),
    staticMethod('long lowestOneBit(long)', 'The lowest one bit alone.', (x: bigint) => BigInt.asIntN(64, x & -x)),
    staticMethod('long max(long,long)', 'The larger long.', (a: bigint, b: bigint) => (a > b ? a : b)),
    staticMethod('long min(long,long)', 'The smaller long.', (a: bigint, b: bigint) => (a < b ? a : b)),
    staticMethod('int numberOfLeadingZeros(long)', 'Zero bits at the high end.', (x: bigint) =>
      x === 0n ? 64 : 64 - unsignedLong(x).toString(2).length,
    ),
    staticMethod('int numberOfTrailingZeros(long)', 'Zero bits at the low end.', (x: bigint) =>
      x === 0n ? 64 : unsignedLong(x & -x).toString(2).length - 1,
    ),
    staticMethod('long parseLong(String)', 'Reads a decimal long.', (text: string | null) => longOf(text), [
      ["Long.parseLong('7')", '7L'],
    ]),
    staticMethod('long parseLong(String,int)', 'Reads a long of a radix.', (text: string | null, radix: number) =>
      longOf(text, radix),
    ),
    staticMethod('long parseUnsignedLong(String)', 'Reads an unsigned long.', (text: string | null) =>
      parseUnsigned(text, 10, 64, 'long'),
    ),
    staticMethod(
      'long parseUnsignedLong(String,int)',
      'Reads an unsigned long of a radix.',
      (text: string | null, radix: number) => parseUnsigned(text, radix, 64, 'long'),
    ),
    staticMethod('long remainderUnsigned(long,long)', 'The remainder as unsigned.', remainderUnsigned),
    staticMethod('long reverse(long)', 'The bits in reverse.', (x: bigint) => reverseBits(x, 64)),
    staticMethod('long reverseBytes(long)', 'The bytes in reverse.', (x: bigint) => reverseBytes(x, 64)),
    staticMethod('long rotateLeft(long,int)', 'Rotates the bits left.', rotateLong),
    staticMethod('long rotateRight(long,int)', 'Rotates the bits right.', (x: bigint, by: number) =>
      rotateLong(x, -by),
    ),
    staticMethod('int signum(long)', 'The sign.', (x: bigint) => compareNumbers(x, 0n)),
    staticMethod('long sum(long,long)', 'The sum.', (a: bigint, b: bigint) => BigInt.asIntN(64, a + b)),
    staticMethod('String toBinaryString(long)', 'Base 2, unsigned.', (x: bigint) => unsignedLong(x).toString(2)),
    staticMethod('String toHexString(long)', 'Base 16, unsigned.', (x: bigint) => unsignedLong(x).toString(16)),
    staticMethod('String toOctalString(long)', 'Base 8, unsigned.', (x: bigint) => unsignedLong(x).toString(8)),
    staticMethod('String toString(long)', 'Decimal text.', (x: bigint) => x.toString()),
    staticMethod('String toString(long,int)', 'Text of a radix.', inRadix),
    staticMethod('String toUnsignedString(long)', 'Decimal text as unsigned.', (x: bigint) =>
      unsignedLong(x).toString(),
    ),
    staticMethod('String toUnsignedString(long,int)', 'Text of a radix as unsigned.', (x: bigint, radix: number) =>
      inRadix(unsignedLong(x), radix),
    ),
    staticMethod('Long valueOf(long)', 'The boxed long.', (x: bigint) => x),
    staticMethod('Long valueOf(String,int)', 'Reads a long of a radix.', (text: string | null, radix: number) =>
      longOf(text, radix),
    ),
  ],
  { supertypes },
);

/** Byte and Short, which differ in size only. */
const small = (
  simple: 'Byte' | 'Short',
  size: number,
  represents: typeof Byte | typeof Short,
  extra: readonly Member[],
) => {
  const type = simple.toLowerCase();
  const maximum = 2 ** (size - 1) - 1;
  const minimum = -maximum - 1;
  const parse = (text: string | null, radix = 10) => parseSmall(text, radix, minimum, maximum);
  return javaClass(
    `java.lang.${simple}`,
    `A boxed ${type}.`,
    [
      constant('int BYTES', 'Size in bytes.', size / 8),
      constant(`${type} MAX_VALUE`, `The largest ${type}.`, maximum),
      constant(`${type} MIN_VALUE`, `The smallest ${type}.`, minimum),
      constant('int SIZE', 'Size in bits.', size),
      staticMethod(`int compare(${type},${type})`, 'The difference.', (a: number, b: number) => a - b),
      method(
        `int compareTo(${simple})`,
        'The difference.',
        (self: Byte, other: Byte | null) => self.value - nonNull(other).value,
      ),
      staticMethod(
        `${simple} decode(String)`,
        'Reads decimal, 0x, # or octal.',
        (text: string | null) => new represents(Number(decodeInteger(nonNull(text), minimum, maximum))),
      ),
      staticMethod(`int hashCode(${type})`, 'The hash code.', (x: number) => x),
      staticMethod(`${type} parse${simple}(String)`, `Reads a decimal ${type}.`, (text: string | null) => parse(text)),
      staticMethod(
        `${type} parse${simple}(String,int)`,
        `Reads a ${type} of a radix.`,
        (text: string | null, radix: number) => parse(text, radix),
      ),
      staticMethod(`String toString(${type})`, 'Decimal text.', (x: number) => x.toString()),
      staticMethod(`int toUnsignedInt(${type})`, 'As unsigned.', (x: number) => x & (2 ** size - 1)),
      staticMethod(`long toUnsignedLong(${type})`, 'As unsigned.', (x: number) => big(x & (2 ** size - 1))),
      staticMethod(`${simple} valueOf(${type})`, `The boxed ${type}.`, (x: number) => new represents(x)),
      staticMethod(
        `${simple} valueOf(String,int)`,
        `Reads a ${type} of a radix.`,
        (text: string | null, radix: number) => new represents(parse(text, radix)),
      ),
      ...extra,
    ],
    { supertypes, represents: [represents] },
  );
};

const byteClass = small('Byte', 8, Byte, []);
const shortClass = small('Short', 16, Short, [
  staticMethod('short reverseBytes(short)', 'The bytes in reverse.', (x: number) => Number(reverseBytes(big(x), 16))),
]);

const view = new DataView(new ArrayBuffer(8));

function doubleToBits(value: number): bigint {
  view.setFloat64(0, Number.isNaN(value) ? NaN : value);
  return view.getBigInt64(0);
}

function bitsToDouble(bits: bigint): number {
  view.setBigInt64(0, bits);
  return view.getFloat64(0);
}

function floatToBits(value: number): number {
  view.setFloat32(0, Number.isNaN(value) ? NaN : value);
  return view.getInt32(0);
}

function bitsToFloat(bits: number): number {
  view.setInt32(0, bits);
  return view.getFloat32(0);
}

/** Double.toHexString and Float.toHexString. */
function hexText(value: number, minimumExponent: number, digits: number): string {
  if (!Number.isFinite(value)) return doubleText(value);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = Math.abs(value);
  if (size === 0) return `${sign}0x0.0p0`;
  let exponent = Math.floor(Math.log2(size));
  while (2 ** exponent > size) exponent--;
  while (2 ** (exponent + 1) <= size) exponent++;
  const subnormal = exponent < minimumExponent;
  if (subnormal) exponent = minimumExponent;
  // Two steps, as 2 to the power of -exponent alone would overflow for the smallest numbers.
  const scaled = size * 2 ** -Math.trunc(exponent / 2) * 2 ** -(exponent - Math.trunc(exponent / 2));
  const fraction = BigInt(Math.round((scaled - Math.floor(scaled)) * 2 ** (digits * 4)));
  const hex = fraction.toString(16).padStart(digits, '0').replace(/0+$/, '') || '0';
  return `${sign}0x${subnormal ? '0' : '1'}.${hex}p${exponent}`;
}

const doubleClass = javaClass(
  'java.lang.Double',
  'A boxed double.',
  [
    constant('int BYTES', 'Size in bytes.', 8),
    constant('int MAX_EXPONENT', 'The largest exponent.', 1023),
    constant('double MAX_VALUE', 'The largest double.', Number.MAX_VALUE),
    constant('int MIN_EXPONENT', 'The smallest exponent.', -1022),
    constant('double MIN_NORMAL', 'The smallest normal double.', 2.2250738585072014e-308),
    constant('double MIN_VALUE', 'The smallest positive double.', Number.MIN_VALUE),
    constant('double NaN', 'Not a number.', NaN),
    constant('double NEGATIVE_INFINITY', 'Negative infinity.', -Infinity),
    constant('double POSITIVE_INFINITY', 'Positive infinity.', Infinity),
    constant('int SIZE', 'Size in bits.', 64),
    staticMethod('int compare(double,double)', 'Compares; NaN is last.', compareDoubles),
    method('int compareTo(Double)', 'Compares; NaN is last.', (self: Double, other: Double | null) =>
      compareDoubles(self.value, nonNull(other).value),
    ),
    staticMethod('long doubleToLongBits(double)', 'The bits.', doubleToBits),
    staticMethod('long doubleToRawLongBits(double)', 'The bits.', doubleToBits),
    staticMethod('int hashCode(double)', 'The hash code.', (x: number) => hashOf(new Double(x))),
    staticMethod('boolean isFinite(double)', 'Neither infinite nor NaN.', (x: number) => Number.isFinite(x)),
    method('boolean isInfinite()', 'Whether infinite.', (self: Double) => Math.abs(self.value) === Infinity),
    staticMethod('boolean isInfinite(double)', 'Whether infinite.', (x: number) => Math.abs(x) === Infinity),
    method('boolean isNaN()', 'Whether not a number.', (self: Double) => Number.isNaN(self.value)),
    staticMethod('boolean isNaN(double)', 'Whether not a number.', (x: number) => Number.isNaN(x)),
    staticMethod('double longBitsToDouble(long)', 'The double of bits.', bitsToDouble),
    staticMethod('double max(double,double)', 'The larger double.', (a: number, b: number) => Math.max(a, b)),
    staticMethod('double min(double,double)', 'The smaller double.', (a: number, b: number) => Math.min(a, b)),
    staticMethod('double parseDouble(String)', 'Reads a double.', (text: string | null) => parseDouble(text), [
      ["Double.parseDouble('1e3')", '1000.0'],
    ]),
    staticMethod('double sum(double,double)', 'The sum.', (a: number, b: number) => a + b),
    staticMethod('String toHexString(double)', 'Hexadecimal text.', (x: number) => hexText(x, -1022, 13), [
      ['Double.toHexString(1.5)', "'0x1.8p0'"],
    ]),
    staticMethod('String toString(double)', 'The shortest decimal text.', doubleText, [
      ['Double.toString(1e10)', "'1.0E10'"],
    ]),
    staticMethod('Double valueOf(double)', 'The boxed double.', (x: number) => new Double(x)),
  ],
  { supertypes, represents: [Double] },
);

const floatClass = javaClass(
  'java.lang.Float',
  'A boxed float.',
  [
    constant('int BYTES', 'Size in bytes.', 4),
    constant('int MAX_EXPONENT', 'The largest exponent.', 127),
    constant('float MAX_VALUE', 'The largest float.', 3.4028234663852886e38),
    constant('int MIN_EXPONENT', 'The smallest exponent.', -126),
    constant('float MIN_NORMAL', 'The smallest normal float.', 1.1754943508222875e-38),
    constant('float MIN_VALUE', 'The smallest positive float.', 1.401298464324817e-45),
    constant('float NaN', 'Not a number.', NaN),
    constant('float NEGATIVE_INFINITY', 'Negative infinity.', -Infinity),
    constant('float POSITIVE_INFINITY', 'Positive infinity.', Infinity),
    constant('int SIZE', 'Size in bits.', 32),
    staticMethod('int compare(float,float)', 'Compares; NaN is last.', compareDoubles),
    method('int compareTo(Float)', 'Compares; NaN is last.', (self: Float, other: Float | null) =>
      compareDoubles(self.value, nonNull(other).value),
    ),
    staticMethod('int floatToIntBits(float)', 'The bits.', floatToBits),
    staticMethod('int floatToRawIntBits(float)', 'The bits.', floatToBits),
    staticMethod('int hashCode(float)', 'The hash code.', (x: number) => hashOf(new Float(x))),
    staticMethod('float intBitsToFloat(int)', 'The float of bits.', bitsToFloat),
    staticMethod('boolean isFinite(float)', 'Neither infinite nor NaN.', (x: number) => Number.isFinite(x)),
    method('boolean isInfinite()', 'Whether infinite.', (self: Float) => Math.abs(self.value) === Infinity),
    staticMethod('boolean isInfinite(float)', 'Whether infinite.', (x: number) => Math.abs(x) === Infinity),
    method('boolean isNaN()', 'Whether not a number.', (self: Float) => Number.isNaN(self.value)),
    staticMethod('boolean isNaN(float)', 'Whether not a number.', (x: number) => Number.isNaN(x)),
    staticMethod('float max(float,float)', 'The larger float.', (a: number, b: number) => Math.max(a, b)),
    staticMethod('float min(float,float)', 'The smaller float.', (a: number, b: number) => Math.min(a, b)),
    staticMethod('float parseFloat(String)', 'Reads a float.', (text: string | null) => parseFloat32(text), [
      ["Float.parseFloat('1.5')", '1.5f'],
    ]),
    staticMethod('float sum(float,float)', 'The sum.', (a: number, b: number) => Math.fround(a + b)),
    staticMethod('String toHexString(float)', 'Hexadecimal text.', (x: number) => hexText(x, -126, 6)),
    staticMethod('String toString(float)', 'The shortest decimal text.', floatText),
    staticMethod('Float valueOf(float)', 'The boxed float.', (x: number) => new Float(x)),
  ],
  { supertypes, represents: [Float] },
);

/** Numbers and their boxes. */
export const numberClasses = [numberClass, byteClass, shortClass, integerClass, longClass, floatClass, doubleClass];
