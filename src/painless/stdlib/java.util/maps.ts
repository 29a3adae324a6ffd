// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.util.Map, its entries, and the classes of maps.

import { EntrySetView, KeySetView, MapEntry, ValuesView, type JavaCollection } from '../../../values/collections.js';
import { equalValues, hashOf } from '../../../values/identity.js';
import { HashMap, LinkedHashMap } from '../../../values/maps.js';
import { castMessage, classNameOf } from '../../../values/className.js';
import {
  classCast,
  concurrentModification,
  javaException,
  noSuchElement,
  nonNull,
  unsupportedOperation,
} from '../../runtime/exceptions.js';
import { compareNaturally, type Comparing } from '../comparing.js';
import { getByPath } from '../getByPath.js';
import { addItem } from './lists.js';
import { ConstantSet } from './constantSets.js';
import { SealedTreeMap, SubMap, TreeMap, type Bound } from './TreeMap.js';
import { SealedTreeSet, SortedKeySet, type TreeSet } from './TreeSet.js';
import {
  constructs,
  javaClass,
  javaInterface,
  method,
  methodOnNull,
  refused,
  staticMethod,
  type ClassDeclaration,
} from '../table.js';
import { visitEntries, visitsTable } from './visitEntries.js';

type Pair = (key: unknown, value: unknown) => unknown;

/** Gives entries to a function; each class finds changes of its size at another time. */
function forEachEntry(self: HashMap, use: (key: unknown, value: unknown) => void): void {
  if (visitsTable(self)) {
    visitEntries(self, use);
    return;
  }
  const { size } = self;
  for (const [key, value] of entriesOf(self)) {
    use(key, value);
    if (self instanceof TreeMap && !(self instanceof SubMap) && self.size !== size) throw concurrentModification();
  }
}

/** Entries in order; a change of the size in between is found as Java's iterators find it, before the next entry. */
function* entriesOf(self: HashMap): Generator<[unknown, unknown]> {
  const { size } = self;
  for (const [key, value] of self.javaEntries()) {
    if (self.size !== size) throw concurrentModification();
    yield [key, presentValue(self, key, value)];
  }
}

/** The value that a key has by now, or the former one where it is gone. */
const presentValue = (self: HashMap, key: unknown, former: unknown): unknown =>
  self.has(key) ? self.get(key) : former;

/** Refuses maps that cannot be changed whatever a call would do to them. */
function open(self: HashMap): HashMap {
  if (self instanceof UnmodifiableMap || self instanceof SealedTreeMap) throw unsupportedOperation();
  return self;
}

/** The size by which a change is noticed; of a part of a sorted map Java does not ask it. */
const countOf = (self: HashMap): number => (self instanceof SubMap ? 0 : self.size);

/** Whether a map is a TreeMap without entries, which looks at a key only where it has a value to put. */
const looksAtNoKey = (self: HashMap): boolean =>
  self instanceof TreeMap && !(self instanceof SubMap) && self.size === 0;

/** The value of a key before a function is asked for another one. */
const presentIn = (self: HashMap, key: unknown): unknown => (looksAtNoKey(self) ? null : self.get(key));

function compute(self: HashMap, key: unknown, change: Pair): unknown {
  open(self);
  nonNull(change);
  self.makeRoom();
  return computed(self, key, change);
}

function computed(self: HashMap, key: unknown, change: Pair): unknown {
  // Java looks for the key once: a function that changes the key itself does not move it.
  const place = self.placeOf(key);
  const present = presentIn(self, key);
  const size = countOf(self);
  const value = change(key, present);
  if (countOf(self) !== size) throw concurrentModification();
  if (value !== null) self.putAhead(key, value, place);
  else if (!looksAtNoKey(self)) self.remove(key);
  return value;
}

function computeIfAbsent(self: HashMap, key: unknown, make: (key: unknown) => unknown): unknown {
  open(self);
  nonNull(make);
  self.makeRoom();
  const present = presentIn(self, key);
  if (present !== null) return present;
  const size = countOf(self);
  const place = self.placeOf(key);
  const value = make(key);
  if (countOf(self) !== size) throw concurrentModification();
  if (value !== null) self.putAhead(key, value, place);
  return value;
}

