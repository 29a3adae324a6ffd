// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.util.HashMap and LinkedHashMap. Documents are HashMaps, as the server parses them.

import { hashOf, keyOf } from './identity.js';

const noKeys: readonly unknown[] = [];

/** Where an entry is: its key's identity, and the hash code of a key that is no primitive. */
export interface Place {
  readonly identity: unknown;
  readonly hash: number | undefined;
}

/** What only few maps have. */
interface RareState {
  /** Keys that are no primitives with their hash codes when they were stored, by their identity. */
  readonly complexKeys: Map<unknown, { readonly key: unknown; readonly hash: number }>;
  /** Negative places of entries that were put before the others of their bucket, by the key's identity. */
  readonly ahead: Map<unknown, number>;
  /** How many were put so. */
  steps: number;
  /** The size at which the last of them came, which makes the bucket table grow only when another entry comes. */
  grownAt: number;
}

/**
 * A java.util.HashMap: looks up by Java equality, iterates in Java's order. The entries are kept in insertion order;
 * Java's order is computed only when a script or processor iterates.
 */
export class HashMap {
  // Declared only: maps are made by the thousand, of several classes, for which a constructor's assignments are faster than initializers.
  /** Entries in insertion order, by the key's identity (see keyOf); the stored pair keeps the key itself where it is no primitive. */
  declare readonly entries: Map<unknown, unknown>;
  /** Size of the bucket table, as Java grows it; 0 before the first entry. */
  declare private buckets: number;
  declare private rare: RareState | undefined;

  constructor(entries: Map<unknown, unknown> = new Map()) {
    this.entries = entries;
    this.buckets = 0;
    this.rare = undefined;
  }

  get size(): number {
    return this.entries.size;
  }

  /** Whether the views of keys, values and entries refuse every change, even one that would change nothing. */
  get viewsRefuse(): boolean {
    return false;
  }

  /** The value of a key, or null. */
  get(key: unknown): unknown {
    if (typeof key === 'string') return this.entries.get(key) ?? null;
    // Java looks at no key where there is nothing to find; some have no hash code.
    return this.entries.size === 0 ? null : (this.entries.get(keyOf(key)) ?? null);
  }

  has(key: unknown): boolean {
    if (typeof key === 'string') return this.entries.has(key);
    return this.entries.size > 0 && this.entries.has(keyOf(key));
  }

  /** Stores a value and returns the former one, or null. */
  put(key: unknown, value: unknown): unknown {
    if (typeof key === 'string') {
      const former = this.entries.get(key) ?? null;
      this.entries.set(key, value);
      return former;
    }
    const identity = keyOf(key);
    if (identity !== key && !this.entries.has(identity))
      this.makeRare().complexKeys.set(identity, { key, hash: hashOf(key) });
    const former = this.entries.get(identity) ?? null;
    this.entries.set(identity, value);
    return former;
  }

  /** Where the entry of a key is or would be, whatever becomes of the key afterwards. */
  placeOf(key: unknown): Place {
    const identity = keyOf(key);
    return { identity, hash: identity === key ? undefined : hashOf(key) };
  }

  /** Stores a value as merge, compute and computeIfAbsent do behind makeRoom: a new entry comes before the others of its bucket. */
  putAhead(key: unknown, value: unknown, { identity, hash }: Place): void {
    if (!this.keepsPlaces) {
      this.put(key, value);
      return;
    }
    if (!this.entries.has(identity)) {
      const rare = this.makeRare();
      rare.grownAt = this.entries.size + 1;
      if (hash !== undefined) rare.complexKeys.set(identity, { key, hash });
      rare.ahead.set(identity, -++rare.steps);
    }
    this.entries.set(identity, value);
  }

  /** Makes the room that merge, compute and computeIfAbsent make before they look for a key. */
  makeRoom(): void {
    if (!this.keepsPlaces) return;
    if (this.rare) this.rare.grownAt = -1;
    if (this.buckets === 0) this.buckets = 16;
    this.grow();
  }

  /** Replaces every value in Java's order. Entries stay where they are, whatever the function does to their keys. */
  replaceValues(change: (key: unknown, value: unknown) => unknown): void {
    for (const [key, value] of this.javaEntries()) {
      if (!this.keepsPlaces) {
        this.put(key, change(key, value));
        continue;
      }
      const identity = this.identityAt(key);
      const changed = change(key, this.entries.has(identity) ? this.entries.get(identity) : value);
      // What the function has removed stays away.
      if (this.entries.has(identity)) this.entries.set(identity, changed);
    }
  }

  /** The identity under which a key of this map is stored, even where the key has changed since. */
  private identityAt(key: unknown): unknown {
    if (typeof key !== 'object' || key === null) return key ?? null;
    for (const [identity, complex] of this.rare?.complexKeys ?? []) if (complex.key === key) return identity;
    return keyOf(key);
  }

  /** Whether entries are kept here alone; maps of other classes have their own ways to put. */
  private get keepsPlaces(): boolean {
    return this.constructor === HashMap || this.constructor === LinkedHashMap;
  }

