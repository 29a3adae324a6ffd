// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// BERT.

import type { Architecture } from './architecture.js';
import { bertEmbeddings, bertLayers } from './bertLayers.js';

/** BERT. */
export const bert: Architecture = {
  modelTypes: ['bert'],
  title: 'BERT',
  prefix: 'bert.',
  headPrefixes: ['classifier.'],
  tokenizations: ['bert', 'bert_ja'],
  longestSequence: (config) => config.size('max_position_embeddings', 512),

  encode(network, config) {
    const embedded = bertEmbeddings(network, config, 'bert', config.size('hidden_size'));
    return bertLayers(network, config, 'bert', embedded);
  },

  classify(network, config, encoded, labels) {
    const hidden = config.size('hidden_size');
    const pooled = network.activated(network.firstToken(encoded), 'bert.pooler.dense', hidden, hidden, 'tanh');
    return network.dense(pooled, 'classifier', hidden, labels);
  },
};
