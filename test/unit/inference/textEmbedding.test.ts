// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Embeddings of texts against what PyTorch and transformers gave for the same tokens
// (test/support/reference/record_models.py), and sparse vectors against the linear model's own arithmetic.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedModelFolder } from '../../../src/inference/embeddedModel.js';
import { linearFeatureVectors } from '../../../src/inference/linearFeatureVectors.js';
import { loadClassifier } from '../../../src/inference/textClassification.js';
import { embedTexts, loadEmbedder } from '../../../src/inference/textEmbedding.js';
import { convertCheckpoint } from '../../../src/models/convert.js';
import { quantizeModel } from '../../../src/models/quantize.js';
import { seededTexts, writeSeededCheckpoint } from '../../support/seededCheckpoint.js';

const folder = mkdtempSync(join(tmpdir(), 'logtwin-embedding-'));
const recorded = JSON.parse(readFileSync(join(__dirname, '../../conformance/models/mpnet-embedding.json'), 'utf8')) as {
  config: unknown;
  texts: { vocabulary: number; longest: number; count: number; first: number };
  tensors: Record<string, number[]>;
  logits: number[][];
};
const classifierTensors = (
  JSON.parse(readFileSync(join(__dirname, '../../conformance/models/mpnet.json'), 'utf8')) as typeof recorded
).tensors;
const { vocabulary, longest, count, first } = recorded.texts;
const texts = seededTexts(vocabulary, longest, count, first).map((ids) => ids.map((id) => `w${id}`).join(' '));

/** A checkpoint whose tokenizer makes of the word w17 the token 17. */
function writeCheckpoint(path: string): void {
  writeSeededCheckpoint(path, recorded.config, classifierTensors);
  const words = Array.from({ length: vocabulary }, (_, id) => `w${id}`);
  [words[0], words[1]] = ['<s>', '<pad>'];
  writeFileSync(join(path, 'vocab.txt'), [...words, '</s>', '[UNK]', '<mask>'].join('\n'));
  const tokenization = { mpnet: { with_special_tokens: false, max_sequence_length: 256 } };
  writeFileSync(join(path, 'model.json'), JSON.stringify({ tokenization }));
}

const checkpoint = join(folder, 'checkpoint');
beforeAll(() => writeCheckpoint(checkpoint));
afterAll(() => rmSync(folder, { recursive: true }));

function expectRecorded(vectors: readonly Float32Array[]): void {
  expect(vectors).toHaveLength(count);
  const differences = vectors.flatMap((vector, text) =>
    Array.from(vector, (value, column) => Math.abs(value - recorded.logits[text]![column]!)),
  );
  expect(differences).toHaveLength(count * 32);
  expect(Math.max(...differences)).toBeLessThan(1e-4);
}

test('a converted classifier gives the mean of the vectors of the tokens', async () => {
  convertCheckpoint(checkpoint, join(folder, 'classifier'), { formats: ['onnx'] });
  expectRecorded(await embedTexts(join(folder, 'classifier'), texts));
});

test('a model converted for embeddings gives the same, and no labels', async () => {
  convertCheckpoint(checkpoint, join(folder, 'embedding'), { formats: ['onnx'], task: 'text_embedding' });
  expectRecorded(await embedTexts(join(folder, 'embedding'), texts, { batchTokens: 100 }));
  await expect(loadClassifier(join(folder, 'embedding'))).rejects.toThrow(/MD4002.*embedding model/);
});

test('long texts in windows count each window by its tokens', async () => {
  convertCheckpoint(checkpoint, join(folder, 'windows'), { formats: ['onnx'] });
  const tokenization = { mpnet: { with_special_tokens: false, max_sequence_length: 4, truncate: 'none', span: 0 } };
  const path = join(folder, 'windows', 'model.json');
  writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), tokenization }));
  const embedder = await loadEmbedder(join(folder, 'windows'));
  const [whole, start, end] = await embedder.embed(['w5 w6 w7 w8 w9', 'w5 w6 w7 w8', 'w9']);
  await embedder.close();
  whole!.forEach((value, column) => expect(value).toBeCloseTo(0.8 * start![column]! + 0.2 * end![column]!, 5));
});

test('8-bit and linear models are refused', async () => {
  quantizeModel(checkpoint, join(folder, 'int8'), { formats: ['onnx'] });
  await expect(embedTexts(join(folder, 'int8'), texts)).rejects.toThrow(/MD1003.*quantized/);
  await expect(embedTexts(embeddedModelFolder, texts)).rejects.toThrow(/MD4002.*linear/);
  expect(() => linearFeatureVectors(checkpoint, texts)).toThrow(/MD4001/);
});

test('the linear model gives sparse vectors of length 1, alike for texts that are alike', () => {
  const [one, same, near, other, empty] = linearFeatureVectors(embeddedModelFolder, [
    'Failed password for root from 10.0.0.5 port 22',
    'FAILED password for root from 10.0.0.5 port 22',
    'Failed password for root from 10.0.0.5 port 23',
    'The disk is nearly full',
    '',
  ]);
  const product = (a: typeof one, b: typeof one): number =>
    a!.indices.reduce((sum, place, at) => {
      const found = b!.indices.indexOf(place);
      return found < 0 ? sum : sum + a!.values[at]! * b!.values[found]!;
    }, 0);
  expect(product(one, one)).toBeCloseTo(1, 5);
  expect(product(one, same)).toBeCloseTo(1, 5);
  expect(product(one, near)).toBeGreaterThan(product(one, other) + 0.3);
  expect(product(empty, empty)).toBeLessThanOrEqual(1 + 1e-6);
  expect(one!.size).toBe(other!.size);
  expect([...one!.indices]).toEqual([...one!.indices].sort((a, b) => a - b));
});
