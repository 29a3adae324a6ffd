// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What an architecture is: its names, how the server calls it, and its graph for a configuration.

import type { Value } from '../graph.js';
import type { ModelConfig } from './config.js';
import type { NetworkBuilder } from './networkBuilder.js';

/** What a model is used for. */
export type Task =
  | { readonly kind: 'text_classification'; readonly labels: number }
  /** One vector a text: the mean of its tokens' vectors. */
  | { readonly kind: 'text_embedding' };

/** The arguments that the server's native process passes for a kind of tokenization, in order. */
export const serverArguments = {
  four: ['input_ids', 'attention_mask', 'token_type_ids', 'position_ids'],
  three: ['input_ids', 'attention_mask', 'token_type_ids'],
  two: ['input_ids', 'attention_mask'],
} as const;

/** One architecture. */
export interface Architecture {
  /** `model_type` in config.json. */
  readonly modelTypes: readonly string[];
  readonly title: string;
  /** What the names of the encoder's tensors begin with; a checkpoint of the bare encoder leaves it out. */
  readonly prefix: string;
  /** What the names of the classifier's own tensors begin with. */
  readonly headPrefixes: readonly string[];
  /** The arguments of forward with the tokenization that such models use. */
  readonly arguments: readonly string[];
  /** The server's names of the tokenizations that such models use; none when the server has none. */
  readonly tokenizations: readonly string[];
  /** Computes the vectors [batch, sequence, hidden] of the tokens. */
  readonly encode: (network: NetworkBuilder, config: ModelConfig) => Value;
  /** Computes the logits from the encoder's result. */
  readonly classify: (network: NetworkBuilder, config: ModelConfig, encoded: Value, labels: number) => Value;
  /** The longest sequence of tokens, special ones included. */
  readonly longestSequence: (config: ModelConfig) => number;
}

