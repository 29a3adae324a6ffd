// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Every score against what scikit-learn and SciPy make of the same 53 result sets (record.py beside this file).

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { classScores } from '../../../src/evaluate/metrics/classScores.js';
import { confusionMatrix } from '../../../src/evaluate/metrics/confusionMatrix.js';
import { precisionRecallCurve, rocCurve, thresholdCounts } from '../../../src/evaluate/metrics/curves.js';
import { mcNemarTest } from '../../../src/evaluate/metrics/pairedTests.js';
import { Scorer } from '../../../src/evaluate/metrics/scorer.js';
import { unitWeights, type ScoredRows } from '../../../src/evaluate/metrics/scoredRows.js';

interface RecordedSet {
  name: string;
  labels: string[];
  truth: number[];
  predicted: number[];
  probabilities: number[][];
  weights: number[];
  scores: Record<string, number | null>;
  confusion_matrix: number[][];
  support: number[];
  weighted_scores: Record<string, number | null>;
  weighted_confusion_matrix: number[][];
  curves: { label: number } & Record<
    'fpr' | 'tpr' | 'roc_thresholds' | 'precision' | 'recall' | 'pr_thresholds',
    (number | null)[]
  >;
  mcnemar: { rival: number[]; only_first: number; only_second: number; p_value: number };
}

const load = (file: string): RecordedSet[] =>
  (JSON.parse(readFileSync(join(__dirname, file), 'utf8')) as { sets: RecordedSet[] }).sets;

const rowsOf = (set: RecordedSet): ScoredRows => ({
  labels: set.labels,
  length: set.truth.length,
  truth: Int32Array.from(set.truth),
  predicted: Int32Array.from(set.predicted),
  probabilities: Float64Array.from(set.probabilities.flat()),
});

/** Largest distance from the recorded numbers; NaN on one side only counts as infinite. */
function largestDifference(actual: ArrayLike<number>, expected: readonly (number | null)[]): number {
  let largest = actual.length === expected.length ? 0 : Infinity;
  expected.forEach((recorded, index) => {
    const value = recorded ?? NaN;
    const found = actual[index]!;
    if (Number.isNaN(value) && Number.isNaN(found)) return;
    const difference = Math.abs(found - value);
    largest = Number.isNaN(difference) ? Infinity : Math.max(largest, difference);
  });
  return largest;
}

const expectScores = (actual: Map<string, number>, recorded: Record<string, number | null>): void => {
  expect([...actual.keys()].sort()).toEqual(Object.keys(recorded).sort());
  const wrong = Object.entries(recorded).filter(
    ([name, value]) => !(largestDifference([actual.get(name)!], [value]) <= 1e-9),
  );
  expect(wrong.map(([name, value]) => ({ name, recorded: value, ours: actual.get(name) }))).toEqual([]);
};

describe.each([...load('generated.json'), ...load('real.json')])('$name', (set) => {
  const rows = rowsOf(set);
  const scorer = new Scorer(rows, { severity: set.labels.map((_, rank) => rank) });
  const ones = unitWeights(rows.length);
  const weights = Int32Array.from(set.weights);

  test('scores equal the recorded ones', () => {
    expectScores(scorer.score(ones), set.scores);
  });

  test('scores of weighted rows equal the recorded ones', () => {
    expectScores(scorer.score(weights), set.weighted_scores);
  });

  test('confusion matrix and support equal the recorded ones', () => {
    const matrix = confusionMatrix(rows, ones);
    expect([...matrix.counts]).toEqual(set.confusion_matrix.flat());
    expect([...confusionMatrix(rows, weights).counts]).toEqual(set.weighted_confusion_matrix.flat());
    expect(classScores(matrix).map(({ support }) => support)).toEqual(set.support);
  });

  test('curves equal the recorded ones', () => {
    const counts = thresholdCounts(scorer.ranking(set.curves.label)!, ones);
    const roc = rocCurve(counts);
    expect(largestDifference(roc.thresholds.slice(1), set.curves.roc_thresholds)).toBe(0);
    expect(largestDifference(roc.x, set.curves.fpr)).toBeLessThanOrEqual(1e-9);
    expect(largestDifference(roc.y, set.curves.tpr)).toBeLessThanOrEqual(1e-9);
    const curve = precisionRecallCurve(counts);
    // scikit-learn lists thresholds upwards and closes with (0, 1); ours go downwards and begin there.
    expect(largestDifference(curve.thresholds.slice(1).reverse(), set.curves.pr_thresholds)).toBe(0);
    expect(largestDifference(curve.x.slice().reverse(), set.curves.recall)).toBeLessThanOrEqual(1e-9);
    expect(largestDifference(curve.y.slice().reverse(), set.curves.precision)).toBeLessThanOrEqual(1e-9);
  });

  test("McNemar's test equals the recorded one", () => {
    const result = mcNemarTest(rows.truth, rows.predicted, Int32Array.from(set.mcnemar.rival));
    expect(result.onlyFirst).toBe(set.mcnemar.only_first);
    expect(result.onlySecond).toBe(set.mcnemar.only_second);
    expect(Math.abs(result.pValue - set.mcnemar.p_value)).toBeLessThanOrEqual(1e-9);
  });
});
