// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.lang.Iterable, java.util.Collection, List and the classes of lists.

import { equalValues, hashOf } from '../../../values/identity.js';
import {
  ConstantList,
  EntrySetView,
  FixedSizeList,
  iterate,
  JavaCollection,
  JavaSet,
  KeySetView,
  LinkedList,
  MapEntry,
  OtherList,
  SingletonList,
  UnmodifiableList,
  ValuesView,
} from '../../../values/collections.js';
import { JavaArray } from '../../../values/javaArray.js';
import { textOf } from '../../../values/javaText.js';
import type { HashMap } from '../../../values/maps.js';
import { LinkedHashMap } from '../../../values/maps.js';
import { castMessage, classNameOf } from '../../../values/className.js';
import { BigDecimal, BigInteger, Double } from '../../../values/numbers.js';
import { box, primitiveOf, unbox } from '../../runtime/conversions.js';
import {
  classCast,
  concurrentModification,
  illegalArgument,
  illegalState,
  javaException,
  noSuchElement,
  nonNull,
  nullPointer,
  unsupportedOperation,
} from '../../runtime/exceptions.js';
import {
  changedSince,
  changesSoFar,
  iteratorOf,
  JavaIterator,
  ListIteration,
  noteChange,
  SequenceIteration,
} from '../../runtime/iteration.js';
import { isPrimitive } from '../../analysis/types.js';
import { storeInto } from '../../runtime/arrayStore.js';
import { checkedText, checkListLength } from '../../runtime/limits.js';
import { sortBy, type Comparing } from '../comparing.js';
import { getByPath } from '../getByPath.js';
import { arrayBounds, checkElement, checkIndex, ListOf, Vector } from './listBounds.js';
import { SortedKeySet, TreeSet } from './TreeSet.js';
import { JavaStream } from '../java.util.stream/JavaStream.js';
import {
  constructs,
  javaClass,
  javaInterface,
  method,
  methodOnNull,
  refused,
  type ClassDeclaration,
} from '../table.js';
import { visitEntries, visitsTable } from './visitEntries.js';

/** Any java.util.Collection. */
export type Collected = unknown[] | JavaCollection;

/** A part of a list that writes through to it. */
class SubList extends OtherList {
  parent: unknown[] = [];
  from = 0;

  override get notesLate(): boolean {
    return true;
  }

  override drop(index: number): void {
    spliceList(this, index, 1);
  }
}

/** A part of a list of none or one element, which looks at an index before it refuses to change. */
class ConstantPart extends ConstantList {}

/** Refuses to change the size of lists that have a fixed one. */
function growable(list: unknown[]): unknown[] {
  if (list instanceof FixedSizeList || list instanceof UnmodifiableList) throw unsupportedOperation();
  return list;
}

/** Refuses what could change a list that refuses all of that, whether it would or not. */
function open(collection: unknown): void {
  const refuses =
    collection instanceof JavaCollection
      ? collection.refuses === 'everything'
      : collection instanceof UnmodifiableList && !(collection instanceof ConstantList);
  if (refuses) throw unsupportedOperation();
}

/** Refuses to change lists that cannot be changed. */
function changeable(list: unknown[]): unknown[] {
  if (list instanceof UnmodifiableList) throw unsupportedOperation();
  return list;
}

/** Replaces a range of a list, and of the list that it is a part of. */
export function spliceList(list: unknown[], at: number, count: number, ...items: readonly unknown[]): void {
  if (list instanceof ArrayDeque) for (const item of items) nonNull(item);
  if (list.constructor !== Array) growable(list);
  checkListLength(list.length + items.length);
  if (list instanceof Vector) list.makeRoom(list.length + items.length);
  list.splice(at, count, ...items);
  if (list instanceof SubList) spliceList(list.parent, list.from + at, count, ...items);
}

/** Replaces the elements of a list by as many others. */
export function rewrite(list: unknown[], items: readonly unknown[]): void {
  if (items.length > 0) changeable(list);
  for (let index = 0; index < items.length; index++) setAt(list, index, items[index]);
}

function setAt(list: unknown[], index: number, value: unknown): void {
  list[index] = value;
  if (list instanceof SubList) setAt(list.parent, list.from + index, value);
}

/** Replaces an element as a call of set does. */
export function rewriteAt(list: unknown[], index: number, value: unknown): void {
  setAt(changeable(list), index, value);
}

function checkPosition(index: number, length: number, list?: readonly unknown[]): void {
  // A Vector's addAll finds only in the array what is beyond its end.
  if (list instanceof Vector && (index < 0 || index > length)) throw arrayBounds(`Array index out of range: ${index}`);
  if (index < 0 || index > length)
    throw javaException('java.lang.IndexOutOfBoundsException', `Index: ${index}, Size: ${length}`);
}

export function sizeOf(collection: Collected): number {
  return Array.isArray(collection) ? collection.length : collection.size;
}

/** Elements of a collection as an array that may be kept. */
export function itemsOf(collection: unknown): unknown[] {
  // Copying an array by slice is many times faster than by iteration.
  return Array.isArray(collection) ? (collection as unknown[]).slice() : [...iterate(nonNull(collection))];
}

