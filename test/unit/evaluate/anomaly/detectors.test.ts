// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Edges of the detectors that scikit-learn's recorded sets do not reach: equal rows, constant columns, one row.

import { denseMatrix } from '../../../../src/evaluate/anomaly/denseMatrix.js';
import { nearestRows } from '../../../../src/evaluate/anomaly/detectors/nearestNeighbours.js';
import { detectorNames, detectors } from '../../../../src/evaluate/anomaly/detectors/table.js';
import { ScoreScale } from '../../../../src/evaluate/anomaly/scoreScale.js';
import { SeededRandom } from '../../../../src/util/seededRandom.js';

describe.each(detectorNames)('%s', (name) => {
  const detector = detectors[name];
  const score = (rows: number[][]): ((row: number[]) => number) => {
    const scorer = detector.scorer(detector.learn(denseMatrix(rows), detector.defaults, 1));
    return (row) => scorer(Float64Array.from(row));
  };

  test('rows that are all alike: another one is no less strange, and a number', () => {
    const of = score(Array.from({ length: 30 }, () => [1, 2, 3]));
    expect(of([1, 2, 9])).toBeGreaterThanOrEqual(of([1, 2, 3]));
    expect(Number.isFinite(of([1, 2, 9]))).toBe(true);
  });

  test('a constant column does no harm', () => {
    const random = new SeededRandom(2);
    const of = score(Array.from({ length: 60 }, () => [random.normal(), 7, random.normal()]));
    expect(of([6, 7, 6])).toBeGreaterThan(of([0, 7, 0]));
  });

  test('one row is enough to have an opinion', () => {
    expect(Number.isFinite(score([[1, 2]])([3, 4]))).toBe(true);
  });
});

test('nearest rows: all of them, in order, the earlier of equals first', () => {
  const random = new SeededRandom(3);
  const rows = Array.from({ length: 200 }, () => Array.from({ length: 20 }, () => Math.round(3 * random.fraction())));
  const point = Float64Array.from({ length: 20 }, () => 3 * random.fraction());
  const expected = rows
    .map((row, index) => ({ row: index, squared: row.reduce((sum, value, at) => sum + (value - point[at]!) ** 2, 0) }))
    .sort((a, b) => a.squared - b.squared || a.row - b.row);
  const found = nearestRows(denseMatrix(rows), point, 15);
  expect(found.map(({ row }) => row)).toEqual(expected.slice(0, 15).map(({ row }) => row));
});

describe('ScoreScale', () => {
  const scale = new ScoreScale(Float64Array.of(3, 1, 2, 2, 5));

  test('places scores among the normal ones', () => {
    expect(scale.share(1)).toBeCloseTo(1 / 6);
    expect(scale.share(2)).toBeCloseTo(3 / 6);
    expect(scale.share(4)).toBeCloseTo(4.5 / 6);
    expect(scale.share(5)).toBeCloseTo(5 / 6);
  });

  test('rises everywhere and stays within 0 and 1', () => {
    const scores = [-1e6, -5, 0.9, 1, 1.5, 2, 2.5, 3, 4.9, 5, 5.1, 10, 1e3, 1e6];
    const shares = scores.map((score) => scale.share(score));
    shares.slice(1).forEach((share, at) => expect(share).toBeGreaterThan(shares[at]!));
    expect(shares[0]).toBeGreaterThan(0);
    expect(shares.at(-1)).toBeLessThan(1);
  });

  test('normal texts that all score alike', () => {
    const flat = new ScoreScale(Float64Array.of(0, 0, 0));
    expect(flat.share(0)).toBeCloseTo(3 / 4);
    expect(flat.share(1)).toBeGreaterThan(flat.share(0));
  });
});
