// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A map from whole numbers to whole numbers in typed arrays: at most 24 bytes an entry, where a Map of hashes takes three
// times as much.

/** Keys are safe integers such as text hashes, values from 0 on. */
export class NumberMap {
  private keys = new Float64Array(1024);
  /** The value plus 1; 0 where a slot is free. */
  private values = new Uint32Array(1024);
  private count = 0;

  get size(): number {
    return this.count;
  }

  get(key: number): number | undefined {
    const value = this.values[this.slotOf(key)]!;
    return value === 0 ? undefined : value - 1;
  }

  set(key: number, value: number): void {
    const slot = this.slotOf(key);
    const isNew = this.values[slot] === 0;
    this.keys[slot] = key;
    this.values[slot] = value + 1;
    if (isNew && ++this.count > this.keys.length * 0.6) this.grow();
  }

  /** Where a key is, or where it would be. */
  private slotOf(key: number): number {
    const { keys, values } = this;
    const last = keys.length - 1;
    let slot = Math.imul((key % 4294967291) ^ (key / 4294967296), 0x9e3779b1) >>> 0;
    for (slot &= last; values[slot] !== 0 && keys[slot] !== key;) slot = (slot + 1) & last;
    return slot;
  }

  private grow(): void {
    const { keys, values } = this;
    this.keys = new Float64Array(keys.length * 2);
    this.values = new Uint32Array(keys.length * 2);
    for (let at = 0; at < keys.length; at++) {
      if (values[at] === 0) continue;
      const slot = this.slotOf(keys[at]!);
      this.keys[slot] = keys[at]!;
      this.values[slot] = values[at]!;
    }
  }
}
