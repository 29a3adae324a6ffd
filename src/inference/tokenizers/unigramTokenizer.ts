// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Unigram tokenization (xlm_roberta, deberta_v2) exactly as the server's UnigramTokenizer (9.x) does it.

import { Buffer } from 'node:buffer';
import { illegalArgument } from '../../diagnostics/failure.js';
import { normalizeText, type CharMap, type NormalizedText } from './charMap.js';
import { isJavaWhitespace } from './javaCharacters.js';
import { NeverSplit } from './neverSplit.js';
import type { SpecialTokens, Token, Tokenizer, TokenSequence } from './tokenizer.js';
import { findSpecialTokens, idsByToken, type SpecialTokenTexts } from './vocabulary.js';

/** Settings of a unigram tokenizer. */
export interface UnigramTokenizerOptions {
  /** The score of each token. */
  readonly scores: readonly number[];
  /** Unknown characters become the tokens of their UTF-8 bytes (deberta_v2); else neighbours are one unknown token. */
  readonly byteFallback: boolean;
  readonly charMap: CharMap | undefined;
  /** What is done to a text before the character map; nothing by the server. */
  readonly prepare?: ((text: string) => NormalizedText) | undefined;
  /** Blanks at the end of a text are a token (ALBERT); on the server they are nothing. */
  readonly endBlank?: boolean;
  readonly withSpecialTokens: boolean;
  readonly specialTokens: SpecialTokenTexts;
  readonly neverSplit: readonly string[];
}

export const albertSpecialTokens: SpecialTokenTexts = {
  cls: '[CLS]',
  sep: '[SEP]',
  pad: '<pad>',
  unknown: '<unk>',
  mask: '[MASK]',
};

export const debertaSpecialTokens: SpecialTokenTexts = {
  cls: '[CLS]',
  sep: '[SEP]',
  pad: '[PAD]',
  unknown: '[UNK]',
  mask: '[MASK]',
};

/** An unknown character scores this much less than the worst token. */
const unknownPenalty = 10;
const prefix = '\u2581';
const cachedWords = 1 << 15;

interface Node {
  id: number;
  readonly children: Map<number, Node>;
}

/** A token of a word: its text and its range in the word's own units. */
interface Piece {
  readonly id: number;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The server's unigram tokenizer over one vocabulary. */
export class UnigramTokenizer implements Tokenizer {
  readonly vocabulary: readonly string[];
  readonly special: SpecialTokens;
  private readonly options: UnigramTokenizerOptions;
  private readonly idOf: Map<string, number>;
  private readonly root: Node = { id: -1, children: new Map() };
  private readonly unknownScore: number;
  private readonly neverSplit: NeverSplit;
  private readonly cache = new Map<string, readonly Piece[]>();

  constructor(vocabulary: readonly string[], options: UnigramTokenizerOptions) {
    if (vocabulary.length === 0) throw illegalArgument('vocab empty');
    if (vocabulary.length !== options.scores.length) {
      throw illegalArgument(
        `provided vocabulary [${vocabulary.length}] and scores [${options.scores.length}] must have the same size`,
      );
    }
    this.vocabulary = vocabulary;
    this.options = options;
    this.idOf = idsByToken(vocabulary);
    this.special = findSpecialTokens(this.idOf, options.specialTokens, options.withSpecialTokens);
    this.neverSplit = new NeverSplit(options.neverSplit);
    this.unknownScore = options.scores.reduce((least, score) => Math.min(least, score), Infinity) - unknownPenalty;
    vocabulary.forEach((token, id) => this.insert(token, id));
  }

  tokenize(text: string): TokenSequence {
    const ids: number[] = [];
    this.eachPiece(text, (piece) => ids.push(piece.id));
    // Every token is a word of its own here.
    return { ids: Int32Array.from(ids), positions: Int32Array.from(ids, (_, index) => index) };
  }

  describe(text: string): Token[] {
    const tokens: Token[] = [];
    this.eachPiece(text, ({ id, text: spelled }, start, end) => {
      tokens.push({ id, text: spelled, position: tokens.length, start, end });
    });
    return tokens;
  }

  /** The ids of the vocabulary's entries that a text begins with, shortest first. */
  prefixes(text: string): number[] {
    const ids: number[] = [];
    let node: Node | undefined = this.root;
    for (let index = 0; index < text.length; index++) {
      node = node.children.get(text.charCodeAt(index));
      if (!node) break;
      if (node.id >= 0) ids.push(node.id);
    }
    return ids;
  }