export function containsItem(collection: Collected, value: unknown): boolean {
  return Array.isArray(collection) ? indexIn(collection, value) >= 0 : collection.has(value);
}

function indexIn(list: readonly unknown[], value: unknown): number {
  if (value === null && list instanceof ListOf) throw nullPointer(null);
  if (typeof value !== 'object' || value === null) return list.indexOf(value);
  return list.findIndex((item) => equalValues(item, value));
}

export function addItem(collection: Collected, value: unknown): boolean {
  if (!Array.isArray(collection)) return collection.add(value);
  if (collection.constructor === Array) {
    checkListLength(collection.length + 1);
    collection.push(value);
  } else spliceList(collection, collection.length, 0, value);
  return true;
}

function addAllItems(collection: Collected, items: unknown): boolean {
  open(collection);
  if (items === collection && collection instanceof JavaCollection && collection.refusesItself)
    throw illegalArgument(null);
  const added = itemsOf(items);
  if (added.length === 0) {
    // An ArrayList counts this as a change.
    if (Array.isArray(collection) && collection.constructor === Array) noteChange(collection);
    // A TreeSet looks at its own size first, for which a view looks at its bounds.
    else if (collection instanceof TreeSet && !(collection instanceof SortedKeySet)) void collection.size;
    return false;
  }
  checkListLength(sizeOf(collection) + added.length);
  if (collection instanceof ArrayDeque && items === collection) {
    // It gives itself its elements one by one, and at the end finds that it has changed.
    for (const item of added) addItem(collection, item);
    throw concurrentModification();
  }
  if (Array.isArray(collection) && collection.constructor === Array) {
    for (let index = 0; index < added.length; index++) collection.push(added[index]);
    return true;
  }
  let changed = false;
  for (const item of added) changed = addItem(collection, item) || changed;
  return changed;
}

/** Gives elements to a function until it says true; a change of a list in between is found as Java's iterators find it. */
export function visit(items: unknown, use: (item: unknown) => unknown): void {
  if (!Array.isArray(items)) {
    const iterator = iteratorOf(nonNull(items))!;
    while (iterator.hasNext()) if (use(iterator.next()) === true) return;
    return;
  }
  const { length } = items;
  const start = changesSoFar();
  for (let index = 0; index !== items.length; index++) {
    if (items.length !== length || changedSince(items, start)) throw concurrentModification();
    if (use(items[index]) === true) return;
  }
}

export function removeWhere(collection: Collected, test: (item: unknown) => boolean): boolean {
  open(collection);
  if (!Array.isArray(collection)) return collection.removeWhere(test);
  const kept: unknown[] = [];
  let looked = 0;
  try {
    for (; looked < collection.length; looked++) if (!test(collection[looked])) kept.push(collection[looked]);
  } finally {
    // Where the test fails, what it has spoken of by then is removed all the same.
    if (kept.length < looked) spliceList(collection, 0, looked, ...kept);
  }
  return kept.length < looked;
}

/** ArrayList.removeIf: looks at all elements, then at whether the list has changed by that, then removes. */
function removeIf(list: unknown[], test: (item: unknown) => boolean): boolean {
  open(list);
  const { length } = list;
  const start = changesSoFar();
  const kept: unknown[] = [];
  for (let index = 0; index < length; index++) {
    const item = list[index] ?? null;
    if (!test(item)) kept.push(item);
  }
  if (list.length !== length || changedSince(list, start)) throw concurrentModification();
  if (kept.length < length) spliceList(list, 0, length, ...kept);
  return kept.length < length;
}

function clearItems(collection: Collected): void {
  open(collection);
  if (Array.isArray(collection)) {
    if (collection.length > 0) spliceList(collection, 0, collection.length);
  } else collection.clear();
}

const objectArray = (items: readonly unknown[]) => new JavaArray('def', [...items]);

/** Groovy's sum: numbers as doubles. */
function sum(items: unknown, amount: (item: unknown) => number): number {
  let total = 0;
  visit(items, (item) => {
    total += amount(item);
  });
  return total;
}

function numberOf(item: unknown): number {
  const number = nonNull(item);
  if (number instanceof BigInteger) return Number(number.value);
  if (number instanceof BigDecimal) return Number(textOf(number));
  const type = primitiveOf(number);
  if (type === undefined || type === 'boolean' || type === 'char')
    throw classCast(castMessage(classNameOf(number), 'java.lang.Number'));
  return Number(unbox(number, type));
}

function eachWithIndex(self: unknown, consume: (item: unknown, index: number) => void): unknown {
  let index = 0;
  visit(self, (item) => {
    consume(item, index++);
  });
  return self;
}

function groupBy(self: unknown, key: (item: unknown) => unknown): HashMap {
  const groups = new LinkedHashMap();
  visit(self, (item) => {
    const group = key(item);
    const found = groups.get(group) as unknown[] | null;
    if (found) found.push(item);
    else groups.put(group, [item]);
  });
  return groups;
}

function findResults(self: unknown, filter: (item: unknown) => unknown): unknown[] {
  const results: unknown[] = [];
  visit(self, (item) => {
    const result = filter(item);
    if (result !== null) results.push(result);
  });
  return results;
}

