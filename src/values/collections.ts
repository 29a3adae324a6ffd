// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Java collections beside ArrayList (a JavaScript array) and HashMap (maps.ts): sets, views of maps, other lists.

import type { Failure } from '../diagnostics/failure.js';
import { equalValues, hashOf } from './identity.js';
import type { JavaArray } from './javaArray.js';
import { textOf } from './javaText.js';
import { HashMap, LinkedHashMap } from './maps.js';

/** A java.util.Collection that is no list. */
export abstract class JavaCollection {
  abstract get size(): number;
  /** Elements in Java's order, read as they are now. */
  abstract [Symbol.iterator](): Iterator<unknown>;
  abstract has(value: unknown): boolean;
  /** Adds an element; false when a set holds it already. */
  abstract add(value: unknown): boolean;
  /** Removes one element; false when there is none. */
  abstract remove(value: unknown): boolean;
  abstract clear(): void;

  /** Removes each element that passes a test, as soon as it does; whether there was one. */
  removeWhere(test: (item: unknown) => boolean): boolean {
    let found = false;
    for (const item of [...this]) {
      if (!test(item)) continue;
      this.remove(item);
      found = true;
    }
    return found;
  }

  /** What the collection refuses though it would change nothing: every bulk operation, removeIf, or nothing. */
  get refuses(): 'everything' | 'removeIf' | 'nothing' {
    return 'nothing';
  }

  /** Whether addAll of the collection itself is a mistake, as queues see it. */
  get refusesItself(): boolean {
    return false;
  }

  equals(other: unknown): boolean {
    return this === other;
  }

  hashCode(): number {
    return hashOf([...this]);
  }

  toString(): string {
    return `[${[...this].map((item) => (item === this ? '(this Collection)' : textOf(item))).join(', ')}]`;
  }
}

/** A java.util.Set: equal to every set with equal elements. */
export abstract class JavaSet extends JavaCollection {
  override equals(other: unknown): boolean {
    if (this === other) return true;
    if (!(other instanceof JavaSet) || other.size !== this.size) return false;
    try {
      for (const item of other) if (!this.has(item)) return false;
      return true;
    } catch (error) {
      // A sorted set cannot look for what has another order: it is in no such set.
      const { type } = error as Partial<Failure>;
      if (type === 'class_cast_exception' || type === 'null_pointer_exception') return false;
      throw error;
    }
  }

  override hashCode(): number {
    let hash = 0;
    for (const item of this) hash = (hash + hashOf(item)) | 0;
    return hash;
  }
}

/** The set of keys of a map that is its own: base of HashSet, LinkedHashSet and sorted sets. */
export class MapBackedSet extends JavaSet {
  readonly map: HashMap;

  constructor(map: HashMap) {
    super();
    this.map = map;
  }

  get size(): number {
    return this.map.size;
  }

  *[Symbol.iterator](): Iterator<unknown> {
    for (const [key] of this.map.javaEntries()) yield key;
  }

  has(value: unknown): boolean {
    return this.map.has(value);
  }

  add(value: unknown): boolean {
    if (this.map.has(value)) return false;
    this.map.put(value, true);
    return true;
  }

  remove(value: unknown): boolean {
    if (!this.map.has(value)) return false;
    this.map.remove(value);
    return true;
  }

  clear(): void {
    this.map.clear();
  }
}

/** A java.util.HashSet: iterates in Java's order. */
export class HashSet extends MapBackedSet {
  constructor(items: Iterable<unknown> = []) {
    super(new HashMap());
    for (const item of items) this.map.put(item, true);
  }
}

/** A java.util.LinkedHashSet: iterates in insertion order. */
export class LinkedHashSet extends MapBackedSet {
  constructor(items: Iterable<unknown> = []) {
    super(new LinkedHashMap());
    for (const item of items) this.add(item);
  }
}

/** What Map.keySet() gives: a live view that cannot be added to. */
export class KeySetView extends JavaSet {
  readonly map: HashMap;

  constructor(map: HashMap) {
    super();
    this.map = map;
  }

  override get refuses(): 'everything' | 'removeIf' | 'nothing' {
    return this.map.viewsRefuse ? 'everything' : 'nothing';
  }

  get size(): number {
    return this.map.size;
  }

  *[Symbol.iterator](): Iterator<unknown> {
    for (const [key] of this.map.javaEntries()) yield key;
  }

  has(value: unknown): boolean {
    return this.map.has(value);
  }

  add(_value: unknown): boolean {
    throw new UnsupportedOperation();
  }

  remove(value: unknown): boolean {
    if (this.refuses === 'everything') throw new UnsupportedOperation();
    if (!this.map.has(value)) return false;
    this.map.remove(value);
    return true;
  }

  clear(): void {
    this.map.clear();
  }
}

/** What Map.values() gives: a live view that cannot be added to. */
export class ValuesView extends JavaCollection {
  readonly map: HashMap;

  constructor(map: HashMap) {
    super();
    this.map = map;
  }

  override get refuses(): 'everything' | 'removeIf' | 'nothing' {
    return this.map.viewsRefuse ? 'everything' : 'nothing';
  }

  get size(): number {
    return this.map.size;
  }

  *[Symbol.iterator](): Iterator<unknown> {
    for (const [key, value] of this.map.javaEntries()) yield this.present(key, value);
  }

  /** The value that a key has by now, or the former one where it is gone. */
  present(key: unknown, former: unknown): unknown {
    return this.map.has(key) ? this.map.get(key) : former;
  }

  has(value: unknown): boolean {
    for (const item of this) if (equalValues(item, value)) return true;
    return false;
  }

  add(_value: unknown): boolean {
    throw new UnsupportedOperation();
  }

