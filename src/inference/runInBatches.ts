// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Runs rows of token ids through a model in batches of rows that hardly differ in length, as many at a time as the model
// works on. The next batch is made while others run.

import type { OnnxSession, TokenBatch } from './backends/onnx.js';

/** Measured best for transformer encoders on CPUs: larger batches lose more to padding and caches than they gain. */
export const transformerBatchTokens = 512;
/** The linear model only adds rows up, so calls cost more than padding. */
export const linearBatchTokens = 8192;

/** How rows are gathered. */
export interface BatchOptions {
  readonly padId: number;
  /** Padded tokens a batch; a longer row runs alone. */
  readonly batchTokens: number;
}

/** What the model gave for each row, and what it cost. */
export interface BatchResults {
  /** One vector a row, in the order of the rows: logits, or an embedding. */
  readonly outputs: readonly Float32Array[];
  readonly batches: number;
  /** Tokens that went through the model, without and with padding. */
  readonly tokens: number;
  readonly paddedTokens: number;
}

/** Runs every row. */
export async function runInBatches(
  session: OnnxSession,
  rows: readonly Int32Array[],
  { padId, batchTokens }: BatchOptions,
): Promise<BatchResults> {
  const outputs: Float32Array[] = new Array<Float32Array>(rows.length);
  const batches = batchesOf(rows, batchTokens);
  let [next, paddedTokens] = [0, 0];
  const work = async (): Promise<void> => {
    while (next < batches.length) {
      const batch = batches[next++]!;
      const input = tokenBatch(
        batch.map((index) => rows[index]!),
        padId,
      );
      paddedTokens += input.rows * input.length;
      const { output, width } = await session.run(input);
      batch.forEach((index, row) => {
        outputs[index] = output.slice(row * width, (row + 1) * width);
      });
    }
  };
  await Promise.all(Array.from({ length: session.concurrency }, work));
  const tokens = rows.reduce((sum, ids) => sum + ids.length, 0);
  return { outputs, batches: batches.length, tokens, paddedTokens };
}

/** Places of rows, batch by batch, the longest rows first: what is left for the end is small on every thread. */
function batchesOf(rows: readonly Int32Array[], batchTokens: number): number[][] {
  const order = rows.map((_, index) => index).sort((a, b) => rows[b]!.length - rows[a]!.length);
  const batches: number[][] = [];
  for (let start = 0; start < order.length;) {
    const longest = Math.max(1, rows[order[start]!]!.length);
    const end = start + Math.max(1, Math.floor(batchTokens / longest));
    batches.push(order.slice(start, end));
    start = end;
  }
  return batches;
}

/** Rows padded to the longest; padding is masked, so that each row counts as if it ran alone, as it does on the server. */
function tokenBatch(rows: readonly Int32Array[], padId: number): TokenBatch {
  const length = rows.reduce((longest, row) => Math.max(longest, row.length), 0);
  const ids = new BigInt64Array(rows.length * length);
  const mask = new BigInt64Array(rows.length * length);
  // Token ids are below 2^31: writing the low halves spares a BigInt a token.
  const lowIds = new Int32Array(ids.buffer);
  const lowMask = new Int32Array(mask.buffer);
  rows.forEach((row, index) => {
    const from = index * length;
    for (let at = 0; at < row.length; at++) {
      lowIds[(from + at) * 2] = row[at]!;
      lowMask[(from + at) * 2] = 1;
    }
    if (padId !== 0) for (let at = row.length; at < length; at++) lowIds[(from + at) * 2] = padId;
  });
  return { rows: rows.length, length, ids, mask };
}
