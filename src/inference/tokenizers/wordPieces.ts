// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// WordPiece: the longest pieces of a vocabulary that a word consists of, as the server's WordPieceTokenFilter (8.3 and
// later) finds them. A trie finds pieces, a cache of whole words makes most words one probe; neither makes strings.

import { javaLowerCase } from './javaCharacters.js';

/** Words above this many units are the unknown token. */
export const maxWordLength = 100;

/** How a WordPieces looks pieces up. */
export interface WordPieceOptions {
  readonly unknownId: number;
  /** Both the vocabulary and the words are compared in lower case, code point by code point. */
  readonly ignoreCase: boolean;
  /** Words that are never cut: their id, or the unknown id. */
  readonly neverSplit: readonly string[];
  readonly maxWordLength?: number;
}

const cacheSlots = 1 << 15;
const cacheWords = cacheSlots >> 1;
const cacheUnits = 1 << 18;
const cachePieces = 1 << 17;

/** Looks words up in a vocabulary. */
export class WordPieces {
  private readonly options: WordPieceOptions;
  private readonly maxLength: number;
  private readonly neverSplit = new Map<string, number>();

  // Trie: an edge (node, unit) -> node in an open-addressing table; node 0 begins words, node 1 goes on inside them.
  private edgeMask = 0;
  private edgeNodes = new Int32Array(0);
  private edgeUnits = new Uint16Array(0);
  private edgeTargets = new Int32Array(0);
  private pieceIds = new Int32Array(0);

  // Cache: slot -> word number + 1; of each word its hash, its units and its pieces in pools that are emptied when full.
  private readonly slots = new Int32Array(cacheSlots);
  private readonly wordHashes = new Int32Array(cacheWords);
  private readonly unitStarts = new Int32Array(cacheWords + 1);
  private readonly pieceStarts = new Int32Array(cacheWords + 1);
  private readonly units = new Uint16Array(cacheUnits);
  private readonly pieces = new Int32Array(cachePieces);
  private words = 0;

  /** The pieces of the word that was found last are pieces[first] to pieces[end - 1]. */
  first = 0;
  end = 0;

  constructor(vocabulary: readonly string[], options: WordPieceOptions) {
    this.options = options;
    this.maxLength = options.maxWordLength ?? maxWordLength;
    this.buildTrie(vocabulary);
    const byText = new Map(vocabulary.map((token, id) => [this.fold(token), id]));
    for (const token of options.neverSplit) {
      this.neverSplit.set(this.fold(token), byText.get(this.fold(token)) ?? options.unknownId);
    }
  }

  /** The piece at a place between first and end. */
  piece(index: number): number {
    return this.pieces[index]!;
  }

  /** Finds the pieces of a word given as text. */
  findText(word: string): void {
    const units = new Uint16Array(word.length);
    let hash = 0;
    for (let index = 0; index < word.length; index++) {
      const unit = word.charCodeAt(index);
      units[index] = this.options.ignoreCase ? javaLowerCase(unit) : unit;
      hash = (Math.imul(hash, 31) + units[index]!) | 0;
    }
    this.find(units, word.length, hash);
  }

  /** Finds the pieces of a word: its units (in lower case when case is ignored) and their hash (times 31, plus unit). */
  find(units: Uint16Array, length: number, hash: number): void {
    let slot = Math.imul(hash, 0x9e3779b1) >>> (32 - 15);
    for (let number = this.slots[slot]!; number !== 0; number = this.slots[slot]!) {
      if (this.wordHashes[number - 1] === hash && this.sameUnits(number - 1, units, length)) {
        this.first = this.pieceStarts[number - 1]!;
        this.end = this.pieceStarts[number]!;
        return;
      }
      slot = (slot + 1) & (cacheSlots - 1);
    }
    const kept = Math.min(length, this.maxLength + 1);
    if (this.words === cacheWords || this.unitEnd() + kept > cacheUnits || this.pieceEnd() + kept > cachePieces) {
      this.slots.fill(0);
      this.words = 0;
      slot = Math.imul(hash, 0x9e3779b1) >>> (32 - 15);
    }
    this.first = this.pieceEnd();
    this.end = this.cut(units, length, this.first);
    // A word over the limit is not worth a place in the cache.
    if (length > this.maxLength) return;
    const word = this.words++;
    this.slots[slot] = word + 1;
    this.wordHashes[word] = hash;
    const start = this.unitStarts[word]!;
    for (let index = 0; index < length; index++) this.units[start + index] = units[index]!;
    this.unitStarts[word + 1] = start + length;
    this.pieceStarts[word + 1] = this.end;
  }

