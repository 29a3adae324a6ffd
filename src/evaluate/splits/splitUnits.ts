// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What must stay together in a split: examples that share a text, or a value of any grouping field, and whatever hangs on
// those through others.

import { NumberMap } from '../../util/numberMap.js';

/** Joins examples as their values come; examples are numbered from 0 in the order in which they are added. */
export class SplitUnits {
  private parents = new Int32Array(1024);
  private count = 0;
  /** For each field, the first example that had a value. */
  private readonly firstOf: NumberMap[] = [];

  /** Adds an example with the hash of its value of each field; undefined where it has none. */
  add(values: readonly (number | undefined)[]): void {
    const example = this.count++;
    if (example === this.parents.length) {
      const grown = new Int32Array(2 * example);
      grown.set(this.parents);
      this.parents = grown;
    }
    this.parents[example] = example;
    values.forEach((value, field) => {
      if (value === undefined) return;
      const seen = (this.firstOf[field] ??= new NumberMap());
      const first = seen.get(value);
      if (first === undefined) seen.set(value, example);
      else this.join(first, example);
    });
  }

  /** The unit of each example, numbered from 0 in the order of their first examples. */
  unitOf(): Int32Array {
    const numbers = new Int32Array(this.count);
    let units = 0;
    // The root of a unit is its earliest example, so its number is there before anybody asks for it.
    for (let example = 0; example < this.count; example++) {
      const root = this.rootOf(example);
      numbers[example] = root === example ? units++ : numbers[root]!;
    }
    return numbers;
  }

  private join(one: number, other: number): void {
    const first = this.rootOf(one);
    const second = this.rootOf(other);
    // The earlier example is the root, so that the numbers do not depend on the order of the fields.
    this.parents[Math.max(first, second)] = Math.min(first, second);
  }

  private rootOf(example: number): number {
    let root = example;
    while (this.parents[root] !== root) root = this.parents[root]!;
    for (let at = example; at !== root;) {
      const next = this.parents[at]!;
      this.parents[at] = root;
      at = next;
    }
    return root;
  }
}
