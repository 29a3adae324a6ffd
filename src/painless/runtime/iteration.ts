// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.util.Iterator over everything that scripts can iterate.

import {
  JavaCollection,
  OtherList,
  UnmodifiableList,
  UnsupportedOperation,
  ValuesView,
} from '../../values/collections.js';
import { JavaArray } from '../../values/javaArray.js';
import { concurrentModification, illegalState, noSuchElement } from './exceptions.js';

let changes = 0;
const lastChange = new WeakMap<object, number>();

/** Notes that a list was sorted or rewritten, which Java counts as a change though its length stays. */
export function noteChange(list: object): void {
  lastChange.set(list, ++changes);
}

/** The present moment, for changedSince. */
export function changesSoFar(): number {
  return changes;
}

/** Whether a list was sorted or rewritten after a moment. */
export function changedSince(list: object, moment: number): boolean {
  return changes !== moment && (lastChange.get(list) ?? 0) > moment;
}

/** A java.util.Iterator. */
export abstract class JavaIterator {
  abstract hasNext(): boolean;
  /** @throws no_such_element_exception, concurrent_modification_exception. */
  abstract next(): unknown;
  /** Removes the element that next() gave last. */
  abstract remove(): void;

  /** Gives the remaining elements to a function. */
  forEachRemaining(use: (item: unknown) => void): void {
    while (this.hasNext()) use(this.next());
  }

  get javaClassName(): string {
    return 'java.util.Iterator';
  }
}

/** A java.lang.Iterable of its own kind, such as a field of a document. */
export abstract class JavaIterable {
  abstract iterator(): JavaIterator;

  *[Symbol.iterator](): Iterator<unknown> {
    const iterator = this.iterator();
    while (iterator.hasNext()) yield iterator.next();
  }
}

/** Iterates a list; notices changes of its length, as Java notices them by a counter. */
export class ListIteration extends JavaIterator {
  protected readonly list: unknown[];
  protected index: number;
  protected last = -1;
  private expected: number;
  private readonly start = changesSoFar();

  constructor(list: unknown[], index = 0) {
    super();
    this.list = list;
    this.index = index;
    this.expected = list.length;
  }

  hasNext(): boolean {
    return this.index !== this.list.length;
  }

  next(): unknown {
    this.check();
    if (this.index >= this.list.length) throw noSuchElement(null);
    this.last = this.index++;
    return this.list[this.last];
  }

  remove(): void {
    if (this.list instanceof UnmodifiableList && this.list.refusesRemoval) throw new UnsupportedOperation();
    if (this.last < 0) throw illegalState(null);
    this.check();
    if (this.list instanceof OtherList) this.list.drop(this.last);
    else this.list.splice(this.last, 1);
    this.index = this.last;
    this.last = -1;
    this.expected = this.list.length;
  }

  override forEachRemaining(use: (item: unknown) => void): void {
    if (this.list instanceof OtherList && !this.list.notesLate) {
      super.forEachRemaining(use);
      return;
    }
    // An ArrayList's own loop says only at its end how far it came and whether the list changed.
    let { index } = this;
    const { length } = this.list;
    if (index >= length) return;
    while (index < length && this.list.length === this.expected) use(this.list[index++]);
    this.index = index;
    this.last = index - 1;
    this.check();
  }

  override get javaClassName(): string {
    return 'java.util.ArrayList$Itr';
  }

  protected check(): void {
    if (this.list.length !== this.expected || changedSince(this.list, this.start)) throw concurrentModification();
  }

  protected accept(): void {
    this.expected = this.list.length;
  }
}

/** Iterates the elements of an array. */
class ArrayIteration extends JavaIterator {
  private readonly items: readonly unknown[];
  private index = 0;

  constructor(array: JavaArray) {
    super();
    this.items = array.items;
  }

  hasNext(): boolean {
    return this.index < this.items.length;
  }

  next(): unknown {
    return this.items[this.index++];
  }

  remove(): void {
    throw illegalState(null);
  }
}

/** Iterates a set, a view of a map or another collection as it was at the start. */
class CollectionIteration extends JavaIterator {
  private readonly collection: JavaCollection;
  private readonly items: readonly unknown[];
  private index = 0;
  private expected: number;
  private removable = false;

  constructor(collection: JavaCollection, items: readonly unknown[] = [...collection]) {
    super();
    this.collection = collection;
    this.items = items;
    this.expected = this.items.length;
  }

  hasNext(): boolean {
    return this.index < this.items.length;
  }

  next(): unknown {
    if (this.collection.size !== this.expected) throw concurrentModification();
    if (this.index >= this.items.length) throw noSuchElement(null);
    this.removable = true;
    return this.items[this.index++];
  }

  remove(): void {
    if (this.collection.refuses !== 'nothing') throw new UnsupportedOperation();
    if (!this.removable) throw illegalState(null);
    if (this.collection.size !== this.expected) throw concurrentModification();
    this.removeItem(this.items[this.index - 1]);
    this.removable = false;
    this.expected = this.collection.size;
  }

  protected removeItem(item: unknown): void {
    this.collection.remove(item);
  }
}

/** Iterates the values of a map: its entries as they were at the start, each with the value that it has by then. */
class ValuesIteration extends CollectionIteration {
  private readonly values: ValuesView;

  constructor(values: ValuesView) {
    super(values, values.map.javaEntries());
    this.values = values;
  }

  override next(): unknown {
    const [key, value] = super.next() as [unknown, unknown];
    return this.values.present(key, value);
  }

  protected override removeItem(item: unknown): void {
    this.values.map.remove((item as [unknown, unknown])[0]);
  }
}

/** Iterates what an Iterable gives, for lists and sequences that are computed. */
export class SequenceIteration extends JavaIterator {
  private readonly iterator: Iterator<unknown>;
  private ahead: IteratorResult<unknown> | undefined;

  constructor(iterable: Iterable<unknown>) {
    super();
    this.iterator = iterable[Symbol.iterator]();
  }

  hasNext(): boolean {
    this.ahead ??= this.iterator.next();
    return this.ahead.done !== true;
  }

  next(): unknown {
    const result = this.ahead ?? this.iterator.next();
    this.ahead = undefined;
    if (result.done === true) throw noSuchElement(null);
    return result.value;
  }

  remove(): void {
    throw illegalState(null);
  }
}

/** An iterator over a list, array or collection; undefined for anything else. */
export function iteratorOf(value: unknown): JavaIterator | undefined {
  if (Array.isArray(value)) return new ListIteration(value);
  if (value instanceof ValuesView) return new ValuesIteration(value);
  if (value instanceof JavaCollection) return new CollectionIteration(value);
  if (value instanceof JavaArray) return new ArrayIteration(value);
  if (value instanceof JavaIterable) return value.iterator();
  if (typeof value === 'object' && value !== null && Symbol.iterator in value)
    return new SequenceIteration(value as Iterable<unknown>);
  return undefined;
}