  private insert(token: string, id: number): void {
    let node = this.root;
    for (let index = 0; index < token.length; index++) {
      const unit = token.charCodeAt(index);
      let child = node.children.get(unit);
      if (!child) node.children.set(unit, (child = { id: -1, children: new Map() }));
      node = child;
    }
    node.id = id;
  }

  private eachPiece(input: string, visit: (piece: Piece, start: number, end: number) => void): void {
    const { charMap, prepare } = this.options;
    const prepared = prepare?.(input) ?? { text: input, places: undefined };
    const { text, places } = charMap ? normalizeText(prepared.text, charMap) : { ...prepared, places: undefined };
    const place = (unit: number): number => {
      const before = places?.[unit] ?? unit;
      return prepared.places?.[before] ?? before;
    };
    for (const word of words(text)) {
      const token = text.slice(word.start, word.end);
      for (const part of this.neverSplit.cut(token)) {
        const start = word.start + part.start;
        const own = token.slice(part.start, part.end);
        if (part.neverSplit) {
          const id = this.idOf.get(own) ?? this.special.unknown;
          visit({ id, text: own, start: 0, end: own.length }, place(start), place(word.start + part.end));
          continue;
        }
        for (const piece of this.piecesOf(prefix + own)) {
          // The prefix takes no place in the text.
          const from = start + Math.max(piece.start - 1, 0);
          visit(piece, place(from), place(start + Math.max(piece.end - 1, 0)));
        }
      }
    }
    if (!this.options.endBlank || !text.endsWith(' ')) return;
    for (const piece of this.piecesOf(prefix)) visit(piece, place(text.length - 1), place(text.length));
  }

  private piecesOf(word: string): readonly Piece[] {
    let pieces = this.cache.get(word);
    if (!pieces) {
      pieces = this.bestPath(word);
      if (this.cache.size === cachedWords) this.cache.clear();
      this.cache.set(word, pieces);
    }
    return pieces;
  }

  /** The path of the highest score; of equal ones the first found, which comes from the earliest start. */
  private bestPath(word: string): Piece[] {
    const scores = new Float64Array(word.length + 1).fill(-Infinity);
    const starts = new Int32Array(word.length + 1);
    const ids = new Int32Array(word.length + 1);
    scores[0] = 0;
    const offer = (start: number, end: number, id: number, score: number): void => {
      const total = scores[start]! + score;
      if (total <= scores[end]!) return;
      scores[end] = total;
      starts[end] = start;
      ids[end] = id;
    };
    for (let start = 0; start < word.length;) {
      const next = start + (word.codePointAt(start)! > 0xffff ? 2 : 1);
      let known = false;
      let node: Node | undefined = this.root;
      for (let index = start; index < word.length; index++) {
        node = node.children.get(word.charCodeAt(index));
        if (!node) break;
        if (node.id < 0) continue;
        offer(start, index + 1, node.id, this.options.scores[node.id]!);
        if (index + 1 === next) known = true;
      }
      if (!known) offer(start, next, this.special.unknown, this.unknownScore);
      start = next;
    }
    const path: Piece[] = [];
    for (let end = word.length; end > 0; end = starts[end]!) {
      path.unshift({ id: ids[end]!, text: word.slice(starts[end], end), start: starts[end]!, end });
    }
    return this.options.byteFallback ? path.flatMap((piece) => this.bytesOf(piece)) : this.fused(path);
  }

  private bytesOf(piece: Piece): Piece[] {
    if (piece.id !== this.special.unknown) return [piece];
    return Array.from(Buffer.from(piece.text), (byte) => {
      const text = `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
      return { ...piece, text, id: this.idOf.get(text) ?? this.special.unknown };
    });
  }

  private fused(path: readonly Piece[]): Piece[] {
    const fused: Piece[] = [];
    for (const piece of path) {
      const last = fused.at(-1);
      const joins = last?.id === this.special.unknown && piece.id === this.special.unknown;
      if (joins) fused[fused.length - 1] = { ...last, text: last.text + piece.text, end: piece.end };
      else fused.push(piece);
    }
    return fused;
  }
}

function words(text: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  let start = -1;
  for (let index = 0; index <= text.length; index++) {
    const inside = index < text.length && !isJavaWhitespace(text.charCodeAt(index));
    if (inside && start < 0) start = index;
    if (!inside && start >= 0) {
      found.push({ start, end: index });
      start = -1;
    }
  }
  return found;
}
