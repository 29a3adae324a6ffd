// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Quantized and converted forms of one small model against its float32 form, and against arithmetic done by hand.

import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { convertCheckpoint } from '../../../src/models/convert.js';
import { inspectModel } from '../../../src/models/inspect.js';
import { halfBits, quantizedEmbedding, quantizedLinear } from '../../../src/models/onnx/quantization.js';
import { quantizeModel } from '../../../src/models/quantize.js';
import { asFloat32, bytesTensor, float32Tensor, readBytes, readFloat32 } from '../../../src/models/tensor.js';
import { quantizedForTorch } from '../../../src/models/torchscript/quantization.js';
import { seededTexts, writeSeededCheckpoint } from '../../support/seededCheckpoint.js';

const folder = mkdtempSync(join(tmpdir(), 'logtwin-quantize-'));
const recorded = JSON.parse(readFileSync(join(__dirname, '../../conformance/models/distilbert.json'), 'utf8')) as {
  config: unknown;
  tensors: Record<string, number[]>;
};
const checkpoint = join(folder, 'checkpoint');
beforeAll(() => writeSeededCheckpoint(checkpoint, recorded.config, recorded.tensors));
afterAll(() => rmSync(folder, { recursive: true }));

async function logits(path: string): Promise<number[]> {
  const session = await InferenceSession.create(path, { intraOpNumThreads: 1 });
  const all: number[] = [];
  for (const text of seededTexts(120, 60, 20, 2)) {
    const tensor = (values: number[]): Tensor =>
      new Tensor('int64', BigInt64Array.from(values, BigInt), [1, text.length]);
    const results = await session.run({ input_ids: tensor(text), attention_mask: tensor(text.map(() => 1)) });
    all.push(...(results['logits']?.data as Float32Array));
  }
  return all;
}
const largestDifference = (left: number[], right: number[]): number =>
  Math.max(...left.map((value, index) => Math.abs(value - (right[index] ?? NaN))));
const digest = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

test('int8 and float16 stay near the float32 answers, and are smaller', async () => {
  const full = convertCheckpoint(checkpoint, join(folder, 'full'));
  const int8 = quantizeModel(checkpoint, join(folder, 'int8'));
  const half = quantizeModel(checkpoint, join(folder, 'half'), { to: 'float16' });
  const expected = await logits(full.onnx!);
  expect(largestDifference(await logits(int8.onnx!), expected)).toBeLessThan(0.15);
  expect(largestDifference(await logits(half.onnx!), expected)).toBeLessThan(0.005);
  const size = readFileSync(full.onnx!).length;
  expect(int8.bytes.onnx).toBeLessThan(0.6 * size);
  expect(half.bytes.onnx).toBeLessThan(0.6 * size);
  expect(half.torchscript).toBeUndefined();
});

test('a model folder converts again from its ONNX file, to the same archive', () => {
  convertCheckpoint(checkpoint, join(folder, 'first'));
  const again = convertCheckpoint(join(folder, 'first'), join(folder, 'second'));
  for (const file of ['model.onnx', 'model.pt']) {
    expect(digest(join(folder, 'second', file))).toBe(digest(join(folder, 'first', file)));
  }
  expect(again.checks.filter(({ status }) => status !== 'ok').map(({ name }) => name)).toEqual(['tokenizer']);
});

test('a quantized model is not taken for a checkpoint, but can be inspected', () => {
  quantizeModel(checkpoint, join(folder, 'small'));
  expect(() => convertCheckpoint(join(folder, 'small'), join(folder, 'other'))).toThrow(/MD1003.*quantized/);
  const report = inspectModel(join(folder, 'small'));
  expect(report.checkpoint).toBeUndefined();
  expect(report.torchscript?.operations).toMatchObject({ 'quantized::linear_dynamic': 14 });
  expect(report.torchscript?.checks.every(({ status }) => status === 'ok')).toBe(true);
});

test('a model is not quantized in place', () => {
  cpSync(checkpoint, join(folder, 'place'), { recursive: true });
  expect(() => quantizeModel(join(folder, 'place'), join(folder, 'place'))).toThrow(/MD1003.*in place/);
});

describe('arithmetic', () => {
  test('linear weights: one scale a row, largest magnitude 127, halves to even', () => {
    const { matrix, scales } = quantizedLinear(float32Tensor([2, 3], [127, 2.5, -3.5, 0, 0, 0]));
    expect(Array.from(new Int8Array(readBytes(matrix).buffer))).toEqual([127, 0, 2, 0, -4, 0]);
    expect(Array.from(readFloat32(scales))).toEqual([1, 1]);
  });

  test('embedding rows: one scale a row', () => {
    const { rows, scales } = quantizedEmbedding(float32Tensor([2, 2], [254, -2, 0.5, 0.25]));
    expect(Array.from(new Int8Array(readBytes(rows).buffer))).toEqual([127, -1, 127, 64]);
    expect(Array.from(readFloat32(scales))).toEqual([2, Math.fround(0.5 / 127)]);
  });

  // From torch 2.7.1: quantize_dynamic of a Linear with these weights, weight().int_repr() and q_scale().
  test('as PyTorch quantizes for linear_dynamic', () => {
    const weight = float32Tensor([2, 4], [0.1, -0.2, 0.3, -0.4, 0.5, -0.6, 0.7, -0.8]);
    const { values, scale } = quantizedForTorch(weight);
    expect(scale).toBe(0.006274509709328413);
    expect(Array.from(new Int8Array(readBytes(values).buffer))).toEqual([16, -32, 48, -64, 80, -96, 112, -128]);
  });

  test.each([
    [0, 0],
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [65520, 0x7bff],
    [2 ** -24, 1],
    [2 ** -25, 0],
    [2 ** -25 * 1.0001, 1],
    [2 ** -14, 0x0400],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
  ])('%d is the half %d', (value, half) => {
    const bits = new Uint32Array(Float32Array.of(value).buffer)[0]!;
    expect(halfBits(bits)).toBe(half);
    if (Math.abs(value) > 65504 || value === 2 ** -25) return;
    const widened = readFloat32(
      asFloat32(bytesTensor('float16', [1], new Uint8Array(Uint16Array.of(half).buffer))),
    )[0]!;
    expect(Math.abs(widened - value)).toBeLessThanOrEqual(Math.max(Math.abs(value) * 2 ** -11, 2 ** -25));
  });
});