function findResult(self: unknown, fallback: unknown, filter: (item: unknown) => unknown): unknown {
  let found = fallback;
  visit(self, (item) => {
    const result = filter(item);
    if (result === null) return false;
    found = result;
    return true;
  });
  return found;
}

/** The first element that passes a test, or a fallback. */
function findItem(self: unknown, test: (item: unknown) => boolean, fallback: unknown): unknown {
  let found = fallback;
  visit(self, (item) => {
    const passes = test(item);
    if (passes) found = item;
    return passes;
  });
  return found;
}

const notFound = Symbol('not found');

/** The texts of the elements; a separator follows only what is no empty text so far, as on the server. */
function joinItems(self: unknown, separator: string | null): string {
  const between = separator ?? 'null';
  let text = '';
  visit(self, (item) => {
    text += (text === '' ? '' : between) + textOf(item);
  });
  return checkedText(text);
}

/** An ArrayList and the views of a HashMap look for changes at the end of their loops, others by their iterators. */
function forEach(self: unknown, consume: (item: unknown) => void): void {
  nonNull(consume);
  if (self instanceof KeySetView || self instanceof ValuesView || self instanceof EntrySetView) {
    const { map } = self;
    if (visitsTable(map)) {
      if (self instanceof KeySetView) visitEntries(map, (key) => consume(key));
      else if (self instanceof ValuesView) visitEntries(map, (_key, value) => consume(value));
      else visitEntries(map, (key, value) => consume(new MapEntry(key, value, map)));
      return;
    }
  }
  if (!Array.isArray(self) || self.constructor !== Array) {
    iteratorOf(self)!.forEachRemaining(consume);
    return;
  }
  const { length } = self;
  const start = changesSoFar();
  const unchanged = () => self.length === length && !changedSince(self, start);
  for (let index = 0; index < length && unchanged(); index++) consume(self[index]);
  if (!unchanged()) throw concurrentModification();
}

const iterableInterface = javaInterface('java.lang.Iterable', 'What can be iterated.', [
  method('void forEach(Consumer)', 'Gives every element to a function.', forEach),
  method('Iterator iterator()', 'An iterator.', (self: unknown) => iteratorOf(self)),
  refused('method', 'Spliterator spliterator()', 'spliterators are not supported; use stream()'),
  method(
    'boolean any(Predicate)',
    'Whether an element passes a test.',
    (self: unknown, test: (item: unknown) => boolean) => findItem(self, test, notFound) !== notFound,
    [['[1, 2].any(x -> x == 2)', 'true']],
  ),
  method('Collection asCollection()', 'The elements as a collection.', (self: unknown) =>
    Array.isArray(self) || self instanceof JavaCollection ? self : itemsOf(self),
  ),
  method('List asList()', 'The elements as a list.', (self: unknown) =>
    Array.isArray(self) && !(self instanceof ArrayDeque) ? (self as unknown[]) : itemsOf(self),
  ),
  method(
    'def each(Consumer)',
    'Gives every element to a function; gives back the iterable.',
    (self: unknown, consume: (item: unknown) => void) => {
      visit(self, (item) => {
        consume(item);
      });
      return self;
    },
  ),
  method('def eachWithIndex(ObjIntConsumer)', 'Gives every element and its index to a function.', eachWithIndex),
  method(
    'boolean every(Predicate)',
    'Whether all elements pass a test.',
    (self: unknown, test: (item: unknown) => boolean) => findItem(self, (item) => !test(item), notFound) === notFound,
    [['[1, 2].every(x -> x > 0)', 'true']],
  ),
  method('List findResults(Function)', 'Results of a function that are not null.', findResults),
  method('Map groupBy(Function)', 'Lists of elements by the result of a function.', groupBy),
  method('String join(String)', 'The texts of the elements with a separator.', joinItems, [
    ["[1, 2].join('-')", "'1-2'"],
  ]),
  method('double sum()', 'The sum as a double.', (self: unknown) => sum(self, numberOf), [['[1, 2].sum()', '3.0']]),
  method(
    'double sum(ToDoubleFunction)',
    'The sum of results of a function.',
    (self: unknown, amount: (item: unknown) => number) => sum(self, amount),
  ),
]);

function toArray(self: unknown, into: JavaArray | null): JavaArray {
  const items = itemsOf(self);
  const target = nonNull(into);
  if (isPrimitive(target.component)) throw classCast(castMessage(target.binaryName, '[Ljava.lang.Object;'));
  const filled =
    target.length < items.length
      ? new JavaArray(
          target.component,
          items.map(() => null),
        )
      : target;
  for (let index = 0; index < items.length; index++) storeInto(filled, index, items[index]);
  if (filled !== target) return filled;
  if (target.length > items.length) target.items[items.length] = null;
  return target;
}

function splitItems(self: unknown, test: (item: unknown) => boolean): [unknown[], unknown[]] {
  const passed: unknown[] = [];
  const failed: unknown[] = [];
  visit(self, (item) => {
    (test(item) ? passed : failed).push(item);
  });
  return [passed, failed];
}

