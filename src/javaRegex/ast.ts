// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The syntax tree of a Java regular expression. Flags are already applied: a node means the same wherever it stands.

import type { CharSet } from './charSet.js';

/** How letters of a back reference are compared. */
export type CaseFolding = 'none' | 'ascii' | 'unicode';

/** Places between characters. */
export type Anchor =
  | 'inputBegin'
  | 'inputEnd'
  /** At the end, or before a last line terminator. */
  | 'beforeFinalTerminator'
  | 'beforeFinalNewline'
  | 'lineBegin'
  | 'lineEnd'
  | 'unixLineBegin'
  | 'unixLineEnd'
  | 'lastMatchEnd'
  | 'wordBoundary'
  | 'notWordBoundary'
  | 'unicodeWordBoundary'
  | 'notUnicodeWordBoundary'
  | 'graphemeBoundary';

export type LoopMode = 'greedy' | 'lazy' | 'possessive';

export type Node =
  | { readonly kind: 'set'; readonly set: CharSet; readonly literal: boolean }
  | { readonly kind: 'sequence'; readonly items: readonly Node[] }
  | { readonly kind: 'alternation'; readonly branches: readonly Node[] }
  /** index is undefined for a group that does not capture. */
  | { readonly kind: 'group'; readonly index: number | undefined; readonly body: Node }
  | { readonly kind: 'loop'; readonly body: Node; readonly min: number; readonly max: number; readonly mode: LoopMode }
  | { readonly kind: 'atomic'; readonly body: Node }
  | { readonly kind: 'lookahead'; readonly negative: boolean; readonly body: Node }
  | {
      readonly kind: 'lookbehind';
      readonly negative: boolean;
      readonly body: Node;
      readonly min: number;
      readonly max: number;
    }
  | { readonly kind: 'backreference'; readonly group: number; readonly folding: CaseFolding }
  | { readonly kind: 'anchor'; readonly anchor: Anchor }
  /** `\R`. */
  | { readonly kind: 'linebreak' }
  /** `\X`. */
  | { readonly kind: 'grapheme' };

/** A parsed pattern. */
export interface Tree {
  readonly root: Node;
  /** Capturing groups, without group 0. */
  readonly groupCount: number;
  readonly groupNames: ReadonlyMap<string, number>;
}

/** The largest number of repetitions, as `*` and `+` have it. */
export const unbounded = 2147483647;

/** Fewest UTF-16 units that a node matches, capped at `unbounded`. */
export function minLength(node: Node): number {
  switch (node.kind) {
    case 'set':
      return 1;
    case 'sequence':
      return Math.min(
        unbounded,
        node.items.reduce((sum, item) => sum + minLength(item), 0),
      );
    case 'alternation':
      return Math.min(...node.branches.map(minLength));
    case 'group':
    case 'atomic':
      return minLength(node.body);
    case 'loop':
      return Math.min(unbounded, node.min * minLength(node.body));
    case 'linebreak':
    case 'grapheme':
      return 1;
    case 'lookahead':
    case 'lookbehind':
    case 'backreference':
    case 'anchor':
      return 0;
  }
}

/** Most UTF-16 units that a node matches, or undefined where there is no bound. */
export function maxLength(node: Node): number | undefined {
  switch (node.kind) {
    case 'set':
      return node.set.bmp ? 1 : 2;
    case 'sequence':
      return sum(node.items.map(maxLength));
    case 'alternation': {
      const lengths = node.branches.map(maxLength);
      return lengths.includes(undefined) ? undefined : Math.max(...(lengths as number[]));
    }
    case 'group':
    case 'atomic':
      return maxLength(node.body);
    case 'loop': {
      const body = maxLength(node.body);
      if (body === undefined || (node.max === unbounded && body > 0)) return undefined;
      return body * node.max;
    }
    case 'linebreak':
      return 2;
    case 'grapheme':
    case 'backreference':
      return undefined;
    case 'lookahead':
    case 'lookbehind':
    case 'anchor':
      return 0;
  }
}

function sum(lengths: readonly (number | undefined)[]): number | undefined {
  let total = 0;
  for (const length of lengths) {
    if (length === undefined) return undefined;
    total += length;
  }
  return total;
}
