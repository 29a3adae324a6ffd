// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The encoder layers that BERT, RoBERTa and ELECTRA share, and their embeddings' sum.

import type { Value } from '../graph.js';
import type { ModelConfig } from './config.js';
import type { NetworkBuilder } from './networkBuilder.js';

/** The layers `prefix`.encoder.layer.N. */
export function bertLayers(network: NetworkBuilder, config: ModelConfig, prefix: string, embedded: Value): Value {
  config.require('position_embedding_type', 'absolute');
  config.require('is_decoder', false);
  const hidden = config.size('hidden_size');
  const heads = config.heads('num_attention_heads', hidden);
  const inner = config.size('intermediate_size');
  const activation = config.activation('hidden_act', 'gelu');
  const epsilon = config.number('layer_norm_eps', 1e-12);
  let x = embedded;
  for (let index = 0; index < config.size('num_hidden_layers'); index++) {
    const layer = `${prefix}.encoder.layer.${index}`;
    const attended = network.selfAttention(x, {
      query: `${layer}.attention.self.query`,
      key: `${layer}.attention.self.key`,
      value: `${layer}.attention.self.value`,
      heads,
      hidden,
    });
    const projected = network.dense(attended, `${layer}.attention.output.dense`, hidden, hidden);
    x = network.norm(network.add(projected, x), `${layer}.attention.output.LayerNorm`, hidden, epsilon);
    const expanded = network.activated(x, `${layer}.intermediate.dense`, hidden, inner, activation);
    const reduced = network.dense(expanded, `${layer}.output.dense`, inner, hidden);
    x = network.norm(network.add(reduced, x), `${layer}.output.LayerNorm`, hidden, epsilon);
  }
  return x;
}

/** Words, token types and positions from 0, summed and normalized. */
export function bertEmbeddings(network: NetworkBuilder, config: ModelConfig, prefix: string, size: number): Value {
  const name = `${prefix}.embeddings`;
  const words = network.lookUp(`${name}.word_embeddings`, config.size('vocab_size'), size, network.inputIds);
  const types = network.lookUp(
    `${name}.token_type_embeddings`,
    config.size('type_vocab_size', 2),
    size,
    network.tokenTypeIds,
  );
  const positions = network.positions(`${name}.position_embeddings`, config.size('max_position_embeddings', 512), size);
  const sum = network.add(network.add(words, types), positions);
  return network.norm(sum, `${name}.LayerNorm`, size, config.number('layer_norm_eps', 1e-12));
}
