// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// RoBERTa, and XLM-RoBERTa and CamemBERT, which differ from it only in their tokenizers.

import type { Architecture } from './architecture.js';
import { bertLayers } from './bertLayers.js';

const roberta_: Omit<Architecture, 'modelTypes' | 'title' | 'tokenizations'> = {
  prefix: 'roberta.',
  headPrefixes: ['classifier.'],
  // Positions begin after the padding's own id.
  longestSequence: (config) => config.size('max_position_embeddings', 514) - config.size('pad_token_id', 1, 0) - 1,

  encode(network, config) {
    const hidden = config.size('hidden_size');
    const name = 'roberta.embeddings';
    const types = network.parameter(`${name}.token_type_embeddings.weight`, [
      config.size('type_vocab_size', 1),
      hidden,
    ]);
    const words = network.lookUp(`${name}.word_embeddings`, config.size('vocab_size'), hidden, network.inputIds);
    const positions = network.lookUp(
      `${name}.position_embeddings`,
      config.size('max_position_embeddings', 514),
      hidden,
      network.positionsAfterPadding(config.size('pad_token_id', 1, 0)),
    );
    // Every token is of type 0.
    const sum = network.add(network.add(words, network.select(types, 0, 0)), positions);
    const embedded = network.norm(sum, `${name}.LayerNorm`, hidden, config.number('layer_norm_eps', 1e-5));
    return bertLayers(network, config, 'roberta', embedded);
  },

  classify(network, config, encoded, labels) {
    const hidden = config.size('hidden_size');
    const pooled = network.activated(network.firstToken(encoded), 'classifier.dense', hidden, hidden, 'tanh');
    return network.dense(pooled, 'classifier.out_proj', hidden, labels);
  },
};

/** RoBERTa. */
export const roberta: Architecture = {
  ...roberta_,
  modelTypes: ['roberta'],
  title: 'RoBERTa',
  tokenizations: ['roberta'],
};

/** XLM-RoBERTa. */
export const xlmRoberta: Architecture = {
  ...roberta_,
  modelTypes: ['xlm-roberta'],
  title: 'XLM-RoBERTa',
  tokenizations: ['xlm_roberta'],
};

/** CamemBERT. */
export const camembert: Architecture = {
  ...roberta_,
  modelTypes: ['camembert'],
  title: 'CamemBERT',
  tokenizations: ['xlm_roberta'],
};