const collectionInterface = javaInterface(
  'java.util.Collection',
  'A group of elements.',
  [
    method('boolean add(def)', 'Adds an element.', addItem),
    method('boolean addAll(Collection)', 'Adds all elements of another collection.', addAllItems),
    method('void clear()', 'Removes all elements.', clearItems),
    method('boolean contains(def)', 'Whether an element is equal to a value.', containsItem, [
      ['[1, 2].contains(2)', 'true'],
    ]),
    method(
      'boolean containsAll(Collection)',
      'Whether all elements of another collection are in this one.',
      (self: Collected, other: unknown) => itemsOf(other).every((item) => containsItem(self, item)),
    ),
    method('boolean isEmpty()', 'Whether there are no elements.', (self: Collected) => sizeOf(self) === 0, [
      ['[].isEmpty()', 'true'],
    ]),
    method(
      'boolean removeAll(Collection)',
      'Removes the elements that another collection has.',
      (self: Collected, other: Collected | null) => {
        open(self);
        const doomed = nonNull(other);
        if (!(self instanceof JavaSet) || self.refuses === 'everything' || self.size <= sizeOf(doomed))
          return removeWhere(self, (item) => containsItem(doomed, item));
        // A set that is larger goes through what it is to remove.
        let changed = false;
        for (const item of itemsOf(doomed)) changed = self.remove(item) || changed;
        return changed;
      },
    ),
    method(
      'boolean removeIf(Predicate)',
      'Removes the elements that pass a test.',
      (self: Collected, test: (item: unknown) => boolean) => {
        if (self instanceof SingletonList || (self instanceof JavaCollection && self.refuses === 'removeIf'))
          throw unsupportedOperation();
        open(self);
        nonNull(test);
        return Array.isArray(self) && !(self instanceof LinkedList) ? removeIf(self, test) : removeWhere(self, test);
      },
    ),
    method(
      'boolean retainAll(Collection)',
      'Keeps the elements that another collection has.',
      (self: Collected, other: Collected | null) => {
        open(self);
        const kept = nonNull(other);
        return removeWhere(self, (item) => !containsItem(kept, item));
      },
    ),
    method('int size()', 'The number of elements.', sizeOf, [['[1, 2].size()', '2']]),
    refused('method', 'Spliterator spliterator()', 'spliterators are not supported; use stream()'),
    method('Stream stream()', 'A stream of the elements.', (self: unknown) => {
      // A stream of a part of a sorted set looks for its ends at once.
      if (self instanceof TreeSet) self.tree.edge('first');
      return new JavaStream(iterate(self));
    }),
    method('def[] toArray()', 'The elements as an array.', (self: unknown) => objectArray(itemsOf(self))),
    method('def[] toArray(def[])', 'The elements in a given array, or in a new one of its type.', toArray),
    method(
      'List collect(Function)',
      'Results of a function.',
      (self: unknown, map: (item: unknown) => unknown) => {
        const results: unknown[] = [];
        visit(self, (item) => {
          results.push(map(item));
        });
        return results;
      },
      [['[1, 2].collect(x -> x * 2)', '[2, 4]']],
    ),
    method(
      'def collect(Collection,Function)',
      'Adds results of a function to a collection.',
      (self: unknown, into: Collected | null, map: (item: unknown) => unknown) => {
        visit(self, (item) => {
          const result = map(item);
          addItem(nonNull(into), result);
        });
        return into;
      },
    ),
    method(
      'def find(Predicate)',
      'The first element that passes a test, or null.',
      (self: unknown, test: (item: unknown) => boolean) => findItem(self, test, null),
      [['[1, 2].find(x -> x > 1)', 'Integer.valueOf(2)']],
    ),
    method(
      'List findAll(Predicate)',
      'The elements that pass a test.',
      (self: unknown, test: (item: unknown) => boolean) => splitItems(self, test)[0],
      [['[1, 2].findAll(x -> x > 1)', '[2]']],
    ),
    method(
      'def findResult(Function)',
      'The first result of a function that is not null.',
      (self: unknown, filter: (item: unknown) => unknown) => findResult(self, null, filter),
    ),
    method(
      'def findResult(def,Function)',
      'The first result of a function that is not null, or a default.',
      findResult,
    ),
    method('List split(Predicate)', 'Two lists: elements that pass a test, and others.', splitItems),
  ],
  { supertypes: ['java.lang.Iterable'] },
);

/** Equal to another list with equal elements in the same order. */
function sameList(self: unknown[], other: unknown): boolean {
  return (
    Array.isArray(other) && self.length === other.length && self.every((item, index) => equalValues(item, other[index]))
  );
}

export function removeAt(self: unknown[], index: number): unknown {
  if (self instanceof ConstantPart) checkIndex(index, self.length);
  growable(self);
  if (self instanceof Vector) checkElement(self, index);
  checkIndex(index, self.length);
  const former = self[index];
  spliceList(self, index, 1);
  return former;
}

/** Vector.add(int, Object), which finds an index before the first when it copies what is behind. */
function insertInto(self: Vector, index: number, value: unknown): void {
  if (index > self.length) throw arrayBounds(`${index} > ${self.length}`);
  self.makeRoom(self.length + 1);
  if (index < 0) throw arrayBounds(`arraycopy: source index ${index} out of bounds for object array[${self.capacity}]`);
  spliceList(self, index, 0, value);
}

