// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.util.Arrays, Collections and Objects: classes of static methods.

import {
  ConstantList,
  FixedSizeList,
  iterate,
  JavaCollection,
  JavaSet,
  SingletonList,
  UnmodifiableList,
} from '../../../values/collections.js';
import { equalValues, hashOf, identical, identityHash } from '../../../values/identity.js';
import { JavaArray } from '../../../values/javaArray.js';
import { textOf } from '../../../values/javaText.js';
import { HashMap } from '../../../values/maps.js';
import { box } from '../../runtime/conversions.js';
import {
  illegalArgument,
  indexOutOfBounds,
  javaException,
  noSuchElement,
  nonNull,
  unsupportedOperation,
} from '../../runtime/exceptions.js';
import { iteratorOf } from '../../runtime/iteration.js';
import { checkListLength } from '../../runtime/limits.js';
import { naturalOrder, ordering, type Comparing } from '../comparing.js';
import { constant, javaClass, refused, staticMethod, type ClassDeclaration } from '../table.js';
import { addItem, containsItem, itemsOf, rewrite, rewriteAt, sizeOf, sortList, type Collected } from './lists.js';
import { ConstantMap, UnmodifiableMap } from './maps.js';
import { ConstantSet, UnmodifiableSet } from './constantSets.js';
import { TreeMap } from './TreeMap.js';
import { SealedTreeSet, type TreeSet } from './TreeSet.js';

/** What Collections.unmodifiableCollection gives: a view without equality of its own. */
class UnmodifiableCollection extends JavaCollection {
  private readonly items: Collected;

  constructor(items: Collected) {
    super();
    this.items = items;
  }

  get size(): number {
    return sizeOf(this.items);
  }

  [Symbol.iterator](): Iterator<unknown> {
    return iterate(this.items)[Symbol.iterator]();
  }

  has(value: unknown): boolean {
    return containsItem(this.items, value);
  }

  override get refuses(): 'everything' | 'removeIf' | 'nothing' {
    return 'everything';
  }

  add(_value: unknown): boolean {
    throw unsupportedOperation();
  }

  remove(_value: unknown): boolean {
    throw unsupportedOperation();
  }

  clear(): void {
    throw unsupportedOperation();
  }

  override hashCode(): number {
    return identityHash(this);
  }
}

// Arrays

const boxedItems = (array: JavaArray): unknown[] => array.items.map((item) => box(item, array.component));

function deepEqual(a: unknown, b: unknown): boolean {
  if (!(a instanceof JavaArray) || !(b instanceof JavaArray)) return equalValues(a, b);
  return a.length === b.length && boxedItems(a).every((item, index) => deepEqual(item, boxedItems(b)[index]));
}

function deepHash(value: unknown): number {
  if (!(value instanceof JavaArray)) return hashOf(value);
  return boxedItems(value).reduce((hash: number, item) => (Math.imul(31, hash) + deepHash(item)) | 0, 1);
}

function deepText(value: unknown): string {
  return value instanceof JavaArray ? `[${boxedItems(value).map(deepText).join(', ')}]` : textOf(value);
}

const arraysClass = javaClass('java.util.Arrays', 'Functions on arrays.', [
  staticMethod(
    'List asList(Object[])',
    'The elements as a list of fixed size.',
    (array: JavaArray | null) => FixedSizeList.of(...nonNull(array).items),
    [["Arrays.asList(new String[] {'a'}).get(0)", "(def) 'a'"]],
  ),
  staticMethod(
    'boolean deepEquals(Object[],Object[])',
    'Whether two arrays have equal elements, arrays inside included.',
    deepEqual,
  ),
  staticMethod('int deepHashCode(Object[])', 'A hash code of all elements.', (array: JavaArray | null) =>
    array === null ? 0 : deepHash(array),
  ),
  staticMethod(
    'String deepToString(Object[])',
    'The text of all elements.',
    (array: JavaArray | null) => (array === null ? 'null' : deepText(array)),
    [["Arrays.deepToString(new def[] {1, 'a'})", "'[1, a]'"]],
  ),
]);

// Collections

function extreme(collection: unknown, comparator: Comparing | null, sign: 1 | -1): unknown {
  const items = itemsOf(collection);
  if (items.length === 0) throw noSuchElement(null);
  const compare = ordering(comparator);
  let best = items[0];
  for (const item of items.slice(1)) if (sign * compare(item, best) > 0) best = item;
  return best;
}

