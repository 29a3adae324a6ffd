// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What a java.util.stream.Stream is here: a sequence that is computed when it is consumed, once.

import { identityHash } from '../../../values/identity.js';
import { castMessage, classNameOf } from '../../../values/className.js';
import { classCast, illegalState } from '../../runtime/exceptions.js';

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

/** Values that a function makes of others, one by one. */
export function* mapped<A, B>(items: Iterable<A>, mapper: (item: A) => B): Generator<B> {
  for (const item of items) yield mapper(item);
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
export function* peeked<T>(items: Iterable<T>, action: (item: T) => void): Generator<T> {
  for (const item of items) {
    action(item);
    yield item;
  }
}

/** The first values. */
export function* limited<T>(items: Iterable<T>, count: bigint): Generator<T> {
  if (count === 0n) return;
  let left = count;
  for (const item of items) {
    yield item;
    if (--left === 0n) return;
  }
}

/** The values behind the first ones. */
export function* skipped<T>(items: Iterable<T>, count: bigint): Generator<T> {
  let left = count;
  for (const item of items) {
    if (left > 0n) left--;
    else yield item;
  }
}

/** The values in order; equal ones keep theirs. */
export function* sorted<T>(items: Iterable<T>, compare: (a: T, b: T) => number): Generator<T> {
  yield* [...items].sort(compare);
}

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
export function* joined<T>(first: Iterable<T>, second: Iterable<T>): Generator<T> {
  yield* first;
  yield* second;
}
