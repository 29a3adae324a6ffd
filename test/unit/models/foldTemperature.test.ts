// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A folded temperature against softmax(logits / T) of the model as it was, in each format that a folder can hold.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { embeddedModelFolder } from '../../../src/inference/embeddedModel.js';
import { loadClassifier } from '../../../src/inference/textClassification.js';
import { softmax } from '../../../src/inference/textClassificationResult.js';
import { convertCheckpoint } from '../../../src/models/convert.js';
import { foldTemperature } from '../../../src/models/foldTemperature.js';
import { quantizeModel } from '../../../src/models/quantize.js';
import { seededTexts, seededWeight, writeSeededCheckpoint } from '../../support/seededCheckpoint.js';

const folder = mkdtempSync(join(tmpdir(), 'logtwin-fold-'));
const recorded = JSON.parse(readFileSync(join(__dirname, '../../conformance/models/distilbert.json'), 'utf8')) as {
  config: unknown;
  tensors: Record<string, number[]>;
};
const checkpoint = join(folder, 'checkpoint');
const plain = join(folder, 'plain');
beforeAll(() => {
  writeSeededCheckpoint(checkpoint, recorded.config, recorded.tensors);
  convertCheckpoint(checkpoint, plain);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function logits(path: string): Promise<number[][]> {
  const session = await InferenceSession.create(path, { intraOpNumThreads: 1 });
  const rows: number[][] = [];
  for (const text of seededTexts(120, 60, 20, 2)) {
    const tensor = (values: number[]): Tensor =>
      new Tensor('int64', BigInt64Array.from(values, BigInt), [1, text.length]);
    const { logits: found } = await session.run({ input_ids: tensor(text), attention_mask: tensor(text.map(() => 1)) });
    rows.push(Array.from(found!.data as Float32Array));
  }
  return rows;
}

async function expectFolded(path: string, temperature: number, digits = 6): Promise<void> {
  const before = await logits(join(plain, 'model.onnx'));
  const after = await logits(path);
  after.forEach((row, index) => {
    const expected = softmax(before[index]!.map((logit) => logit / temperature));
    softmax(row).forEach((probability, label) => expect(probability).toBeCloseTo(expected[label]!, digits));
  });
}

const modelJson = (path: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(path, 'model.json'), 'utf8')) as Record<string, unknown>;
const holdsFloats = (path: string, values: Float32Array): boolean =>
  readFileSync(path).includes(Buffer.from(values.buffer, values.byteOffset, values.byteLength));

test('a converted model answers softmax(logits / T) in both formats, and says so', async () => {
  const { onnx, torchscript, temperature } = foldTemperature(plain, 2.5, join(folder, 'folded'));
  await expectFolded(onnx, 2.5);
  expect(temperature).toBe(2.5);
  for (const layer of [seededWeight('classifier.weight', [3, 32]), seededWeight('classifier.bias', [3])]) {
    expect(holdsFloats(join(plain, 'model.pt'), layer)).toBe(true);
    expect(holdsFloats(torchscript!, layer)).toBe(false);
    expect(
      holdsFloats(
        torchscript!,
        layer.map((value) => value / 2.5),
      ),
    ).toBe(true);
  }
  expect(modelJson(join(folder, 'folded'))).toMatchObject({
    id: 'checkpoint',
    calibration: { temperature: 2.5, folded: true },
  });
});

test('folding twice multiplies, and converting a folded folder again changes nothing', async () => {
  foldTemperature(plain, 2, join(folder, 'once'));
  const twice = foldTemperature(join(folder, 'once'), 3, join(folder, 'twice'));
  expect(twice.temperature).toBe(6);
  await expectFolded(twice.onnx, 6);
  const again = convertCheckpoint(join(folder, 'twice'), join(folder, 'again'));
  expect(again.temperature).toBe(6);
  await expectFolded(again.onnx!, 6);
});

test('convert divides by the temperature that is asked for, else by the one of model.json', async () => {
  const asked = convertCheckpoint(checkpoint, join(folder, 'asked'), { temperature: 0.5, formats: ['onnx'] });
  await expectFolded(asked.onnx!, 0.5);
  const described = join(folder, 'described');
  writeSeededCheckpoint(described, recorded.config, recorded.tensors);
  writeFileSync(
    join(described, 'model.json'),
    JSON.stringify({ calibration: { temperature: 4, fitted_on: 'my logs' } }),
  );
  const converted = convertCheckpoint(described, described);
  await expectFolded(converted.onnx!, 4);
  expect(modelJson(described).calibration).toEqual({ temperature: 4, folded: true, fitted_on: 'my logs' });
  // The checkpoint is beside it still, and is not divided twice.
  await expectFolded(convertCheckpoint(described, described).onnx!, 4);
  await expectFolded(foldTemperature(described, 2, join(folder, 'more')).onnx, 8);
});

test('8-bit models take the temperature while they are made', async () => {
  const int8 = quantizeModel(checkpoint, join(folder, 'int8'), { temperature: 2 });
  await expectFolded(int8.onnx!, 2, 1);
  expect(() => foldTemperature(join(folder, 'int8'), 2, join(folder, 'no'))).toThrow(
    /MD1003.*8-bit weights[^]*quantize CHECKPOINT --temperature 4/,
  );
});

test('the linear model answers with divided logits', async () => {
  const output = join(folder, 'linear');
  const { torchscript } = foldTemperature(embeddedModelFolder, 3, output);
  const texts = ['Failed password for root from 10.0.0.5 port 22 ssh2', 'session opened', 'disk full: write error', ''];
  const [before, after] = await Promise.all([embeddedModelFolder, output].map((path) => loadClassifier(path)));
  const original = await before!.classify(texts);
  const scaled = await after!.classify(texts);
  await Promise.all([before!.close(), after!.close()]);
  scaled.forEach((result, index) => {
    // softmax(log p / T) = softmax(logits / T): a softmax forgets what all logits have in common.
    const tops = original[index]!.top_classes!;
    const expected = softmax(tops.map(({ class_probability: p }) => Math.log(p) / 3));
    result.top_classes!.forEach(({ class_name, class_probability }, place) => {
      expect(class_name).toBe(tops[place]!.class_name);
      expect(class_probability).toBeCloseTo(expected[place]!, 5);
    });
  });
  expect(torchscript).toBe(join(output, 'model.pt'));
  const { files, calibration, labels } = modelJson(output);
  expect(calibration).toEqual({ temperature: 3, folded: true });
  expect(labels).toEqual(['ERROR', 'WARNING', 'INFO']);
  expect((files as Record<string, { sha256: string }>)['vocab.txt']!.sha256).toBe(
    (modelJson(embeddedModelFolder).files as Record<string, { sha256: string }>)['vocab.txt']!.sha256,
  );
});

test.each([0, -1, NaN, Infinity])('%d is no temperature', (temperature) => {
  expect(() => foldTemperature(plain, temperature, join(folder, 'no'))).toThrow(/MD1010/);
});

test('a model is not calibrated in place, and an embedding not at all', () => {
  expect(() => foldTemperature(plain, 2, plain)).toThrow(/MD1003.*in place/);
  expect(() => convertCheckpoint(checkpoint, join(folder, 'no'), { temperature: 2, task: 'text_embedding' })).toThrow(
    /MD1010.*embedding/,
  );
});
