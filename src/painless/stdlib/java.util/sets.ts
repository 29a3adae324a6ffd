// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.util.Set and the classes of sets, and PriorityQueue, which is sorted like one.

import {
  EntrySetView,
  HashSet,
  JavaCollection,
  type JavaSet,
  KeySetView,
  LinkedHashSet,
  ValuesView,
} from '../../../values/collections.js';
import { noSuchElement, nonNull, unsupportedOperation } from '../../runtime/exceptions.js';
import { equalValues } from '../../../values/identity.js';
import { ordering, type Comparing } from '../comparing.js';
import { constructs, javaClass, javaInterface, method, type ClassDeclaration } from '../table.js';
import { iteratorOf } from '../../runtime/iteration.js';
import { UnmodifiableSet } from './constantSets.js';
import { itemsOf } from './lists.js';
import { TreeMap, type Bound } from './TreeMap.js';
import { SealedTreeSet, SortedKeySet, TreeSet } from './TreeSet.js';

/** A java.util.PriorityQueue: gives its least element first. */
class PriorityQueue extends JavaCollection {
  private readonly heap: unknown[] = [];
  private readonly comparator: Comparing | null;
  private readonly compare: Comparing;

  constructor(comparator: Comparing | null = null) {
    super();
    this.comparator = comparator;
    this.compare = ordering(comparator);
  }

  get size(): number {
    return this.heap.length;
  }

  override get refusesItself(): boolean {
    return true;
  }

  [Symbol.iterator](): Iterator<unknown> {
    return this.heap[Symbol.iterator]();
  }

  has(value: unknown): boolean {
    return this.heap.some((item) => equalValues(item, value));
  }

  add(value: unknown): boolean {
    nonNull(value);
    // The first element is compared with none, but without a comparator it has to have an order.
    if (this.heap.length === 0 && this.comparator === null) this.compare(value, value);
    this.heap.push(value);
    try {
      this.siftUp(this.heap.length - 1);
    } catch (error) {
      this.heap.pop();
      throw error;
    }
    return true;
  }

  remove(value: unknown): boolean {
    const index = this.heap.findIndex((item) => equalValues(item, value));
    if (index < 0) return false;
    const moved = this.heap.pop();
    if (index < this.heap.length) {
      this.heap[index] = moved;
      this.siftDown(index);
      if (this.heap[index] === moved) this.siftUp(index);
    }
    return true;
  }

  clear(): void {
    this.heap.length = 0;
  }

  peek(): unknown {
    return this.heap[0] ?? null;
  }

  poll(): unknown {
    const least = this.peek();
    const moved = this.heap.pop();
    if (this.heap.length > 0) {
      this.heap[0] = moved;
      this.siftDown(0);
    }
    return least;
  }

  private siftUp(start: number): void {
    const value = this.heap[start];
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (this.compare(value, this.heap[parent]) >= 0) break;
      this.heap[index] = this.heap[parent];
      index = parent;
    }
    this.heap[index] = value;
  }

  private siftDown(start: number): void {
    const value = this.heap[start];
    let index = start;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= this.heap.length) break;
      if (child + 1 < this.heap.length && this.compare(this.heap[child], this.heap[child + 1]) > 0) child++;
      if (this.compare(value, this.heap[child]) <= 0) break;
      this.heap[index] = this.heap[child];
      index = child;
    }
    this.heap[index] = value;
  }
}

function edge(self: TreeSet, which: 'first' | 'last'): unknown {
  const value = self.tree.edge(which);
  if (value === undefined) throw noSuchElement(null);
  return value;
}

function poll(self: TreeSet, which: 'first' | 'last'): unknown {
  if (self.refuses === 'everything') throw unsupportedOperation();
  const value = self.tree.edge(which);
  if (value === undefined) return null;
  self.remove(value);
  return value;
}

const bound = (key: unknown, inclusive: boolean): Bound => ({ key, inclusive });

