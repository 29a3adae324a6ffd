// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The plain patterns that a JavaScript regular expression finds as Java does, several times faster than our machine: characters, classes
// and repetitions of them, parts that may be missing or come again, one after the other or as alternatives, and looks at what stands around.

import { type Anchor, type Node, unbounded } from './ast.js';
import type { CharSet } from './charSet.js';

/** Steps that a search may take: below a second. */
const mostSteps = 125_000_000;
/** Most repetitions one after the other; a pattern with more is for short texts only, which the machine reads as fast. */
const mostLoops = 2;

/** A pattern for JavaScript's own engine. */
export interface NativeRegex {
  /** With the flag `g`. */
  readonly regex: RegExp;
  /** With the flags `d` and `y`: tells where the groups of a match are. */
  readonly groups: RegExp;
  /** Longest text to use it on. */
  readonly longestText: number;
}

/** A pattern for JavaScript, or undefined where the two engines could differ. */
export function nativeRegex(root: Node): NativeRegex | undefined {
  const translated = translate(root, true);
  if (translated === undefined || translated.source === '') return undefined;
  if (translated.loops > mostLoops) return undefined;
  // The time of a search grows with the length to the power of one more than the repetitions, and with the ways to choose alternatives.
  const longestText = Math.floor((mostSteps / translated.ways) ** (1 / (translated.loops + 1)));
  if (longestText < 1) return undefined;
  const { source } = translated;
  return { regex: new RegExp(source, 'g'), groups: new RegExp(source, 'dy'), longestText };
}

/** A part in JavaScript's syntax. */
interface Translated {
  readonly source: string;
  /** Repetitions one after the other. */
  readonly loops: number;
  /** In how many ways alternatives can be taken, and parts that may be missing. */
  readonly ways: number;
  readonly canBeEmpty: boolean;
  readonly captures: boolean;
}

const anchors: Partial<Record<Anchor, string>> = {
  inputBegin: '^',
  inputEnd: '$',
  beforeFinalTerminator: '(?:$|(?=\\r\\n$|[\\r\\u0085\\u2028\\u2029]$)|(?<!\\r)(?=\\n$))',
  beforeFinalNewline: '(?=\\n?$)',
  wordBoundary: '\\b',
  notWordBoundary: '\\B',
};

function translate(node: Node, isTop: boolean): Translated | undefined {
  switch (node.kind) {
    case 'set': {
      const source = unitClass(node.set.ranges);
      return source === undefined ? undefined : { source, loops: 0, ways: 1, canBeEmpty: false, captures: false };
    }
    case 'sequence': {
      const items = all(node.items.map((item) => translate(item, false)));
      return (
        items && {
          source: items.map(({ source }) => source).join(''),
          loops: items.reduce((sum, { loops }) => sum + loops, 0),
          ways: items.reduce((product, { ways }) => product * ways, 1),
          canBeEmpty: items.every(({ canBeEmpty }) => canBeEmpty),
          captures: items.some(({ captures }) => captures),
        }
      );
    }
    case 'alternation': {
      const branches = all(node.branches.map((branch) => translate(branch, false)));
      const source = branches?.map((branch) => branch.source).join('|');
      return (
        branches && {
          source: isTop ? source! : `(?:${source})`,
          loops: Math.max(...branches.map(({ loops }) => loops)),
          ways: branches.reduce((sum, { ways }) => sum + ways, 0),
          canBeEmpty: branches.some(({ canBeEmpty }) => canBeEmpty),
          captures: branches.some(({ captures }) => captures),
        }
      );
    }
    case 'group': {
      const body = translate(node.body, true);
      if (!body) return undefined;
      if (node.index === undefined) return { ...body, source: `(?:${body.source})` };
      return { ...body, source: `(${body.source})`, captures: true };
    }
    case 'loop':
      return loop(node);
    case 'lookahead': {
      const body = translate(node.body, true);
      if (!body || body.captures) return undefined;
      return { ...body, source: `(?${node.negative ? '!' : '='}${body.source})`, canBeEmpty: true };
    }
    case 'lookbehind': {
      // JavaScript reads backwards, which makes no difference to one character.
      if (node.body.kind !== 'set') return undefined;
      const source = unitClass(node.body.set.ranges);
      return source === undefined
        ? undefined
        : { source: `(?<${node.negative ? '!' : '='}${source})`, loops: 0, ways: 1, canBeEmpty: true, captures: false };
    }
    case 'anchor': {
      const source = anchors[node.anchor];
      return source === undefined ? undefined : { source, loops: 0, ways: 1, canBeEmpty: true, captures: false };
    }
    default:
      return undefined;
  }
}

function loop(node: Extract<Node, { kind: 'loop' }>): Translated | undefined {
  const { min, max, mode } = node;
  if (mode === 'possessive') return undefined;
  const body = translate(node.body, false);
  const lazy = mode === 'lazy' ? '?' : '';
  if (node.body.kind === 'set') {
    const most = max === unbounded ? '' : String(max);
    return (
      body && {
        source: `${body.source}{${min},${most}}${lazy}`,
        loops: max > 1 ? 1 : 0,
        ways: min === 0 && max === 1 ? 2 : 1,
        canBeEmpty: min === 0,
        captures: false,
      }
    );
  }
  // JavaScript forgets the groups of an empty repetition.
  if (!body || body.canBeEmpty) return undefined;
  if (min === 0 && max === 1)
    return { ...body, source: `(?:${body.source})?${lazy}`, ways: body.ways + 1, canBeEmpty: true };
  if (max !== unbounded || body.captures || !matchesInOneWay(node.body)) return undefined;
  return { source: `(?:${body.source}){${min},}${lazy}`, loops: 1, ways: 1, canBeEmpty: min === 0, captures: false };
}

/**
 * Whether every character decides how it is matched: branches begin with different characters, and a repetition ends where one stands
 * that it does not take. Repeating such a part takes no longer than reading its text.
 */
function matchesInOneWay(body: Node): boolean {
  if (body.kind === 'group') return matchesInOneWay(body.body);
  const branches = body.kind === 'alternation' ? body.branches : [body];
  const firsts: CharSet[] = [];
  for (const branch of branches) {
    const items = branch.kind === 'sequence' ? branch.items : [branch];
    const [first] = items;
    if (first?.kind !== 'set' || firsts.some((other) => !areDisjoint(first.set, other))) return false;
    firsts.push(first.set);
    for (const [index, item] of items.entries()) {
      if (item.kind === 'set') continue;
      const next = items[index + 1];
      if (item.kind !== 'loop' || item.body.kind !== 'set' || next?.kind !== 'set') return false;
      if (!areDisjoint(item.body.set, next.set)) return false;
    }
  }
  return true;
}

function areDisjoint(a: CharSet, b: CharSet): boolean {
  return a.intersect(b).ranges?.length === 0;
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

function all<T>(parts: readonly (T | undefined)[]): T[] | undefined {
  return parts.includes(undefined) ? undefined : (parts as T[]);
}
