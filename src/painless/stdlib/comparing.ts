// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The natural order of values (Comparable.compareTo), and comparators.

import { castMessage, classNameOf } from '../../values/className.js';
import { BigDecimal, BigInteger, Byte, Char, Double, Float, Short } from '../../values/numbers.js';
import { classCast, nullPointer } from '../runtime/exceptions.js';
import { compareTexts } from './text.js';

/** A java.util.Comparator. */
export type Comparing = (a: unknown, b: unknown) => number;

interface Comparable {
  compareTo(other: unknown): number;
}

/** Double.compare: -0.0 before 0.0, NaN last. */
export function compareDoubles(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b && a !== 0) return 0;
  const order = (value: number) => (Number.isNaN(value) ? 2 : Object.is(value, -0) ? 0 : 1);
  return Math.sign(order(a) - order(b));
}

export function compareNumbers(a: number | bigint, b: number | bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const scaled = (value: BigDecimal, scale: number): bigint => value.unscaled * 10n ** BigInt(scale - value.scale);

const kinds: readonly (readonly [
  name: string,
  is: (value: unknown) => boolean,
  compare: (a: never, b: never) => number,
])[] = [
  ['java.lang.String', (value) => typeof value === 'string', compareTexts],
  ['java.lang.Integer', (value) => typeof value === 'number', compareNumbers],
  ['java.lang.Long', (value) => typeof value === 'bigint', compareNumbers],
  ['java.lang.Boolean', (value) => typeof value === 'boolean', (a: boolean, b: boolean) => Number(a) - Number(b)],
  ['java.lang.Double', (value) => value instanceof Double, (a: Double, b: Double) => compareDoubles(a.value, b.value)],
  ['java.lang.Float', (value) => value instanceof Float, (a: Float, b: Float) => compareDoubles(a.value, b.value)],
  ['java.lang.Short', (value) => value instanceof Short, (a: Short, b: Short) => a.value - b.value],
  ['java.lang.Byte', (value) => value instanceof Byte, (a: Byte, b: Byte) => a.value - b.value],
  ['java.lang.Character', (value) => value instanceof Char, (a: Char, b: Char) => a.code - b.code],
  [
    'java.math.BigInteger',
    (value) => value instanceof BigInteger,
    (a: BigInteger, b: BigInteger) => compareNumbers(a.value, b.value),
  ],
  [
    'java.math.BigDecimal',
    (value) => value instanceof BigDecimal,
    (a: BigDecimal, b: BigDecimal) => {
      const scale = Math.max(a.scale, b.scale);
      return compareNumbers(scaled(a, scale), scaled(b, scale));
    },
  ],
];

/** The natural order of two values of one class; others cannot be compared, as in Java. */
export function compareNaturally(a: unknown, b: unknown): number {
  if (a == null) throw nullPointer(null);
  for (const [name, is, compare] of kinds) {
    if (!is(a)) continue;
    if (b == null) throw nullPointer(null);
    if (is(b)) return compare(a as never, b as never);
    throw classCast(castMessage(classNameOf(b), name));
  }
  if (typeof (a as Partial<Comparable>).compareTo === 'function') {
    if (b == null) throw nullPointer(null);
    if (a.constructor !== b.constructor) throw classCast(castMessage(classNameOf(b), classNameOf(a)));
    return (a as Comparable).compareTo(b);
  }
  throw classCast(castMessage(classNameOf(a), 'java.lang.Comparable'));
}

/** Comparator.naturalOrder, which looks at the class of both values first. */
export function naturalOrder(a: unknown, b: unknown): number {
  for (const value of [a, b]) if (value != null && !isComparable(value)) compareNaturally(value, value);
  return compareNaturally(a, b);
}

const isComparable = (value: unknown): boolean =>
  kinds.some(([, is]) => is(value)) || typeof (value as Partial<Comparable>).compareTo === 'function';

/** The order that a comparator gives, or the natural one where it is null. */
export function ordering(comparator: Comparing | null): Comparing {
  return comparator ?? compareNaturally;
}

/** Java sorts fewer than this many by insertion alone. */
const fewItems = 32;

/** Sorts in place; stable, as Java's sort, and for few items step by step as that, which a comparator that changes the items can see. */
export function sortBy(items: unknown[], comparator: Comparing | null): void {
  const compare = ordering(comparator);
  if (items.length >= fewItems) {
    items.sort((a, b) => compare(a, b));
    return;
  }
  const { length } = items;
  for (let index = ascendingRun(items, compare); index < length; index++) {
    const item = items[index];
    let low = 0;
    let high = index;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(item, items[middle]) < 0) high = middle;
      else low = middle + 1;
    }
    items.copyWithin(low + 1, low, index);
    items[low] = item;
  }
}

/** How many items at the start are in order; a falling run is turned around. */
function ascendingRun(items: unknown[], compare: Comparing): number {
  const { length } = items;
  if (length < 2) return length;
  let end = 2;
  if (compare(items[1], items[0]) < 0) {
    while (end < length && compare(items[end], items[end - 1]) < 0) end++;
    const run = items.slice(0, end).reverse();
    for (let index = 0; index < end; index++) items[index] = run[index];
  } else while (end < length && compare(items[end], items[end - 1]) >= 0) end++;
  return end;
}
