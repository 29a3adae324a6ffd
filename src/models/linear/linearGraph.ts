// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The linear model as a graph from token ids to logits, of operations that Elastic ML allows.

import { GraphBuilder, type Graph, type Weights } from '../graph.js';
import { float32Tensor } from '../tensor.js';
import { pairHashFirst, pairHashSecond } from './linearFeatures.js';
import { lengthFloor, type LinearWeights } from './trainLinear.js';

/** The graph and its tensors. */
export function linearGraph(weights: LinearWeights): { readonly graph: Graph; readonly weights: Weights } {
  const { labels, vocabulary, buckets } = weights;
  const width = labels + 1;
  const g = new GraphBuilder('linear');
  const ids = g.input('input_ids');
  const mask = g.input('attention_mask');
  const counted = g.unsqueeze(g.cast(mask, 'float32'), 2);
  const tokens = g.mul(g.embedding(g.parameter('token_rows', [vocabulary, width]), ids), counted);

  // Neighbours: ids without the last against ids without the first. Padding stands on the right, so a pair counts
  // when its second token does.
  const end = { of: ids, dimension: 1 };
  const first = g.slice(ids, 1, 0, -1);
  const second = g.slice(ids, 1, 1, end);
  const bucket = g.and(g.add(g.mul(first, pairHashFirst), g.mul(second, pairHashSecond)), buckets - 1);
  const pairs = g.mul(g.embedding(g.parameter('pair_rows', [buckets, width]), bucket), g.slice(counted, 1, 1, end));

  const total = g.add(g.sum(tokens, 1), g.sum(pairs, 1));
  const length = g.apply('sqrt', g.add(g.slice(total, 1, labels, width), lengthFloor));
  g.output('logits', g.add(g.div(g.slice(total, 1, 0, labels), length), g.parameter('bias', [labels])));
  return {
    graph: g.finish(),
    weights: new Map([
      ['token_rows', float32Tensor([vocabulary, width], weights.tokenRows)],
      ['pair_rows', float32Tensor([buckets, width], weights.pairRows)],
      ['bias', float32Tensor([labels], weights.bias)],
    ]),
  };
}