function computeIfPresent(self: HashMap, key: unknown, change: Pair): unknown {
  open(self);
  nonNull(change);
  return self.get(key) === null ? null : computed(self, key, change);
}

function merge(self: HashMap, key: unknown, value: unknown, combine: Pair): unknown {
  open(self);
  nonNull(value);
  nonNull(combine);
  self.makeRoom();
  const place = self.placeOf(key);
  const present = self.get(key);
  const size = countOf(self);
  const merged = present === null ? value : combine(present, value);
  if (countOf(self) !== size) throw concurrentModification();
  if (merged === null) self.remove(key);
  else self.putAhead(key, merged, place);
  return merged;
}

function removeEntry(self: HashMap, key: unknown, value: unknown): boolean {
  open(self);
  if (!self.has(key) || !equalValues(self.get(key), value)) return false;
  self.remove(key);
  return true;
}

function replaceEntry(self: HashMap, key: unknown, former: unknown, value: unknown): boolean {
  open(self);
  if (!self.has(key) || !equalValues(self.get(key), former)) return false;
  self.put(key, value);
  return true;
}

function replaceAllEntries(self: HashMap, change: Pair): void {
  if (self instanceof ConstantMap && self.size === 0) {
    nonNull(change);
    return;
  }
  open(self);
  nonNull(change);
  const { size } = self;
  self.replaceValues(change);
  if (self.size !== size) throw concurrentModification();
}

function putAll(self: HashMap, other: HashMap | null): void {
  if (!(self instanceof ConstantMap)) open(self);
  self.reserve(nonNull(other).size);
  for (const [key, value] of nonNull(other).javaEntries()) self.put(key, value);
}

/** An empty map for entries of another one: sorted as a TreeMap is, else in the order in which they come. */
const mapLike = (self: HashMap): HashMap =>
  self instanceof TreeMap && !(self instanceof SubMap) ? new TreeMap() : new LinkedHashMap();

/** Elements that pass a test. */
function findAll(self: HashMap, test: Pair): HashMap {
  const found = mapLike(self);
  for (const [key, value] of entriesOf(self)) if (test(key, value) === true) found.put(key, value);
  return found;
}

function findResult(self: HashMap, fallback: unknown, find: Pair): unknown {
  for (const [key, value] of entriesOf(self)) {
    const result = find(key, value);
    if (result !== null) return result;
  }
  return fallback;
}

function groupBy(self: HashMap, classify: Pair): HashMap {
  const groups = new LinkedHashMap();
  for (const [key, value] of entriesOf(self)) {
    const group = classify(key, value);
    let found = groups.get(group) as HashMap | null;
    if (!found) {
      found = mapLike(self);
      groups.put(group, found);
    }
    found.put(key, value);
  }
  return groups;
}

/** Results of a function on all entries. */
function collected(self: HashMap, use: Pair): unknown[] {
  const results: unknown[] = [];
  for (const [key, value] of entriesOf(self)) results.push(use(key, value));
  return results;
}

const count = (self: HashMap, test: Pair): number => collected(self, test).filter((passes) => passes === true).length;

function containsValue(self: HashMap, value: unknown): boolean {
  if (self instanceof Hashtable) nonNull(value);
  for (const item of self.entries.values()) if (equalValues(item, value)) return true;
  return false;
}

