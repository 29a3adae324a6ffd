// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// How a model reads a text: which pieces it does not know, and where its reading ends.

import type { Tokenization } from '../../inference/tokenizers/tokenization.js';
import type { Tokenizer } from '../../inference/tokenizers/tokenizer.js';

/** Counts over one text as the tokenizer reads it. */
export interface Reading {
  readonly pieces: number;
  readonly unknown: number;
  /** Letters of the plain words (three Latin letters or more), and the pieces that those words are cut into. */
  readonly letters: number;
  readonly letterPieces: number;
  /** Offset in UTF-16 units behind which nothing is read; undefined when all is. */
  readonly cut: number | undefined;
}

/** Reads texts as a model does. */
export type ReadingProbe = (text: string) => Reading;

/** A probe for a classifier that shows its tokenizer. */
export function readingProbe(classifier: {
  readonly tokenizer: Tokenizer;
  readonly tokenization: Tokenization;
}): ReadingProbe {
  const { tokenizer, tokenization } = classifier;
  const room = tokenization.maxSequenceLength - (tokenization.withSpecialTokens ? 2 : 0);
  return (text) => {
    const tokens = tokenizer.describe(text);
    let letters = 0;
    let letterPieces = 0;
    let wordStart = -1;
    for (const { start, end } of tokens) {
      // Pieces of one word share its range, so the word counts with the first of them.
      if (!plainWord.test(text.slice(start, end))) continue;
      if (start !== wordStart) letters += end - start;
      wordStart = start;
      letterPieces++;
    }
    return {
      pieces: tokens.length,
      unknown: tokens.filter(({ id }) => id === tokenizer.special.unknown).length,
      letters,
      letterPieces,
      cut: tokens[room]?.start,
    };
  };
}

const plainWord = /^\s?[A-Za-z]{3,}$/;
