// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The linear model against its formula computed in float64 by test/support/reference/record_models.py, as ONNX here
// and as the TorchScript archive that libtorch 2.7.1 ran when the case was recorded.

import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { linearGraph } from '../../src/models/linear/linearGraph.js';
import { writeOnnx } from '../../src/models/onnx/writeOnnx.js';
import { checkArchive } from '../../src/models/preflight.js';
import { writeTorchScript } from '../../src/models/torchscript/writeTorchScript.js';
import { seededTexts, seededWeight } from '../support/seededCheckpoint.js';

const recorded = JSON.parse(readFileSync(join(__dirname, 'linear.json'), 'utf8')) as {
  texts: { vocabulary: number; longest: number; count: number; first: number };
  tensors: Record<'token_rows' | 'pair_rows' | 'bias', number[]>;
  logits: number[][];
  torchscript: { sha256: string; difference: number };
};
const folder = mkdtempSync(join(tmpdir(), 'logtwin-linear-'));
afterAll(() => rmSync(folder, { recursive: true }));

const rows = (name: 'token_rows' | 'pair_rows'): Float32Array =>
  // The last of four columns is the squared length of a row.
  seededWeight(name, recorded.tensors[name]).map((value, index) => (index % 4 === 3 ? Math.abs(value) : value));
const { graph, weights } = linearGraph({
  labels: 3,
  vocabulary: recorded.tensors.token_rows[0]!,
  buckets: recorded.tensors.pair_rows[0]!,
  tokenRows: rows('token_rows'),
  pairRows: rows('pair_rows'),
  bias: seededWeight('bias', recorded.tensors.bias),
});

test('the archive is the one that libtorch ran within 1e-5 of the formula, and the server accepts it', () => {
  const path = join(folder, 'model.pt');
  writeTorchScript(graph, weights, path);
  expect(recorded.torchscript.difference).toBeLessThanOrEqual(1e-5);
  expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(recorded.torchscript.sha256);
  expect(checkArchive(path).filter(({ status }) => status !== 'ok')).toEqual([]);
});

test('the ONNX file answers within 1e-4 of the formula', async () => {
  const path = join(folder, 'model.onnx');
  writeOnnx(graph, weights, path);
  const session = await InferenceSession.create(path, { intraOpNumThreads: 1 });
  const { vocabulary, longest, count, first } = recorded.texts;
  let largest = 0;
  for (const [index, text] of seededTexts(vocabulary, longest, count, first).entries()) {
    const tensor = (values: number[]): Tensor =>
      new Tensor('int64', BigInt64Array.from(values, BigInt), [1, text.length]);
    const results = await session.run({ input_ids: tensor(text), attention_mask: tensor(text.map(() => 1)) });
    const logits = results['logits']?.data as Float32Array;
    recorded.logits[index]!.forEach((expected, label) => {
      largest = Math.max(largest, Math.abs(expected - (logits[label] ?? NaN)));
    });
  }
  expect(largest).toBeLessThanOrEqual(1e-4);
});
