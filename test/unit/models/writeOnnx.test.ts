// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// ONNX files written from small graphs, run by ONNX Runtime; expected values are computed by hand here.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { GraphBuilder, type Graph } from '../../../src/models/graph.js';
import { writeOnnx, type OnnxOptions } from '../../../src/models/onnx/writeOnnx.js';
import { float32Tensor } from '../../../src/models/tensor.js';

const folder = mkdtempSync(join(tmpdir(), 'logtwin-onnx-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A bag of hashed single tokens and of hashed pairs of neighbours. */
function bagGraph(buckets: number, labels: number): Graph {
  const g = new GraphBuilder('bag');
  const ids = g.input('input_ids');
  const mask = g.cast(g.input('attention_mask'), 'float32');
  const weight = g.parameter('weight', [buckets, labels]);
  const pairs = g.add(g.mul(g.slice(ids, 1, 0, -1), 31), g.slice(ids, 1, 1, { of: ids, dimension: 1 }));
  const single = g.mul(g.embedding(weight, g.and(ids, buckets - 1)), g.unsqueeze(mask, 2));
  const double = g.mul(g.embedding(weight, g.and(pairs, buckets - 1)), g.unsqueeze(g.slice(mask, 1, 1, 9999), 2));
  g.output('logits', g.add(g.add(g.sum(single, 1), g.sum(double, 1)), g.parameter('bias', [labels])));
  return g.finish();
}

async function run(path: string, rows: number[][], mask: number[][]): Promise<number[]> {
  const session = await InferenceSession.create(path, { logSeverityLevel: 3 });
  const int64 = (values: number[][]): Tensor =>
    new Tensor('int64', BigInt64Array.from(values.flat(), BigInt), [values.length, values[0]?.length ?? 0]);
  const results = await session.run({ input_ids: int64(rows), attention_mask: int64(mask) });
  return Array.from(results['logits']?.data as Float32Array);
}

describe('writeOnnx', () => {
  const weight = Array.from({ length: 512 * 3 }, (_, index) => index / 4);
  const weights = new Map([
    ['weight', float32Tensor([512, 3], weight)],
    ['bias', float32Tensor([3], [0.5, -0.5, 1])],
  ]);
  const rows = [
    [1, 9, 4],
    [7, 3, 0],
  ];
  const mask = [
    [1, 1, 1],
    [1, 1, 0],
  ];
  // Single ids, then 31 * left + right of each pair whose right neighbour is a token.
  const features = [
    [1, 9, 4, 40, 283],
    [7, 3, 220],
  ];
  const expected = features.flatMap((found) =>
    [0.5, -0.5, 1].map((bias, label) => found.reduce((sum, id) => sum + (weight[id * 3 + label] ?? NaN), bias)),
  );

  test.each<[string, OnnxOptions]>([
    ['in one file', {}],
    ['with external data', { externalDataFrom: 1 }],
    ['with float16 weights', { precision: 'float16' }],
  ])('a bag of hashed features %s gives the sums of its rows', async (_name, options) => {
    const path = join(folder, `${_name}.onnx`);
    writeOnnx(bagGraph(512, 3), weights, path, options);
    expect(await run(path, rows, mask)).toEqual(expected);
  });

  test('int64 products wrap at 64 bits, as in Java and PyTorch', async () => {
    const g = new GraphBuilder('wrap');
    const ids = g.input('input_ids');
    g.input('attention_mask');
    const hashed = g.and(g.mul(g.mul(ids, 4503599627370449), 4503599627370449), 1048575);
    g.output('logits', g.cast(hashed, 'float32'));
    const path = join(folder, 'wrap.onnx');
    writeOnnx(g.finish(), new Map(), path);
    const prime = 4503599627370449n;
    const expectedHash = [123456789, 5].map((id) => Number(BigInt.asIntN(64, BigInt(id) * prime * prime) & 1048575n));
    expect(await run(path, [[123456789, 5]], [[1, 1]])).toEqual(expectedHash);
  });
});
