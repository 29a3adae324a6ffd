// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The plain patterns that a JavaScript regular expression finds as Java does, several times faster than our machine:
// characters, classes and repetitions of them, one after the other or as alternatives, without groups that capture.

import { type Node, unbounded } from './ast.js';

/**
 * Longest text by the number of repetitions in a pattern. The time of a search grows with the length to the power of
 * one more than that number; these lengths keep the worst case below a second.
 */
const longestTexts = [Infinity, 10_000, 500];

/** A pattern for JavaScript's own engine. */
export interface NativeRegex {
  /** With the flag `g`. */
  readonly regex: RegExp;
  /** Longest text to use it on. */
  readonly longestText: number;
}

/** A pattern for JavaScript, or undefined where the two engines could differ. */
export function nativeRegex(root: Node): NativeRegex | undefined {
  const loops = { count: 0 };
  const source = translate(root, loops, true);
  const longestText = longestTexts[loops.count];
  if (source === undefined || source === '' || longestText === undefined) return undefined;
  return { regex: new RegExp(source, 'g'), longestText };
}

function translate(node: Node, loops: { count: number }, isTop: boolean): string | undefined {
  switch (node.kind) {
    case 'set':
      return unitClass(node.set.ranges);
    case 'sequence':
      return all(node.items.map((item) => translate(item, loops, false)))?.join('');
    case 'alternation': {
      const branches = all(node.branches.map((branch) => translate(branch, loops, false)));
      return branches && (isTop ? branches.join('|') : `(?:${branches.join('|')})`);
    }
    case 'group': {
      if (node.index !== undefined) return undefined;
      const body = translate(node.body, loops, false);
      return body === undefined ? undefined : `(?:${body})`;
    }
    case 'loop': {
      // A repetition of more than one character could be empty or ambiguous.
      if (node.body.kind !== 'set' || node.mode === 'possessive') return undefined;
      if (node.max > 1) loops.count++;
      const body = unitClass(node.body.set.ranges);
      const max = node.max === unbounded ? '' : String(node.max);
      return body && `${body}{${node.min},${max}}${node.mode === 'lazy' ? '?' : ''}`;
    }
    default:
      return undefined;
  }
}

/** A class of UTF-16 units; texts with surrogates go to the machine. */
function unitClass(ranges: readonly number[] | undefined): string | undefined {
  if (!ranges) return undefined;
  let source = '';
  for (let index = 0; index < ranges.length; index += 2) {
    const low = ranges[index]!;
    if (low > 0xffff) break;
    source += `${unit(low)}-${unit(Math.min(0xffff, ranges[index + 1]!))}`;
  }
  return source === '' ? undefined : `[${source}]`;
}

function unit(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

function all(parts: readonly (string | undefined)[]): string[] | undefined {
  return parts.includes(undefined) ? undefined : (parts as string[]);
}