const mapInterface = javaInterface('java.util.Map', 'Values by key.', [
  method('void clear()', 'Removes all entries.', (self: HashMap) => self.clear()),
  method(
    'def compute(def,BiFunction)',
    'Replaces the value of a key by the result of a function; null removes.',
    compute,
  ),
  method(
    'def computeIfAbsent(def,Function)',
    'The value of a key, made by a function where there is none.',
    computeIfAbsent,
    [['[:].computeIfAbsent(1, k -> k + 1)', 'Integer.valueOf(2)']],
  ),
  method('def computeIfPresent(def,BiFunction)', 'Replaces a value that is there.', computeIfPresent),
  method('boolean containsKey(def)', 'Whether there is a key.', (self: HashMap, key: unknown) => self.has(key), [
    ["['a': 1].containsKey('a')", 'true'],
  ]),
  method('boolean containsValue(def)', 'Whether there is a value.', containsValue),
  method('Set entrySet()', 'The entries; changes go through.', (self: HashMap) => new EntrySetView(self)),
  method('boolean equals(Object)', 'Whether another map has equal entries.', (self: HashMap, other: unknown) =>
    equalValues(self, other),
  ),
  method('void forEach(BiConsumer)', 'Gives every entry to a function.', (self: HashMap, use: Pair) =>
    forEachEntry(self, nonNull(use)),
  ),
  method('def get(def)', 'The value of a key, or null.', (self: HashMap, key: unknown) => self.get(key), [
    ["['a': 1].get('a')", 'Integer.valueOf(1)'],
  ]),
  method(
    'def getOrDefault(def,def)',
    'The value of a key, or a default.',
    (self: HashMap, key: unknown, fallback: unknown) => (self.has(key) ? self.get(key) : fallback),
    [["[:].getOrDefault('a', 2)", 'Integer.valueOf(2)']],
  ),
  method('int hashCode()', 'The hash code.', (self: HashMap) => hashOf(self)),
  method('boolean isEmpty()', 'Whether there are no entries.', (self: HashMap) => self.size === 0),
  method('Set keySet()', 'The keys; changes go through.', keySet),
  method('def merge(def,def,BiFunction)', 'Stores a value, or combines it with the one that is there.', merge),
  method(
    'def put(def,def)',
    'Stores a value and gives back the former one.',
    (self: HashMap, key: unknown, value: unknown) => self.put(key, value),
  ),
  method('void putAll(Map)', 'Stores all entries of another map.', putAll),
  method(
    'def putIfAbsent(def,def)',
    'Stores a value where there is none.',
    (self: HashMap, key: unknown, value: unknown) => {
      const former = open(self).get(key);
      if (former === null) self.put(key, value);
      return former;
    },
  ),
  method('def remove(def)', 'Removes a key and gives back its value.', (self: HashMap, key: unknown) =>
    self.remove(key),
  ),
  method('boolean remove(def,def)', 'Removes a key that has a value.', removeEntry),
  method(
    'def replace(def,def)',
    'Replaces the value of a key that is there.',
    (self: HashMap, key: unknown, value: unknown) => (open(self).has(key) ? self.put(key, value) : null),
  ),
  method('boolean replace(def,def,def)', 'Replaces a value by another one.', replaceEntry),
  method('void replaceAll(BiFunction)', 'Replaces every value by the result of a function.', replaceAllEntries),
  method('int size()', 'The number of entries.', (self: HashMap) => self.size, [["['a': 1].size()", '1']]),
  method('Collection values()', 'The values; changes go through.', valuesOf),
  methodOnNull(
    'Object getByPath(String)',
    'The value at a path of keys and indexes.',
    (self: unknown, path: string | null) => getByPath(self, path),
    [["['a': ['b': 1]].getByPath('a.b')", '(Object) Integer.valueOf(1)']],
  ),
  methodOnNull(
    'Object getByPath(String, Object)',
    'The value at a path, or a default.',
    (self: unknown, path: string | null, fallback: unknown) => getByPath(self, path, () => fallback),
  ),
  method('List collect(BiFunction)', 'Results of a function.', collected),
  method(
    'def collect(Collection,BiFunction)',
    'Adds results of a function to a collection.',
    (self: HashMap, into: unknown[] | JavaCollection | null, use: Pair) => {
      for (const [key, value] of entriesOf(self)) {
        const result = use(key, value);
        addItem(nonNull(into), result);
      }
      return into;
    },
  ),
  method('int count(BiPredicate)', 'The number of entries that pass a test.', count),
  method('def each(BiConsumer)', 'Gives every entry to a function; gives back the map.', (self: HashMap, use: Pair) => {
    for (const [key, value] of entriesOf(self)) use(key, value);
    return self;
  }),
  method('boolean every(BiPredicate)', 'Whether all entries pass a test.', (self: HashMap, test: Pair) => {
    for (const [key, value] of entriesOf(self)) if (test(key, value) !== true) return false;
    return true;
  }),
  method('Map.Entry find(BiPredicate)', 'The first entry that passes a test, or null.', (self: HashMap, test: Pair) => {
    for (const [key, value] of entriesOf(self)) if (test(key, value) === true) return new MapEntry(key, value, self);
    return null;
  }),
  method('Map findAll(BiPredicate)', 'The entries that pass a test.', findAll),
  method(
    'def findResult(BiFunction)',
    'The first result of a function that is not null.',
    (self: HashMap, find: Pair) => findResult(self, null, find),
  ),
  method(
    'def findResult(def,BiFunction)',
    'The first result of a function that is not null, or a default.',
    findResult,
  ),
  method('List findResults(BiFunction)', 'Results of a function that are not null.', (self: HashMap, find: Pair) =>
    collected(self, find).filter((result) => result !== null),
  ),
  method('Map groupBy(BiFunction)', 'Maps of entries by the result of a function.', groupBy),
]);