const subSet = (self: TreeSet, from: unknown, fromInclusive: boolean, to: unknown, toInclusive: boolean): TreeSet =>
  self.part(bound(from, fromInclusive), bound(to, toInclusive));

const setInterface = javaInterface(
  'java.util.Set',
  'Elements of which no two are equal.',
  [
    method('boolean equals(Object)', 'Whether another set has equal elements.', (self: JavaSet, other: unknown) =>
      self.equals(other),
    ),
    method('int hashCode()', 'The hash code.', (self: JavaSet) => self.hashCode()),
    method('boolean remove(def)', 'Removes an element.', (self: JavaSet, value: unknown) => self.remove(value)),
  ],
  { supertypes: ['java.util.Collection'] },
);

const sortedSetInterface = javaInterface(
  'java.util.SortedSet',
  'A set in order.',
  [
    method('Comparator comparator()', 'The comparator, or null.', (self: TreeSet) => self.tree.comparator),
    method('def first()', 'The first element.', (self: TreeSet) => edge(self, 'first')),
    method('SortedSet headSet(def)', 'The elements before one.', (self: TreeSet, to: unknown) =>
      self.part(undefined, bound(to, false)),
    ),
    method('def last()', 'The last element.', (self: TreeSet) => edge(self, 'last')),
    method(
      'SortedSet subSet(def,def)',
      'The elements from one to before another.',
      (self: TreeSet, from: unknown, to: unknown) => subSet(self, from, true, to, false),
    ),
    method('SortedSet tailSet(def)', 'The elements from one on.', (self: TreeSet, from: unknown) =>
      self.part(bound(from, true), undefined),
    ),
  ],
  { supertypes: ['java.util.Set'] },
);

const navigableSetInterface = javaInterface(
  'java.util.NavigableSet',
  'A sorted set that finds neighbours.',
  [
    method(
      'def ceiling(def)',
      'The least element at or after one.',
      (self: TreeSet, value: unknown) => self.tree.near(value, 'up', true) ?? null,
    ),
    method('Iterator descendingIterator()', 'An iterator from the last element to the first.', (self: TreeSet) =>
      iteratorOf(self.reversed()),
    ),
    method('NavigableSet descendingSet()', 'The elements from the last to the first.', (self: TreeSet) =>
      self.reversed(),
    ),
    method(
      'def floor(def)',
      'The greatest element at or before one.',
      (self: TreeSet, value: unknown) => self.tree.near(value, 'down', true) ?? null,
    ),
    method(
      'NavigableSet headSet(def,boolean)',
      'The elements before one, or up to it.',
      (self: TreeSet, to: unknown, inclusive: boolean) => self.part(undefined, bound(to, inclusive)),
    ),
    method(
      'def higher(def)',
      'The least element after one.',
      (self: TreeSet, value: unknown) => self.tree.near(value, 'up', false) ?? null,
    ),
    method(
      'def lower(def)',
      'The greatest element before one.',
      (self: TreeSet, value: unknown) => self.tree.near(value, 'down', false) ?? null,
    ),
    method('def pollFirst()', 'Removes the first element, or gives null.', (self: TreeSet) => poll(self, 'first')),
    method('def pollLast()', 'Removes the last element, or gives null.', (self: TreeSet) => poll(self, 'last')),
    method('NavigableSet subSet(def,boolean,def,boolean)', 'The elements between two.', subSet),
    method(
      'NavigableSet tailSet(def,boolean)',
      'The elements after one, or from it on.',
      (self: TreeSet, from: unknown, inclusive: boolean) => self.part(bound(from, inclusive), undefined),
    ),
  ],
  { supertypes: ['java.util.SortedSet'] },
);

const hidden = (name: string, doc: string, supertype: string, represents: ClassDeclaration['represents']) =>
  javaClass(name, doc, [], { supertypes: [supertype], represents, qualified: true });