function subList(self: unknown[], from: number, to: number): unknown[] {
  if (from < 0) throw javaException('java.lang.IndexOutOfBoundsException', `fromIndex = ${from}`);
  if (to > self.length) throw javaException('java.lang.IndexOutOfBoundsException', `toIndex = ${to}`);
  if (from > to) throw illegalArgument(`fromIndex(${from}) > toIndex(${to})`);
  if (self instanceof ConstantList) {
    const kind = self.length === 0 || self instanceof SingletonList ? ConstantPart : ConstantList;
    return kind.of(...self.slice(from, to));
  }
  if (self instanceof UnmodifiableList) return UnmodifiableList.of(...self.slice(from, to));
  const part = SubList.of(...self.slice(from, to)) as SubList;
  part.parent = self;
  part.from = from;
  return part;
}

/** Iterates a list in both directions and changes it on the way. */
class ListIterator extends ListIteration {
  hasPrevious(): boolean {
    return this.index > 0;
  }

  previous(): unknown {
    this.check();
    if (this.index <= 0) throw noSuchElement(null);
    this.last = --this.index;
    return this.list[this.last];
  }

  get nextIndex(): number {
    return this.index;
  }

  override get javaClassName(): string {
    return 'java.util.ArrayList$ListItr';
  }

  set(value: unknown): void {
    open(this.list);
    if (this.last < 0) throw illegalState(null);
    setAt(changeable(this.list), this.last, value);
  }

  add(value: unknown): void {
    this.check();
    spliceList(this.list, this.index++, 0, value);
    this.last = -1;
    this.accept();
  }
}

function listIterator(self: unknown[], index: number): ListIterator {
  checkPosition(index, self.length);
  return new ListIterator(self, index);
}

/** Sorts the array of a list, which goes on where a comparator makes the list shorter: what is gone is null from then on. */
function sortInPlace(self: unknown[], comparator: Comparing | null): void {
  const { length } = self;
  let size = length;
  const compare = (a: unknown, b: unknown): number => {
    if (size < length) self.length = size;
    try {
      return comparator!(a, b);
    } finally {
      size = self.length;
      while (self.length < length) self.push(null);
    }
  };
  try {
    sortBy(self, comparator && compare);
  } finally {
    if (size < length) self.length = size;
  }
}

/** List.sort. */
export function sortList(self: unknown[], comparator: Comparing | null): void {
  open(self);
  if (self instanceof SingletonList) return;
  const { length } = self;
  const start = changesSoFar();
  // These are sorted where they are: a comparator that changes the list, or fails, meets it half sorted.
  if (self instanceof FixedSizeList) {
    sortBy(self, comparator);
    return;
  }
  if (self.constructor === Array || self instanceof Vector) {
    sortInPlace(self, comparator);
    if (self.length !== length || changedSince(self, start)) throw concurrentModification();
    noteChange(self);
    return;
  }
  const sorted = [...self];
  sortBy(sorted, comparator);
  if (self.length < length) throw noSuchElement(null);
  rewrite(self, sorted);
}

const listInterface = javaInterface(
  'java.util.List',
  'A sequence of elements.',
  [
    method('void add(int,def)', 'Inserts an element.', (self: unknown[], index: number, value: unknown) => {
      if (self instanceof Vector) {
        insertInto(self, index, value);
        return;
      }
      if (!(self instanceof ConstantPart)) growable(self);
      checkPosition(index, self.length);
      spliceList(self, index, 0, value);
    }),
    method(
      'boolean addAll(int,Collection)',
      'Inserts the elements of another collection.',
      (self: unknown[], index: number, items: unknown) => {
        open(self);
        checkPosition(index, self.length, self);
        const added = itemsOf(items);
        if (added.length === 0) return false;
        checkListLength(self.length + added.length);
        spliceList(self, index, 0, ...added);
        return true;
      },
    ),
    method('boolean equals(Object)', 'Whether another list has equal elements.', sameList),
    method(
      'def get(int)',
      'The element at an index.',
      (self: unknown[], index: number) => {
        checkElement(self, index);
        return self[index];
      },
      [["['a', 'b'].get(1)", "(def) 'b'"]],
    ),
    method('int hashCode()', 'The hash code.', (self: unknown[]) => hashOf(self)),
    method('int indexOf(def)', 'The first index of a value, or -1.', indexIn),
    method('int lastIndexOf(def)', 'The last index of a value, or -1.', (self: unknown[], value: unknown) => {
      if (value === null && self instanceof ListOf) throw nullPointer(null);
      for (let index = self.length - 1; index >= 0; index--) if (equalValues(self[index], value)) return index;
      return -1;
    }),
    method('ListIterator listIterator()', 'An iterator of both directions.', (self: unknown[]) =>
      listIterator(self, 0),
    ),
    method('ListIterator listIterator(int)', 'An iterator that starts at an index.', listIterator),
    method('def remove(int)', 'Removes the element at an index.', removeAt, [
      ['def l = [5, 6]; l.remove(0); return l', '[6]'],
    ]),
    method(
      'void replaceAll(UnaryOperator)',
      'Replaces every element by the result of a function.',
      (self: unknown[], change: (item: unknown) => unknown) => {
        open(self);
        nonNull(change);
        if (self instanceof SingletonList) throw unsupportedOperation();
        const { length } = self;
        const start = changesSoFar();
        const unchanged = () => self.length === length && !changedSince(self, start);
        for (let index = 0; index < length && unchanged(); index++) {
          const value = change(self[index]);
          // What the function has removed stays away; the change is found below.
          if (index < self.length || self.constructor !== Array) setAt(changeable(self), index, value);
        }
        if (!unchanged()) throw concurrentModification();
        noteChange(self);
      },
    ),
    method(
      'def set(int,def)',
      'Replaces the element at an index.',
      (self: unknown[], index: number, value: unknown) => {
        if (self instanceof ConstantPart) checkIndex(index, self.length);
        changeable(self);
        checkElement(self, index);
        const former = self[index];
        setAt(self, index, value);
        return former;
      },
    ),
    method('int getLength()', 'The number of elements.', (self: unknown[]) => self.length),
    method('void sort(Comparator)', 'Sorts the list.', (self: unknown[], comparator: Comparing | null) => {
      sortList(self, comparator);
    }),
    method('List subList(int,int)', 'The elements between two indexes; changes go through.', subList),
    methodOnNull(
      'Object getByPath(String)',
      'The value at a path of keys and indexes.',
      (self: unknown, path: string | null) => getByPath(self, path),
    ),
    methodOnNull(
      'Object getByPath(String, Object)',
      'The value at a path, or a default.',
      (self: unknown, path: string | null, fallback: unknown) => getByPath(self, path, () => fallback),
    ),
  ],
  { supertypes: ['java.util.Collection'] },
);

