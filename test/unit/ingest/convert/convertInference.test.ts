// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Conversion through pipelines that classify: models by id, side by side, and what happens without one.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedModelFolder } from '../../../../src/inference/embeddedModel.js';
import { loadClassifier } from '../../../../src/inference/textClassification.js';
import { convert, type ConvertReport } from '../../../../src/ingest/convert/convert.js';
import { foldTemperature } from '../../../../src/models/foldTemperature.js';

const folder = mkdtempSync(join(tmpdir(), 'logtwin-convert-'));
const cooler = join(folder, 'cooler');
beforeAll(() => void foldTemperature(embeddedModelFolder, 3, cooler));
afterAll(() => rmSync(folder, { recursive: true }));

const texts = ['Failed password for root from 10.0.0.5 port 22 ssh2', 'session opened for user backup', 'disk failure'];
const classification = (modelId: string, target: string) => ({
  inference: { model_id: modelId, target_field: target, field_map: { ml_input: 'text_field' } },
});

function run(processors: object[], models?: string[]): Promise<ConvertReport> {
  const input = join(folder, 'day.ndjson');
  writeFileSync(input, texts.map((text) => JSON.stringify({ _source: { ml_input: text } })).join('\n'));
  const pipeline = join(folder, 'pipeline.json');
  writeFileSync(pipeline, JSON.stringify({ processors }));
  return convert([input], { output: join(folder, 'out'), pipeline, resume: false, ...(models && { models }) });
}

interface Classified {
  readonly ml: Record<string, unknown>;
}

function written(name: string): { _source: Classified; error?: { reason: string } }[] {
  const lines = readFileSync(join(folder, 'out', name), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as { _source: Classified });
}

async function classified(model: string, modelId: string): Promise<unknown[]> {
  const classifier = await loadClassifier(model, { modelId, numTopClasses: 0 });
  const results = await classifier.classify(texts);
  await classifier.close();
  return results;
}

test('two models side by side, each by its id, write what classifying the texts gives', async () => {
  const processors = [classification('sure', 'ml.a'), classification('unsure', 'ml.b')];
  const report = await run(processors, [`sure=${embeddedModelFolder}`, `unsure=${cooler}`]);
  expect(report).toMatchObject({ documents: 3, with_ml_input: 3, failed: 0 });
  const results = written('day_ml_input.ndjson').map(({ _source }) => _source.ml);
  expect(results.map(({ a }) => a)).toEqual(await classified(embeddedModelFolder, 'sure'));
  expect(results.map(({ b }) => b)).toEqual(await classified(cooler, 'unsure'));
  expect(results[0]!.a).not.toMatchObject({
    prediction_probability: (results[0]!.b as { prediction_probability: number }).prediction_probability,
  });
});

test('without a model of their own, processors are answered by the embedded one', async () => {
  await run([classification('anything', 'ml.prediction')]);
  const results = written('day_ml_input.ndjson').map(({ _source }) => _source.ml.prediction);
  expect(results).toEqual(await classified(embeddedModelFolder, 'anything'));
});

test('a model that was not given fails its documents as the server does', async () => {
  const report = await run([classification('other', 'ml.prediction')], [`sure=${embeddedModelFolder}`]);
  expect(report.failed).toBe(3);
  expect(written('day_failed.ndjson')[0]!.error!.reason).toBe('Could not find trained model [other]');
});