/** Classes of sets, and the priority queue. */
export const setClasses: readonly ClassDeclaration[] = [
  setInterface,
  sortedSetInterface,
  navigableSetInterface,
  javaClass('java.util.AbstractSet', 'A set.', [], { supertypes: ['java.util.AbstractCollection', 'java.util.Set'] }),
  javaClass(
    'java.util.HashSet',
    'A set in the order of hash codes.',
    [
      constructs('()', 'An empty set.', () => new HashSet()),
      constructs(
        '(Collection)',
        'A set of the elements of a collection.',
        (items: unknown) => new HashSet(itemsOf(items)),
        [['new HashSet([1, 1]).size()', '1']],
      ),
      method('def clone()', 'A copy.', (self: HashSet | LinkedHashSet) =>
        self instanceof LinkedHashSet ? new LinkedHashSet(self) : new HashSet(self),
      ),
    ],
    { supertypes: ['java.util.AbstractSet'], represents: [HashSet] },
  ),
  javaClass(
    'java.util.LinkedHashSet',
    'A set in the order of insertion.',
    [
      constructs('()', 'An empty set.', () => new LinkedHashSet()),
      constructs(
        '(Collection)',
        'A set of the elements of a collection.',
        (items: unknown) => new LinkedHashSet(itemsOf(items)),
      ),
    ],
    { supertypes: ['java.util.HashSet'], represents: [LinkedHashSet] },
  ),
  javaClass(
    'java.util.TreeSet',
    'A set in the order of its elements.',
    [
      constructs('()', 'An empty set in natural order.', () => new TreeSet()),
      constructs(
        '(Comparator)',
        'An empty set in the order of a comparator.',
        (comparator: Comparing | null) => new TreeSet(new TreeMap(comparator)),
      ),
      method('def clone()', 'A copy.', (self: TreeSet) => new TreeSet(self.tree.copy())),
    ],
    { supertypes: ['java.util.AbstractSet', 'java.util.NavigableSet'], represents: [TreeSet] },
  ),
  javaClass(
    'java.util.PriorityQueue',
    'A queue that gives its least element first.',
    [
      constructs('()', 'An empty queue in natural order.', () => new PriorityQueue()),
      constructs(
        '(Comparator)',
        'An empty queue in the order of a comparator.',
        (comparator: Comparing | null) => new PriorityQueue(comparator),
      ),
      method('def element()', 'The first element.', (self: PriorityQueue) => {
        if (self.size === 0) throw noSuchElement(null);
        return self.peek();
      }),
      method('boolean offer(def)', 'Adds an element.', (self: PriorityQueue, value: unknown) => self.add(value)),
      method('def peek()', 'The first element, or null.', (self: PriorityQueue) => self.peek()),
      method('def poll()', 'Removes the first element, or gives null.', (self: PriorityQueue) => self.poll()),
      method('def remove()', 'Removes the first element.', (self: PriorityQueue) => {
        if (self.size === 0) throw noSuchElement(null);
        return self.poll();
      }),
    ],
    { supertypes: ['java.util.AbstractQueue'], represents: [PriorityQueue] },
  ),
  hidden('java.util.TreeMap$KeySet', 'The keys of a sorted map.', 'java.util.NavigableSet', [SortedKeySet]),
  hidden('java.util.Collections$UnmodifiableNavigableSet', 'A view of a sorted set.', 'java.util.NavigableSet', [
    SealedTreeSet,
  ]),
  hidden('java.util.HashMap$KeySet', 'The keys of a map.', 'java.util.AbstractSet', [KeySetView]),
  hidden('java.util.HashMap$EntrySet', 'The entries of a map.', 'java.util.AbstractSet', [EntrySetView]),
  hidden('java.util.HashMap$Values', 'The values of a map.', 'java.util.AbstractCollection', [ValuesView]),
  hidden('java.util.ImmutableCollections$SetN', 'A set that cannot be changed.', 'java.util.AbstractSet', [
    UnmodifiableSet,
  ]),
];
