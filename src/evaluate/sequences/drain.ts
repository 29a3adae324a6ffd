// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Templates of log lines by Drain (He et al. 2017), with the rules of its best-known implementation, drain3 0.9.11: a tree by
// number of words and first words leads to a few templates, of which the most similar one takes the line or a new one is
// made. One pass, bounded memory. What hygiene calls a template (../hygiene/template.ts) is another thing: it needs no other
// lines, so that two data sets can be compared by hashes.

/** Stands for what differs between the lines of a template. */
export const wildcard = '<*>';

/** Settings of the tree; the defaults are drain3's. */
export interface DrainOptions {
  /** Levels of the tree, root and leaves included, at least 3. */
  readonly depth?: number | undefined;
  /** Share of equal words from which on a line belongs to a template. */
  readonly similarity?: number | undefined;
  /** Children of a node; further words share one. */
  readonly maxChildren?: number | undefined;
  /** Templates that are kept; the one that was not seen for longest makes room. */
  readonly maxTemplates?: number | undefined;
}

/** A template as it stands. */
export interface Template {
  /** From 1, in the order of first lines; never used again. */
  readonly id: number;
  words: readonly string[];
  lines: number;
}

interface Node {
  readonly children: Map<string, Node>;
  /** Templates of a leaf; some may be gone. */
  templates: number[];
}

const newNode = (): Node => ({ children: new Map(), templates: [] });

/** Learns templates line by line. */
export class Drain {
  private readonly similarity: number;
  private readonly maxChildren: number;
  private readonly maxTemplates: number;
  /** Words that lead through the tree. */
  private readonly prefix: number;
  private readonly byLength = new Map<number, Node>();
  /** The one that was not seen for longest first. */
  private readonly kept = new Map<number, Template>();
  private made = 0;

  constructor(options: DrainOptions = {}) {
    this.prefix = Math.max(3, options.depth ?? 4) - 2;
    this.similarity = options.similarity ?? 0.4;
    this.maxChildren = options.maxChildren ?? 100;
    this.maxTemplates = options.maxTemplates ?? 100_000;
  }

  /** The template of a line, which becomes more general where the line demands it. Mask addresses and numbers before. */
  add(line: string): Template {
    const words = line.split(/\s+/u).filter((word) => word !== '');
    const found = this.find(words);
    if (found) {
      if (found.words.some((word, at) => word !== words[at])) {
        found.words = found.words.map((word, at) => (word === words[at] ? word : wildcard));
      }
      found.lines++;
      this.kept.delete(found.id);
      this.kept.set(found.id, found);
      return found;
    }
    const template = { id: ++this.made, words, lines: 1 };
    if (this.kept.size >= this.maxTemplates) this.kept.delete(this.kept.keys().next().value!);
    this.kept.set(template.id, template);
    const leaf = this.leafFor(words);
    leaf.templates = [...leaf.templates.filter((id) => this.kept.has(id)), template.id];
    return template;
  }

  /** The templates that are kept, in the order of their first lines. */
  templates(): Template[] {
    return [...this.kept.values()].sort((a, b) => a.id - b.id);
  }

  private find(words: readonly string[]): Template | undefined {
    let node = this.byLength.get(words.length);
    for (let at = 0; node && at + 1 < Math.min(this.prefix, words.length); at++) {
      node = node.children.get(words[at]!) ?? node.children.get(wildcard);
    }
    let best: Template | undefined;
    let mostEqual = -1;
    let mostWild = -1;
    for (const id of node?.templates ?? []) {
      const template = this.kept.get(id);
      if (!template) continue;
      let equal = 0;
      let wild = 0;
      template.words.forEach((word, at) => {
        if (word === wildcard) wild++;
        else if (word === words[at]) equal++;
      });
      if (equal > mostEqual || (equal === mostEqual && wild > mostWild)) {
        best = template;
        mostEqual = equal;
        mostWild = wild;
      }
    }
    return words.length === 0 || mostEqual >= this.similarity * words.length ? best : undefined;
  }

  private leafFor(words: readonly string[]): Node {
    let node: Node = this.byLength.get(words.length) ?? newNode();
    this.byLength.set(words.length, node);
    for (let at = 0; at + 1 < Math.min(this.prefix, words.length); at++) {
      const children: Map<string, Node> = node.children;
      const room = children.size + (children.has(wildcard) ? 0 : 1) < this.maxChildren;
      const known = children.has(words[at]!) || (room && !/\p{Nd}/u.test(words[at]!));
      const key = known ? words[at]! : wildcard;
      node = children.get(key) ?? newNode();
      children.set(key, node);
    }
    return node;
  }
}
