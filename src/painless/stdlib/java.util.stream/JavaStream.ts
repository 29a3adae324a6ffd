// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What a java.util.stream.Stream is here: a sequence that is computed when it is consumed, once.

import { JavaCollection, MapBackedSet } from '../../../values/collections.js';
import { identityHash } from '../../../values/identity.js';
import { castMessage, classNameOf } from '../../../values/className.js';
import { classCast, illegalState } from '../../runtime/exceptions.js';
import { SubMap } from '../java.util/TreeMap.js';

/** A sequence of values that can be consumed once. */
export abstract class BaseStream<T> {
  private readonly items: Iterable<T>;
  private used = false;

  constructor(items: Iterable<T>) {
    this.items = items;
  }

  /**
   * The values; the stream is used up.
   *
   * @throws illegal_state_exception when it is so already.
   */
  consume(): Iterable<T> {
    if (this.used) throw illegalState('stream has already been operated upon or closed');
    this.used = true;
    return this.items;
  }

  close(): void {
    this.used = true;
  }

  equals(other: unknown): boolean {
    return this === other;
  }

  hashCode(): number {
    return identityHash(this);
  }
}

/** java.util.stream.Stream: values are defs. */
export class JavaStream extends BaseStream<unknown> {}
/** java.util.stream.IntStream. */
export class IntStream extends BaseStream<number> {}
/** java.util.stream.LongStream. */
export class LongStream extends BaseStream<bigint> {}
/** java.util.stream.DoubleStream. */
export class DoubleStream extends BaseStream<number> {}

/** Values of which is known how many they are before they are computed. */
class SizedItems<T> implements Iterable<T> {
  private readonly items: Iterable<T>;
  readonly count: () => number;

  constructor(items: Iterable<T>, count: () => number) {
    this.items = items;
    this.count = count;
  }

  [Symbol.iterator](): Iterator<T> {
    return this.items[Symbol.iterator]();
  }
}

/** How many values there are where Java knows it without computing them (its streams call that SIZED). */
export function countOf(items: Iterable<unknown>): number | undefined {
  if (Array.isArray(items)) return items.length;
  if (items instanceof SizedItems) return items.count();
  if (items instanceof SortedItems) return countOf(items.unsorted);
  if (!(items instanceof JavaCollection)) return undefined;
  // A part of a sorted map does not know how many entries lie between its bounds.
  return items instanceof MapBackedSet && items.map instanceof SubMap ? undefined : items.size;
}

/** Values that are computed from others and as many as `count` makes of their number. */
function sized<T>(items: Iterable<T>, from: Iterable<unknown>, count = (number: number) => number): Iterable<T> {
  return countOf(from) === undefined ? items : new SizedItems(items, () => count(countOf(from)!));
}

/** Values that a function makes of others, one by one. */
export const mapped = <A, B>(items: Iterable<A>, mapper: (item: A) => B): Iterable<B> =>
  sized(eachMapped(items, mapper), items);

function* eachMapped<A, B>(items: Iterable<A>, mapper: (item: A) => B): Generator<B> {
  for (const item of items) yield mapper(item);
}

/** The whole numbers from one up to another, which is left out. */
export const counted = <T extends number | bigint>(start: T, end: T, step: T): Iterable<T> =>
  new SizedItems(eachCounted(start, end, step), () => Math.max(0, Number(end) - Number(start)));

function* eachCounted<T extends number | bigint>(start: T, end: T, step: T): Generator<T> {
  for (let value = start; value < end; value = ((value as number) + (step as number)) as T) yield value;
}

/** Values that fulfil a condition. */
export function* filtered<T>(items: Iterable<T>, test: (item: T) => boolean): Generator<T> {
  for (const item of items) if (test(item)) yield item;
}

/** The values of the streams of a class that a function makes of each value; null counts as an empty stream. */
export function* flattened<A, B>(
  items: Iterable<A>,
  mapper: (item: A) => BaseStream<B> | null,
  of: { readonly name: string; readonly stream: abstract new (items: never) => BaseStream<B> },
): Generator<B> {
  for (const item of items) {
    const inner: unknown = mapper(item);
    if (inner === null) continue;
    if (!(inner instanceof of.stream)) throw classCast(castMessage(classNameOf(inner), `java.util.stream.${of.name}`));
    yield* inner.consume();
  }
}

/** The values, each shown to a function when it passes. */
export const peeked = <T>(items: Iterable<T>, action: (item: T) => void): Iterable<T> =>
  sized(eachPeeked(items, action), items);

function* eachPeeked<T>(items: Iterable<T>, action: (item: T) => void): Generator<T> {
  for (const item of items) {
    action(item);
    yield item;
  }
}

/** The first values. */
export const limited = <T>(items: Iterable<T>, count: bigint): Iterable<T> =>
  sized(firstOf(items, count), items, (number) => Math.min(number, Number(count)));

function* firstOf<T>(items: Iterable<T>, count: bigint): Generator<T> {
  if (count === 0n) return;
  let left = count;
  for (const item of items) {
    yield item;
    if (--left === 0n) return;
  }
}

/** The values behind the first ones. */
export const skipped = <T>(items: Iterable<T>, count: bigint): Iterable<T> =>
  sized(behindFirst(items, count), items, (number) => Math.max(0, number - Number(count)));

function* behindFirst<T>(items: Iterable<T>, count: bigint): Generator<T> {
  let left = count;
  for (const item of items) {
    if (left > 0n) left--;
    else yield item;
  }
}

/** Values that are sorted as soon as the first one is wanted; equal ones keep their order. */
export class SortedItems<T> implements Iterable<T> {
  readonly unsorted: Iterable<T>;
  private readonly compare: (a: T, b: T) => number;

  constructor(items: Iterable<T>, compare: (a: T, b: T) => number) {
    this.unsorted = items;
    this.compare = compare;
  }

  sorted(): T[] {
    return [...this.unsorted].sort(this.compare);
  }

  *[Symbol.iterator](): Generator<T> {
    yield* this.sorted();
  }
}

/** The values in order. */
export const sorted = <T>(items: Iterable<T>, compare: (a: T, b: T) => number): Iterable<T> =>
  new SortedItems(items, compare);

/** Each value once; two with the same key are equal. */
export function* distinct<T>(items: Iterable<T>, keyOf: (item: T) => unknown): Generator<T> {
  const seen = new Set<unknown>();
  for (const item of items) {
    const key = keyOf(item);
    if (seen.has(key)) continue;
    seen.add(key);
    yield item;
  }
}

/** The values of one sequence, then those of another. */
export const joined = <T>(first: Iterable<T>, second: Iterable<T>): Iterable<T> =>
  countOf(second) === undefined
    ? oneAfterOther(first, second)
    : sized(oneAfterOther(first, second), first, (number) => number + countOf(second)!);

function* oneAfterOther<T>(first: Iterable<T>, second: Iterable<T>): Generator<T> {
  yield* first;
  yield* second;
}