function binarySearch(list: unknown[], key: unknown, comparator: Comparing | null): number {
  const compare = ordering(comparator);
  let low = 0;
  let high = list.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const order = compare(list[middle], key);
    if (order < 0) low = middle + 1;
    else if (order > 0) high = middle - 1;
    else return middle;
  }
  return -(low + 1);
}

function findSubList(list: readonly unknown[], part: readonly unknown[], indexes: readonly number[]): number {
  return indexes.find((start) => part.every((item, index) => equalValues(item, list[start + index]))) ?? -1;
}

const starts = (list: readonly unknown[], part: readonly unknown[]): number[] => [
  ...Array(Math.max(0, list.length - part.length + 1)).keys(),
];

function swap(list: unknown[], a: number, b: number): void {
  for (const index of [a, b]) if (index < 0 || index >= list.length) throw indexOutOfBounds(index, list.length);
  const held = list[a];
  rewriteAt(list, a, list[b]);
  rewriteAt(list, b, held);
}

function rotate(list: unknown[], distance: number): void {
  const { length } = list;
  if (length === 0) return;
  const shift = ((distance % length) + length) % length;
  const rotated = [...list.slice(length - shift), ...list.slice(0, length - shift)];
  if (shift !== 0) rewrite(list, rotated);
}

function shuffle(list: unknown[], nextInt: (bound: number) => number): void {
  for (let size = list.length; size > 1; size--) swap(list, size - 1, nextInt(size));
}

function copyList(into: unknown[] | null, from: unknown[] | null): void {
  const source = nonNull(from);
  const target = nonNull(into);
  if (source.length > target.length)
    throw javaException('java.lang.IndexOutOfBoundsException', 'Source does not fit in dest');
  for (let index = 0; index < source.length; index++) rewriteAt(target, index, source[index]);
}

function nCopies(count: number, value: unknown): unknown[] {
  if (count < 0) throw illegalArgument(`List length = ${count}`);
  checkListLength(count);
  return ConstantList.of(...Array.from({ length: count }, () => value));
}

function addAll(collection: Collected, items: JavaArray | null): boolean {
  let changed = false;
  for (const item of nonNull(items).items) {
    changed = addItem(collection, item) || changed;
  }
  return changed;
}

function replaceAll(list: unknown[], from: unknown, to: unknown): boolean {
  let changed = false;
  for (let index = 0; index < list.length; index++) {
    if (!equalValues(list[index], from)) continue;
    rewriteAt(list, index, to);
    changed = true;
  }
  return changed;
}

const fixedList = (list: unknown[] | null) => UnmodifiableList.viewOf(nonNull(list));
const fixedSet = (set: JavaSet | null) => new UnmodifiableSet(nonNull(set));
const fixedMap = (map: HashMap | null) => new UnmodifiableMap(nonNull(map));

/** Java asks a set whether it contains the elements of the other collection, and of two that are none the longer one. */
function disjoint(a: Collected | null, b: Collected | null): boolean {
  let [asked, elements] = [nonNull(b), nonNull(a)];
  if (elements instanceof JavaSet) [asked, elements] = [elements, asked];
  else if (!(asked instanceof JavaSet)) {
    if (sizeOf(asked) === 0 || sizeOf(elements) === 0) return true;
    if (sizeOf(elements) > sizeOf(asked)) [asked, elements] = [elements, asked];
  }
  return !itemsOf(elements).some((item) => containsItem(asked, item));
}
// Empty collections are constants, each of which is the same object wherever it is asked for.
const emptyList = ConstantList.of();
const emptyMap = new ConstantMap(new HashMap());
const emptySet = new ConstantSet();
const emptySortedMap = new TreeMap().sealed();
const emptySortedSet = new SealedTreeSet(new TreeMap());
const sealedMap = (map: TreeMap | null) => nonNull(map).sealed();
const sealedSet = (set: TreeSet | null) => new SealedTreeSet(nonNull(set).tree);

