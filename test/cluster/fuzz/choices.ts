// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The choices that a generator makes, recorded, so that a generated thing can be made again and made smaller: smaller and fewer
// choices make a simpler thing, because generators put their simplest alternative first.

import { SeededRandom } from '../../../src/util/seededRandom.js';

/** Choices drawn at random, or given and then all 0. */
export class Choices {
  /** What was chosen so far. */
  readonly made: number[] = [];
  private readonly given: readonly number[] | undefined;
  private readonly random: SeededRandom;

  private constructor(seed: number, given?: readonly number[]) {
    this.random = new SeededRandom(seed);
    this.given = given;
  }

  /** New choices. */
  static random(seed: number): Choices {
    return new Choices(seed);
  }

  /** The same choices again. */
  static replay(made: readonly number[]): Choices {
    return new Choices(0, made);
  }

  /** A whole number in [0, limit). */
  below(limit: number): number {
    const at = this.made.length;
    const value = this.given ? (this.given[at] ?? 0) % limit : this.random.below(limit);
    this.made.push(value);
    return value;
  }

  /** One of the items; the first is the simplest. */
  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }

  /** True in so many of a hundred cases; false is the simpler answer. */
  chance(percent: number): boolean {
    return this.below(100) >= 100 - percent;
  }

  /** Some items, between the two numbers. */
  several<Item>(least: number, most: number, make: () => Item): Item[] {
    return Array.from({ length: least + this.below(most - least + 1) }, make);
  }
}
