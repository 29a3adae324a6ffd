// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What each token adds to the logits of the linear model: exact, because the model is a sum.

import { pairBucket } from './linearFeatures.js';
import { lengthFloor, type LinearWeights } from './trainLinear.js';

/**
 * Contributions of the tokens of a text, token by token: `labels` numbers each. A pair of neighbours counts half for each of
 * them. Together with the bias they add up to the logits.
 *
 * @param ids - token ids with special tokens
 */
export function linearContributions(weights: LinearWeights, ids: ArrayLike<number>): Float64Array[] {
  const { labels, buckets, tokenRows, pairRows } = weights;
  const width = labels + 1;
  const parts = Array.from({ length: ids.length }, () => new Float64Array(width));
  const add = (at: number, rows: Float32Array, row: number, share: number): void => {
    for (let column = 0; column < width; column++) parts[at]![column]! += share * rows[row * width + column]!;
  };
  for (let at = 0; at < ids.length; at++) {
    add(at, tokenRows, ids[at]!, 1);
    if (at + 1 === ids.length) break;
    const pair = pairBucket(ids[at]!, ids[at + 1]!, buckets);
    add(at, pairRows, pair, 0.5);
    add(at + 1, pairRows, pair, 0.5);
  }
  // The last column holds the length of the text in feature space, by which the sum is divided.
  const length = Math.sqrt(parts.reduce((sum, part) => sum + part[labels]!, 0) + lengthFloor);
  return parts.map((part) => part.subarray(0, labels).map((value) => value / length));
}