const collectionsClass = javaClass('java.util.Collections', 'Functions on collections.', [
  constant('List EMPTY_LIST', 'A list without elements.', emptyList),
  constant('Map EMPTY_MAP', 'A map without entries.', emptyMap),
  constant('Set EMPTY_SET', 'A set without elements.', emptySet),
  staticMethod('boolean addAll(Collection,def[])', 'Adds elements.', addAll),
  refused('static', 'Queue asLifoQueue(Deque)', 'use the deque itself'),
  staticMethod(
    'int binarySearch(List,def)',
    'The index of a key in a sorted list, or where it belongs.',
    (list: unknown[], key: unknown) => binarySearch(nonNull(list), key, null),
  ),
  staticMethod(
    'int binarySearch(List,def,Comparator)',
    'The index of a key in a sorted list, or where it belongs.',
    (list: unknown[], key: unknown, comparator: Comparing | null) => binarySearch(nonNull(list), key, comparator),
  ),
  staticMethod('void copy(List,List)', 'Copies a list over the start of another one.', copyList),
  staticMethod('boolean disjoint(Collection,Collection)', 'Whether two collections share no element.', disjoint),
  refused('static', 'Enumeration emptyEnumeration()', 'use emptyIterator()'),
  staticMethod('Iterator emptyIterator()', 'An iterator of nothing.', () => iteratorOf([])),
  staticMethod('List emptyList()', 'A list without elements.', () => emptyList),
  refused('static', 'ListIterator emptyListIterator()', 'use emptyIterator()'),
  staticMethod('Map emptyMap()', 'A map without entries.', () => emptyMap),
  staticMethod('NavigableMap emptyNavigableMap()', 'A sorted map without entries.', () => emptySortedMap),
  staticMethod('NavigableSet emptyNavigableSet()', 'A sorted set without elements.', () => emptySortedSet),
  staticMethod('Set emptySet()', 'A set without elements.', () => emptySet),
  staticMethod('SortedMap emptySortedMap()', 'A sorted map without entries.', () => emptySortedMap),
  staticMethod('SortedSet emptySortedSet()', 'A sorted set without elements.', () => emptySortedSet),
  refused('static', 'Enumeration enumeration(Collection)', 'use iterator()'),
  staticMethod('void fill(List,def)', 'Replaces all elements by one value.', (list: unknown[] | null, value: unknown) =>
    rewrite(
      nonNull(list),
      list!.map(() => value),
    ),
  ),
  staticMethod(
    'int frequency(Collection,def)',
    'How many elements are equal to a value.',
    (items: unknown, value: unknown) => itemsOf(items).filter((item) => equalValues(item, value)).length,
  ),
  staticMethod(
    'int indexOfSubList(List,List)',
    'The first index of a list in another one, or -1.',
    (list: unknown[], part: unknown[]) => findSubList(list, part, starts(list, part)),
  ),
  staticMethod(
    'int lastIndexOfSubList(List,List)',
    'The last index of a list in another one, or -1.',
    (list: unknown[], part: unknown[]) => findSubList(list, part, starts(list, part).reverse()),
  ),
  refused('static', 'ArrayList list(Enumeration)', 'use new ArrayList(collection)'),
  staticMethod('def max(Collection)', 'The largest element.', (items: unknown) => extreme(items, null, 1), [
    ['Collections.max([1, 3, 2])', 'Integer.valueOf(3)'],
  ]),
  staticMethod(
    'def max(Collection,Comparator)',
    'The largest element by a comparator.',
    (items: unknown, comparator: Comparing | null) => extreme(items, comparator, 1),
  ),
  staticMethod('def min(Collection)', 'The smallest element.', (items: unknown) => extreme(items, null, -1)),
  staticMethod(
    'def min(Collection,Comparator)',
    'The smallest element by a comparator.',
    (items: unknown, comparator: Comparing | null) => extreme(items, comparator, -1),
  ),
  staticMethod('List nCopies(int,def)', 'A list of one value a number of times.', nCopies),
  refused('static', 'Set newSetFromMap(Map)', 'use a HashSet'),
  staticMethod('boolean replaceAll(List,def,def)', 'Replaces a value by another one.', replaceAll),
  staticMethod('void reverse(List)', 'Reverses a list.', (list: unknown[] | null) => {
    if (nonNull(list).length > 1) rewrite(list!, [...list!].reverse());
  }),
  staticMethod(
    'Comparator reverseOrder()',
    'The reverse of the natural order.',
    (): Comparing => (a, b) => naturalOrder(b, a),
  ),
  staticMethod(
    'Comparator reverseOrder(Comparator)',
    'The reverse of a comparator.',
    (comparator: Comparing | null): Comparing =>
      (a, b) =>
        ordering(comparator)(b, a),
  ),
  staticMethod('void rotate(List,int)', 'Moves all elements by a distance.', rotate),
  staticMethod('void shuffle(List)', 'Orders a list at random.', (list: unknown[]) =>
    shuffle(list, (bound) => Math.floor(Math.random() * bound)),
  ),
  staticMethod(
    'void shuffle(List,Random)',
    'Orders a list by a random generator.',
    (list: unknown[], random: { nextInt(bound: number): number }) => shuffle(list, (bound) => random.nextInt(bound)),
  ),
  staticMethod('Set singleton(def)', 'A set of one element.', (value: unknown) => new ConstantSet([value])),
  staticMethod('List singletonList(def)', 'A list of one element.', (value: unknown) => SingletonList.of(value)),
  staticMethod('Map singletonMap(def,def)', 'A map of one entry.', (key: unknown, value: unknown) => {
    const map = new HashMap();
    map.put(key, value);
    return new ConstantMap(map);
  }),
  staticMethod('void sort(List)', 'Sorts a list in natural order.', (list: unknown[] | null) =>
    sortList(nonNull(list), null),
  ),
  staticMethod('void sort(List,Comparator)', 'Sorts a list.', (list: unknown[] | null, comparator: Comparing | null) =>
    sortList(nonNull(list), comparator),
  ),
  staticMethod('void swap(List,int,int)', 'Exchanges two elements.', swap),
  staticMethod(
    'Collection unmodifiableCollection(Collection)',
    'A view that cannot be changed.',
    (items: Collected | null) => new UnmodifiableCollection(nonNull(items)),
  ),
  staticMethod('List unmodifiableList(List)', 'A view that cannot be changed.', fixedList),
  staticMethod('Map unmodifiableMap(Map)', 'A view that cannot be changed.', fixedMap),
  staticMethod('NavigableMap unmodifiableNavigableMap(NavigableMap)', 'A view that cannot be changed.', sealedMap),
  staticMethod('NavigableSet unmodifiableNavigableSet(NavigableSet)', 'A view that cannot be changed.', sealedSet),
  staticMethod('Set unmodifiableSet(Set)', 'A view that cannot be changed.', fixedSet),
  staticMethod('SortedMap unmodifiableSortedMap(SortedMap)', 'A view that cannot be changed.', sealedMap),
  staticMethod('SortedSet unmodifiableSortedSet(SortedSet)', 'A view that cannot be changed.', sealedSet),
]);

