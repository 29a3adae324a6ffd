// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Static types: which exist, how they promote and which casts are legal. The rules were read off a real node
// (OpenSearch 3.8) by compiling every pair of types with every operator.

import type { Lookup, Type } from '../stdlib/lookup.js';

export const object = 'java.lang.Object';
export const string = 'java.lang.String';
export const mapType = 'java.util.Map';
export const listType = 'java.util.List';
export const number = 'java.lang.Number';

const numericPrimitives = ['byte', 'short', 'char', 'int', 'long', 'float', 'double'] as const;
/** Types that count as int in arithmetic. */
const intSized: ReadonlySet<Type> = new Set(['byte', 'short', 'char', 'int']);
const numericSet: ReadonlySet<Type> = new Set(numericPrimitives);

const boxOf: ReadonlyMap<Type, Type> = new Map([
  ['boolean', 'java.lang.Boolean'],
  ['byte', 'java.lang.Byte'],
  ['short', 'java.lang.Short'],
  ['char', 'java.lang.Character'],
  ['int', 'java.lang.Integer'],
  ['long', 'java.lang.Long'],
  ['float', 'java.lang.Float'],
  ['double', 'java.lang.Double'],
]);
const unboxOf: ReadonlyMap<Type, Type> = new Map([...boxOf].map(([primitive, box]) => [box, primitive]));

/** Widening conversions that need no cast in the source. */
const widening: Readonly<Record<string, readonly Type[]>> = {
  boolean: [],
  byte: ['short', 'int', 'long', 'float', 'double'],
  short: ['int', 'long', 'float', 'double'],
  char: ['int', 'long', 'float', 'double'],
  int: ['long', 'float', 'double'],
  long: ['float', 'double'],
  float: ['double'],
  double: [],
};

export const isPrimitive = (type: Type): boolean => boxOf.has(type);
export const isNumeric = (type: Type): boolean => numericSet.has(type);
export const isArray = (type: Type): boolean => type.endsWith('[]');
export const componentOf = (type: Type): Type => type.slice(0, -2);
/** The class that a primitive is boxed into; other types stand for themselves. */
export const boxed = (type: Type): Type => boxOf.get(type) ?? type;
/** The primitive in a box class, or undefined. */
export const unboxed = (type: Type): Type | undefined => unboxOf.get(type);

/**
 * How a value of one type becomes one of another.
 *
 * - `none`: the same representation; `primitive`: between primitives; `box`, `unbox`: to and from a reference;
 * - `fromDef`: checked and converted at run time; `check`: a downcast checked at run time;
 * - `link`: checked and converted at run time as Java's method handles do it, where a dynamic operation, lambda or reference is linked;
 * - `charToString`, `stringToChar`: explicit casts of one-character texts.
 */
export type Conversion =
  'none' | 'primitive' | 'box' | 'unbox' | 'rebox' | 'fromDef' | 'link' | 'check' | 'charToString' | 'stringToChar';

/** The conversion that makes `from` a `to`, or undefined where the server refuses it. */
export function conversion(
  lookup: Lookup,
  from: Type,
  to: Type,
  explicit: boolean,
  internal: boolean,
): Conversion | undefined {
  if (from === to) return 'none';
  if (to === 'void' || from === 'void') return undefined;
  if (from === 'def') return to === object ? 'none' : 'fromDef';
  if (to === 'def') return isPrimitive(from) ? 'box' : 'none';
  if (isPrimitive(from)) {
    if (isPrimitive(to)) {
      const widens = widening[from]!.includes(to);
      return widens || (explicit && isNumeric(from) && isNumeric(to)) ? 'primitive' : undefined;
    }
    if (explicit && from === 'char' && to === string) return 'charToString';
    if (!internal) return undefined;
    const target = unboxed(to);
    if (target !== undefined) return target === from || widening[from]!.includes(target) ? 'box' : undefined;
    return to === object || (to === number && isNumeric(from)) ? 'box' : undefined;
  }
  const inside = unboxed(from);
  if (isPrimitive(to)) {
    if (explicit && from === string && to === 'char') return 'stringToChar';
    if (!internal || inside === undefined) return undefined;
    return inside === to || widening[inside]!.includes(to) ? 'unbox' : undefined;
  }
  if (lookup.isAssignable(from, to)) return 'none';
  const target = unboxed(to);
  if (internal && inside !== undefined && target !== undefined && widening[inside]!.includes(target)) return 'rebox';
  if (explicit && lookup.isAssignable(to, from)) return 'check';
  return undefined;
}

/** Whether Java's method handles convert from one type to the other, be it with a check at run time. */
export function handleConverts(lookup: Lookup, from: Type, to: Type): boolean {
  if ([from, to].some((type) => type === 'def' || type === object)) return true;
  const inside = isPrimitive(from) ? from : unboxed(from);
  if (!isPrimitive(to)) return !isPrimitive(from) || lookup.isAssignable(boxed(from), to);
  if (inside !== undefined) return inside === to || widening[inside]!.includes(to);
  return from === 'java.lang.Comparable' || (from === number && isNumeric(to) && to !== 'char');
}

/** The type of an arithmetic result, or undefined where the operator does not apply. */
export function promoteNumeric(left: Type, right: Type, decimal: boolean): Type | undefined {
  if (left === 'def' || right === 'def') return 'def';
  // As in the server, one operand decides; the cast of the other one then fails with its own message.
  if (decimal) {
    if (left === 'double' || right === 'double') return 'double';
    if (left === 'float' || right === 'float') return 'float';
  }
  if (left === 'long' || right === 'long') return 'long';
  return intSized.has(left) || intSized.has(right) ? 'int' : undefined;
}

export function promoteAdd(left: Type, right: Type): Type | undefined {
  return left === string || right === string ? string : promoteNumeric(left, right, true);
}

export function promoteXor(left: Type, right: Type): Type | undefined {
  if (left === 'def' || right === 'def') return 'def';
  if (left === 'boolean' || right === 'boolean') return 'boolean';
  return promoteNumeric(left, right, false);
}

export function promoteEquality(left: Type, right: Type): Type {
  if (left === 'def' || right === 'def') return 'def';
  if (isPrimitive(left) && isPrimitive(right)) {
    if (left === 'boolean' && right === 'boolean') return 'boolean';
    return promoteNumeric(left, right, true) ?? object;
  }
  return object;
}

/** The type of `c ? left : right` where nothing around it asks for one, or undefined for a byte and a short. */
export function promoteConditional(left: Type, right: Type): Type | undefined {
  if (left === right) return left;
  if (left === 'def' || right === 'def') return 'def';
  if (isNumeric(left) && isNumeric(right)) {
    for (const type of ['double', 'float', 'long', 'int'] as const) if (left === type || right === type) return type;
    return left === 'char' || right === 'char' ? 'int' : undefined;
  }
  return object;
}
