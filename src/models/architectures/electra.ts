// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// ELECTRA (its discriminator): BERT with embeddings of their own size and another head.

import type { Architecture } from './architecture.js';
import { bertEmbeddings, bertLayers } from './bertLayers.js';

/** ELECTRA. */
export const electra: Architecture = {
  modelTypes: ['electra'],
  title: 'ELECTRA',
  prefix: 'electra.',
  headPrefixes: ['classifier.'],
  tokenizations: ['bert'],
  longestSequence: (config) => config.size('max_position_embeddings', 512),

  encode(network, config) {
    const hidden = config.size('hidden_size');
    const size = config.size('embedding_size', hidden);
    const embedded = bertEmbeddings(network, config, 'electra', size);
    const projected = size === hidden ? embedded : network.dense(embedded, 'electra.embeddings_project', size, hidden);
    return bertLayers(network, config, 'electra', projected);
  },

  classify(network, config, encoded, labels) {
    const hidden = config.size('hidden_size');
    const pooled = network.activated(network.firstToken(encoded), 'classifier.dense', hidden, hidden, 'gelu');
    return network.dense(pooled, 'classifier.out_proj', hidden, labels);
  },
};
