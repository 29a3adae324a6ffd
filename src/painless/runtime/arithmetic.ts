// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Java's arithmetic where JavaScript's differs: division, remainders, shifts of longs, conversions of floating point.

import { arithmetic } from './exceptions.js';

export function divideInt(a: number, b: number): number {
  if (b === 0) throw arithmetic('/ by zero');
  return (a / b) | 0;
}

export function remainderInt(a: number, b: number): number {
  if (b === 0) throw arithmetic('/ by zero');
  return (a % b) | 0;
}

export function divideLong(a: bigint, b: bigint): bigint {
  if (b === 0n) throw arithmetic('/ by zero');
  return BigInt.asIntN(64, a / b);
}

export function remainderLong(a: bigint, b: bigint): bigint {
  if (b === 0n) throw arithmetic('/ by zero');
  return a % b;
}

export function shiftLeftLong(value: bigint, distance: number): bigint {
  return BigInt.asIntN(64, value << BigInt(distance & 63));
}

export function shiftRightLong(value: bigint, distance: number): bigint {
  return value >> BigInt(distance & 63);
}

export function shiftRightUnsignedLong(value: bigint, distance: number): bigint {
  return BigInt.asIntN(64, BigInt.asUintN(64, value) >> BigInt(distance & 63));
}

/** A double or float to int: NaN is 0, what is too large becomes the nearest int. */
export function doubleToInt(value: number): number {
  if (value >= -2147483648 && value <= 2147483647) return value | 0;
  if (Number.isNaN(value)) return 0;
  return value < 0 ? -2147483648 : 2147483647;
}

/** A double or float to long: NaN is 0, what is too large becomes the nearest long. */
export function doubleToLong(value: number): bigint {
  if (Number.isNaN(value)) return 0n;
  if (value >= 2 ** 63) return 9223372036854775807n;
  if (value <= -9223372036854775808) return -9223372036854775808n;
  return BigInt(Math.trunc(value));
}