  override removeWhere(test: (item: unknown) => boolean): boolean {
    let found = false;
    for (const [key, item] of this.map.javaEntries()) {
      if (!test(this.present(key, item))) continue;
      this.map.remove(key);
      found = true;
    }
    return found;
  }

  remove(value: unknown): boolean {
    if (this.refuses === 'everything') throw new UnsupportedOperation();
    for (const [key, item] of this.map.javaEntries()) {
      if (equalValues(item, value)) {
        this.map.remove(key);
        return true;
      }
    }
    return false;
  }

  clear(): void {
    this.map.clear();
  }
}

/** A java.util.Map.Entry; one that belongs to a map writes through to it. */
export class MapEntry {
  readonly key: unknown;
  private known: unknown;
  private readonly map: HashMap | undefined;

  constructor(key: unknown, value: unknown, map?: HashMap) {
    this.key = key;
    this.known = value;
    this.map = map;
  }

  /** The value that the map has for the key now, or had last. */
  get value(): unknown {
    if (this.map?.has(this.key)) this.known = this.map.get(this.key);
    return this.known;
  }

  /** Replaces the value and returns the former one. */
  setValue(value: unknown): unknown {
    const former = this.value;
    this.known = value;
    this.map?.put(this.key, value);
    return former;
  }

  equals(other: unknown): boolean {
    return other instanceof MapEntry && equalValues(this.key, other.key) && equalValues(this.value, other.value);
  }

  hashCode(): number {
    return hashOf(this.key) ^ hashOf(this.value);
  }

  toString(): string {
    return `${textOf(this.key)}=${textOf(this.value)}`;
  }
}

/** What Map.entrySet() gives: a live view that cannot be added to. */
export class EntrySetView extends JavaSet {
  readonly map: HashMap;

  constructor(map: HashMap) {
    super();
    this.map = map;
  }

  override get refuses(): 'everything' | 'removeIf' | 'nothing' {
    return this.map.viewsRefuse ? 'everything' : 'nothing';
  }

  get size(): number {
    return this.map.size;
  }

  *[Symbol.iterator](): Iterator<unknown> {
    for (const [key, value] of this.map.javaEntries()) yield new MapEntry(key, value, this.map);
  }

  has(value: unknown): boolean {
    return value instanceof MapEntry && this.map.has(value.key) && equalValues(this.map.get(value.key), value.value);
  }

  add(_value: unknown): boolean {
    throw new UnsupportedOperation();
  }

  remove(value: unknown): boolean {
    if (this.refuses === 'everything') throw new UnsupportedOperation();
    if (!this.has(value)) return false;
    this.map.remove((value as MapEntry).key);
    return true;
  }

  clear(): void {
    this.map.clear();
  }
}

/** A list that is no ArrayList. The items are those of the array; only the methods of java.util.List tell them apart. */
export class OtherList extends Array<unknown> {
  // Array methods give plain arrays (ArrayLists).
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  /** A list of this kind with the given items. */
  static override of<T>(...items: T[]): T[] {
    const list: T[] = new this() as T[];
    for (const item of items) list.push(item);
    return list;
  }

  /** Whether its iterators, given a function for all that is left, note how far they came only at the end, as those of an ArrayList do. */
  get notesLate(): boolean {
    return false;
  }

  /** Removes the element at an index, as an iterator does. */
  drop(index: number): void {
    this.splice(index, 1);
  }
}

/** A java.util.LinkedList, Vector and so on: behaves as an ArrayList, with methods of its own. */
export class LinkedList extends OtherList {}

/** What Arrays.asList gives: set works, add and remove do not. */
export class FixedSizeList extends OtherList {
  override drop(_index: number): void {
    throw new UnsupportedOperation();
  }
}

/** What Collections.unmodifiableList, List.of and Stream.toList give: they refuse whatever could change them. */
export class UnmodifiableList extends OtherList {
  private static readonly shown = new WeakMap<object, readonly unknown[]>();

  /** A view of another list, which shows the changes of that. */
  static viewOf(list: unknown[]): UnmodifiableList {
    const refuse = (): never => {
      throw new UnsupportedOperation();
    };
    const own = this.prototype;
    const view = new Proxy(list, {
      get: (target, key) => (Object.hasOwn(target, key) ? Reflect.get(target, key) : Reflect.get(own, key)) as unknown,
      getPrototypeOf: () => own,
      set: refuse,
      defineProperty: refuse,
      deleteProperty: refuse,
    });
    this.shown.set(view, this.shownBy(list));
    return view as UnmodifiableList;
  }

  /** The list that a view shows; any other list itself. */
  static shownBy(list: readonly unknown[]): readonly unknown[] {
    return this.shown.get(list) ?? list;
  }

  /** Whether its iterators refuse to remove whatever they gave last. */
  get refusesRemoval(): boolean {
    return true;
  }

  override drop(_index: number): void {
    throw new UnsupportedOperation();
  }
}

/** What Collections.emptyList and nCopies give: they refuse what would change them, and do nothing where there is nothing to do. */
export class ConstantList extends UnmodifiableList {
  override get refusesRemoval(): boolean {
    return false;
  }
}

/** What Collections.singletonList gives. */
export class SingletonList extends ConstantList {
  override get refusesRemoval(): boolean {
    return true;
  }
}

/** Thrown where Java throws UnsupportedOperationException without a message; scripts see it as that. */
export class UnsupportedOperation extends Error {
  override readonly name = 'UnsupportedOperation';
}

/** The elements of a list, array or other collection, in Java's order. */
export function iterate(value: unknown): Iterable<unknown> {
  return value as unknown[] | JavaCollection | JavaArray;
}
