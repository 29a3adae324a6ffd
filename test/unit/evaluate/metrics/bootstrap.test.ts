// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Resampling: intervals are checked against the normal approximation of a share and against numpy's quantile.

import { bootstrapIntervals, quantile, resample } from '../../../../src/evaluate/metrics/bootstrap.js';
import { pairedBootstrap } from '../../../../src/evaluate/metrics/pairedTests.js';
import { Scorer } from '../../../../src/evaluate/metrics/scorer.js';
import type { ScoredRows } from '../../../../src/evaluate/metrics/scoredRows.js';
import { SeededRandom } from '../../../../src/util/seededRandom.js';

/** Two classes alike in size; each row is right with the given probability. */
function rowsOf(length: number, rightness: number, seed: number): ScoredRows {
  const random = new SeededRandom(seed);
  const truth = Int32Array.from({ length }, (_, row) => row % 2);
  const predicted = truth.map((label) => (random.fraction() < rightness ? label : 1 - label));
  return { labels: ['no', 'yes'], length, truth, predicted, probabilities: undefined };
}

test('quantiles interpolate as numpy does', () => {
  // numpy.quantile([1, 2, 4, 8], [0.025, 0.25, 0.5, 0.9])
  expect([0.025, 0.25, 0.5, 0.9].map((share) => quantile([1, 2, 4, 8], share))).toEqual([
    1.075, 1.75, 3, 6.800000000000001,
  ]);
  expect(quantile([], 0.5)).toBeNaN();
});

test('a resample draws as many rows as there are', () => {
  const weights = new Int32Array(1000);
  resample(weights, new SeededRandom(1));
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(1000);
  // About 1/e of the rows are never drawn.
  expect(weights.filter((weight) => weight === 0).length / 1000).toBeCloseTo(Math.exp(-1), 1);
});

test('the interval of accuracy agrees with the normal approximation', () => {
  const scorer = new Scorer(rowsOf(2000, 0.8, 3));
  const share = scorer.score(new Int32Array(2000).fill(1)).get('accuracy')!;
  const [low, high] = bootstrapIntervals(scorer, { samples: 2000 }).get('accuracy')!;
  const halfWidth = 1.959964 * Math.sqrt((share * (1 - share)) / 2000);
  expect(low).toBeCloseTo(share - halfWidth, 2);
  expect(high).toBeCloseTo(share + halfWidth, 2);
});

test('rows that are there five times give the interval of the rows themselves when they are drawn together', () => {
  const single = rowsOf(200, 0.8, 3);
  const fivefold = (column: Int32Array): Int32Array =>
    Int32Array.from({ length: 1000 }, (_, row) => column[row % 200]!);
  const repeated = { ...single, length: 1000, truth: fivefold(single.truth), predicted: fivefold(single.predicted) };
  const groups = Int32Array.from({ length: 1000 }, (_, row) => row % 200);
  const [low, high] = bootstrapIntervals(new Scorer(single), { samples: 300 }).get('accuracy')!;
  const together = bootstrapIntervals(new Scorer(repeated), { samples: 300, groups }).get('accuracy')!;
  expect(together[0]).toBeCloseTo(low, 12);
  expect(together[1]).toBeCloseTo(high, 12);
  const apart = bootstrapIntervals(new Scorer(repeated), { samples: 300 }).get('accuracy')!;
  expect(apart[1] - apart[0]).toBeLessThan(0.6 * (high - low));
});

test('the same seed gives the same intervals', () => {
  const scorer = new Scorer(rowsOf(200, 0.8, 3));
  expect(bootstrapIntervals(scorer, { samples: 50, seed: 7 })).toEqual(
    bootstrapIntervals(scorer, { samples: 50, seed: 7 }),
  );
  expect(bootstrapIntervals(scorer, { samples: 50, seed: 7 })).not.toEqual(
    bootstrapIntervals(scorer, { samples: 50, seed: 8 }),
  );
});

test('a paired comparison tells a better model from an equal one', () => {
  const good = new Scorer(rowsOf(500, 0.9, 1));
  const alsoGood = new Scorer(rowsOf(500, 0.9, 2));
  const poor = new Scorer(rowsOf(500, 0.7, 3));
  const better = pairedBootstrap(good, poor, { samples: 300 }).get('accuracy')!;
  expect(better.interval[0]).toBeGreaterThan(0.1);
  expect(better.pValue).toBe(0);
  const alike = pairedBootstrap(good, alsoGood, { samples: 300 }).get('accuracy')!;
  expect(alike.interval[0]).toBeLessThan(0);
  expect(alike.interval[1]).toBeGreaterThan(0);
  expect(alike.pValue).toBeGreaterThan(0.05);
});
