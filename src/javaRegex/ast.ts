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
  | { readonly kind: 'set'; readonly set: CharSet; readonly written: 'literal' | 'class' | 'dot' }
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
