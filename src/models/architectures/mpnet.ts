// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// MPNet: BERT layers with a learned bias for the distance between tokens.

import type { Value } from '../graph.js';
import type { Architecture } from './architecture.js';
import type { ModelConfig } from './config.js';
import type { NetworkBuilder } from './networkBuilder.js';

/** The id of padding, which MPNet fixes. */
const padding = 1;
const longest = (config: ModelConfig): number => config.size('max_position_embeddings', 512) - padding - 1;

/**
 * The bucket of a distance between a token and another before (positive) or behind it (negative):
 * a quarter of the buckets for near distances, the others growing with the logarithm up to 128.
 */
export function distanceBucket(distance: number, buckets: number): number {
  const half = buckets / 2;
  const exact = half / 2;
  const side = distance < 0 ? half : 0;
  const length = Math.abs(distance);
  if (length < exact) return side + length;
  // In float32, step by step, as PyTorch computes it.
  const ratio = Math.fround(Math.fround(Math.log(length / exact)) / Math.fround(Math.log(128 / exact)));
  return side + Math.min(exact + Math.trunc(Math.fround(ratio * (half - exact))), half - 1);
}

function distanceBias(network: NetworkBuilder, config: ModelConfig, heads: number): Value {
  const buckets = config.size('relative_attention_num_buckets', 32);
  const bucket = network.byDistance(longest(config), (distance) => distanceBucket(distance, buckets));
  const bias = network.lookUp('mpnet.encoder.relative_attention_bias', buckets, heads, bucket);
  return network.unsqueeze(network.permute(bias, [2, 0, 1]), 0);
}

/** MPNet. */
export const mpnet: Architecture = {
  modelTypes: ['mpnet'],
  title: 'MPNet',
  prefix: 'mpnet.',
  headPrefixes: ['classifier.'],
  tokenizations: ['mpnet'],
  longestSequence: longest,

  encode(network, config) {
    const hidden = config.size('hidden_size');
    const heads = config.heads('num_attention_heads', hidden);
    const inner = config.size('intermediate_size');
    const activation = config.activation('hidden_act', 'gelu');
    const epsilon = config.number('layer_norm_eps', 1e-12);
    const name = 'mpnet.embeddings';
    const words = network.lookUp(`${name}.word_embeddings`, config.size('vocab_size'), hidden, network.inputIds);
    const positions = network.lookUp(
      `${name}.position_embeddings`,
      config.size('max_position_embeddings', 512),
      hidden,
      network.positionsAfterPadding(padding),
    );
    const bias = distanceBias(network, config, heads);
    let x = network.norm(network.add(words, positions), `${name}.LayerNorm`, hidden, epsilon);
    for (let index = 0; index < config.size('num_hidden_layers'); index++) {
      const layer = `mpnet.encoder.layer.${index}`;
      const attended = network.selfAttention(x, {
        query: `${layer}.attention.attn.q`,
        key: `${layer}.attention.attn.k`,
        value: `${layer}.attention.attn.v`,
        heads,
        hidden,
        bias,
      });
      const projected = network.dense(attended, `${layer}.attention.attn.o`, hidden, hidden);
      x = network.norm(network.add(projected, x), `${layer}.attention.LayerNorm`, hidden, epsilon);
      const expanded = network.activated(x, `${layer}.intermediate.dense`, hidden, inner, activation);
      const reduced = network.dense(expanded, `${layer}.output.dense`, inner, hidden);
      x = network.norm(network.add(reduced, x), `${layer}.output.LayerNorm`, hidden, epsilon);
    }
    return x;
  },

  classify(network, config, encoded, labels) {
    const hidden = config.size('hidden_size');
    const pooled = network.activated(network.firstToken(encoded), 'classifier.dense', hidden, hidden, 'tanh');
    return network.dense(pooled, 'classifier.out_proj', hidden, labels);
  },
};
