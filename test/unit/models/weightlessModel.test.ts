// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Models whose weights stay in their file: the same answers as the whole file gives, also where weights begin at odd bytes.

import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { loadOnnxSession } from '../../../src/inference/backends/onnx.js';
import { GraphBuilder } from '../../../src/models/graph.js';
import { mappedFrom, readWeightlessModel } from '../../../src/models/onnx/weightlessModel.js';
import { writeOnnx, type OnnxOptions } from '../../../src/models/onnx/writeOnnx.js';
import { float32Tensor } from '../../../src/models/tensor.js';

const folder = mkdtempSync(join(tmpdir(), 'logtwin-weightless-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Rows of numbers added up; `rows` decides how large the weights are, the name where they begin. */
function writeRows(name: string, rows: number, options: OnnxOptions = {}): string {
  const g = new GraphBuilder(name);
  const found = g.embedding(g.parameter('rows', [rows, 3]), g.input('input_ids'));
  const seen = g.mul(found, g.unsqueeze(g.cast(g.input('attention_mask'), 'float32'), 2));
  g.output('logits', g.sum(seen, 1));
  const values = Float32Array.from({ length: rows * 3 }, (_, index) => Math.fround(Math.sin(index)));
  const path = join(folder, `${name}.onnx`);
  writeOnnx(g.finish(), new Map([['rows', float32Tensor([rows, 3], values)]]), path, {
    producerVersion: name,
    ...options,
  });
  return path;
}

const ids = [5, 29_999, 0, 17];
const largeRows = 30_000;

async function wholeFile(path: string): Promise<Float32Array> {
  const session = await InferenceSession.create(path, { logSeverityLevel: 3 });
  const tensor = (values: number[]): Tensor => new Tensor('int64', BigInt64Array.from(values, BigInt), [1, ids.length]);
  const { logits } = await session.run({ input_ids: tensor(ids), attention_mask: tensor(ids.map(() => 1)) });
  return logits!.data as Float32Array;
}

async function mapped(path: string): Promise<Float32Array> {
  const session = await loadOnnxSession(path, { threads: 1 });
  const mask = BigInt64Array.from(ids, () => 1n);
  const { output } = await session.run({ rows: 1, length: ids.length, ids: BigInt64Array.from(ids, BigInt), mask });
  await session.close();
  return output;
}

describe('readWeightlessModel', () => {
  test.each(['a', 'ab', 'abc', 'abcd'])('a model named %s answers as the whole file does', async (name) => {
    const path = writeRows(name, largeRows);
    expect(readWeightlessModel(path)!.bytes.length).toBeLessThan(1000);
    expect(await mapped(path)).toEqual(await wholeFile(path));
  });

  test('a link answers as its file, from whatever folder', async () => {
    const path = writeRows('linked', largeRows);
    const link = join(mkdtempSync(join(folder, 'links-')), 'model.onnx');
    symlinkSync(path, link);
    expect(await mapped(link)).toEqual(await wholeFile(path));
  });

  test('small weights are not worth it', () => {
    expect(readWeightlessModel(writeRows('small', 10))).toBeUndefined();
  });

  test('weights in files of their own stay there', async () => {
    const path = writeRows('external', largeRows, { externalDataFrom: mappedFrom });
    expect(readWeightlessModel(path)).toBeUndefined();
    expect(await mapped(path)).toEqual(await wholeFile(path));
  });

  test('a truncated file is refused with its reason', async () => {
    const cut = join(folder, 'cut.onnx');
    writeFileSync(cut, readFileSync(writeRows('whole', largeRows)).subarray(0, 200_000));
    await expect(loadOnnxSession(cut)).rejects.toThrow(/goes beyond its message/);
  });
});