const iteratorInterface = javaInterface('java.util.Iterator', 'Gives elements one after another.', [
  method(
    'void forEachRemaining(Consumer)',
    'Gives the remaining elements to a function.',
    (self: JavaIterator, consume: (item: unknown) => void) => self.forEachRemaining(nonNull(consume)),
  ),
  method('boolean hasNext()', 'Whether another element follows.', (self: JavaIterator) => self.hasNext()),
  method('def next()', 'The next element.', (self: JavaIterator) => self.next()),
  method('void remove()', 'Removes the element that came last.', (self: JavaIterator) => self.remove()),
]);

const listIteratorInterface = javaInterface(
  'java.util.ListIterator',
  'An iterator of both directions.',
  [
    method('void add(def)', 'Inserts an element.', (self: ListIterator, value: unknown) => self.add(value)),
    method('boolean hasPrevious()', 'Whether an element comes before.', (self: ListIterator) => self.hasPrevious()),
    method('int nextIndex()', 'The index of the next element.', (self: ListIterator) => self.nextIndex),
    method('int previousIndex()', 'The index of the element before.', (self: ListIterator) => self.nextIndex - 1),
    method('void set(def)', 'Replaces the element that came last.', (self: ListIterator, value: unknown) =>
      self.set(value),
    ),
  ],
  { supertypes: ['java.util.Iterator'], represents: [ListIterator] },
);

const iteratorClass = javaClass('java.util.ArrayList$Itr', 'The iterator of a list.', [], {
  supertypes: ['java.util.Iterator'],
  represents: [JavaIterator],
  qualified: true,
});

/** An iterator over a stream, which does not remove. */
export class StreamIteration extends SequenceIteration {
  override remove(): void {
    throw javaException('java.lang.UnsupportedOperationException', 'remove');
  }
}

/** A java.util.PrimitiveIterator.OfInt. */
export class IntIteration extends StreamIteration {}

/** A java.util.PrimitiveIterator.OfLong. */
export class LongIteration extends StreamIteration {}

/** A java.util.PrimitiveIterator.OfDouble: the stream holds numbers, next() gives their boxes. */
export class DoubleIteration extends StreamIteration {
  override next(): unknown {
    return new Double(super.next() as number);
  }
}

/** java.util.PrimitiveIterator: iterators over streams of primitives, which give values in their representation. */
const primitiveIterators: readonly ClassDeclaration[] = [
  javaInterface(
    'java.util.PrimitiveIterator',
    'Gives primitives one after another.',
    [refused('method', 'void forEachRemaining(def)', 'use forEach of the stream')],
    {
      supertypes: ['java.util.Iterator'],
    },
  ),
  ...(
    [
      ['Int', IntIteration],
      ['Long', LongIteration],
      ['Double', DoubleIteration],
    ] as const
  ).map(([name, represents]) => {
    const type = name.toLowerCase();
    return javaInterface(
      `java.util.PrimitiveIterator$Of${name}`,
      `Gives values of type ${type} one after another.`,
      [
        method(`${name === 'Int' ? 'Integer' : name} next()`, 'The next value, boxed.', (self: JavaIterator) =>
          box(plain(self.next()), type),
        ),
        method(`${type} next${name}()`, 'The next value.', (self: JavaIterator) => plain(self.next())),
      ],
      { supertypes: ['java.util.PrimitiveIterator'], represents: [represents] },
    );
  }),
];

/** A primitive, boxed or not, in its representation. */
const plain = (value: unknown): unknown => (value instanceof Double ? value.value : value);

const copyOf = (self: unknown[]) => [...self];

