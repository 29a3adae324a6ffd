// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Runs rows of token ids through a model, shortest first, so that rows of one batch hardly differ in length.

import type { OnnxSession, TokenBatch } from './backends/onnx.js';

/** Measured best for transformer encoders on CPUs: larger batches lose more to padding and caches than they gain. */
export const transformerBatchTokens = 1024;
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
  const order = rows.map((ids, index) => ({ ids, index })).sort((a, b) => a.ids.length - b.ids.length);
  const outputs: Float32Array[] = new Array<Float32Array>(rows.length);
  let [batches, tokens, paddedTokens] = [0, 0, 0];
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && (end + 1 - start) * order[end]!.ids.length <= batchTokens) end++;
    const batch = order.slice(start, end);
    const input = tokenBatch(
      batch.map(({ ids }) => ids),
      padId,
    );
    const { output, width } = await session.run(input);
    batch.forEach(({ index }, row) => {
      outputs[index] = output.slice(row * width, (row + 1) * width);
    });
    batches++;
    paddedTokens += input.rows * input.length;
    for (const { ids } of batch) tokens += ids.length;
    start = end;
  }
  return { outputs, batches, tokens, paddedTokens };
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