/** Constant maps give constant sets of their values, not views. */
function valuesOf(self: HashMap): JavaCollection {
  return self instanceof ConstantMap ? new ConstantSet(self.entries.values()) : new ValuesView(self);
}

function keySet(self: HashMap): JavaCollection {
  return self instanceof TreeMap && !(self instanceof SealedTreeMap) ? new SortedKeySet(self) : new KeySetView(self);
}

const sortedKeys = (self: TreeMap): TreeSet =>
  self instanceof SealedTreeMap ? new SealedTreeSet(self) : new SortedKeySet(self);

type EntryComparing = (a: unknown, b: unknown) => number;

function entryOf(value: unknown): MapEntry {
  if (nonNull(value) instanceof MapEntry) return value as MapEntry;
  throw classCast(castMessage(classNameOf(value), 'java.util.Map$Entry'));
}

const byKey =
  (compare: Comparing): EntryComparing =>
  (a, b) =>
    compare(entryOf(a).key, entryOf(b).key);
const byValue =
  (compare: Comparing): EntryComparing =>
  (a, b) =>
    compare(entryOf(a).value, entryOf(b).value);

const entryInterface = javaInterface('java.util.Map$Entry', 'A key with its value.', [
  staticMethod('Comparator comparingByKey()', 'Orders entries by key.', () => byKey(compareNaturally)),
  staticMethod('Comparator comparingByKey(Comparator)', 'Orders entries by key.', (comparator: Comparing | null) =>
    byKey(nonNull(comparator)),
  ),
  staticMethod('Comparator comparingByValue()', 'Orders entries by value.', () => byValue(compareNaturally)),
  staticMethod('Comparator comparingByValue(Comparator)', 'Orders entries by value.', (comparator: Comparing | null) =>
    byValue(nonNull(comparator)),
  ),
  method('boolean equals(Object)', 'Whether another entry has equal key and value.', (self: MapEntry, other: unknown) =>
    self.equals(other),
  ),
  method('def getKey()', 'The key.', (self: MapEntry) => self.key),
  method('def getValue()', 'The value.', (self: MapEntry) => self.value),
  method('int hashCode()', 'The hash code.', (self: MapEntry) => self.hashCode()),
  method('def setValue(def)', 'Replaces the value, also in the map.', (self: MapEntry, value: unknown) =>
    self.setValue(value),
  ),
]);

/** A java.util.AbstractMap.SimpleEntry. */
class SimpleEntry extends MapEntry {}

/** A java.util.AbstractMap.SimpleImmutableEntry. */
class ImmutableEntry extends MapEntry {
  override setValue(_value: unknown): unknown {
    throw unsupportedOperation();
  }
}

const entryAt = (self: TreeMap, key: unknown): MapEntry | null =>
  key === undefined ? null : new ImmutableEntry(key, self.get(key));

function edgeKey(self: TreeMap, which: 'first' | 'last'): unknown {
  const key = self.edge(which);
  if (key === undefined) throw noSuchElement(null);
  return key;
}

