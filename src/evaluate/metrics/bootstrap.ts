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
  const intervals = new Map<string, Interval>();
  for (const [name, values] of drawScores([scorer], options)[0]!) {
    const interval = intervalOf(values, options.level);
    if (interval) intervals.set(name, interval);
  }
  return intervals;
}

/**
 * Scores of several scorers of the same rows under the same resamples.
 *
 * @returns for each scorer the values of each of its scores, one a resample, NaN where a resample does not define it.
 */
export function drawScores(
  scorers: readonly Scorer[],
  { samples = 1000, seed = 1, groups, onProgress }: BootstrapOptions = {},
): Map<string, Float64Array>[] {
  const random = new SeededRandom(seed);
  const weights = new Int32Array(scorers[0]?.rows.length ?? 0);
  const drawn = scorers.map(() => new Map<string, Float64Array>());
  for (let sample = 0; sample < samples; sample++) {
    resample(weights, random, groups);
    scorers.forEach((scorer, index) => {
      for (const [name, value] of scorer.score(weights)) {
        let values = drawn[index]!.get(name);
        if (!values) drawn[index]!.set(name, (values = new Float64Array(samples).fill(NaN)));
        values[sample] = value;
      }
    });
    onProgress?.(sample + 1);
  }
  return drawn;
}

/** The interval that holds a share of drawn values; undefined when none is defined. */
export function intervalOf(values: Float64Array, level = 0.95): Interval | undefined {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return undefined;
  return [quantile(sorted, (1 - level) / 2), quantile(sorted, (1 + level) / 2)];
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
  random.countDraws(weights, weights.length);
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
