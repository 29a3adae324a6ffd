// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// ModernBERT: rotary positions, gated feed-forward layers, and a sliding window in most layers.

import { refuse } from '../../diagnostics/diagnostic.js';
import type { Value } from '../graph.js';
import { float32Tensor } from '../tensor.js';
import type { Architecture } from './architecture.js';
import type { ModelConfig } from './config.js';
import type { NetworkBuilder } from './networkBuilder.js';

const longest = (config: ModelConfig): number => config.size('max_position_embeddings', 8192);

/** The wavelength base of rotary positions; newer configurations keep it under rope_parameters. */
function rotaryBase(config: ModelConfig, isLocal: boolean): number {
  config.require('rope_scaling', 'default');
  const nested = config.get('rope_parameters') as Record<string, Record<string, unknown>> | undefined;
  const parameters = nested?.[isLocal ? 'sliding_attention' : 'full_attention'];
  if (parameters !== undefined) {
    const { rope_type: type = 'default', rope_theta: theta } = parameters;
    if (type !== 'default' || typeof theta !== 'number') {
      refuse('MD1008', `rope_parameters ${JSON.stringify(parameters)} are not supported`);
    }
    return theta;
  }
  const base = config.number('global_rope_theta', 160000);
  return isLocal ? config.number('local_rope_theta', config.isNull('local_rope_theta') ? base : 10000) : base;
}

/** Cosines and sines of the rotary angles, [sequence, 1, depth], in float32 step by step as PyTorch computes them. */
function rotaryTables(network: NetworkBuilder, longestSequence: number, depth: number, base: number): [Value, Value] {
  const f = Math.fround;
  const frequencies = Array.from({ length: depth / 2 }, (_, index) => f(1 / f(base ** f((2 * index) / depth))));
  const table = (of: (angle: number) => number): Value => {
    const data = new Float32Array(longestSequence * depth);
    for (let position = 0; position < longestSequence; position++) {
      frequencies.forEach((frequency, index) => {
        const value = of(f(position * frequency));
        data[position * depth + index] = value;
        data[position * depth + depth / 2 + index] = value;
      });
    }
    return network.slice(network.constant(float32Tensor([longestSequence, 1, depth], data)), 0, 0, network.length);
  };
  return [table(Math.cos), table(Math.sin)];
}

/** Turns the pairs (i, i + depth/2) of every head by the angles of the token's position. */
function rotate(
  network: NetworkBuilder,
  x: Value,
  [cosines, sines]: [Value, Value],
  heads: number,
  depth: number,
): Value {
  const split = network.reshape(x, ['same', 'same', heads, depth]);
  const first = network.slice(split, 3, 0, depth / 2);
  const second = network.slice(split, 3, depth / 2, depth);
  const turned = network.concat([network.apply('neg', second), first], 3);
  const sum = network.add(network.mul(split, cosines), network.mul(turned, sines));
  return network.reshape(sum, ['same', 'same', heads * depth]);
}

/** An additive mask [1, 1, sequence, sequence]: 0 within the window, the lowest number outside. */
function windowMask(network: NetworkBuilder, reach: number): Value {
  const position = network.arange(network.length);
  const distance = network.sub(network.unsqueeze(position, 1), network.unsqueeze(position, 0));
  const isNear = network.and(network.compare('le', distance, reach), network.compare('ge', distance, -reach));
  const isFar = network.sub(network.cast(isNear, 'float32'), 1);
  return network.unsqueeze(network.unsqueeze(network.mul(isFar, 3.4028234663852886e38), 0), 0);
}

/** ModernBERT. */
export const modernbert: Architecture = {
  modelTypes: ['modernbert'],
  title: 'ModernBERT',
  prefix: 'model.',
  headPrefixes: ['head.', 'classifier.'],
  tokenizations: ['byte_level_bpe'],
  longestSequence: longest,

  encode(network, config) {
    const hidden = config.size('hidden_size');
    const heads = config.heads('num_attention_heads', hidden);
    const inner = config.size('intermediate_size');
    const depth = hidden / heads;
    const epsilon = config.number('norm_eps', 1e-5);
    const normBias = config.boolean('norm_bias', false);
    const attentionBias = config.boolean('attention_bias', false);
    const feedForwardBias = config.boolean('mlp_bias', false);
    const activation = config.activation('hidden_activation', 'gelu');
    const globalEvery = config.size('global_attn_every_n_layers', 3);
    const globalAngles = rotaryTables(network, longest(config), depth, rotaryBase(config, false));
    const localAngles = rotaryTables(network, longest(config), depth, rotaryBase(config, true));
    const window = windowMask(network, Math.trunc(config.size('local_attention', 128) / 2));

    const words = network.lookUp(
      'model.embeddings.tok_embeddings',
      config.size('vocab_size'),
      hidden,
      network.inputIds,
    );
    let x = network.norm(words, 'model.embeddings.norm', hidden, epsilon, normBias);
    for (let index = 0; index < config.size('num_hidden_layers'); index++) {
      const layer = `model.layers.${index}`;
      const isLocal = index % globalEvery !== 0;
      const angles = isLocal ? localAngles : globalAngles;
      const before = index === 0 ? x : network.norm(x, `${layer}.attn_norm`, hidden, epsilon, normBias);
      const all = network.dense(before, `${layer}.attn.Wqkv`, hidden, 3 * hidden, attentionBias);
      const part = (place: number): Value => network.slice(all, 2, place * hidden, (place + 1) * hidden);
      const attended = network.attention(
        {
          query: rotate(network, part(0), angles, heads, depth),
          key: rotate(network, part(1), angles, heads, depth),
          value: part(2),
        },
        { heads, scale: 1 / Math.sqrt(depth), mask: network.attentionMask, ...(isLocal ? { bias: window } : {}) },
      );
      x = network.add(x, network.dense(attended, `${layer}.attn.Wo`, hidden, hidden, attentionBias));
      const normed = network.norm(x, `${layer}.mlp_norm`, hidden, epsilon, normBias);
      const both = network.dense(normed, `${layer}.mlp.Wi`, hidden, 2 * inner, feedForwardBias);
      const gated = network.mul(
        network.apply(activation, network.slice(both, 2, 0, inner)),
        network.slice(both, 2, inner, 2 * inner),
      );
      x = network.add(x, network.dense(gated, `${layer}.mlp.Wo`, inner, hidden, feedForwardBias));
    }
    return network.norm(x, 'model.final_norm', hidden, epsilon, normBias);
  },

  classify(network, config, encoded, labels) {
    const hidden = config.size('hidden_size');
    const pooling = config.text('classifier_pooling', 'cls');
    if (pooling !== 'cls' && pooling !== 'mean') refuse('MD1008', `classifier_pooling ${pooling} is not supported`);
    const pooled = pooling === 'cls' ? network.firstToken(encoded) : network.meanOfTokens(encoded);
    const dense = network.dense(pooled, 'head.dense', hidden, hidden, config.boolean('classifier_bias', false));
    const activated = network.apply(config.activation('classifier_activation', 'gelu'), dense);
    const hasBias = config.boolean('norm_bias', false);
    const normed = network.norm(activated, 'head.norm', hidden, config.number('norm_eps', 1e-5), hasBias);
    return network.dense(normed, 'classifier', hidden, labels);
  },
};
