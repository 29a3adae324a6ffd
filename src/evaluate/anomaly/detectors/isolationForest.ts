// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Isolation forest (Liu, Ting and Zhou 2008) as scikit-learn 1.9 defines it: trees of random cuts over small samples;
// a row that few cuts set apart is strange.

import { SeededRandom } from '../../../util/seededRandom.js';
import type { DenseMatrix } from '../denseMatrix.js';
import type { Detector } from './detector.js';

export const isolationForest: Detector = {
  describe: 'how few random cuts set an example apart from the normal ones',
  defaults: { trees: 100, sample: 256 },
  mostRows: 200_000,
  learn(normal, { trees, sample }, seed) {
    const random = new SeededRandom(seed);
    const size = Math.min(sample!, normal.rows);
    const forest = new ForestBuilder(normal, random, Math.ceil(Math.log2(Math.max(size, 2))));
    const all = Int32Array.from({ length: normal.rows }, (_, row) => row);
    const roots = Int32Array.from({ length: trees! }, () => {
      // The first `size` places of a shuffle, without shuffling the rest.
      for (let at = 0; at < size; at++) {
        const other = at + random.below(normal.rows - at);
        [all[at], all[other]] = [all[other]!, all[at]!];
      }
      return forest.grow(all.slice(0, size), 0);
    });
    return { roots, ...forest.arrays(), scale: Float64Array.of(averagePath(size) * trees!) };
  },
  scorer(learned) {
    const { roots, features, thresholds, children, scale } = learned;
    const total = scale![0]!;
    return (row) => {
      let path = 0;
      for (const root of roots!) {
        let node = root;
        while (features![node]! >= 0) {
          node = row[features![node]!]! <= thresholds![node]! ? children![2 * node]! : children![2 * node + 1]!;
        }
        path += thresholds![node]!;
      }
      // One normal row leaves nothing to cut.
      return total === 0 ? 1 : 2 ** (-path / total);
    };
  },
};

/** Grows trees into flat arrays. */
class ForestBuilder {
  private readonly normal: DenseMatrix;
  private readonly random: SeededRandom;
  private readonly deepest: number;
  private readonly features: number[] = [];
  private readonly thresholds: number[] = [];
  private readonly children: number[] = [];

  constructor(normal: DenseMatrix, random: SeededRandom, deepest: number) {
    this.normal = normal;
    this.random = random;
    this.deepest = deepest;
  }

  /** Nodes by number: a leaf has feature -1 and its path length as threshold. */
  arrays(): { features: Int32Array; thresholds: Float64Array; children: Int32Array } {
    return {
      features: Int32Array.from(this.features),
      thresholds: Float64Array.from(this.thresholds),
      children: Int32Array.from(this.children),
    };
  }

  /** Adds the tree over some rows and gives the number of its root. */
  grow(rows: Int32Array, depth: number): number {
    const node = this.features.push(-1) - 1;
    this.thresholds.push(depth + averagePath(rows.length));
    this.children.push(-1, -1);
    const cut = depth < this.deepest && rows.length > 1 ? this.cut(rows) : undefined;
    if (!cut) return node;
    const { columns, values } = this.normal;
    const isLeft = (row: number): boolean => values[row * columns + cut.feature]! <= cut.threshold;
    this.features[node] = cut.feature;
    this.thresholds[node] = cut.threshold;
    this.children[2 * node] = this.grow(rows.filter(isLeft), depth + 1);
    this.children[2 * node + 1] = this.grow(
      rows.filter((row) => !isLeft(row)),
      depth + 1,
    );
    return node;
  }

  /** A random value between the least and the greatest of a random feature that is not the same in all rows. */
  private cut(rows: Int32Array): { readonly feature: number; readonly threshold: number } | undefined {
    const { columns, values } = this.normal;
    const candidates = Int32Array.from({ length: columns }, (_, column) => column);
    for (let left = candidates.length; left > 0; left--) {
      const at = this.random.below(left);
      const feature = candidates[at]!;
      candidates[at] = candidates[left - 1]!;
      let least = Infinity;
      let greatest = -Infinity;
      for (const row of rows) {
        const value = values[row * columns + feature]!;
        if (value < least) least = value;
        if (value > greatest) greatest = value;
      }
      if (!(least < greatest)) continue;
      const threshold = least + this.random.fraction() * (greatest - least);
      // Rounding may reach the greatest value, which would leave one side empty.
      return { feature, threshold: threshold < greatest ? threshold : least };
    }
    return undefined;
  }
}

const eulerMascheroni = 0.5772156649015329;

/** Mean depth at which a search in a random tree of so many rows fails. */
function averagePath(rows: number): number {
  if (rows <= 1) return 0;
  if (rows === 2) return 1;
  return 2 * (Math.log(rows - 1) + eulerMascheroni) - (2 * (rows - 1)) / rows;
}