function first(self: unknown[]): unknown {
  if (self.length === 0) throw noSuchElement(null);
  return self[0];
}

function last(self: unknown[]): unknown {
  if (self.length === 0) throw noSuchElement(null);
  return self[self.length - 1];
}

function removeValue(self: unknown[], value: unknown, fromEnd = false): boolean {
  const index = fromEnd ? [...self].reverse().findIndex((item) => equalValues(item, value)) : indexIn(self, value);
  if (index < 0) return false;
  self.splice(fromEnd ? self.length - 1 - index : index, 1);
  return true;
}

const queueInterface = javaInterface(
  'java.util.Queue',
  'Elements that wait in a line.',
  [
    method('def element()', 'The first element.', first),
    method('boolean offer(def)', 'Adds an element at the end.', addItem),
    method('def peek()', 'The first element, or null.', (self: unknown[]) => self[0] ?? null),
    method('def poll()', 'Removes the first element, or gives null.', (self: unknown[]) => self.shift() ?? null),
    method('def remove()', 'Removes the first element.', (self: unknown[]) => {
      first(self);
      return self.shift();
    }),
  ],
  { supertypes: ['java.util.Collection'] },
);

const dequeInterface = javaInterface(
  'java.util.Deque',
  'A line with two ends.',
  [
    method('void addFirst(def)', 'Adds at the start.', (self: unknown[], value: unknown) =>
      spliceList(self, 0, 0, value),
    ),
    method('void addLast(def)', 'Adds at the end.', addItem),
    method('Iterator descendingIterator()', 'An iterator from the end.', (self: unknown[]) =>
      iteratorOf([...self].reverse()),
    ),
    method('def getFirst()', 'The first element.', first),
    method('def getLast()', 'The last element.', last),
    method('boolean offerFirst(def)', 'Adds at the start.', (self: unknown[], value: unknown) => {
      spliceList(self, 0, 0, value);
      return true;
    }),
    method('boolean offerLast(def)', 'Adds at the end.', addItem),
    method('def peekFirst()', 'The first element, or null.', (self: unknown[]) => self[0] ?? null),
    method('def peekLast()', 'The last element, or null.', (self: unknown[]) => self[self.length - 1] ?? null),
    method('def pollFirst()', 'Removes the first element, or gives null.', (self: unknown[]) => self.shift() ?? null),
    method('def pollLast()', 'Removes the last element, or gives null.', (self: unknown[]) => self.pop() ?? null),
    method('def pop()', 'Removes the first element.', (self: unknown[]) => {
      first(self);
      return self.shift();
    }),
    method('void push(def)', 'Adds at the start.', (self: unknown[], value: unknown) => spliceList(self, 0, 0, value)),
    method('boolean remove(def)', 'Removes the first element equal to a value.', (self: unknown[], value: unknown) =>
      removeValue(self, value),
    ),
    method('def removeFirst()', 'Removes the first element.', (self: unknown[]) => {
      first(self);
      return self.shift();
    }),
    method(
      'boolean removeFirstOccurrence(def)',
      'Removes the first element equal to a value.',
      (self: unknown[], value: unknown) => removeValue(self, value),
    ),
    method('def removeLast()', 'Removes the last element.', (self: unknown[]) => {
      last(self);
      return self.pop();
    }),
    method(
      'boolean removeLastOccurrence(def)',
      'Removes the last element equal to a value.',
      (self: unknown[], value: unknown) => removeValue(self, value, true),
    ),
  ],
  { supertypes: ['java.util.Queue'] },
);

/** A java.util.ArrayDeque: no nulls. */
export class ArrayDeque extends OtherList {}
/** A java.util.Stack: a vector whose end is its top. */
export class Stack extends Vector {}

const empty = (kind: typeof OtherList) => () => kind.of();
const filled = (kind: typeof OtherList) => (items: unknown) => {
  const added = itemsOf(items);
  if (kind === ArrayDeque) for (const item of added) nonNull(item);
  const list = kind.of(...added);
  if (list instanceof Vector) list.capacity = added.length;
  return list;
};

const stackTop = (self: unknown[]): unknown => {
  if (self.length === 0) throw javaException('java.util.EmptyStackException', null);
  return self[self.length - 1];
};

