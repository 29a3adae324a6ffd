// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Learns a WordPiece vocabulary from word counts: every single character that occurs, then the most frequent
// neighbours joined again and again (byte-pair merges written as word pieces).

/** The special tokens of BERT in the order in which a learned vocabulary begins. */
export const vocabularyHead = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'] as const;

/** Words longer than this are not learned from: they are hashes, keys and encoded data. */
const longestWord = 40;
/** Rare characters are not worth a token. */
const leastCharacterCount = 5;
const leastPairCount = 2;
/** Above this many different words, those that occur once (addresses, digests, numbers) are not learned from. */
const mostRareWords = 20_000;
/** Token numbers are below this, so that a pair of them is one number. */
const mostTokens = 2 ** 24;

interface Pair {
  readonly left: number;
  readonly right: number;
  readonly order: number;
  count: number;
  readonly words: Set<number>;
}

/**
 * The tokens of a vocabulary of at most `size` entries. The same counts in the same order give the same vocabulary.
 *
 * @param wordCounts - words as the tokenizer's clean-up gives them, in lower case when the tokenizer ignores case
 */
export function learnVocabulary(wordCounts: ReadonlyMap<string, number>, size: number): string[] {
  const texts: string[] = [];
  const idOf = new Map<string, number>();
  const intern = (text: string): number => {
    let id = idOf.get(text);
    if (id === undefined) {
      id = texts.length;
      texts.push(text);
      idOf.set(text, id);
    }
    return id;
  };

  // Printable ASCII is always there, so that no ASCII word is ever unknown.
  for (let unit = 0x21; unit < 0x7f; unit++) {
    if (unit >= 0x41 && unit <= 0x5a && !hasUpperCase(wordCounts)) continue;
    intern(String.fromCharCode(unit));
    if (/[0-9A-Za-z]/.test(String.fromCharCode(unit))) intern(`##${String.fromCharCode(unit)}`);
  }
  const frequent = frequentCharacters(wordCounts);
  for (const character of frequent) {
    intern(character);
    intern(`##${character}`);
  }

  const leastCount = wordCounts.size > mostRareWords ? 2 : 1;
  const words: number[][] = [];
  const counts: number[] = [];
  for (const [word, count] of wordCounts) {
    if (word.length < 2 || word.length > longestWord || count < leastCount) continue;
    const characters = Array.from(word, (character, index) => idOf.get(index === 0 ? character : `##${character}`));
    if (characters.some((id) => id === undefined)) continue;
    words.push(characters as number[]);
    counts.push(count);
  }

  const pairs = new Map<number, Pair>();
  const heap = new PairHeap();
  const change = (left: number, right: number, word: number, by: number): void => {
    const key = left * mostTokens + right;
    let pair = pairs.get(key);
    if (!pair) pairs.set(key, (pair = { left, right, order: pairs.size, count: 0, words: new Set() }));
    pair.count += by;
    if (by > 0) pair.words.add(word);
    if (by > 0) heap.push(pair, pair.count);
  };
  words.forEach((word, index) => {
    for (let at = 0; at + 1 < word.length; at++) change(word[at]!, word[at + 1]!, index, counts[index]!);
  });

  const room = size - vocabularyHead.length;
  while (texts.length < room) {
    const best = heap.pop();
    if (!best || best.count < leastPairCount) break;
    const merged = intern(texts[best.left]! + texts[best.right]!.slice(2));
    for (const index of [...best.words]) {
      const word = words[index]!;
      const count = counts[index]!;
      for (let at = 0; at + 1 < word.length; at++) {
        if (word[at] !== best.left || word[at + 1] !== best.right) continue;
        if (at > 0) change(word[at - 1]!, best.left, index, -count);
        if (at + 2 < word.length) change(best.right, word[at + 2]!, index, -count);
        word.splice(at, 2, merged);
        if (at > 0) change(word[at - 1]!, merged, index, count);
        if (at + 1 < word.length) change(merged, word[at + 1]!, index, count);
      }
    }
    best.count = 0;
    best.words.clear();
  }
  return [...vocabularyHead, ...texts.slice(0, room)];
}

function hasUpperCase(wordCounts: ReadonlyMap<string, number>): boolean {
  for (const word of wordCounts.keys()) if (/[A-Z]/.test(word)) return true;
  return false;
}

function frequentCharacters(wordCounts: ReadonlyMap<string, number>): string[] {
  const counts = new Map<string, number>();
  for (const [word, count] of wordCounts) {
    for (const character of word) {
      if (character > '\u007f') counts.set(character, (counts.get(character) ?? 0) + count);
    }
  }
  return [...counts.keys()].filter((character) => counts.get(character)! >= leastCharacterCount).sort();
}

/** A heap of pairs by count, then by age. Counts go stale and are checked when a pair comes up. */
class PairHeap {
  private readonly entries: { readonly pair: Pair; readonly count: number }[] = [];

  push(pair: Pair, count: number): void {
    const { entries } = this;
    entries.push({ pair, count });
    for (let at = entries.length - 1; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!this.before(at, parent)) break;
      this.swap(at, parent);
      at = parent;
    }
  }

  /** The pair of the highest present count. */
  pop(): Pair | undefined {
    for (;;) {
      const top = this.entries[0];
      if (!top) return undefined;
      this.removeTop();
      if (top.pair.count === top.count) return top.pair;
      // The count fell since: it comes back at its place.
      if (top.pair.count > 0 && top.pair.count < top.count) this.push(top.pair, top.pair.count);
    }
  }

  private removeTop(): void {
    const { entries } = this;
    const last = entries.pop()!;
    if (entries.length === 0) return;
    entries[0] = last;
    for (let at = 0; ;) {
      let child = 2 * at + 1;
      if (child >= entries.length) return;
      if (child + 1 < entries.length && this.before(child + 1, child)) child++;
      if (!this.before(child, at)) return;
      this.swap(child, at);
      at = child;
    }
  }

  private before(a: number, b: number): boolean {
    const first = this.entries[a]!;
    const second = this.entries[b]!;
    return first.count !== second.count ? first.count > second.count : first.pair.order < second.pair.order;
  }

  private swap(a: number, b: number): void {
    const { entries } = this;
    [entries[a], entries[b]] = [entries[b]!, entries[a]!];
  }
}
