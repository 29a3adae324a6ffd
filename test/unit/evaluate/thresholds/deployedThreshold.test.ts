// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A threshold that was chosen offline alerts on the same events once it stands in a pipeline.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AlertScores } from '../../../../src/evaluate/thresholds/alertScores.js';
import { writeAlertProcessor } from '../../../../src/evaluate/thresholds/alertProcessor.js';
import { chooseThreshold } from '../../../../src/evaluate/thresholds/chooseThreshold.js';
import { classificationResult } from '../../../../src/inference/textClassificationResult.js';
import { openPipeline } from '../../../../src/ingest/openPipeline.js';
import { runDump } from '../../../../src/ingest/runDump.js';
import { SeededRandom } from '../../../../src/util/seededRandom.js';
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
  writeAlertProcessor(pipeline, choice);
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