/** Classes of lists and what they inherit from. */
export const listClasses: readonly ClassDeclaration[] = [
  iterableInterface,
  collectionInterface,
  listInterface,
  iteratorInterface,
  listIteratorInterface,
  iteratorClass,
  ...primitiveIterators,
  queueInterface,
  dequeInterface,
  javaInterface('java.util.RandomAccess', 'A list with fast access by index.', []),
  javaClass('java.util.AbstractCollection', 'A collection.', [], { supertypes: ['java.util.Collection'] }),
  javaClass('java.util.AbstractList', 'A list.', [], {
    supertypes: ['java.util.AbstractCollection', 'java.util.List'],
  }),
  javaClass('java.util.AbstractSequentialList', 'A linked list.', [], { supertypes: ['java.util.AbstractList'] }),
  javaClass('java.util.AbstractQueue', 'A queue.', [], {
    supertypes: ['java.util.AbstractCollection', 'java.util.Queue'],
  }),
  javaClass(
    'java.util.ArrayList',
    'A list in an array.',
    [
      constructs('()', 'An empty list.', () => [], [['new ArrayList()', '[]']]),
      constructs('(Collection)', 'A list of the elements of a collection.', itemsOf, [['new ArrayList([1])', '[1]']]),
      method('def clone()', 'A copy.', copyOf),
      method('void trimToSize()', 'Frees memory.', () => undefined),
    ],
    { supertypes: ['java.util.AbstractList', 'java.util.RandomAccess'] },
  ),
  javaClass(
    'java.util.LinkedList',
    'A list that is a line with two ends.',
    [
      constructs('()', 'An empty list.', empty(LinkedList)),
      constructs('(Collection)', 'A list of the elements of a collection.', filled(LinkedList)),
      method('def clone()', 'A copy.', filled(LinkedList)),
    ],
    // Queue before List, as LinkedList.remove() and Deque.remove(Object) are found by arity only.
    { supertypes: ['java.util.AbstractSequentialList', 'java.util.Deque'], represents: [LinkedList] },
  ),
  javaClass(
    'java.util.ArrayDeque',
    'A line with two ends.',
    [
      constructs('()', 'An empty line.', empty(ArrayDeque)),
      constructs('(Collection)', 'A line of the elements of a collection.', filled(ArrayDeque)),
      method('ArrayDeque clone()', 'A copy.', filled(ArrayDeque)),
    ],
    { supertypes: ['java.util.AbstractCollection', 'java.util.Deque'], represents: [ArrayDeque] },
  ),
  javaClass(
    'java.util.Vector',
    'A list by its older name.',
    [
      constructs('()', 'An empty vector.', empty(Vector)),
      constructs('(Collection)', 'A vector of the elements of a collection.', filled(Vector)),
      method('void addElement(def)', 'Adds an element.', addItem),
      refused('method', 'void copyInto(Object[])', 'use toArray(def[])'),
      method('def elementAt(int)', 'The element at an index.', (self: unknown[], index: number) => {
        if (index >= self.length) throw arrayBounds(`${index} >= ${self.length}`);
        checkElement(self, index);
        return self[index];
      }),
      refused('method', 'Enumeration elements()', 'use iterator()'),
      method('def firstElement()', 'The first element.', first),
      method('void insertElementAt(def,int)', 'Inserts an element.', (self: Vector, value: unknown, index: number) => {
        insertInto(self, index, value);
      }),
      method('def lastElement()', 'The last element.', last),
      method(
        'int lastIndexOf(def,int)',
        'The last index of a value at or before another index.',
        (self: unknown[], value: unknown, from: number) => {
          if (from >= self.length)
            throw javaException('java.lang.IndexOutOfBoundsException', `${from} >= ${self.length}`);
          for (let index = from; index >= 0; index--) if (equalValues(self[index], value)) return index;
          return -1;
        },
      ),
      method('void removeAllElements()', 'Removes all elements.', clearItems),
      method(
        'boolean removeElement(def)',
        'Removes the first element equal to a value.',
        (self: unknown[], value: unknown) => removeValue(self, value),
      ),
      method('void removeElementAt(int)', 'Removes the element at an index.', removeAt),
      method(
        'void setElementAt(def,int)',
        'Replaces the element at an index.',
        (self: unknown[], value: unknown, index: number) => {
          if (index >= self.length) throw arrayBounds(`${index} >= ${self.length}`);
          checkElement(self, index);
          setAt(self, index, value);
        },
      ),
      method('def clone()', 'A copy.', filled(Vector)),
    ],
    { supertypes: ['java.util.AbstractList', 'java.util.RandomAccess'], represents: [Vector] },
  ),
  javaClass(
    'java.util.Stack',
    'A stack.',
    [
      constructs('()', 'An empty stack.', empty(Stack)),
      method('def push(def)', 'Puts an element on top.', (self: unknown[], value: unknown) => {
        addItem(self, value);
        return value;
      }),
      method('def pop()', 'Takes the element on top.', (self: unknown[]) => {
        stackTop(self);
        return self.pop();
      }),
      method('def peek()', 'The element on top.', stackTop),
      method('boolean empty()', 'Whether the stack is empty.', (self: unknown[]) => self.length === 0),
      method(
        'int search(def)',
        'How far a value is from the top, counted from 1, or -1.',
        (self: unknown[], value: unknown) => {
          const index = [...self].reverse().findIndex((item) => equalValues(item, value));
          return index < 0 ? -1 : index + 1;
        },
      ),
    ],
    { supertypes: ['java.util.Vector'], represents: [Stack] },
  ),
  javaClass('java.util.Arrays$ArrayList', 'What Arrays.asList gives.', [], {
    supertypes: ['java.util.AbstractList'],
    represents: [FixedSizeList],
    qualified: true,
  }),
  javaClass('java.util.ImmutableCollections$ListN', 'A list that cannot be changed.', [], {
    supertypes: ['java.util.AbstractList'],
    represents: [UnmodifiableList],
    qualified: true,
  }),
  javaClass('java.util.ArrayList$SubList', 'A part of a list.', [], {
    supertypes: ['java.util.AbstractList'],
    represents: [SubList],
    qualified: true,
  }),
];