// Objects

const objectsClass = javaClass('java.util.Objects', 'Functions on objects that may be null.', [
  staticMethod(
    'int compare(def,def,Comparator)',
    'Compares; the same objects are equal.',
    (a: unknown, b: unknown, comparator: Comparing) => (identical(a, b) ? 0 : nonNull(comparator)(a, b)),
  ),
  staticMethod('boolean deepEquals(Object,Object)', 'Equality, of elements too where both are arrays.', deepEqual),
  staticMethod('boolean equals(Object,Object)', 'Equality.', equalValues, [['Objects.equals(null, null)', 'true']]),
  staticMethod('int hash(Object[])', 'A hash code of values.', (values: JavaArray | null) =>
    values === null
      ? 0
      : boxedItems(values).reduce((hash: number, item) => (Math.imul(31, hash) + hashOf(item)) | 0, 1),
  ),
  staticMethod('int hashCode(Object)', 'The hash code, or 0.', hashOf),
  staticMethod('boolean isNull(Object)', 'Whether null.', (value: unknown) => value === null),
  staticMethod('boolean nonNull(Object)', 'Whether not null.', (value: unknown) => value !== null),
  staticMethod('def requireNonNull(def)', 'The value; null fails.', (value: unknown) => nonNull(value)),
  staticMethod(
    'def requireNonNull(def,String)',
    'The value; null fails with a message.',
    (value: unknown, message: string | null) => nonNull(value, message),
  ),
  staticMethod('String toString(Object)', 'The text.', textOf),
  staticMethod(
    'String toString(Object,String)',
    'The text, or a default.',
    (value: unknown, fallback: string | null) => (value === null ? fallback : textOf(value)),
  ),
]);

export const staticClasses: readonly ClassDeclaration[] = [
  arraysClass,
  collectionsClass,
  objectsClass,
  javaClass('java.util.Collections$UnmodifiableCollection', 'A view of a collection that cannot be changed.', [], {
    supertypes: ['java.util.Collection'],
    represents: [UnmodifiableCollection],
    qualified: true,
  }),
];