  private unitEnd(): number {
    return this.unitStarts[this.words]!;
  }

  private pieceEnd(): number {
    return this.pieceStarts[this.words]!;
  }

  private sameUnits(word: number, units: Uint16Array, length: number): boolean {
    const start = this.unitStarts[word]!;
    if (this.unitStarts[word + 1]! - start !== length) return false;
    for (let index = 0; index < length; index++) if (this.units[start + index] !== units[index]) return false;
    return true;
  }

  /** Writes the pieces of a word from `at` on and gives the place after the last. */
  private cut(units: Uint16Array, length: number, at: number): number {
    if (this.neverSplit.size > 0) {
      const id = this.neverSplit.get(String.fromCharCode(...units.subarray(0, Math.min(length, this.maxLength + 1))));
      if (id !== undefined) {
        this.pieces[at] = id;
        return at + 1;
      }
    }
    let end = at;
    let from = length > this.maxLength ? -1 : 0;
    while (from >= 0 && from < length) {
      let node = from === 0 ? 0 : 1;
      let best = -1;
      let bestEnd = -1;
      for (let index = from; index < length; index++) {
        node = this.step(node, units[index]!);
        if (node < 0) break;
        if (this.pieceIds[node]! >= 0) {
          best = this.pieceIds[node]!;
          bestEnd = index + 1;
        }
      }
      if (best >= 0) this.pieces[end++] = best;
      from = bestEnd;
    }
    if (from === length) return end;
    this.pieces[at] = this.options.unknownId;
    return at + 1;
  }

  private step(node: number, unit: number): number {
    let slot = (Math.imul(node, 0x9e3779b1) + Math.imul(unit, 0x85ebca6b)) & this.edgeMask;
    for (;;) {
      const target = this.edgeTargets[slot]!;
      if (target === 0) return -1;
      if (this.edgeNodes[slot] === node && this.edgeUnits[slot] === unit) return target;
      slot = (slot + 1) & this.edgeMask;
    }
  }

  private buildTrie(vocabulary: readonly string[]): void {
    const most = vocabulary.reduce((sum, token) => sum + token.length, 2);
    const size = 1 << (32 - Math.clz32(most * 2));
    this.edgeMask = size - 1;
    this.edgeNodes = new Int32Array(size);
    this.edgeUnits = new Uint16Array(size);
    this.edgeTargets = new Int32Array(size);
    const ids = new Int32Array(most).fill(-1);
    let nodes = 2;
    vocabulary.forEach((token, id) => {
      const folded = this.fold(token);
      // No word begins with `##`: the marks are punctuation, which the clean-up splits off.
      const inside = folded.startsWith('##') && folded.length > 2;
      let node = inside ? 1 : 0;
      for (let index = inside ? 2 : 0; index < folded.length; index++) {
        const unit = folded.charCodeAt(index);
        let target = this.step(node, unit);
        if (target < 0) {
          target = nodes++;
          this.addEdge(node, unit, target);
        }
        node = target;
      }
      if (node > 1) ids[node] = id;
    });
    this.pieceIds = ids.slice(0, nodes);
  }

  private addEdge(node: number, unit: number, target: number): void {
    let slot = (Math.imul(node, 0x9e3779b1) + Math.imul(unit, 0x85ebca6b)) & this.edgeMask;
    while (this.edgeTargets[slot] !== 0) slot = (slot + 1) & this.edgeMask;
    this.edgeNodes[slot] = node;
    this.edgeUnits[slot] = unit;
    this.edgeTargets[slot] = target;
  }

  private fold(token: string): string {
    if (!this.options.ignoreCase) return token;
    let folded = '';
    for (let index = 0; index < token.length; index++)
      folded += String.fromCharCode(javaLowerCase(token.charCodeAt(index)));
    return folded;
  }
}
