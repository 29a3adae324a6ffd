// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What must stay together in a split: examples that share a text, or a value of any grouping field, and whatever hangs on
// those through others.

/** Joins examples as their values come; examples are numbered from 0 in the order in which they are added. */
export class SplitUnits {
  private readonly parents: number[] = [];
  /** For each field, the first example that had a value. */
  private readonly firstOf: Map<number, number>[] = [];

  /** Adds an example with the hash of its value of each field; undefined where it has none. */
  add(values: readonly (number | undefined)[]): void {
    const example = this.parents.push(this.parents.length) - 1;
    values.forEach((value, field) => {
      if (value === undefined) return;
      const seen = (this.firstOf[field] ??= new Map<number, number>());
      const first = seen.get(value);
      if (first === undefined) seen.set(value, example);
      else this.join(first, example);
    });
  }

  /** The unit of each example, numbered from 0 in the order of their first examples. */
  unitOf(): Int32Array {
    const numbers = new Map<number, number>();
    return Int32Array.from(this.parents, (_, example) => {
      const root = this.rootOf(example);
      let number = numbers.get(root);
      if (number === undefined) numbers.set(root, (number = numbers.size));
      return number;
    });
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
