// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A graph builder that speaks of layers by their checkpoint names.

import { GraphBuilder, type Activation, type Size, type Value } from '../graph.js';
import { int64Tensor } from '../tensor.js';

/** Settings of a multi-head self-attention whose three projections are layers of their own. */
export interface SelfAttention {
  readonly query: string;
  readonly key: string;
  readonly value: string;
  readonly heads: number;
  readonly hidden: number;
  readonly bias?: Value;
}

/** Builds the graph of an encoder. */
export class NetworkBuilder extends GraphBuilder {
  readonly inputIds: Value;
  readonly attentionMask: Value;
  #tokenTypeIds: Value | undefined;

  constructor(name: string) {
    super(name);
    this.inputIds = this.input('input_ids');
    this.attentionMask = this.input('attention_mask');
  }

  /** The token_type_ids input, which exists once an architecture asks for it. */
  get tokenTypeIds(): Value {
    return (this.#tokenTypeIds ??= this.input('token_type_ids'));
  }

  /** The number of tokens, padding included. */
  get length(): Size {
    return { of: this.inputIds, dimension: 1 };
  }

  /** A linear layer `name`.weight [outSize, inSize] with its bias, if it has one. */
  dense(x: Value, name: string, inSize: number, outSize: number, hasBias = true): Value {
    const bias = hasBias ? this.parameter(`${name}.bias`, [outSize]) : undefined;
    return this.linear(x, this.parameter(`${name}.weight`, [outSize, inSize]), bias);
  }

  /** Layer normalization `name`. */
  norm(x: Value, name: string, size: number, epsilon: number, hasBias = true): Value {
    const bias = hasBias ? this.parameter(`${name}.bias`, [size]) : undefined;
    return this.layerNorm(x, this.parameter(`${name}.weight`, [size]), bias, epsilon);
  }

  /** Rows of the embedding `name` by ids. */
  lookUp(name: string, rows: number, size: number, ids: Value): Value {
    return this.embedding(this.parameter(`${name}.weight`, [rows, size]), ids);
  }

  /** The first rows of a position embedding, one a token: [sequence, size], added to every text alike. */
  positions(name: string, rows: number, size: number): Value {
    return this.slice(this.parameter(`${name}.weight`, [rows, size]), 0, 0, this.length);
  }

  /** Positions counted over tokens that are not padding, from `padding` + 1 on; padding has position `padding`. */
  positionsAfterPadding(padding: number): Value {
    const isToken = this.cast(this.compare('ne', this.inputIds, padding), 'int64');
    return this.add(this.mul(this.cumsum(isToken, 1), isToken), padding);
  }

  /** Self-attention without its output projection. */
  selfAttention(x: Value, { query, key, value, heads, hidden, bias }: SelfAttention): Value {
    const project = (name: string): Value => this.dense(x, name, hidden, hidden);
    const scale = 1 / Math.sqrt(hidden / heads);
    const settings = { heads, scale, mask: this.attentionMask, ...(bias ? { bias } : {}) };
    return this.attention({ query: project(query), key: project(key), value: project(value) }, settings);
  }

  /** Dense, activation. */
  activated(x: Value, name: string, inSize: number, outSize: number, activation: Activation): Value {
    return this.apply(activation, this.dense(x, name, inSize, outSize));
  }

  /** The vector of the first token. */
  firstToken(encoded: Value): Value {
    return this.select(encoded, 1, 0);
  }

  /** The mean of the vectors of the tokens that are not padding. */
  meanOfTokens(encoded: Value): Value {
    const mask = this.unsqueeze(this.cast(this.attentionMask, 'float32'), 2);
    return this.div(this.sum(this.mul(encoded, mask), 1), this.sum(mask, 1));
  }

  /**
   * A matrix [sequence, sequence] of `of(query position - key position)`, looked up in a table for sequences of
   * up to `longest` tokens: logarithms of distances are so the same in every runtime.
   */
  byDistance(longest: number, of: (distance: number) => number): Value {
    const table = Array.from({ length: 2 * longest - 1 }, (_, index) => of(index - (longest - 1)));
    const position = this.arange(this.length);
    const distance = this.sub(this.unsqueeze(position, 1), this.unsqueeze(position, 0));
    const looked = this.embedding(
      this.constant(int64Tensor([table.length, 1], table)),
      this.add(distance, longest - 1),
    );
    return this.select(looked, 2, 0);
  }
}
