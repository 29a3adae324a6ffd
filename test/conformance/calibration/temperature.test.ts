// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Temperatures against SciPy's (record.py beside this file).

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fitTemperature, withTemperature } from '../../../src/evaluate/calibration/temperature.js';
import { logLoss, type ProbabilityRows } from '../../../src/evaluate/metrics/probabilityScores.js';
import { unitWeights } from '../../../src/evaluate/metrics/scoredRows.js';

interface RecordedSet {
  name: string;
  labels: string[];
  truth: number[];
  predicted: number[];
  probabilities: number[][];
}

const read = <Content>(path: string): Content => JSON.parse(readFileSync(join(__dirname, path), 'utf8')) as Content;
const sets = ['generated', 'real'].flatMap((name) => read<{ sets: RecordedSet[] }>(`../metrics/${name}.json`).sets);
const recorded = read<{
  sets: { set: string; temperature: number | null; loss: number | null; scaled: number[] | null }[];
}>('temperatures.json').sets;

const cases = recorded.flatMap(({ set, temperature, loss, scaled }, index) =>
  temperature === null ? [] : [{ set, temperature, loss: loss!, scaled: scaled!, data: sets[index]! }],
);

test('most sets have a temperature to compare', () => {
  expect(cases.length).toBeGreaterThan(40);
});

test.each(cases)('$set', ({ temperature, loss, scaled, data }) => {
  const rows: ProbabilityRows = {
    labels: data.labels,
    length: data.truth.length,
    truth: Int32Array.from(data.truth),
    predicted: Int32Array.from(data.predicted),
    probabilities: Float64Array.from(data.probabilities.flat()),
  };
  const found = fitTemperature(rows);
  expect(Math.abs(found / temperature - 1)).toBeLessThan(1e-9);
  const after = withTemperature(rows, temperature);
  scaled.forEach((probability, index) => expect(after.probabilities[index]).toBeCloseTo(probability, 9));
  // Where a probability was rounded to 0, the losses clip at different places.
  const comparable = rows.probabilities.every((probability) => probability > 0);
  const ours = logLoss(withTemperature(rows, found), unitWeights(rows.length));
  expect(comparable ? ours : loss).toBeCloseTo(loss, 9);
});
