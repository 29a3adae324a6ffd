// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Is one model better than another on the same rows, or is it luck?

import { SeededRandom } from '../../util/seededRandom.js';
import { quantile, resample, type BootstrapOptions, type Interval } from './bootstrap.js';
import type { Scorer } from './scorer.js';

/** Outcome of McNemar's exact test. */
export interface McNemarResult {
  /** Rows that only the first model gets right. */
  readonly onlyFirst: number;
  /** Rows that only the second model gets right. */
  readonly onlySecond: number;
  /** Two-sided probability of a split at least as uneven when both models are equally good. */
  readonly pValue: number;
}

/** McNemar's exact test on two sets of predictions of the same rows. */
export function mcNemarTest(truth: Int32Array, first: Int32Array, second: Int32Array): McNemarResult {
  let onlyFirst = 0;
  let onlySecond = 0;
  for (let row = 0; row < truth.length; row++) {
    const firstRight = first[row] === truth[row];
    const secondRight = second[row] === truth[row];
    if (firstRight && !secondRight) onlyFirst++;
    if (secondRight && !firstRight) onlySecond++;
  }
  return { onlyFirst, onlySecond, pValue: fairCoinPValue(Math.min(onlyFirst, onlySecond), onlyFirst + onlySecond) };
}

/** Two-sided probability that a fair coin lands at most `few` times on one side in `tosses`. */
function fairCoinPValue(few: number, tosses: number): number {
  if (tosses === 0) return 1;
  // Terms are kept relative to the largest one, because 2^-tosses underflows beyond 1,074 tosses.
  let logTerm = logChoose(tosses, few) - tosses * Math.LN2;
  let relative = 1;
  let sum = 1;
  for (let heads = few; heads > 0; heads--) {
    relative *= heads / (tosses - heads + 1);
    sum += relative;
    if (relative < 1e-18) break;
  }
  logTerm += Math.log(sum) + Math.LN2;
  return Math.min(1, Math.exp(logTerm));
}

function logChoose(total: number, chosen: number): number {
  let sum = 0;
  for (let index = 1; index <= chosen; index++) sum += Math.log((total - chosen + index) / index);
  return sum;
}

/** Difference of a score between two models on the same rows. */
export interface PairedDifference {
  /** First minus second. */
  readonly difference: number;
  readonly interval: Interval;
  /** Two-sided: twice the smaller share of resamples in which the difference has the other sign or is zero. */
  readonly pValue: number;
}

/** Differences of every score that both models have, from resamples that draw the same rows for both. */
export function pairedBootstrap(
  first: Scorer,
  second: Scorer,
  options: BootstrapOptions = {},
): Map<string, PairedDifference> {
  const { samples = 1000, seed = 1, level = 0.95, groups, onProgress } = options;
  const random = new SeededRandom(seed);
  const weights = new Int32Array(first.rows.length).fill(1);
  const differences = (): Map<string, number> => {
    const other = second.score(weights);
    const found = new Map<string, number>();
    for (const [name, value] of first.score(weights)) {
      const difference = value - (other.get(name) ?? NaN);
      if (!Number.isNaN(difference)) found.set(name, difference);
    }
    return found;
  };
  const observed = differences();
  const drawn = new Map(Array.from(observed.keys(), (name) => [name, [] as number[]]));
  for (let sample = 0; sample < samples; sample++) {
    resample(weights, random, groups);
    for (const [name, value] of differences()) drawn.get(name)?.push(value);
    onProgress?.(sample + 1);
  }
  return new Map(
    Array.from(observed, ([name, difference]) => {
      const values = Float64Array.from(drawn.get(name) ?? []).sort();
      const atMostZero = values.filter((value) => value <= 0).length / values.length;
      const atLeastZero = values.filter((value) => value >= 0).length / values.length;
      const interval: Interval = [quantile(values, (1 - level) / 2), quantile(values, (1 + level) / 2)];
      return [name, { difference, interval, pValue: Math.min(1, 2 * Math.min(atMostZero, atLeastZero)) }];
    }),
  );
}