  /** Removes a key and returns its value, or null. */
  remove(key: unknown): unknown {
    const identity = typeof key === 'string' ? key : keyOf(key);
    // The bucket table never shrinks, so its size has to be noted before the map does.
    this.grow();
    const former = this.entries.get(identity) ?? null;
    this.entries.delete(identity);
    this.rare?.complexKeys.delete(identity);
    this.rare?.ahead.delete(identity);
    if (this.rare) this.rare.grownAt = -1;
    return former;
  }

  clear(): void {
    this.grow();
    this.entries.clear();
    this.rare?.complexKeys.clear();
    this.rare?.ahead.clear();
  }

  /** Entries as [key, value] in Java's iteration order. */
  javaEntries(): [unknown, unknown][] {
    this.grow();
    const { size } = this.entries;
    const entries: [unknown, unknown][] = [];
    // Bucket and place of insertion in one number: its order is that of the chains, one bucket after the other.
    const order: number[] = [];
    const mask = this.buckets - 1;
    for (const [identity, value] of this.entries) {
      const complex = this.rare?.complexKeys.get(identity);
      const hash = complex ? complex.hash : hashOf(identity);
      order.push(((hash ^ (hash >>> 16)) & mask) * size + entries.length);
      entries.push([complex ? complex.key : identity, value]);
    }
    if (this.rare && this.rare.ahead.size > 0) return this.chained(entries, order, this.rare.ahead);
    return inOrder(order).map((place) => entries[place % size]!);
  }

  /** Entries in the order of their buckets where some stand before the others of theirs. */
  private chained(
    entries: [unknown, unknown][],
    order: readonly number[],
    ahead: ReadonlyMap<unknown, number>,
  ): [unknown, unknown][] {
    const places = [...this.entries.keys()].map((identity) => ahead.get(identity) ?? 0);
    const bucket = (index: number) => Math.floor(order[index]! / entries.length);
    return entries
      .map((_entry, index) => index)
      .sort((a, b) => bucket(a) - bucket(b) || places[a]! - places[b]!)
      .map((index) => entries[index]!);
  }

  /** Keys that are no texts, whole numbers or booleans. */
  objectKeys(): readonly unknown[] {
    return this.rare ? [...this.rare.complexKeys.values()].map(({ key }) => key) : noKeys;
  }

  /** A new map with the same entries, as Java's copy constructor makes it. */
  copy(): HashMap {
    this.grow();
    const copy = new HashMap();
    copy.reserve(this.size);
    // Java fills the copy in the order of iteration, which within a bucket is that of insertion unless buckets fall together.
    if ((this.rare && this.rare.ahead.size > 0) || copy.buckets < this.buckets) {
      for (const [key, value] of this.javaEntries()) copy.put(key, value);
      return copy;
    }
    for (const [identity, value] of this.entries) copy.entries.set(identity, value);
    if (this.rare)
      for (const [identity, complex] of this.rare.complexKeys) copy.makeRare().complexKeys.set(identity, complex);
    return copy;
  }

  /** The key that an identity stands for. */
  protected keyFor(identity: unknown): unknown {
    const complex = this.rare?.complexKeys.get(identity);
    return complex ? complex.key : identity;
  }

  /** Makes the room for so many entries that Java makes before it takes over those of another map. */
  reserve(count: number): void {
    if (count === 0) return;
    this.grow();
    if (this.buckets === 0) this.buckets = tableSizeFor(Math.ceil(count / 0.75));
    while (count > this.buckets * 0.75) this.buckets *= 2;
  }

  private makeRare(): RareState {
    return (this.rare ??= { complexKeys: new Map(), ahead: new Map(), steps: 0, grownAt: -1 });
  }

  private grow(): void {
    const { size } = this.entries;
    if (this.buckets === 0 && size > 0) this.buckets = 16;
    const counted = this.rare?.grownAt === size ? size - 1 : size;
    while (counted > this.buckets * 0.75) this.buckets *= 2;
  }
}

/** A java.util.LinkedHashMap: iterates in insertion order. */
export class LinkedHashMap extends HashMap {
  override javaEntries(): [unknown, unknown][] {
    return [...this.entries].map(([identity, value]) => [this.keyFor(identity), value]);
  }

  override copy(): LinkedHashMap {
    const copy = new LinkedHashMap();
    for (const [key, value] of this.javaEntries()) copy.put(key, value);
    return copy;
  }
}

/** Longest list that is sorted by insertion: below it, a call for each comparison takes longer than the comparisons. */
const fewNumbers = 24;

/** Sorts numbers in place. */
function inOrder(numbers: number[]): number[] {
  if (numbers.length > fewNumbers) return numbers.sort((a, b) => a - b);
  for (let index = 1; index < numbers.length; index++) {
    const number = numbers[index]!;
    let at = index;
    for (; at > 0 && numbers[at - 1]! > number; at--) numbers[at] = numbers[at - 1]!;
    numbers[at] = number;
  }
  return numbers;
}

function tableSizeFor(capacity: number): number {
  let size = 1;
  while (size < Math.floor(capacity)) size *= 2;
  return size;
}
