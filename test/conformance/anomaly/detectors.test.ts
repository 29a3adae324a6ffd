// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The detectors against scikit-learn's on the same rows (record.py beside this file).

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { denseMatrix, rowOf, type DenseMatrix } from '../../../src/evaluate/anomaly/denseMatrix.js';
import type { Detector } from '../../../src/evaluate/anomaly/detectors/detector.js';
import { ledoitWolf } from '../../../src/evaluate/anomaly/detectors/mahalanobis.js';
import { detectors } from '../../../src/evaluate/anomaly/detectors/table.js';
import { truncatedSvd } from '../../../src/evaluate/anomaly/features/truncatedSvd.js';
import { sparseMatrix } from '../../../src/evaluate/baselines/sparseMatrix.js';
import { areasUnderCurves, rankRows } from '../../../src/evaluate/metrics/curves.js';
import { unitWeights } from '../../../src/evaluate/metrics/scoredRows.js';
import { anomalySets, hasLabelledCorpus } from '../../support/anomalySets.js';

type Recorded = 'neighbours' | 'svm' | 'mahalanobis' | 'forest';

const recorded = JSON.parse(readFileSync(join(__dirname, 'recorded.json'), 'utf8')) as {
  sets: {
    seed: number;
    train: number[][];
    test: number[][];
    truth: number[];
    areas: Record<Recorded, number>;
    exact: { neighbours: number[]; svm: number[]; mahalanobis: number[]; shrinkage: number };
  }[];
  svd: { matrix: number[][]; values: number[] };
  corpus: { set: string; features: string; seed: number; rows: number; areas: Record<Recorded, number> }[];
};

const names: readonly Recorded[] = ['neighbours', 'svm', 'mahalanobis', 'forest'];

function scores(detector: Detector, train: DenseMatrix, test: DenseMatrix, settings = {}, seed = 1): Float64Array {
  const score = detector.scorer(detector.learn(train, { ...detector.defaults, ...settings }, seed));
  return Float64Array.from({ length: test.rows }, (_, row) => score(rowOf(test, row)));
}

function area(values: Float64Array, truth: readonly number[]): number {
  return areasUnderCurves(
    rankRows(values, (row) => truth[row] === 1),
    unitWeights(truth.length),
  ).roc;
}

describe.each(recorded.sets)('generated rows of seed $seed', ({ train, test: unseen, truth, areas, exact }) => {
  const normal = denseMatrix(train);
  const rows = denseMatrix(unseen);

  test.each(['neighbours', 'svm', 'mahalanobis'] as const)('%s has the same area under the ROC curve', (name) => {
    expect(Math.abs(area(scores(detectors[name], normal, rows), truth) - areas[name])).toBeLessThan(0.01);
  });

  test('gives the same distances where chance plays no part', () => {
    const few = denseMatrix(unseen.slice(0, 20));
    const near = (found: Float64Array, expected: number[], digits: number): void =>
      expected.forEach((value, row) => expect(found[row]).toBeCloseTo(value, digits));
    near(scores(detectors.neighbours, normal, few), exact.neighbours, 9);
    near(scores(detectors.svm, normal, few, { tolerance: 1e-8 }), exact.svm, 5);
    near(scores(detectors.mahalanobis, normal, few), exact.mahalanobis, 6);
    expect(ledoitWolf(normal).shrinkage).toBeCloseTo(exact.shrinkage, 10);
  });
});

test('forests have the same areas on the mean of ten sets of generated rows', () => {
  // A forest is random here and there; of theirs the mean of ten is recorded.
  const differences = recorded.sets.map(({ seed, train, test: unseen, truth, areas }) => {
    const found = scores(detectors.forest, denseMatrix(train), denseMatrix(unseen), {}, seed + 1);
    return area(found, truth) - areas.forest;
  });
  expect(Math.abs(differences.reduce((sum, value) => sum + value, 0)) / differences.length).toBeLessThan(0.01);
  expect(Math.max(...differences.map(Math.abs))).toBeLessThan(0.05);
});

test('the truncated decomposition has the same singular values', () => {
  const { matrix, values } = recorded.svd;
  const rows = matrix.map((row) => new Map(row.flatMap((value, column) => (value === 0 ? [] : [[column, value]]))));
  const found = truncatedSvd(sparseMatrix(rows, matrix[0]!.length), values.length, 1);
  values.forEach((value, at) => expect(found.values[at]! / value).toBeCloseTo(1, 3));
});

if (!hasLabelledCorpus) process.stderr.write('SKIPPED: no labelled corpus (set LOGTWIN_CORPUS)\n');

(hasLabelledCorpus ? describe : describe.skip)('labelled texts of the corpus', () => {
  test('the same areas, each detector on the same rows', async () => {
    const differences = new Map<string, number[]>();
    let count = 0;
    for await (const { set, features, seed, train, test: unseen, truth } of anomalySets()) {
      const expected = recorded.corpus[count++]!;
      expect([set, features, seed, train.rows]).toEqual([
        expected.set,
        expected.features,
        expected.seed,
        expected.rows,
      ]);
      for (const name of names) {
        const key = `${set} ${features} ${name}`;
        const found = area(scores(detectors[name], train, unseen, {}, seed), truth);
        differences.set(key, [...(differences.get(key) ?? []), found - expected.areas[name]]);
      }
    }
    expect(count).toBe(recorded.corpus.length);
    for (const [key, values] of differences) {
      // A forest is random: what has to agree is the mean over ten of them.
      const isForest = key.endsWith('forest');
      const mean = Math.abs(values.reduce((sum, value) => sum + value, 0)) / values.length;
      const off = isForest ? mean : Math.max(...values.map(Math.abs));
      expect({ key, isWithin: off < 0.01 }).toEqual({ key, isWithin: true });
    }
  }, 120_000);
});
