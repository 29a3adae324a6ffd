// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Case-insensitive characters and ranges, with Java's simple (one to one) case mappings.

import type { CaseFolding } from './ast.js';
import { CharSet } from './charSet.js';

/** Java's Character.toUpperCase: one code point, or the same where the full mapping is longer. */
export function simpleUpper(codePoint: number): number {
  return single(String.fromCodePoint(codePoint).toUpperCase(), codePoint);
}

/** Java's Character.toLowerCase. */
export function simpleLower(codePoint: number): number {
  return single(String.fromCodePoint(codePoint).toLowerCase(), codePoint);
}

function single(text: string, otherwise: number): number {
  const first = text.codePointAt(0)!;
  return text.length === (first > 0xffff ? 2 : 1) ? first : otherwise;
}

/** The set of a literal character. */
export function caseVariants(codePoint: number, folding: CaseFolding): CharSet {
  if (folding === 'none' || (folding === 'ascii' && !isAsciiLetter(codePoint))) return CharSet.of(codePoint);
  if (folding === 'ascii') return CharSet.ofRanges([codePoint, codePoint, codePoint ^ 0x20, codePoint ^ 0x20], true);
  const folded = simpleLower(simpleUpper(codePoint));
  const pairs = [codePoint, codePoint];
  for (const other of casedCodePoints()) {
    if (simpleLower(simpleUpper(other)) === folded) pairs.push(other, other);
  }
  return CharSet.ofRanges(pairs, pairs.length === 2 && codePoint < 0x10000);
}

/** The set of a range of a class. */
export function foldedRange(low: number, high: number, folding: CaseFolding): CharSet {
  const pairs = [low, high];
  const inRange = (codePoint: number): boolean => codePoint >= low && codePoint <= high;
  if (folding === 'ascii') {
    for (let upper = 0x41; upper <= 0x5a; upper++) {
      if (inRange(upper) || inRange(upper | 0x20)) pairs.push(upper, upper, upper | 0x20, upper | 0x20);
    }
  } else if (folding === 'unicode') {
    for (const other of casedCodePoints()) {
      const upper = simpleUpper(other);
      if (inRange(upper) || inRange(simpleLower(upper))) pairs.push(other, other);
    }
  }
  return CharSet.ofRanges(pairs, folding === 'none' && high < 0x10000);
}

function isAsciiLetter(codePoint: number): boolean {
  const lower = codePoint | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

let cased: number[] | undefined;

/** Every code point that has another case. */
function casedCodePoints(): readonly number[] {
  if (cased) return cased;
  const found: number[] = [];
  const changes = /\p{Changes_When_Casemapped}/u;
  for (let codePoint = 0; codePoint < 0x1f000; codePoint++) {
    if (changes.test(String.fromCodePoint(codePoint))) found.push(codePoint);
  }
  return (cased = found);
}
