// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// DeBERTa v2 and v3: attention in which content and relative position look at each other (disentangled).

import { refuse } from '../../diagnostics/diagnostic.js';
import type { Value } from '../graph.js';
import type { Architecture } from './architecture.js';
import type { ModelConfig } from './config.js';
import type { NetworkBuilder } from './networkBuilder.js';

/** How positions relate, read from the configuration. */
interface Relative {
  /** Distances run from -span to span - 1. */
  readonly span: number;
  readonly contentToPosition: boolean;
  readonly positionToContent: boolean;
  readonly sharesProjections: boolean;
  /** The row of the relative embedding for each pair of tokens: [sequence, sequence]. */
  readonly rows: Value;
  /** The normalized relative embedding [2 * span, hidden]. */
  readonly embedding: Value;
}

const longest = (config: ModelConfig): number => config.size('max_position_embeddings', 512);

/** The logarithmic bucket of a distance: exact up to half of the buckets, then growing up to `largest`. */
export function logarithmicBucket(distance: number, buckets: number, largest: number): number {
  const middle = Math.trunc(buckets / 2);
  const length = Math.abs(distance);
  if (length <= middle) return distance;
  // In float32, step by step, as PyTorch computes it.
  const f = Math.fround;
  const numerator = f(Math.log(f(length / middle)));
  const denominator = f(Math.log(f((largest - 1) / middle)));
  const bucket = f(Math.ceil(f(f(numerator / denominator) * (middle - 1))) + middle);
  return distance < 0 ? -bucket : bucket;
}

function attentionTypes(config: ModelConfig): readonly unknown[] {
  const types = config.get('pos_att_type') ?? [];
  // Older configurations write one string with bars between the types.
  if (typeof types === 'string') return types.toLowerCase().split('|');
  if (Array.isArray(types)) return types;
  return refuse('MD1007', `pos_att_type in config.json is ${JSON.stringify(types)}; it must be a list`);
}

function relativePositions(
  network: NetworkBuilder,
  config: ModelConfig,
  hidden: number,
  epsilon: number,
): Relative | undefined {
  if (!config.boolean('relative_attention', false)) return undefined;
  const configured = config.integer('max_relative_positions', -1);
  const largest = configured < 1 ? longest(config) : configured;
  const buckets = config.integer('position_buckets', -1);
  const span = buckets > 0 ? buckets : largest;
  const bucket = (distance: number): number => (buckets > 0 ? logarithmicBucket(distance, buckets, largest) : distance);
  const types = attentionTypes(config);
  const rows = network.byDistance(longest(config), (distance) =>
    Math.max(0, Math.min(2 * span - 1, bucket(distance) + span)),
  );
  const table = network.parameter('deberta.encoder.rel_embeddings.weight', [2 * span, hidden]);
  const isNormalized = config.text('norm_rel_ebd', 'none').toLowerCase().split('|').includes('layer_norm');
  return {
    span,
    contentToPosition: types.includes('c2p'),
    positionToContent: types.includes('p2c'),
    sharesProjections: config.boolean('share_att_key', false),
    rows,
    embedding: isNormalized ? network.norm(table, 'deberta.encoder.LayerNorm', hidden, epsilon) : table,
  };
}

/** What positions add to the attention scores: [batch, heads, sequence, sequence]. */
function positionBias(
  network: NetworkBuilder,
  relative: Relative,
  projections: { query: Value; key: Value },
  layer: string,
  sizes: { hidden: number; heads: number; scale: number },
): Value | undefined {
  const { hidden, heads, scale } = sizes;
  const { span, rows, sharesProjections } = relative;
  const depth = hidden / heads;
  const split = (x: Value): Value => network.permute(network.reshape(x, ['same', 'same', heads, depth]), [0, 2, 1, 3]);
  /** The relative embedding through a projection, as [heads, depth, 2 * span]. */
  const positions = (name: string): Value =>
    network.permute(
      network.reshape(network.dense(relative.embedding, `${layer}.${name}`, hidden, hidden), [2 * span, heads, depth]),
      [1, 2, 0],
    );
  const sequence = network.length;
  const index = network.expand(network.unsqueeze(network.unsqueeze(rows, 0), 0), [
    { of: network.inputIds, dimension: 0 },
    heads,
    sequence,
    sequence,
  ]);
  let bias: Value | undefined;
  if (relative.contentToPosition) {
    const scores = network.matmul(split(projections.query), positions(sharesProjections ? 'key_proj' : 'pos_key_proj'));
    bias = network.gather(scores, 3, index);
  }
  if (relative.positionToContent) {
    const scores = network.matmul(
      split(projections.key),
      positions(sharesProjections ? 'query_proj' : 'pos_query_proj'),
    );
    // Seen from the key the distance has the other sign: its rows are those of the transposed index.
    const seen = network.permute(network.gather(scores, 3, network.permute(index, [0, 1, 3, 2])), [0, 1, 3, 2]);
    bias = bias ? network.add(bias, seen) : seen;
  }
  return bias && network.mul(bias, scale);
}

