// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What every tokenizer gives: a text as token ids, as the server's Java code makes them.

/** Token ids of one text, without special tokens. */
export interface TokenSequence {
  readonly ids: Int32Array;
  /** The word that each token belongs to: 0, 1, 2, ...; windows do not divide words. */
  readonly positions: Int32Array;
}

/** One token spelled out. */
export interface Token {
  readonly id: number;
  readonly text: string;
  readonly position: number;
  /** Half-open range of UTF-16 units of the input; the tokens of one word share the range of the word. */
  readonly start: number;
  readonly end: number;
}

/** Ids of the special tokens. */
export interface SpecialTokens {
  readonly cls: number;
  readonly sep: number;
  readonly pad: number;
  readonly unknown: number;
}

/** Splits text into the tokens of a vocabulary. */
export interface Tokenizer {
  readonly vocabulary: readonly string[];
  /** cls and sep are -1 when the tokenizer was built without special tokens. */
  readonly special: SpecialTokens;
  /** The ids of a text, fast. */
  tokenize(text: string): TokenSequence;
  /** The same tokens with their texts and places, for people. */
  describe(text: string): Token[];
}
