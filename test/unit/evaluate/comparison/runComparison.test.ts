// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The embedded model, a checkpoint that is converted on the way, and rows of another tool on the same texts.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderComparisonText } from '../../../../src/evaluate/comparison/comparisonText.js';
import { runComparison } from '../../../../src/evaluate/comparison/runComparison.js';
import type { InputRecord } from '../../../../src/evaluate/labelledTexts.js';
import { embeddedModelFolder } from '../../../../src/inference/embeddedModel.js';
import { writeSeededCheckpoint } from '../../../support/seededCheckpoint.js';

const folder = mkdtempSync(join(tmpdir(), 'logtwin-'));
afterAll(() => rmSync(folder, { recursive: true }));

const recorded = JSON.parse(readFileSync(join(__dirname, '../../../conformance/models/distilbert.json'), 'utf8')) as {
  config: unknown;
  tensors: Record<string, number[]>;
};
const checkpoint = join(folder, 'checkpoint');
const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', ...'failed accepted login disk full user'.split(' ')];
while (vocabulary.length < 120) vocabulary.push(`##${vocabulary.length}`);
writeSeededCheckpoint(checkpoint, recorded.config, recorded.tensors);
writeFileSync(join(checkpoint, 'vocab.txt'), vocabulary.join('\n'));

const records: InputRecord[] = Array.from({ length: 60 }, (_, index) => ({
  text: `${['failed', 'accepted'][index % 2]!} login of user ${String.fromCharCode(97 + (index % 26))} ${index}`,
  label: ['ERROR', 'INFO'][index % 2]!,
  source: index % 3 === 0 ? 'sshd' : 'su',
}));
const theirs = join(folder, 'theirs.ndjson');
writeFileSync(
  theirs,
  records
    .flatMap((record) => ('text' in record ? [{ ...record, prediction: record.label, confidence: 0.8 }] : []))
    .map((row) => JSON.stringify(row))
    .join('\n'),
);

// eslint-disable-next-line @typescript-eslint/require-await -- a stream of texts that are at hand
async function* stream(): AsyncGenerator<InputRecord> {
  yield* records;
}

const shared = { folder: join(folder, 'out'), version: '0.0.0', inputs: ['memory'], samples: 50 };

test('models, checkpoints and results side by side', async () => {
  const { comparison, html, json } = await runComparison({
    ...shared,
    subjects: [embeddedModelFolder, checkpoint, theirs],
    texts: stream(),
  });
  const [embedded, distilbert, rows] = comparison.models;
  expect([embedded!.name, distilbert!.name, rows!.name]).toEqual(['logtwin-linear', 'checkpoint', 'theirs.ndjson']);
  expect(rows!.scores.macro_f1!.value).toBe(1);
  expect([rows!.speed, rows!.size, rows!.scores.log_loss]).toEqual([null, null, null]);
  expect(comparison.choice).toBe('theirs.ndjson');
  expect(distilbert!.speed!.texts_per_second).toBeGreaterThan(0);
  // Two layers of four 32 x 32 and two 32 x 48 matrices, the head's 32 x 32 and 32 x 3, a row of words and one of positions.
  const perToken = 2 * (2 * (4 * 32 * 32 + 2 * 32 * 48) + 32 * 32 + 32 * 3 + 32 + 32);
  const tokens = distilbert!.size!.operations_per_text / perToken;
  expect(tokens).toBeGreaterThan(7);
  expect(tokens).toBeLessThan(10);
  expect(distilbert!.size!.cluster_memory_bytes).toBeGreaterThan(240 * 2 ** 20);

  const page = readFileSync(html, 'utf8');
  expect(page).toContain('Take theirs.ndjson.');
  expect(page.match(/<figure /g)).toHaveLength(3);
  expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ texts: 60, labelled: 60, cost: { kind: 'seconds' } });
}, 60_000);

test('what is wrong with the files of a model is told before its scores', async () => {
  const foreign = join(folder, 'foreign');
  cpSync(embeddedModelFolder, foreign, { recursive: true });
  const rows = readFileSync(join(foreign, 'vocab.txt'), 'utf8').trimEnd().split('\n');
  writeFileSync(join(foreign, 'vocab.txt'), rows.slice(0, rows.length / 2).join('\n'));
  const { comparison, html } = await runComparison({
    ...shared,
    subjects: [foreign, embeddedModelFolder],
    texts: stream(),
  });
  expect(comparison.models.map(({ findings }) => findings.map(({ check }) => check))).toEqual([
    ['vocabulary_size'],
    [],
  ]);
  for (const shown of [renderComparisonText(comparison), readFileSync(html, 'utf8')]) {
    const found = shown.indexOf('The vocabulary belongs to another checkpoint');
    expect(found).toBeGreaterThan(0);
    expect(found).toBeLessThan(shown.search(/macro-F1 +accuracy|<figure /));
  }
}, 60_000);

test('texts that cannot be read again are read once, and each is classified once', async () => {
  const lines: string[] = [];
  const { comparison } = await runComparison({
    ...shared,
    subjects: [embeddedModelFolder, theirs],
    // Half of a pair of UTF-16 units is no text that a file could hold as it is.
    texts: (async function* () {
      yield* stream();
      yield { withoutText: true };
      yield* stream();
      yield { text: 'broken \ud83d off' };
    })(),
    onProgress: (line) => lines.push(line),
  });
  expect([comparison.texts, comparison.labelled, comparison.left_out]).toEqual([120, 120, 1]);
  expect(lines[0]).toBe(`${embeddedModelFolder}: 61 of 61 texts`);
});

test('results alone need no texts', async () => {
  const { comparison } = await runComparison({ ...shared, subjects: [theirs, theirs] });
  expect(comparison.pairs[0]!.agreement).toBe(1);
  await expect(runComparison({ ...shared, subjects: [embeddedModelFolder, checkpoint] })).rejects.toMatchObject({
    diagnostics: [{ code: 'EV1008' }],
  });
});
