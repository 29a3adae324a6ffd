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

const four = ['input_ids', 'attention_mask', 'token_type_ids', 'position_ids'];
const three = ['input_ids', 'attention_mask', 'token_type_ids'];
const two = ['input_ids', 'attention_mask'];

/** How the server treats a kind of tokenization. */
export interface TokenizationKind {
  /** What its native process passes to forward, in order. */
  readonly arguments: readonly string[];
  /** The first version that knows it. */
  readonly since: string;
}

/** The server's tokenizations. Versions from the server's pull requests (#84777, #111852, #147217 and others). */
export const tokenizationKinds = {
  bert: { arguments: four, since: '8.0' },
  bert_ja: { arguments: four, since: '8.9' },
  mpnet: { arguments: two, since: '8.1' },
  roberta: { arguments: two, since: '8.2' },
  xlm_roberta: { arguments: two, since: '8.9' },
  deberta_v2: { arguments: three, since: '8.16' },
  byte_level_bpe: { arguments: two, since: '9.5' },
} as const satisfies Record<string, TokenizationKind>;

/** The server's name of a tokenization. */
export type TokenizationName = keyof typeof tokenizationKinds;

/** The arguments of forward for an architecture: those of its tokenization; BERT's when the server has none for it. */
export function forwardArguments(architecture: Architecture): readonly string[] {
  const [tokenization = 'bert'] = architecture.tokenizations;
  return tokenizationKinds[tokenization].arguments;
}

/** One architecture. */
export interface Architecture {
  /** `model_type` in config.json. */
  readonly modelTypes: readonly string[];
  readonly title: string;
  /** What the names of the encoder's tensors begin with; a checkpoint of the bare encoder leaves it out. */
  readonly prefix: string;
  /** What the names of the classifier's own tensors begin with. */
  readonly headPrefixes: readonly string[];
  /** The server's names of the tokenizations that such models use; none when the server has none. */
  readonly tokenizations: readonly TokenizationName[];
  /** Computes the vectors [batch, sequence, hidden] of the tokens. */
  readonly encode: (network: NetworkBuilder, config: ModelConfig) => Value;
  /** Computes the logits from the encoder's result. */
  readonly classify: (network: NetworkBuilder, config: ModelConfig, encoded: Value, labels: number) => Value;
  /** The longest sequence of tokens, special ones included. */
  readonly longestSequence: (config: ModelConfig) => number;
}
