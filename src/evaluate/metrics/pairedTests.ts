// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Is one model better than another on the same rows, or is it luck?

import { drawScores, intervalOf, type BootstrapOptions, type Interval } from './bootstrap.js';
import type { Scorer } from './scorer.js';
import { unitWeights } from './scoredRows.js';

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
  const [one, other] = drawScores([first, second], options) as [Map<string, Float64Array>, Map<string, Float64Array>];
  const weights = unitWeights(first.rows.length);
  const others = second.score(weights);
  const found = new Map<string, PairedDifference>();
  for (const [name, value] of first.score(weights)) {
    const difference = pairedDifference(
      value - (others.get(name) ?? NaN),
      one.get(name),
      other.get(name),
      options.level,
    );
    if (difference) found.set(name, difference);
  }
  return found;
}

/**
 * The difference of a score from its values under the same resamples.
 *
 * @returns undefined when rows or resamples do not define it.
 */
export function pairedDifference(
  difference: number,
  first: Float64Array | undefined,
  second: Float64Array | undefined,
  level?: number,
): PairedDifference | undefined {
  if (Number.isNaN(difference) || !first || !second) return undefined;
  const values = first.map((value, sample) => value - second[sample]!).filter((value) => !Number.isNaN(value));
  const interval = intervalOf(values, level);
  if (!interval) return undefined;
  const atMostZero = values.filter((value) => value <= 0).length / values.length;
  const atLeastZero = values.filter((value) => value >= 0).length / values.length;
  return { difference, interval, pValue: Math.min(1, 2 * Math.min(atMostZero, atLeastZero)) };
}
