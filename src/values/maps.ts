// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.util.HashMap and LinkedHashMap. Documents are HashMaps, as the server parses them.

import { hashOf, keyOf } from './identity.js';

/**
 * A java.util.HashMap: looks up by Java equality, iterates in Java's order. The entries are kept in insertion order;
 * Java's order is computed only when a script or processor iterates.
 */
export class HashMap {
  /** Entries in insertion order, by the key's identity (see keyOf); the stored pair keeps the key itself where it is no primitive. */
  readonly entries: Map<unknown, unknown>;
  /** Keys that are no primitives, by their identity. */
  private complexKeys: Map<unknown, unknown> | undefined;
  /** Size of the bucket table, as Java grows it; 0 before the first entry. */
  private buckets = 0;

  constructor(entries: Map<unknown, unknown> = new Map()) {
    this.entries = entries;
  }

  get size(): number {
    return this.entries.size;
  }

  /** The value of a key, or null. */
  get(key: unknown): unknown {
    return this.entries.get(typeof key === 'string' ? key : keyOf(key)) ?? null;
  }

  has(key: unknown): boolean {
    return this.entries.has(typeof key === 'string' ? key : keyOf(key));
  }

  /** Stores a value and returns the former one, or null. */
  put(key: unknown, value: unknown): unknown {
    if (typeof key === 'string') {
      const former = this.entries.get(key) ?? null;
      this.entries.set(key, value);
      return former;
    }
    const identity = keyOf(key);
    if (identity !== key) (this.complexKeys ??= new Map()).set(identity, key);
    const former = this.entries.get(identity) ?? null;
    this.entries.set(identity, value);
    return former;
  }

  /** Removes a key and returns its value, or null. */
  remove(key: unknown): unknown {
    const identity = typeof key === 'string' ? key : keyOf(key);
    // The bucket table never shrinks, so its size has to be noted before the map does.
    this.grow();
    const former = this.entries.get(identity) ?? null;
    this.entries.delete(identity);
    this.complexKeys?.delete(identity);
    return former;
  }

  clear(): void {
    this.grow();
    this.entries.clear();
    this.complexKeys?.clear();
  }

  /** Entries as [key, value] in Java's iteration order. */
  javaEntries(): [unknown, unknown][] {
    this.grow();
    const mask = this.buckets - 1;
    const placed: { bucket: number; entry: [unknown, unknown] }[] = [];
    for (const [identity, value] of this.entries) {
      const key = this.keyFor(identity);
      const hash = hashOf(key);
      placed.push({ bucket: (hash ^ (hash >>> 16)) & mask, entry: [key, value] });
    }
    // The sort is stable: within one bucket entries stay in insertion order, as in Java's chains.
    placed.sort((a, b) => a.bucket - b.bucket);
    return placed.map(({ entry }) => entry);
  }

  /** A new map with the same entries, as Java's copy constructor makes it. */
  copy(): HashMap {
    const copy = new HashMap(new Map(this.entries));
    if (this.complexKeys) copy.complexKeys = new Map(this.complexKeys);
    copy.buckets = tableSizeFor(copy.size / 0.75 + 1);
    return copy;
  }

  /** The key that an identity stands for. */
  protected keyFor(identity: unknown): unknown {
    return this.complexKeys?.get(identity) ?? identity;
  }

  private grow(): void {
    if (this.buckets === 0 && this.entries.size > 0) this.buckets = 16;
    while (this.entries.size > this.buckets * 0.75) this.buckets *= 2;
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

function tableSizeFor(capacity: number): number {
  let size = 1;
  while (size < Math.floor(capacity)) size *= 2;
  return size;
}
