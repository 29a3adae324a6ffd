// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The linear model computed without a graph: for measuring a model before it is written, and for saying which tokens
// made a decision.

import { pairBucket } from './linearFeatures.js';
import { lengthFloor, type LinearWeights } from './trainLinear.js';

/** Logits of one text, given its token ids with special tokens. */
export function linearLogits(weights: LinearWeights, ids: ArrayLike<number>): Float64Array {
  const { labels, buckets, tokenRows, pairRows, bias } = weights;
  const width = labels + 1;
  const total = new Float64Array(width);
  for (let at = 0; at < ids.length; at++) {
    const token = ids[at]! * width;
    for (let column = 0; column < width; column++) total[column]! += tokenRows[token + column]!;
    if (at + 1 === ids.length) break;
    const pair = pairBucket(ids[at]!, ids[at + 1]!, buckets) * width;
    for (let column = 0; column < width; column++) total[column]! += pairRows[pair + column]!;
  }
  const length = Math.sqrt(total[labels]! + lengthFloor);
  return Float64Array.from({ length: labels }, (_, label) => total[label]! / length + bias[label]!);
}
