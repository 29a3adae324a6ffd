// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The evaluator with a classifier that answers from the text itself.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../../src/diagnostics/failure.js';
import { evaluate, type EvaluateOptions } from '../../../src/evaluate/evaluate.js';
import { findResults, readRows } from '../../../src/evaluate/results.js';
import type { InputRecord, TextRecord } from '../../../src/evaluate/labelledTexts.js';
import { collect } from '../../support/collect.js';
import { fakeClassifier } from '../../support/fakeClassifier.js';

const folder = mkdtempSync(join(tmpdir(), 'logtwin-'));
afterAll(() => rmSync(folder, { recursive: true }));

const labels = ['INFO', 'ERROR'];
/** Sure of ERROR when the text says so; fails on a text that says so. */
const classifier = (): ReturnType<typeof fakeClassifier> =>
  fakeClassifier(labels, (text) => {
    if (text.includes('spoilt')) throw new Failure('status_exception', 'cannot be read');
    return text.includes('failed') ? [0.04, 0.96] : [0.92, 0.08];
  });

// eslint-disable-next-line @typescript-eslint/require-await -- a stream of texts that are at hand
async function* texts(records: readonly InputRecord[]): AsyncGenerator<InputRecord> {
  yield* records;
}

const records = (count: number): TextRecord[] =>
  Array.from({ length: count }, (_, index) => ({
    text: index % 4 === 0 ? `login ${index} failed` : `login ${index} worked`,
    // One in twenty is labelled otherwise than the classifier will say.
    label: (index % 4 === 0) !== (index % 20 === 5) ? 'ERROR' : 'INFO',
    source: index % 2 === 0 ? 'even' : 'odd',
  }));

const options = (name: string, over: Partial<EvaluateOptions>): EvaluateOptions => ({
  classifier: classifier(),
  texts: texts(records(400)),
  folder: join(folder, name),
  version: '1.2.3',
  model: { id: 'fake' },
  inputs: ['memory'],
  samples: 50,
  ...over,
});

test('counts, scores and rows of a labelled run', async () => {
  const results = await evaluate(options('labelled', {}));
  const { statistics, metrics } = results;
  expect(statistics).toMatchObject({ texts: 400, classified: 400, failed: 0, labelled: 400, distinct_texts: 400 });
  expect(statistics.label_distribution).toEqual([
    { label: 'INFO', count: 300, share: 0.75 },
    { label: 'ERROR', count: 100, share: 0.25 },
  ]);
  expect(statistics.sources.map(({ source, texts: rows, accuracy }) => [source, rows, accuracy])).toEqual([
    ['even', 200, 1],
    ['odd', 200, 0.9],
  ]);
  // 20 of 400 are labelled ERROR and called INFO.
  expect(metrics).toMatchObject({ rows: 400, accuracy: 0.95, ordinal_cost: 0.1 });
  expect(metrics?.confusion_matrix).toEqual({
    labels,
    counts: [
      [280, 0],
      [20, 100],
    ],
  });
  expect(metrics?.intervals.accuracy?.[0]).toBeLessThan(0.95);
  expect(results.verdict.decision).toBe('deploy');
  const found = findResults(join(folder, 'labelled'));
  expect(found.summary).toEqual(JSON.parse(JSON.stringify(results)));
  const rows = await collect(readRows(found.rowsPath));
  expect(rows).toHaveLength(400);
  expect(rows[0]).toMatchObject({
    text: 'login 0 failed',
    predicted_value: 'ERROR',
    prediction_probability: 0.96,
    source: 'even',
  });
  expect(readFileSync(join(folder, 'labelled', 'summary.txt'), 'utf8')).toContain('macro-F1');
});

test('texts are timed alone at the start and once a batch, after a warm-up', async () => {
  const observed = classifier();
  const results = await evaluate(options('timed', { classifier: observed, batchSize: 50 }));
  expect(observed.calls[0]).toEqual(['']);
  const sizes = observed.calls.slice(1).map((call) => call.length);
  expect(sizes.slice(0, 100)).toEqual(new Array(100).fill(1));
  expect(sizes.slice(100)).toEqual([1, 49, 1, 49, 1, 49, 1, 49, 1, 49, 1, 49]);
  expect(results.statistics.latency_ms?.measured).toBe(106);
});

test('a failing text is kept with its error and spoils no other', async () => {
  const withSpoilt = [...records(200), { text: 'spoilt one', label: 'ERROR' }, ...records(200)];
  const results = await evaluate(
    options('failing', { texts: texts([...withSpoilt, { unreadable: 'f:3: broken JSON' }]) }),
  );
  expect(results.statistics).toMatchObject({ texts: 401, classified: 400, failed: 1, unreadable: 1, labelled: 400 });
  const rows = await collect(readRows(findResults(join(folder, 'failing')).rowsPath));
  expect(rows[200]).toEqual({
    text: 'spoilt one',
    label: 'ERROR',
    error: { type: 'status_exception', reason: 'cannot be read' },
  });
  expect(results.warnings.map(({ check }) => check)).toContain('failed_texts');
});

test("our own bugs are not the text's fault", async () => {
  const broken = fakeClassifier(labels, () => {
    throw new TypeError('a bug');
  });
  await expect(evaluate(options('bug', { classifier: broken }))).rejects.toThrow('a bug');
});

test('without labels there are no metrics and no promise', async () => {
  const unlabelled = records(40).map(({ text }) => ({ text }));
  const results = await evaluate(options('unlabelled', { texts: texts(unlabelled) }));
  expect(results.metrics).toBeNull();
  expect(results.verdict.decision).toBe('cannot_tell');
});

test('an abort stops after the batch and summarizes what there is', async () => {
  const abort = new AbortController();
  const observed = fakeClassifier(labels, (text) => {
    if (text.startsWith('login 120 ')) abort.abort();
    return [0.8, 0.2];
  });
  const results = await evaluate(options('aborted', { classifier: observed, signal: abort.signal, batchSize: 10 }));
  expect(results.metadata.interrupted).toBe(true);
  expect(results.statistics.texts).toBe(130);
});

test('no text at all is refused', async () => {
  await expect(evaluate(options('empty', { texts: texts([]) }))).rejects.toThrow('error[EV1004]');
});

test('the summary cannot steer a terminal', async () => {
  const hostile = records(40).map((record) => ({ ...record, source: `\u001b[2Jwiped ${record.source}` }));
  await evaluate(options('hostile', { texts: texts(hostile) }));
  expect(readFileSync(join(folder, 'hostile', 'summary.txt'), 'utf8')).not.toContain('\u001b');
});
