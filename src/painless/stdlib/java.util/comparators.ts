// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.util.Comparator.

import { nonNull } from '../../runtime/exceptions.js';
import { compareDoubles, compareNaturally, compareNumbers, naturalOrder, type Comparing } from '../comparing.js';
import { javaInterface, method, staticMethod } from '../table.js';

type Key = (value: unknown) => unknown;

const byKey =
  (key: Key, compare: Comparing): Comparing =>
  (a, b) =>
    compare(key(a), key(b));
const byDouble =
  (key: (value: unknown) => number): Comparing =>
  (a, b) =>
    compareDoubles(key(a), key(b));
const byNumber =
  (key: (value: unknown) => number | bigint): Comparing =>
  (a, b) =>
    compareNumbers(key(a), key(b));
const then =
  (first: Comparing, second: Comparing): Comparing =>
  (a, b) =>
    first(a, b) || second(a, b);
const reverse =
  (compare: Comparing): Comparing =>
  (a, b) =>
    compare(b, a);

/** Nulls before or after everything else. */
const withNulls =
  (order: -1 | 1, compare: Comparing | null): Comparing =>
  (a, b) => {
    if (a === null) return b === null ? 0 : order;
    if (b === null) return -order;
    return compare ? compare(a, b) : 0;
  };

export const comparatorInterface = javaInterface(
  'java.util.Comparator',
  'An order of values.',
  [
    method(
      'int compare(def,def)',
      'Negative, zero or positive, as the first is less, equal or greater.',
      (self: Comparing, a: unknown, b: unknown) => self(a, b),
    ),
    staticMethod('Comparator comparing(Function)', 'Orders by a key.', (key: Key) =>
      byKey(nonNull(key), compareNaturally),
    ),
    staticMethod(
      'Comparator comparing(Function,Comparator)',
      'Orders by a key with a comparator.',
      (key: Key, compare: Comparing) => byKey(nonNull(key), nonNull(compare)),
    ),
    staticMethod('Comparator comparingDouble(ToDoubleFunction)', 'Orders by a double.', byDouble),
    staticMethod('Comparator comparingInt(ToIntFunction)', 'Orders by an int.', byNumber),
    staticMethod('Comparator comparingLong(ToLongFunction)', 'Orders by a long.', byNumber),
    method(
      'boolean equals(Object)',
      'Whether it is the same comparator.',
      (self: Comparing, other: unknown) => self === other,
    ),
    staticMethod('Comparator naturalOrder()', 'The natural order.', () => naturalOrder, [
      ['Comparator.naturalOrder().compare(1, 2)', '-1'],
    ]),
    staticMethod('Comparator nullsFirst(Comparator)', 'Nulls before everything else.', (compare: Comparing | null) =>
      withNulls(-1, compare),
    ),
    staticMethod('Comparator nullsLast(Comparator)', 'Nulls after everything else.', (compare: Comparing | null) =>
      withNulls(1, compare),
    ),
    method('Comparator reversed()', 'The reverse order.', reverse),
    staticMethod('Comparator reverseOrder()', 'The reverse of the natural order.', () => reverse(naturalOrder)),
    method(
      'Comparator thenComparing(Comparator)',
      'Orders equal values by another comparator.',
      (self: Comparing, other: Comparing) => then(self, nonNull(other)),
    ),
    method(
      'Comparator thenComparing(Function,Comparator)',
      'Orders equal values by a key.',
      (self: Comparing, key: Key, compare: Comparing) => then(self, byKey(nonNull(key), nonNull(compare))),
    ),
    method(
      'Comparator thenComparingDouble(ToDoubleFunction)',
      'Orders equal values by a double.',
      (self: Comparing, key: (value: unknown) => number) => then(self, byDouble(key)),
    ),
    method(
      'Comparator thenComparingInt(ToIntFunction)',
      'Orders equal values by an int.',
      (self: Comparing, key: (value: unknown) => number) => then(self, byNumber(key)),
    ),
    method(
      'Comparator thenComparingLong(ToLongFunction)',
      'Orders equal values by a long.',
      (self: Comparing, key: (value: unknown) => bigint) => then(self, byNumber(key)),
    ),
  ],
  { functional: 'compare' },
);