/** DeBERTa v2 and v3. */
export const debertaV2: Architecture = {
  modelTypes: ['deberta-v2'],
  title: 'DeBERTa v2/v3',
  prefix: 'deberta.',
  headPrefixes: ['pooler.', 'classifier.'],
  tokenizations: ['deberta_v2'],
  longestSequence: longest,

  encode(network, config) {
    const hidden = config.size('hidden_size');
    const heads = config.heads('num_attention_heads', hidden);
    const inner = config.size('intermediate_size');
    const activation = config.activation('hidden_act', 'gelu');
    const epsilon = config.number('layer_norm_eps', 1e-7);
    const size = config.size('embedding_size', hidden);
    const types = config.size('type_vocab_size', 0, 0);
    config.require('conv_kernel_size', 0);
    config.require('attention_head_size', hidden / heads);
    const name = 'deberta.embeddings';

    let x = network.lookUp(`${name}.word_embeddings`, config.size('vocab_size'), size, network.inputIds);
    if (config.boolean('position_biased_input', true)) {
      x = network.add(x, network.positions(`${name}.position_embeddings`, longest(config), size));
    }
    if (types > 0) {
      x = network.add(x, network.lookUp(`${name}.token_type_embeddings`, types, size, network.tokenTypeIds));
    }
    if (size !== hidden) x = network.dense(x, `${name}.embed_proj`, size, hidden, false);
    x = network.norm(x, `${name}.LayerNorm`, hidden, epsilon);

    const relative = relativePositions(network, config, hidden, epsilon);
    const terms = 1 + Number(relative?.contentToPosition ?? false) + Number(relative?.positionToContent ?? false);
    const scale = 1 / Math.sqrt((hidden / heads) * terms);
    for (let index = 0; index < config.size('num_hidden_layers'); index++) {
      const layer = `deberta.encoder.layer.${index}`;
      const self = `${layer}.attention.self`;
      const query = network.dense(x, `${self}.query_proj`, hidden, hidden);
      const key = network.dense(x, `${self}.key_proj`, hidden, hidden);
      const value = network.dense(x, `${self}.value_proj`, hidden, hidden);
      const bias = relative && positionBias(network, relative, { query, key }, self, { hidden, heads, scale });
      const attended = network.attention(
        { query, key, value },
        { heads, scale, mask: network.attentionMask, ...(bias ? { bias } : {}) },
      );
      const projected = network.dense(attended, `${layer}.attention.output.dense`, hidden, hidden);
      x = network.norm(network.add(projected, x), `${layer}.attention.output.LayerNorm`, hidden, epsilon);
      const expanded = network.activated(x, `${layer}.intermediate.dense`, hidden, inner, activation);
      const reduced = network.dense(expanded, `${layer}.output.dense`, inner, hidden);
      x = network.norm(network.add(reduced, x), `${layer}.output.LayerNorm`, hidden, epsilon);
    }
    return x;
  },

  classify(network, config, encoded, labels) {
    const hidden = config.size('hidden_size');
    const size = config.size('pooler_hidden_size', hidden);
    const activation = config.activation('pooler_hidden_act', 'gelu');
    const pooled = network.activated(network.firstToken(encoded), 'pooler.dense', size, size, activation);
    return network.dense(pooled, 'classifier', hidden, labels);
  },
};