function poll(self: TreeMap, which: 'first' | 'last'): MapEntry | null {
  open(self);
  const entry = entryAt(self, self.edge(which));
  if (entry) self.remove(entry.key);
  return entry;
}

const bound = (key: unknown, inclusive: boolean): Bound => ({ key, inclusive });

const subMap = (self: TreeMap, from: unknown, fromInclusive: boolean, to: unknown, toInclusive: boolean): TreeMap =>
  self.part(bound(from, fromInclusive), bound(to, toInclusive));

const sortedMapInterface = javaInterface(
  'java.util.SortedMap',
  'A map in the order of its keys.',
  [
    method('Comparator comparator()', 'The comparator, or null.', (self: TreeMap) => self.comparator),
    method('def firstKey()', 'The first key.', (self: TreeMap) => edgeKey(self, 'first')),
    method('SortedMap headMap(def)', 'The entries before a key.', (self: TreeMap, to: unknown) =>
      self.part(undefined, bound(to, false)),
    ),
    method('def lastKey()', 'The last key.', (self: TreeMap) => edgeKey(self, 'last')),
    method(
      'SortedMap subMap(def,def)',
      'The entries from a key to before another.',
      (self: TreeMap, from: unknown, to: unknown) => subMap(self, from, true, to, false),
    ),
    method('SortedMap tailMap(def)', 'The entries from a key on.', (self: TreeMap, from: unknown) =>
      self.part(bound(from, true), undefined),
    ),
  ],
  { supertypes: ['java.util.Map'] },
);

const navigableMapInterface = javaInterface(
  'java.util.NavigableMap',
  'A sorted map that finds neighbours of keys.',
  [
    method(
      'Map.Entry ceilingEntry(def)',
      'The entry of the least key at or after one.',
      (self: TreeMap, key: unknown) => entryAt(self, self.near(key, 'up', true)),
    ),
    method(
      'def ceilingKey(def)',
      'The least key at or after one.',
      (self: TreeMap, key: unknown) => self.near(key, 'up', true) ?? null,
    ),
    method('NavigableSet descendingKeySet()', 'The keys from the last to the first.', (self: TreeMap) =>
      sortedKeys(self.reversed()),
    ),
    method('NavigableMap descendingMap()', 'The entries from the last to the first.', (self: TreeMap) =>
      self.reversed(),
    ),
    method('Map.Entry firstEntry()', 'The first entry, or null.', (self: TreeMap) => entryAt(self, self.edge('first'))),
    method(
      'Map.Entry floorEntry(def)',
      'The entry of the greatest key at or before one.',
      (self: TreeMap, key: unknown) => entryAt(self, self.near(key, 'down', true)),
    ),
    method(
      'def floorKey(def)',
      'The greatest key at or before one.',
      (self: TreeMap, key: unknown) => self.near(key, 'down', true) ?? null,
    ),
    method(
      'NavigableMap headMap(def,boolean)',
      'The entries before a key, or up to it.',
      (self: TreeMap, to: unknown, inclusive: boolean) => self.part(undefined, bound(to, inclusive)),
    ),
    method('Map.Entry higherEntry(def)', 'The entry of the least key after one.', (self: TreeMap, key: unknown) =>
      entryAt(self, self.near(key, 'up', false)),
    ),
    method(
      'def higherKey(def)',
      'The least key after one.',
      (self: TreeMap, key: unknown) => self.near(key, 'up', false) ?? null,
    ),
    method('Map.Entry lastEntry()', 'The last entry, or null.', (self: TreeMap) => entryAt(self, self.edge('last'))),
    method('Map.Entry lowerEntry(def)', 'The entry of the greatest key before one.', (self: TreeMap, key: unknown) =>
      entryAt(self, self.near(key, 'down', false)),
    ),
    method('NavigableSet navigableKeySet()', 'The keys in order; changes go through.', sortedKeys),
    method('Map.Entry pollFirstEntry()', 'Removes the first entry, or gives null.', (self: TreeMap) =>
      poll(self, 'first'),
    ),
    method('Map.Entry pollLastEntry()', 'Removes the last entry, or gives null.', (self: TreeMap) =>
      poll(self, 'last'),
    ),
    method('NavigableMap subMap(def,boolean,def,boolean)', 'The entries between two keys.', subMap),
    method(
      'NavigableMap tailMap(def,boolean)',
      'The entries after a key, or from it on.',
      (self: TreeMap, from: unknown, inclusive: boolean) => self.part(bound(from, inclusive), undefined),
    ),
  ],
  { supertypes: ['java.util.SortedMap'] },
);

