// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Parity with what a live cluster wrote into the documents.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordedParity } from '../../../src/ingest/recordedParity.js';

const folder = mkdtempSync(join(tmpdir(), 'logtwin-parity-'));
afterAll(() => rmSync(folder, { recursive: true }));

const input = join(folder, 'dump.ndjson');
const pipeline = join(folder, 'pipeline.json');
const prediction = { predicted_value: 'ERROR', prediction_probability: 0.75 };
const sources = [
  { m: 'same', ml_input: 'same', ml: { prediction } },
  { m: 'ours', ml_input: 'recorded', ml: { prediction: { ...prediction, predicted_value: 'INFO' } } },
  { ml_input: 'left alone, this would seem equal' },
  { m: 'only ours' },
  {},
  { m: 'bad', ml_input: 'bad' },
];
writeFileSync(
  input,
  sources.map((_source, id) => JSON.stringify({ _index: 'i', _id: String(id), _source })).join('\n'),
);
writeFileSync(
  pipeline,
  JSON.stringify({
    processors: [
      { fail: { if: "ctx.m == 'bad'", message: 'failed' } },
      { set: { field: 'ml_input', copy_from: 'm', if: 'ctx.m != null' } },
    ],
  }),
);

test('counts what is equal, what differs and what only we make', async () => {
  const report = await recordedParity([input], { pipeline });
  expect(report).toMatchObject({ documents: 6, compared: 4, equal: 1, different: 3, only_ours: 1, predictions: 0 });
  expect(report.max_probability_difference).toBeNull();
  const place = { file: input, _index: 'i', field: 'ml_input' };
  expect(report.differences).toEqual([
    { ...place, line: 2, _id: '1', recorded: 'recorded', ours: 'ours' },
    { ...place, line: 3, _id: '2', recorded: 'left alone, this would seem equal', ours: null },
    { ...place, line: 6, _id: '5', recorded: 'bad', ours: null, failure: 'fail_processor_exception: failed' },
  ]);
});

test('compares predictions of the recorded texts', async () => {
  const seen: string[] = [];
  const classify = (texts: readonly string[]) => {
    seen.push(...texts);
    return Promise.resolve(texts.map(() => ({ predicted_value: 'ERROR', prediction_probability: 0.5 })));
  };
  const report = await recordedParity([input], { pipeline, classify });
  expect(seen).toEqual(['same', 'recorded']);
  expect(report).toMatchObject({ predictions: 2, label_flips: 1, max_probability_difference: 0.25 });
  expect(report.differences.at(-1)).toMatchObject({
    field: 'ml.prediction.predicted_value',
    recorded: 'INFO',
    ours: 'ERROR',
  });
});
