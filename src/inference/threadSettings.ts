// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// How many threads pay off, found by a short measurement: half of the processors that a machine shows are often the other
// halves of the same cores, and a container may be allowed fewer than it shows.

import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { GraphBuilder } from '../models/graph.js';
import { writeOnnx } from '../models/onnx/writeOnnx.js';
import { float32Tensor } from '../models/tensor.js';
import { loadOnnxSession } from './backends/onnx.js';

const [rows, width] = [512, 768];
const measuredMilliseconds = 40;
/** Fewer threads have to be this much faster: a busy neighbour disturbs a measurement, too. */
const clearlyFaster = 1.1;

let found: Promise<number> | undefined;

/** The number of threads for matrix products on this machine; measured once a process. */
export function measuredThreads(): Promise<number> {
  return (found ??= measure(candidates(availableParallelism())));
}

/** All processors, and halves of that down to one; two settings at most below all are worth the time. */
export function candidates(processors: number): number[] {
  const all = [processors];
  while (all.length < 3 && all.at(-1)! > 1) all.push(Math.ceil(all.at(-1)! / 2));
  return all;
}

async function measure(counts: readonly number[]): Promise<number> {
  if (counts.length === 1) return counts[0]!;
  const folder = mkdtempSync(join(tmpdir(), 'logtwin-threads-'));
  try {
    const path = join(folder, 'product.onnx');
    writeProduct(path);
    let [best, bestTime] = [1, Infinity];
    for (const threads of counts) {
      const time = await timeOf(path, threads);
      if (time * clearlyFaster < bestTime) [best, bestTime] = [threads, time];
    }
    return best;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A graph that is one matrix product of the size that a transformer layer has. */
function writeProduct(path: string): void {
  const g = new GraphBuilder('product');
  const vectors = g.embedding(g.parameter('vectors', [1, width]), g.input('input_ids'));
  const product = g.linear(vectors, g.parameter('matrix', [width, width]));
  g.output('logits', g.select(product, 1, 0));
  const ones = (shape: readonly [number, number]): Float32Array => new Float32Array(shape[0] * shape[1]).fill(1);
  writeOnnx(
    g.finish(),
    new Map([
      ['vectors', float32Tensor([1, width], ones([1, width]))],
      ['matrix', float32Tensor([width, width], ones([width, width]))],
    ]),
    path,
  );
}

/** The shortest time of a run, in milliseconds. */
async function timeOf(path: string, threads: number): Promise<number> {
  const session = await loadOnnxSession(path, { threads });
  try {
    const batch = { rows: 1, length: rows, ids: new BigInt64Array(rows), mask: new BigInt64Array(rows) };
    let best = Infinity;
    const end = performance.now() + measuredMilliseconds;
    while (performance.now() < end) {
      const started = performance.now();
      await session.run(batch);
      best = Math.min(best, performance.now() - started);
    }
    return best;
  } finally {
    await session.close();
  }
}
