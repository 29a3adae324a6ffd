// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// ALBERT: few groups of layers, each used several times over.

import type { Architecture } from './architecture.js';
import { bertEmbeddings } from './bertLayers.js';

/** ALBERT. */
export const albert: Architecture = {
  modelTypes: ['albert'],
  title: 'ALBERT',
  prefix: 'albert.',
  headPrefixes: ['classifier.'],
  // Its tokenizer is a unigram model with normalization that no tokenization of the server has.
  tokenizations: [],
  longestSequence: (config) => config.size('max_position_embeddings', 512),

  encode(network, config) {
    config.require('position_embedding_type', 'absolute');
    const hidden = config.size('hidden_size');
    const size = config.size('embedding_size', 128);
    const inner = config.size('intermediate_size');
    const heads = config.heads('num_attention_heads', hidden);
    const activation = config.activation('hidden_act', 'gelu_new');
    const epsilon = config.number('layer_norm_eps', 1e-12);
    const layers = config.size('num_hidden_layers');
    const groups = config.size('num_hidden_groups', 1);
    const embedded = bertEmbeddings(network, config, 'albert', size);
    let x = network.dense(embedded, 'albert.encoder.embedding_hidden_mapping_in', size, hidden);
    for (let index = 0; index < layers; index++) {
      const group = Math.trunc(index / (layers / groups));
      for (let inGroup = 0; inGroup < config.size('inner_group_num', 1); inGroup++) {
        const layer = `albert.encoder.albert_layer_groups.${group}.albert_layers.${inGroup}`;
        const attended = network.selfAttention(x, {
          query: `${layer}.attention.query`,
          key: `${layer}.attention.key`,
          value: `${layer}.attention.value`,
          heads,
          hidden,
        });
        const projected = network.dense(attended, `${layer}.attention.dense`, hidden, hidden);
        x = network.norm(network.add(x, projected), `${layer}.attention.LayerNorm`, hidden, epsilon);
        const expanded = network.activated(x, `${layer}.ffn`, hidden, inner, activation);
        const reduced = network.dense(expanded, `${layer}.ffn_output`, inner, hidden);
        x = network.norm(network.add(reduced, x), `${layer}.full_layer_layer_norm`, hidden, epsilon);
      }
    }
    return x;
  },

  classify(network, config, encoded, labels) {
    const hidden = config.size('hidden_size');
    const pooled = network.activated(network.firstToken(encoded), 'albert.pooler', hidden, hidden, 'tanh');
    return network.dense(pooled, 'classifier', hidden, labels);
  },
};
