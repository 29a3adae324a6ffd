// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What ONNX Runtime's matrix product alone reaches on this machine: the limit of inference.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { modelProto, nested, nodeProto, tensorProto, valueInfoProto } from '../../dist/models/onnx/encoding.js';
import { bytesTensor, readBytes } from '../../dist/models/tensor.js';

const rows = 1024;
/** The products of a layer of DistilBERT's size: [in, out, how many]. */
const products = [
  [768, 768, 4],
  [768, 3072, 1],
  [3072, 768, 1],
];
const measuredMilliseconds = 1500;

/** Floating-point (or integer) operations a second, weighted as in a layer. @param {'float32' | 'int8'} type */
export async function matrixLimit(folder, type, threads) {
  let [seconds, operations] = [0, 0];
  for (const [inner, outer, count] of products) {
    const path = join(folder, `product-${type}-${inner}-${outer}.onnx`);
    writeProduct(path, type, inner, outer);
    const session = await InferenceSession.create(path, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
    });
    const x =
      type === 'int8'
        ? new Tensor('uint8', new Uint8Array(rows * inner).fill(3), [rows, inner])
        : new Tensor('float32', new Float32Array(rows * inner).fill(0.3), [rows, inner]);
    let best = Infinity;
    const end = performance.now() + measuredMilliseconds;
    while (performance.now() < end) {
      const started = performance.now();
      await session.run({ x });
      best = Math.min(best, performance.now() - started);
    }
    await session.release();
    seconds += (count * best) / 1000;
    operations += count * 2 * rows * inner * outer;
  }
  return operations / seconds;
}

function writeProduct(path, type, inner, outer) {
  const isInt8 = type === 'int8';
  const weight = isInt8
    ? bytesTensor('int8', [inner, outer], new Uint8Array(inner * outer).fill(5))
    : bytesTensor('float32', [inner, outer], new Uint8Array(new Float32Array(inner * outer).fill(0.01).buffer));
  const node = { type: isInt8 ? 'MatMulInteger' : 'MatMul', inputs: ['x', 'w'], outputs: ['y'] };
  const graph = [
    ...nested(1, nodeProto(node, 'product')),
    ...nested(5, tensorProto('w', weight)),
    ...nested(11, valueInfoProto('x', isInt8 ? 'uint8' : 'float32', [rows, inner])),
    ...nested(12, valueInfoProto('y', isInt8 ? 'int32' : 'float32', [rows, outer])),
  ];
  const parts = modelProto({ graphName: 'product', producerVersion: '', opsets: { '': 20 }, metadata: {} }, graph);
  writeFileSync(path, Buffer.concat(parts.map((part) => (part instanceof Uint8Array ? part : readBytes(part)))));
}
