// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What the linear model sees of a text: its tokens, the letters within them, and pairs of neighbouring tokens.
// A graph computes it from token ids alone: one row a token, one row a hashed pair, all rows summed.

/** Multipliers of the pair hash: (first * A + second * B) & (buckets - 1). Both are odd, so no bit is lost. */
export const pairHashFirst = 0x2c1b3c6d;
export const pairHashSecond = 0x297a2d39;

/** The bucket of a pair of token ids; `buckets` is a power of two. */
export function pairBucket(first: number, second: number, buckets: number): number {
  return (Math.imul(first, pairHashFirst) + Math.imul(second, pairHashSecond)) & (buckets - 1);
}

const shortestGram = 3;
const longestGram = 5;

/**
 * The letter n-grams (3 to 5) of a token, its beginning marked where it begins a word. Their weights become part of
 * the token's row, so that tokens which look alike share what was learned of one of them.
 */
export function letterGrams(token: string): string[] {
  if (/^\[[A-Z]+\]$/.test(token)) return [];
  const text = token.startsWith('##') ? token.slice(2) : `\u0002${token}`;
  const grams: string[] = [];
  for (let length = shortestGram; length <= longestGram; length++) {
    for (let start = 0; start + length <= text.length; start++) grams.push(text.slice(start, start + length));
  }
  return grams;
}
