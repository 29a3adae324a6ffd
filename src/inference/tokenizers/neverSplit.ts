// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Cuts never-split tokens such as <mask> out of a text, as the server's TokenizerUtils and CharTrie do for the BPE and
// unigram tokenizers: unit by unit, case-sensitive.

/** A part of a text: a never-split token, or what stands between two of them. */
export interface Part {
  readonly start: number;
  readonly end: number;
  readonly neverSplit: boolean;
}

type CharTrie = Map<number, CharTrie>;

/** Finds the never-split tokens of a tokenizer. */
export class NeverSplit {
  readonly tokens: ReadonlySet<string>;
  private readonly root: CharTrie = new Map();

  constructor(tokens: readonly string[]) {
    this.tokens = new Set(tokens);
    for (const token of tokens) {
      let node = this.root;
      for (let index = 0; index < token.length; index++) {
        const unit = token.charCodeAt(index);
        let child = node.get(unit);
        if (!child) node.set(unit, (child = new Map() as CharTrie));
        node = child;
      }
    }
  }

  /** The parts of a text in order. A token that another one begins with is never found, as on the server. */
  cut(text: string): Part[] {
    const parts: Part[] = [];
    let node = this.root;
    let from = 0;
    let begin = 0;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      let child = node.get(unit);
      if (!child) {
        // Back to the root with the same unit.
        node = this.root;
        child = node.get(unit);
        if (!child) continue;
      }
      if (node === this.root) begin = index;
      if (child.size > 0) {
        node = child;
        continue;
      }
      if (begin > from) parts.push({ start: from, end: begin, neverSplit: false });
      parts.push({ start: begin, end: index + 1, neverSplit: true });
      from = index + 1;
      node = this.root;
    }
    if (from < text.length) parts.push({ start: from, end: text.length, neverSplit: false });
    return parts;
  }
}
