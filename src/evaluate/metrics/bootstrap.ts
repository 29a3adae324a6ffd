// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Confidence intervals by resampling rows with replacement: how far a score would move on another sample of the same size.

import { SeededRandom } from '../../util/seededRandom.js';
import type { Scorer } from './scorer.js';

/** How to resample. */
export interface BootstrapOptions {
  /** Resamples; 1,000 by default. */
  readonly samples?: number;
  readonly seed?: number;
  /** Share of the resamples that an interval holds; 0.95 by default. */
  readonly level?: number;
  /**
   * Group of each row, from 0 on. Groups are drawn whole then: rows of one product or template are alike, and drawing
   * them one by one would make intervals too narrow.
   */
  readonly groups?: Int32Array | undefined;
  /** Called after each resample with the number done. */
  readonly onProgress?: (done: number) => void;
}

/** Percentile interval of a score. */
export type Interval = readonly [low: number, high: number];

/** Percentile intervals of every score of a scorer. A score that no resample defines has no interval. */
export function bootstrapIntervals(scorer: Scorer, options: BootstrapOptions = {}): Map<string, Interval> {
  const { samples = 1000, seed = 1, level = 0.95, groups, onProgress } = options;
  const random = new SeededRandom(seed);
  const weights = new Int32Array(scorer.rows.length);
  const drawn = new Map<string, number[]>();
  for (let sample = 0; sample < samples; sample++) {
    resample(weights, random, groups);
    for (const [name, value] of scorer.score(weights)) {
      if (Number.isNaN(value)) continue;
      const values = drawn.get(name);
      if (values) values.push(value);
      else drawn.set(name, [value]);
    }
    onProgress?.(sample + 1);
  }
  return new Map(
    Array.from(drawn, ([name, values]) => {
      const sorted = Float64Array.from(values).sort();
      return [name, [quantile(sorted, (1 - level) / 2), quantile(sorted, (1 + level) / 2)] as const];
    }),
  );
}

/**
 * Fills `weights` with how often each row is drawn when as many rows (or groups of rows) as there are get drawn with
 * replacement.
 */
export function resample(weights: Int32Array, random: SeededRandom, groups?: Int32Array): void {
  if (groups) {
    const drawn = new Int32Array(groups.reduce((most, group) => Math.max(most, group), -1) + 1);
    resample(drawn, random);
    for (let row = 0; row < weights.length; row++) weights[row] = drawn[groups[row]!]!;
    return;
  }
  weights.fill(0);
  const { length } = weights;
  for (let draw = 0; draw < length; draw++) weights[random.below(length)]! += 1;
}

/** Quantile of rising values, between two of them by linear interpolation, as numpy's default; NaN of nothing. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return NaN;
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (place - below);
}
