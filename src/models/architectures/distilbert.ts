// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// DistilBERT: a BERT encoder of half the layers, without token types and pooler.

import type { Architecture } from './architecture.js';

/** DistilBERT. */
export const distilbert: Architecture = {
  modelTypes: ['distilbert'],
  title: 'DistilBERT',
  prefix: 'distilbert.',
  headPrefixes: ['pre_classifier.', 'classifier.'],
  tokenizations: ['bert'],
  longestSequence: (config) => config.size('max_position_embeddings', 512),

  encode(network, config) {
    const hidden = config.size('dim', 768);
    const heads = config.heads('n_heads', hidden, 12);
    const inner = config.size('hidden_dim', 3072);
    const activation = config.activation('activation', 'gelu');
    const epsilon = 1e-12;
    const embeddings = 'distilbert.embeddings';
    const words = network.lookUp(
      `${embeddings}.word_embeddings`,
      config.size('vocab_size', 30522),
      hidden,
      network.inputIds,
    );
    const positions = network.positions(
      `${embeddings}.position_embeddings`,
      config.size('max_position_embeddings', 512),
      hidden,
    );
    let x = network.norm(network.add(words, positions), `${embeddings}.LayerNorm`, hidden, epsilon);
    for (let index = 0; index < config.size('n_layers', 6); index++) {
      const layer = `distilbert.transformer.layer.${index}`;
      const attended = network.selfAttention(x, {
        query: `${layer}.attention.q_lin`,
        key: `${layer}.attention.k_lin`,
        value: `${layer}.attention.v_lin`,
        heads,
        hidden,
      });
      const projected = network.dense(attended, `${layer}.attention.out_lin`, hidden, hidden);
      x = network.norm(network.add(projected, x), `${layer}.sa_layer_norm`, hidden, epsilon);
      const expanded = network.activated(x, `${layer}.ffn.lin1`, hidden, inner, activation);
      const reduced = network.dense(expanded, `${layer}.ffn.lin2`, inner, hidden);
      x = network.norm(network.add(reduced, x), `${layer}.output_layer_norm`, hidden, epsilon);
    }
    return x;
  },

  classify(network, config, encoded, labels) {
    const hidden = config.size('dim', 768);
    const first = network.firstToken(encoded);
    const pooled = network.activated(first, 'pre_classifier', hidden, hidden, 'relu');
    return network.dense(pooled, 'classifier', hidden, labels);
  },
};