/** A java.util.Hashtable: neither null keys nor null values. */
class Hashtable extends HashMap {
  override get(key: unknown): unknown {
    return super.get(nonNull(key));
  }

  override has(key: unknown): boolean {
    return super.has(nonNull(key));
  }

  override remove(key: unknown): unknown {
    return super.remove(nonNull(key));
  }

  override put(key: unknown, value: unknown): unknown {
    if (key === null || value === null) throw javaException('java.lang.NullPointerException', null);
    return super.put(key, value);
  }
}

/** What Collections.unmodifiableMap gives: a view that shows the changes of another map. */
export class UnmodifiableMap extends LinkedHashMap {
  private readonly shown: HashMap;

  constructor(shown: HashMap) {
    super(shown.entries);
    this.shown = shown;
  }

  override get viewsRefuse(): boolean {
    return true;
  }

  override get(key: unknown): unknown {
    return this.shown.get(key);
  }

  override has(key: unknown): boolean {
    return this.shown.has(key);
  }

  override javaEntries(): [unknown, unknown][] {
    return this.shown.javaEntries();
  }

  override objectKeys(): readonly unknown[] {
    return this.shown.objectKeys();
  }

  override put(_key: unknown, _value: unknown): unknown {
    throw unsupportedOperation();
  }

  override remove(_key: unknown): unknown {
    throw unsupportedOperation();
  }

  override clear(): void {
    throw unsupportedOperation();
  }
}

/** What Collections.emptyMap and singletonMap give: they do nothing where there is nothing to do. */
export class ConstantMap extends UnmodifiableMap {
  override get viewsRefuse(): boolean {
    return false;
  }

  override remove(key: unknown): unknown {
    return this.has(key) ? super.remove(key) : null;
  }

  override clear(): void {
    if (this.size > 0) super.clear();
  }
}

const filledFrom = (make: () => HashMap) => (other: HashMap | null) => {
  const map = make();
  putAll(map, other);
  return map;
};

const copyMap = (self: HashMap): HashMap => self.copy();

