// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A threshold that was chosen offline alerts on the same events once it stands in a pipeline.

import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AlertScores } from '../../../../src/evaluate/thresholds/alertScores.js';
import { writeThreshold } from '../../../../src/evaluate/thresholds/writeThreshold.js';
import { chooseThreshold } from '../../../../src/evaluate/thresholds/chooseThreshold.js';
import { classificationResult } from '../../../../src/inference/textClassificationResult.js';
import { openPipeline } from '../../../../src/ingest/openPipeline.js';
import { runDump } from '../../../../src/ingest/runDump.js';
import { SeededRandom } from '../../../../src/util/seededRandom.js';
import { loadManifest } from '../../../../src/elasticsearch/manifest.js';
import { packageRoot } from '../../../../src/util/packageRoot.js';
import { collect } from '../../../support/collect.js';

const folder = mkdtempSync(join(tmpdir(), 'logtwin-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('as many alerts by the pipeline as were promised', async () => {
  const random = new SeededRandom(11);
  const labels = ['INFO', 'WARNING', 'ERROR'];
  const scores = new AlertScores(['ERROR', 'WARNING']);
  const documents = Array.from({ length: 500 }, () => {
    const odds = labels.map(() => Math.exp(2 * random.normal()));
    const sum = odds.reduce((total, value) => total + value, 0);
    const prediction = classificationResult(
      odds.map((value) => value / sum),
      labels,
      { numTopClasses: -1, truncated: false, modelId: 'm' },
    );
    scores.add({ text: '', ...prediction });
    return { ml: { prediction } };
  });
  const choice = chooseThreshold(scores, { kind: 'budget', alertsPerDay: 120, eventsPerDay: 1000 });
  expect(choice.outcome.alerts).toBe(60);

  const pipeline = join(folder, 'classify.json');
  writeFileSync(pipeline, JSON.stringify({ processors: [] }));
  writeThreshold(pipeline, choice);
  const dump = join(folder, 'events.ndjson');
  writeFileSync(dump, [...documents, { message: 'never classified' }].map((event) => JSON.stringify(event)).join('\n'));
  const items = await collect(runDump([dump], openPipeline({ pipeline }), () => undefined));
  const marks = items.map((item) => {
    if ('problem' in item || item.result.status !== 'ok') throw new Error(JSON.stringify(item));
    const ml = item.result.document.ctx.source.get('ml') as { get(key: string): unknown } | null;
    return ml?.get('alert') ?? null;
  });
  expect(marks.filter((mark) => mark === true)).toHaveLength(60);
  expect(marks.filter((mark) => mark === false)).toHaveLength(440);
  expect(marks.at(-1)).toBeNull();
});

test('a manifest gets the choice and keeps the rest', () => {
  const scores = new AlertScores(['ERROR']);
  for (const probability of [0.9, 0.5, 0.1]) {
    const classes = [
      { class_name: 'ERROR', class_probability: probability, class_score: probability },
      { class_name: 'INFO', class_probability: 1 - probability, class_score: 1 - probability },
    ];
    scores.add({ text: '', predicted_value: 'ERROR', prediction_probability: probability, top_classes: classes });
  }
  const choice = chooseThreshold(scores, { kind: 'budget', alertsPerDay: 50, eventsPerDay: 150 });
  const file = join(folder, 'manifest.json');
  copyFileSync(join(packageRoot, 'ingest', 'manifest.json'), file);
  const before = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeThreshold(file, choice);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
    ...before,
    alerts: { labels: ['ERROR'], threshold: 0.7, chosen_by: expect.stringContaining('50') as string },
  });
  expect(() => loadManifest(file)).not.toThrow();
  writeFileSync(file, 'no JSON');
  expect(() => writeThreshold(file, choice)).toThrow('EV1005');
});
