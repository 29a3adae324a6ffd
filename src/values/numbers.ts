// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Java's numeric types that JavaScript has no own value for.
//
// A value in a document or in a script is represented as
//   Integer -> number (always an integer of 32 bits)      Long  -> bigint (always of 64 bits)
//   Double  -> Double   Float -> Float   Short -> Short   Byte -> Byte   Character -> Char
//   BigInteger -> BigInteger                              BigDecimal -> BigDecimal
//   String -> string    Boolean -> boolean                null  -> null
//   ArrayList -> Array  HashMap, LinkedHashMap -> see maps.ts
// Code that is statically typed (Painless int, long, double, ...) uses plain numbers and bigints inside and
// boxes into these classes only where the value becomes a def, an Object or part of a document.

/** A boxed java.lang.Double. */
export class Double {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** A boxed java.lang.Float; the value is rounded to 32-bit precision. */
export class Float {
  readonly value: number;
  constructor(value: number) {
    this.value = Math.fround(value);
  }
}

/** A boxed java.lang.Short. */
export class Short {
  readonly value: number;
  constructor(value: number) {
    this.value = (value << 16) >> 16;
  }
}

/** A boxed java.lang.Byte. */
export class Byte {
  readonly value: number;
  constructor(value: number) {
    this.value = (value << 24) >> 24;
  }
}

/** A boxed java.lang.Character: one UTF-16 unit. */
export class Char {
  readonly code: number;
  constructor(code: number) {
    this.code = code & 0xffff;
  }
}

/** A java.math.BigInteger. */
export class BigInteger {
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
}

/** A java.math.BigDecimal: unscaled value times ten to the power of minus scale. */
export class BigDecimal {
  readonly unscaled: bigint;
  readonly scale: number;
  constructor(unscaled: bigint, scale: number) {
    this.unscaled = unscaled;
    this.scale = scale;
  }
}

/** Whether a value is a java.lang.Number in one of these classes: no Integer, no Long and no character. */
export function isBoxedNumber(value: unknown): boolean {
  return (
    value instanceof Double ||
    value instanceof Float ||
    value instanceof BigDecimal ||
    value instanceof BigInteger ||
    value instanceof Short ||
    value instanceof Byte
  );
}

/** Largest and smallest java.lang.Integer. */
export const maxInt = 2147483647;
export const minInt = -2147483648;
/** Largest and smallest java.lang.Long. */
export const maxLong = 9223372036854775807n;
export const minLong = -9223372036854775808n;
