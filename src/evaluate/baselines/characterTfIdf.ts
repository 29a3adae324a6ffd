// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Character n-grams of 3 to 5 within words, weighted by tf-idf: scikit-learn 1.9's TfidfVectorizer with
// analyzer='char_wb', ngram_range=(3, 5). Cheap, and hard to beat on logs.

import { sparseMatrix, type SparseMatrix } from './sparseMatrix.js';

const shortest = 3;
const longest = 5;

/** N-grams that were learned from training texts, with their weights. */
export class CharacterTfIdf {
  private readonly vocabulary = new Map<string, number>();
  private readonly weights: Float64Array;

  /** Learns the vocabulary and the rarity of its n-grams. */
  constructor(texts: readonly string[]) {
    const frequencies: number[] = [];
    for (const text of texts) {
      for (const gram of new Set(characterGrams(text))) {
        const known = this.vocabulary.get(gram);
        if (known !== undefined) frequencies[known]! += 1;
        else {
          this.vocabulary.set(gram, frequencies.length);
          frequencies.push(1);
        }
      }
    }
    this.weights = Float64Array.from(frequencies, (count) => Math.log((1 + texts.length) / (1 + count)) + 1);
  }

  /** Rows of unit length; n-grams that were not learned are left out. */
  transform(texts: readonly string[]): SparseMatrix {
    const rows = texts.map((text) => {
      const row = new Map<number, number>();
      for (const gram of characterGrams(text)) {
        const column = this.vocabulary.get(gram);
        if (column !== undefined) row.set(column, (row.get(column) ?? 0) + this.weights[column]!);
      }
      let squares = 0;
      for (const value of row.values()) squares += value * value;
      const length = Math.sqrt(squares);
      for (const [column, value] of row) row.set(column, value / length);
      return row;
    });
    return sparseMatrix(rows, this.weights.length);
  }
}

/** N-grams of a text: each word is lower-cased and gets a blank on both sides; a shorter word counts once. */
export function characterGrams(text: string): string[] {
  const grams: string[] = [];
  for (const word of text.toLowerCase().split(pythonBlank)) {
    if (word === '') continue;
    const padded = ` ${word} `;
    // Characters are code points. Where each is one UTF-16 unit, as in nearly every log, the string itself can be cut.
    const characters = /[\ud800-\udfff]/.test(word) ? Array.from(padded) : undefined;
    const length = characters?.length ?? padded.length;
    for (let size = shortest; size <= longest; size++) {
      for (let start = 0; start + size <= length; start++) {
        const end = start + size;
        grams.push(characters ? characters.slice(start, end).join('') : padded.slice(start, end));
      }
      if (length <= size) {
        if (length < size) grams.push(padded);
        break;
      }
    }
  }
  return grams;
}

/** What Python's str.split() takes for blanks: more than \s in some places, less in one (U+FEFF). */
// eslint-disable-next-line no-control-regex
const pythonBlank = /[\t-\r\u001c-\u001f \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;
