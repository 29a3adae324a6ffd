// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Byte-level BPE (roberta, byte_level_bpe) exactly as the server's BpeTokenizer (9.x) does it.

import { Buffer } from 'node:buffer';
import { bpePieceEnd } from './bpePieces.js';
import { GrowingInts } from './growingInts.js';
import { NeverSplit } from './neverSplit.js';
import type { SpecialTokens, Token, Tokenizer, TokenSequence } from './tokenizer.js';
import { findSpecialTokens, idsByToken, type SpecialTokenTexts } from './vocabulary.js';

/** Settings of a byte-level BPE tokenizer. */
export interface BpeTokenizerOptions {
  /** Merge lines ("a b") by rank. */
  readonly merges: readonly string[];
  readonly addPrefixSpace: boolean;
  readonly withSpecialTokens: boolean;
  readonly specialTokens: SpecialTokenTexts;
  readonly neverSplit?: readonly string[];
}

export const robertaSpecialTokens: SpecialTokenTexts = {
  cls: '<s>',
  sep: '</s>',
  pad: '<pad>',
  unknown: '<unk>',
  mask: '<mask>',
};

const cachedPieces = 1 << 16;

/** GPT-2's printable stand-ins for bytes: 33..126, 161..172 and 174..255 stand for themselves. */
const byteTexts: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  const own = (value: number): boolean => (value >= 33 && value <= 126) || (value >= 161 && value !== 173);
  if (own(byte)) return String.fromCharCode(byte);
  return String.fromCharCode(
    0x100 + Array.from({ length: byte }, (_unused, value) => value).filter((value) => !own(value)).length,
  );
});

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly ids: Int32Array;
  /** The text that was merged: the piece with its added prefix space. */
  readonly text: string;
  readonly neverSplit: boolean;
}

/** The server's byte-level BPE tokenizer over one vocabulary. */
export class BpeTokenizer implements Tokenizer {
  readonly vocabulary: readonly string[];
  readonly special: SpecialTokens;
  private readonly options: BpeTokenizerOptions;
  private readonly idOf: Map<string, number>;
  private readonly ranks = new Map<string, number>();
  private readonly neverSplit: NeverSplit;
  private readonly cache = new Map<string, Int32Array>();
  private readonly ids = new GrowingInts();
  private readonly positions = new GrowingInts();

  constructor(vocabulary: readonly string[], options: BpeTokenizerOptions) {
    this.vocabulary = vocabulary;
    this.options = options;
    this.idOf = idsByToken(vocabulary);
    this.special = findSpecialTokens(this.idOf, options.specialTokens, options.withSpecialTokens);
    this.neverSplit = new NeverSplit([options.specialTokens.mask, ...(options.neverSplit ?? [])]);
    // The server ranks the joined text of a pair, so that "a bc" and "ab c" share a rank: the later one's.
    options.merges.forEach((line, rank) => this.ranks.set(line.replaceAll(' ', ''), rank));
  }

  tokenize(text: string): TokenSequence {
    let position = 0;
    this.eachPiece(text, (piece) => {
      for (const id of piece.ids) {
        this.ids.push(id);
        this.positions.push(position);
      }
      position++;
    });
    return { ids: this.ids.take(), positions: this.positions.take() };
  }

  describe(text: string): Token[] {
    const tokens: Token[] = [];
    let position = 0;
    this.eachPiece(text, ({ start, end, text: merged, neverSplit }) => {
      const parts = neverSplit ? [merged] : this.merge(merged);
      parts.forEach((part, index) => {
        // The word's leading space is not part of it; only the first token knows that it has one.
        const skipsSpace =
          !neverSplit && index === 0 && part.length > 1 && text.charCodeAt(start) === 0x20 && part.startsWith('\u0120');
        const id = this.idOf.get(part) ?? this.special.unknown;
        const spelled = this.idOf.has(part) || neverSplit ? part : this.options.specialTokens.unknown;
        tokens.push({ id, text: spelled, position, start: skipsSpace ? start + 1 : start, end });
      });
      position++;
    });
    return tokens;
  }

  private eachPiece(text: string, visit: (piece: Piece) => void): void {
    const parts = this.neverSplit.cut(text);
    let counter = 0;
    let pieces = 0;
    for (const part of parts) {
      if (part.neverSplit) {
        counter++;
        pieces++;
        const token = text.slice(part.start, part.end);
        const ids = Int32Array.of(this.idOf.get(token) ?? this.special.unknown);
        visit({ start: part.start, end: part.end, ids, text: token, neverSplit: true });
        continue;
      }
      // A space before a never-split token belongs to that token and is dropped.
      const dropsSpace = text.charCodeAt(part.end - 1) === 0x20 && counter < parts.length - 1;
      const partEnd = dropsSpace ? part.end - 1 : part.end;
      for (let start = part.start; start < partEnd; pieces++) {
        const end = bpePieceEnd(text, start, partEnd);
        const own = text.slice(start, end);
        const prefixed = this.options.addPrefixSpace && pieces === 0 && !own.startsWith(' ') ? ` ${own}` : own;
        visit({ start, end, ids: this.idsOf(prefixed), text: prefixed, neverSplit: false });
        start = end;
      }
    }
  }

  private idsOf(piece: string): Int32Array {
    let ids = this.cache.get(piece);
    if (!ids) {
      ids = Int32Array.from(this.merge(piece), (part) => this.idOf.get(part) ?? this.special.unknown);
      if (this.cache.size === cachedPieces) this.cache.clear();
      this.cache.set(piece, ids);
    }
    return ids;
  }

  /** Joins the pair of lowest rank, leftmost first, until no pair has a rank. */
  private merge(piece: string): string[] {
    const parts = Array.from(encodeUtf8(piece), (byte) => byteTexts[byte]!);
    while (parts.length > 1) {
      let best = -1;
      let bestRank = Infinity;
      for (let index = 0; index + 1 < parts.length; index++) {
        const rank = this.ranks.get(parts[index]! + parts[index + 1]!);
        if (rank !== undefined && rank < bestRank) {
          best = index;
          bestRank = rank;
        }
      }
      if (best < 0) break;
      parts.splice(best, 2, parts[best]! + parts[best + 1]!);
    }
    return parts;
  }
}

/** UTF-8 as Java's String.getBytes writes it: an unpaired surrogate is a question mark. */
function encodeUtf8(text: string): Uint8Array {
  return Buffer.from(text.replace(/\p{Cs}/gu, '?'));
}
