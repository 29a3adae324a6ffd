// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// BERT's clean-up step by step, as the server does it (WordPieceAnalyzer, ControlCharFilter, WhitespaceTokenizer,
// BasicTokenFilter): control characters, white space, punctuation, never-split tokens, accents. The fast scanner of
// bertTokenizer.ts gives the same words; this one also gives their texts and places, and knows never-split tokens.

import { isBertCjk, isBertPunctuation, isFiltered, isJavaWhitespace } from './javaCharacters.js';

/** A word of the text and the place where it stands in the input, in UTF-16 units. */
export interface BasicToken {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** What the server's Java builders let vary. Models can set only stripAccents, through do_lower_case. */
export interface BasicTokenOptions {
  readonly stripAccents: boolean;
  readonly splitCjk: boolean;
  readonly neverSplit: readonly string[];
  /** White-space tokens are cut at this many units. */
  readonly maxRunLength: number;
}

/** White-space tokens are cut at this many units on the server. */
export const maxRunLength = 512;

/** Drops what the server's control-character filter drops. */
export function filterControlCharacters(text: string): string {
  let kept = '';
  let from = 0;
  for (let index = 0; index < text.length; index++) {
    if (!isFiltered(text.charCodeAt(index))) continue;
    kept += text.slice(from, index);
    from = index + 1;
  }
  return kept + text.slice(from);
}

/** Decomposes (NFD) and removes non-spacing marks. */
export function stripAccents(text: string): string {
  return text.normalize('NFD').replace(/\p{Mn}/gu, '');
}

/** The words of a text. */
export function basicTokens(text: string, options: BasicTokenOptions): BasicToken[] {
  const trie = neverSplitTrie(options);
  const neverSplit = new Set(options.neverSplit);
  const tokens: BasicToken[] = [];
  for (const run of whitespaceTokens(text, options.maxRunLength)) {
    if (neverSplit.has(run.text)) {
      tokens.push(run.all());
      continue;
    }
    const parts = split(run, options.splitCjk);
    for (const part of parts.length > 1 ? rejoin(parts, trie, neverSplit) : parts) {
      const stripped = options.stripAccents ? stripAccents(part.text) : part.text;
      if (stripped.length > 0) tokens.push({ ...part, text: stripped });
    }
  }
  return tokens;
}

/** A run without white space, with the place of each of its units in the input. */
class Run {
  readonly text: string;
  private readonly places: readonly number[];

  constructor(text: string, places: readonly number[]) {
    this.text = text;
    this.places = places;
  }

  part(start: number, end: number): BasicToken {
    return { text: this.text.slice(start, end), start: this.places[start]!, end: this.places[end - 1]! + 1 };
  }

  all(): BasicToken {
    return this.part(0, this.text.length);
  }
}

function whitespaceTokens(text: string, maxLength: number): Run[] {
  const runs: Run[] = [];
  let units = '';
  let places: number[] = [];
  const close = (): void => {
    if (units.length > 0) runs.push(new Run(units, places));
    units = '';
    places = [];
  };
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (isFiltered(unit)) continue;
    if (isJavaWhitespace(unit)) {
      close();
      continue;
    }
    if (units.length === maxLength) close();
    units += text[index]!;
    places.push(index);
  }
  close();
  return runs;
}

function split(run: Run, splitCjk: boolean): BasicToken[] {
  const parts: BasicToken[] = [];
  let start = 0;
  for (let index = 0; index < run.text.length; index++) {
    const unit = run.text.charCodeAt(index);
    if (!isBertPunctuation(unit) && !(splitCjk && isBertCjk(unit))) continue;
    if (index > start) parts.push(run.part(start, index));
    parts.push(run.part(index, index + 1));
    start = index + 1;
  }
  if (run.text.length > start) parts.push(run.part(start, run.text.length));
  return parts;
}

type TokenTrie = Map<string, TokenTrie>;

/** Never-split tokens by their own parts: [MASK] is `[`, `MASK`, `]`. */
function neverSplitTrie(options: BasicTokenOptions): TokenTrie {
  const root: TokenTrie = new Map();
  for (const token of options.neverSplit) {
    let node = root;
    for (const part of basicTokens(token, { ...options, neverSplit: [], maxRunLength: 255 })) {
      let child = node.get(part.text);
      if (!child) node.set(part.text, (child = new Map() as TokenTrie));
      node = child;
    }
  }
  return root;
}

function rejoin(parts: readonly BasicToken[], trie: TokenTrie, neverSplit: ReadonlySet<string>): BasicToken[] {
  const out: BasicToken[] = [];
  let waiting: BasicToken[] = [];
  let node = trie;
  for (const part of parts) {
    let child = node.get(part.text);
    if (!child && node !== trie) {
      out.push(...waiting);
      waiting = [];
      child = trie.get(part.text);
    }
    if (!child) {
      out.push(part);
      node = trie;
      continue;
    }
    waiting.push(part);
    if (child.size > 0) {
      node = child;
      continue;
    }
    const joined = waiting.map((piece) => piece.text).join('');
    if (neverSplit.has(joined)) out.push({ text: joined, start: waiting[0]!.start, end: part.end });
    else out.push(...waiting);
    waiting = [];
    node = trie;
  }
  return [...out, ...waiting];
}