/** Classes of maps. */
export const mapClasses: readonly ClassDeclaration[] = [
  mapInterface,
  entryInterface,
  sortedMapInterface,
  navigableMapInterface,
  javaClass('java.util.AbstractMap', 'A map.', [], { supertypes: ['java.util.Map'] }),
  javaClass('java.util.Dictionary', 'A map by its oldest name.', [
    refused('method', 'Enumeration elements()', 'use values()'),
    refused('method', 'Enumeration keys()', 'use keySet()'),
    method('def get(def)', 'The value of a key, or null.', (self: HashMap, key: unknown) => self.get(key)),
    method('boolean isEmpty()', 'Whether there are no entries.', (self: HashMap) => self.size === 0),
    method(
      'def put(def,def)',
      'Stores a value and gives back the former one.',
      (self: HashMap, key: unknown, value: unknown) => self.put(key, value),
    ),
    method('def remove(def)', 'Removes a key and gives back its value.', (self: HashMap, key: unknown) =>
      self.remove(key),
    ),
    method('int size()', 'The number of entries.', (self: HashMap) => self.size),
  ]),
  javaClass('java.util.HashMap$Node', 'An entry of a map.', [], {
    supertypes: ['java.util.Map$Entry'],
    represents: [MapEntry],
    qualified: true,
  }),
  javaClass(
    'java.util.AbstractMap$SimpleEntry',
    'An entry by itself.',
    [
      constructs('(def,def)', 'A key with a value.', (key: unknown, value: unknown) => new SimpleEntry(key, value)),
      constructs(
        '(Map.Entry)',
        'A copy of an entry.',
        (entry: MapEntry | null) => new SimpleEntry(nonNull(entry).key, nonNull(entry).value),
      ),
    ],
    { supertypes: ['java.util.Map$Entry'], represents: [SimpleEntry] },
  ),
  javaClass(
    'java.util.AbstractMap$SimpleImmutableEntry',
    'An entry that cannot be changed.',
    [
      constructs('(def,def)', 'A key with a value.', (key: unknown, value: unknown) => new ImmutableEntry(key, value)),
      constructs(
        '(Map.Entry)',
        'A copy of an entry.',
        (entry: MapEntry | null) => new ImmutableEntry(nonNull(entry).key, nonNull(entry).value),
      ),
    ],
    { supertypes: ['java.util.Map$Entry'], represents: [ImmutableEntry] },
  ),
  javaClass(
    'java.util.HashMap',
    'A map in the order of hash codes.',
    [
      constructs('()', 'An empty map.', () => new HashMap(), [['new HashMap()', '[:]']]),
      constructs('(Map)', 'A copy of a map.', (other: HashMap | null) => {
        if (nonNull(other).constructor === HashMap) return other!.copy();
        return filledFrom(() => new HashMap())(other);
      }),
      method('def clone()', 'A copy.', copyMap),
    ],
    { supertypes: ['java.util.AbstractMap'], represents: [HashMap] },
  ),
  javaClass(
    'java.util.LinkedHashMap',
    'A map in the order of insertion.',
    [
      constructs('()', 'An empty map.', () => new LinkedHashMap()),
      constructs(
        '(Map)',
        'A copy of a map.',
        filledFrom(() => new LinkedHashMap()),
      ),
    ],
    { supertypes: ['java.util.HashMap'], represents: [LinkedHashMap] },
  ),
  javaClass(
    'java.util.Hashtable',
    'A map without nulls.',
    [
      constructs('()', 'An empty map.', () => new Hashtable()),
      constructs(
        '(Map)',
        'A copy of a map.',
        filledFrom(() => new Hashtable()),
      ),
      method(
        'def clone()',
        'A copy.',
        filledFrom(() => new Hashtable()),
      ),
    ],
    { supertypes: ['java.util.Dictionary', 'java.util.Map'], represents: [Hashtable] },
  ),
  javaClass(
    'java.util.IdentityHashMap',
    'A map by identity of keys.',
    [
      refused('constructor', '()', 'keys are compared by identity, which boxed numbers and texts do not have here'),
      refused('constructor', '(Map)', 'keys are compared by identity, which boxed numbers and texts do not have here'),
      refused('method', 'def clone()', 'keys are compared by identity, which boxed numbers and texts do not have here'),
    ],
    { supertypes: ['java.util.AbstractMap'] },
  ),
  javaClass(
    'java.util.TreeMap',
    'A map in the order of its keys.',
    [
      constructs('()', 'An empty map in natural order.', () => new TreeMap()),
      constructs(
        '(Comparator)',
        'An empty map in the order of a comparator.',
        (comparator: Comparing | null) => new TreeMap(comparator),
      ),
      method('def clone()', 'A copy.', copyMap),
    ],
    { supertypes: ['java.util.AbstractMap', 'java.util.NavigableMap'], represents: [TreeMap] },
  ),
  ...[
    { name: 'java.util.TreeMap$AscendingSubMap', represents: [SubMap] },
    { name: 'java.util.Collections$UnmodifiableNavigableMap', represents: [SealedTreeMap] },
  ].map(({ name, represents }) =>
    javaClass(name, 'A view of a sorted map.', [], {
      supertypes: ['java.util.AbstractMap', 'java.util.NavigableMap'],
      represents,
      qualified: true,
    }),
  ),
  javaClass('java.util.ImmutableCollections$MapN', 'A map that cannot be changed.', [], {
    supertypes: ['java.util.AbstractMap'],
    represents: [UnmodifiableMap],
    qualified: true,
  }),
];
