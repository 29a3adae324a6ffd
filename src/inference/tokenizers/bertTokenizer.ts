// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// BERT and MPNet tokenization exactly as the server's BertTokenizer and MPNetTokenizer (9.x) do it. One scan cuts a text
// into words without making strings; the rules themselves are spelled out in basicTokens.ts.

import { basicTokens, filterControlCharacters, maxRunLength, stripAccents } from './basicTokens.js';
import { GrowingInts } from './growingInts.js';
import { bertUnitClass, droppedUnit, javaLowerCase, spaceUnit, wordUnit } from './javaCharacters.js';
import type { SpecialTokens, Token, Tokenizer, TokenSequence } from './tokenizer.js';
import { findSpecialTokens, idsByToken, type SpecialTokenTexts } from './vocabulary.js';
import { WordPieces } from './wordPieces.js';

/** Settings of a BERT-type tokenizer. */
export interface BertTokenizerOptions {
  /** Compares with the vocabulary in lower case and strips accents (the server ties the two together). */
  readonly doLowerCase: boolean;
  readonly withSpecialTokens: boolean;
  readonly specialTokens: SpecialTokenTexts;
  /** Further tokens that are never split, beside the mask token. */
  readonly neverSplit?: readonly string[];
}

export const bertSpecialTokens: SpecialTokenTexts = {
  cls: '[CLS]',
  sep: '[SEP]',
  pad: '[PAD]',
  unknown: '[UNK]',
  mask: '[MASK]',
};

export const mpnetSpecialTokens: SpecialTokenTexts = {
  cls: '<s>',
  sep: '</s>',
  pad: '<pad>',
  unknown: '[UNK]',
  mask: '<mask>',
};

const asciiClasses = Uint8Array.from({ length: 0x80 }, (_, unit) => bertUnitClass(unit));
const asciiLowerCase = Uint8Array.from({ length: 0x80 }, (_, unit) => javaLowerCase(unit));
const asciiAsIs = Uint8Array.from({ length: 0x80 }, (_, unit) => unit);

/** The server's BERT (or MPNet) tokenizer over one vocabulary. */
export class BertTokenizer implements Tokenizer {
  readonly vocabulary: readonly string[];
  readonly special: SpecialTokens;
  private readonly options: BertTokenizerOptions;
  private readonly neverSplit: readonly string[];
  private readonly wordPieces: WordPieces;
  private readonly fold: Uint8Array;
  private readonly word = new Uint16Array(maxRunLength);
  private readonly ids = new GrowingInts();
  private readonly positions = new GrowingInts();

  constructor(vocabulary: readonly string[], options: BertTokenizerOptions) {
    this.vocabulary = vocabulary;
    this.options = options;
    this.special = findSpecialTokens(idsByToken(vocabulary), options.specialTokens, options.withSpecialTokens);
    this.neverSplit = [options.specialTokens.mask, ...(options.neverSplit ?? [])];
    this.wordPieces = new WordPieces(vocabulary, {
      unknownId: this.special.unknown,
      ignoreCase: options.doLowerCase,
      neverSplit: this.neverSplit,
    });
    this.fold = options.doLowerCase ? asciiLowerCase : asciiAsIs;
  }

  tokenize(text: string): TokenSequence {
    // Never-split tokens are rare in text: those texts take the long way.
    if (this.neverSplit.some((token) => text.includes(token))) {
      const tokens = this.describe(text);
      return {
        ids: Int32Array.from(tokens, (token) => token.id),
        positions: Int32Array.from(tokens, (token) => token.position),
      };
    }
    const { word, fold } = this;
    let position = 0;
    let length = 0;
    let hash = 0;
    let run = 0;
    let plain = true;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      const kind = unit < 0x80 ? asciiClasses[unit]! : bertUnitClass(unit);
      if (kind === wordUnit) {
        if (run === maxRunLength) {
          if (length > 0) position += this.addWord(text, index, length, hash, plain, position);
          length = hash = run = 0;
          plain = true;
        }
        let folded = unit;
        if (unit < 0x80) folded = fold[unit]!;
        else plain = false;
        word[length++] = folded;
        hash = (Math.imul(hash, 31) + folded) | 0;
        run++;
        continue;
      }
      if (kind === droppedUnit) {
        // Without its control characters the text is scanned anew: a dropped one does not end a word.
        this.ids.length = this.positions.length = 0;
        return this.tokenize(filterControlCharacters(text));
      }
      if (length > 0) {
        position += this.addWord(text, index, length, hash, plain, position);
        length = hash = 0;
        plain = true;
      }
      if (kind === spaceUnit) {
        run = 0;
        continue;
      }
      run = run === maxRunLength ? 1 : run + 1;
      word[0] = unit;
      position += this.addWord(text, index + 1, 1, unit, unit < 0x80, position);
    }
    if (length > 0) this.addWord(text, text.length, length, hash, plain, position);
    return { ids: this.ids.take(), positions: this.positions.take() };
  }

  describe(text: string): Token[] {
    const tokens: Token[] = [];
    const words = basicTokens(text, {
      stripAccents: this.options.doLowerCase,
      splitCjk: true,
      neverSplit: this.neverSplit,
      maxRunLength,
    });
    words.forEach((word, position) => {
      const { start, end } = word;
      this.wordPieces.findText(word.text);
      const ids = Array.from({ length: this.wordPieces.end - this.wordPieces.first }, (_, index) =>
        this.wordPieces.piece(this.wordPieces.first + index),
      );
      let from = 0;
      for (const id of ids) {
        tokens.push({ id, text: this.pieceText(word.text, from, id, ids.length), position, start, end });
        from += this.vocabulary[id]!.length - (from > 0 ? 2 : 0);
      }
    });
    return tokens;
  }

  /** The text of a piece is that of the input, in its case; pieces inside a word carry the marks. */
  private pieceText(word: string, from: number, id: number, count: number): string {
    if (count > 1) {
      const length = this.vocabulary[id]!.length - (from > 0 ? 2 : 0);
      return from > 0 ? `##${word.slice(from, from + length)}` : word.slice(0, length);
    }
    if (this.neverSplit.includes(word)) return word;
    return id === this.special.unknown ? this.options.specialTokens.unknown : word;
  }

  /** Adds the pieces of the word that ends before `end`; gives the number of positions that it takes. */
  private addWord(text: string, end: number, length: number, hash: number, plain: boolean, position: number): number {
    if (plain) {
      this.wordPieces.find(this.word, length, hash);
    } else {
      let word = text.slice(end - length, end);
      if (this.options.doLowerCase) word = stripAccents(word);
      if (word.length === 0) return 0;
      this.wordPieces.findText(word);
    }
    const { first, end: last } = this.wordPieces;
    for (let piece = first; piece < last; piece++) {
      this.ids.push(this.wordPieces.piece(piece));
      this.positions.push(position);
    }
    return 1;
  }
}
