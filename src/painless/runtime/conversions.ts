// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Between primitives, their boxes and def. Messages are those of the server's Def class (OpenSearch 3.8).

import { Byte, Char, Double, Float, Short } from '../../values/numbers.js';
import { invariant } from '../../util/invariant.js';
import type { Type } from '../stdlib/lookup.js';
import { doubleToInt, doubleToLong } from './arithmetic.js';
import { classCast, nullPointer } from './exceptions.js';

/** A value of a primitive type as another primitive type, as a Java cast converts it. */
export function convertPrimitive(value: number | bigint, from: Type, to: Type): number | bigint {
  if (from === to) return value;
  if (from === 'long') {
    const long = value as bigint;
    if (to === 'float' || to === 'double') return to === 'float' ? Math.fround(Number(long)) : Number(long);
    return narrow(Number(BigInt.asIntN(32, long)), to);
  }
  const number = value as number;
  if (from === 'float' || from === 'double') {
    if (to === 'double') return number;
    if (to === 'float') return Math.fround(number);
    return to === 'long' ? doubleToLong(number) : narrow(doubleToInt(number), to);
  }
  if (to === 'long') return BigInt(number);
  if (to === 'float') return Math.fround(number);
  return to === 'double' ? number : narrow(number, to);
}

function narrow(int: number, to: Type): number {
  switch (to) {
    case 'byte':
      return (int << 24) >> 24;
    case 'short':
      return (int << 16) >> 16;
    case 'char':
      return int & 0xffff;
    default:
      return int;
  }
}

/** A primitive as an object of the value model. */
export function box(value: unknown, type: Type): unknown {
  switch (type) {
    case 'double':
      return new Double(value as number);
    case 'float':
      return new Float(value as number);
    case 'char':
      return new Char(value as number);
    case 'byte':
      return new Byte(value as number);
    case 'short':
      return new Short(value as number);
    case 'void':
      return null;
    default:
      return value;
  }
}

/** The primitive type in a boxed value, or undefined for other objects. */
export function primitiveOf(value: unknown): Type | undefined {
  switch (typeof value) {
    case 'number':
      return 'int';
    case 'bigint':
      return 'long';
    case 'boolean':
      return 'boolean';
    case 'object':
      if (value instanceof Double) return 'double';
      if (value instanceof Float) return 'float';
      if (value instanceof Char) return 'char';
      if (value instanceof Short) return 'short';
      if (value instanceof Byte) return 'byte';
      return undefined;
    default:
      return undefined;
  }
}

/** The primitive in a boxed value of a known type. */
export function unbox(value: unknown, type: Type): number | bigint | boolean {
  switch (type) {
    case 'double':
    case 'float':
    case 'byte':
    case 'short':
      return (value as Double).value;
    case 'char':
      return (value as Char).code;
    default:
      return value as number | bigint | boolean;
  }
}

/** Primitive types that a boxed value may have where a def becomes a primitive without a cast in the script. */
const implicitSources: Readonly<Record<string, readonly Type[]>> = {
  byte: ['byte'],
  short: ['byte', 'short'],
  char: ['char'],
  int: ['byte', 'short', 'char', 'int'],
  long: ['byte', 'short', 'char', 'int', 'long'],
  float: ['byte', 'short', 'char', 'int', 'long', 'float'],
  double: ['byte', 'short', 'char', 'int', 'long', 'float', 'double'],
};

/** The name that the server's messages give the class of a value: boxes by their primitive. */
export type DescribeClass = (value: unknown) => string;

const getClassOfNull = 'Cannot invoke "Object.getClass()" because "value" is null';

/**
 * A def as a primitive.
 *
 * @throws class_cast_exception, null_pointer_exception.
 */
export function defToPrimitive(
  value: unknown,
  to: Type,
  explicit: boolean,
  describe: DescribeClass,
): number | bigint | boolean {
  if (to === 'boolean') {
    if (typeof value === 'boolean') return value;
    if (value == null) throw nullPointer(getClassOfNull);
    throw classCast(`cannot cast def [${describe(value)}] to boolean`);
  }
  if (value == null) {
    const narrowTarget = to === 'byte' || to === 'short' || to === 'char';
    throw nullPointer(explicit || narrowTarget ? getClassOfNull : null);
  }
  const from = primitiveOf(value);
  if (from !== undefined && from !== 'boolean' && (explicit || implicitSources[to]!.includes(from))) {
    return convertPrimitive(unbox(value, from) as number | bigint, from, to);
  }
  if (explicit && to === 'char' && typeof value === 'string') return stringToChar(value);
  if (!explicit) throw classCast(`cannot implicitly cast def [${describe(value)}] to ${to}`);
  // The server's messages for explicit casts to float and double name the wrong types.
  const shown = to === 'float' ? 'float' : 'def';
  throw classCast(
    `cannot explicitly cast ${shown} [${describe(value)}] to ${to === 'float' || to === 'double' ? 'byte' : to}`,
  );
}

/** A def as a boxed primitive, or null. */
export function defToBox(
  value: unknown,
  primitive: Type,
  boxName: Type,
  explicit: boolean,
  describe: DescribeClass,
): unknown {
  if (value == null) return null;
  if (primitive === 'boolean') {
    if (typeof value === 'boolean') return value;
    throw classCast(`cannot implicitly cast def [${describe(value)}] to ${boxName}`);
  }
  const from = primitiveOf(value);
  if (from !== undefined && from !== 'boolean' && (explicit || implicitSources[primitive]!.includes(from))) {
    return box(convertPrimitive(unbox(value, from) as number | bigint, from, primitive), primitive);
  }
  if (explicit && primitive === 'char' && typeof value === 'string') return new Char(stringToChar(value));
  throw classCast(`cannot ${explicit ? 'explicitly' : 'implicitly'} cast def [${describe(value)}] to ${boxName}`);
}

/** The code of a one-character text. */
export function stringToChar(value: string | null): number {
  if (value == null) throw classCast('cannot cast null java.lang.String to char');
  if (value.length !== 1) throw classCast('cannot cast java.lang.String with length not equal to one to char');
  return value.charCodeAt(0);
}

export function charToString(code: number): string {
  invariant(typeof code === 'number', 'a char is a number');
  return String.fromCharCode(code);
}
