// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// That repetitions which are rewritten match as before: V8 itself is the judge.

import { toRegExp } from 'oniguruma-to-es';
import { tameLoops } from '../../../src/grok/loops.js';
import { withOptionalGroups } from '../../../src/grok/optionalGroups.js';

/** As grok translates expressions. */
function translate(regex: string): RegExp {
  const rules = { allowOrphanBackrefs: true, asciiWordBoundaries: true };
  return toRegExp(withOptionalGroups(regex), { flags: 'DS', avoidSubclass: true, target: 'ES2024', rules });
}

test.each([
  "(?:/[A-Za-z0-9$.+!*'(){},~:;=@#%&_\\-]*)+",
  '(/[[[:alnum:]]_%!$@:.,+~-]*)+',
  '(?:\\\\[^\\\\?*]*)+',
  '(?:[a-zA-Z$_][a-zA-Z$_0-9]*\\.)*[a-z]+',
  '(?>"(?>\\\\.|[^\\\\"]+)+"|"")',
  '(?>a+)+',
  '(# explain:.*\\n|#\\s*\\n)*',
  '(?:[a-z]{2}[a-z]{2})+',
  '(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}',
  '(?<g0>[a-z]+)+',
  '(?:[a-z]+)*?y',
  '(?:ab|a+)*',
  '(?:-?a?-+)+',
  '(?:b?|a+)*',
  '(?:a?|[ab])*',
  '(?>a|b+)+',
  '(?:\\u00e9|\\u00f6)*',
  '([a-z]+)+\\1',
])('%s is run as it is', (regex) => {
  expect(tameLoops(regex).regex).toBe(regex);
});

test.each([
  ['(?:[^x]+)*y', '[^x]*y'],
  ['((?>a+)+)+', '(?>a+)+'],
  ['a(?:\\s*)+b', 'a\\s*b'],
  ['((?:/[a-z]*)+)+', '(?:/[a-z]*)+'],
  ['(?:[+-]?(?:[0-9]+))+', '(?:[+-]?[0-9])+'],
  ['(/([a-z_]+|\\\\.)*)+', '(/([a-z_]|\\\\.)*)+'],
  ['(.|\\n|\\t)*', '(.|\\n)*'],
  ['(a|a)+', '(a)+'],
])('%s is run as %s', (regex, run) => {
  expect(tameLoops(regex)).toEqual({ regex: run, rounds: new Map() });
});

test.each([
  // What follows the group may repeat, but the group may not be left out of a round that was not.
  ['(?:(?<g0>-)?[0-9]+)+', '(?<r0>(?:(?<g0>-)?[0-9]+)+)', { r0: ['(?:(?<g0>-)?[0-9]+)', 1, Infinity, false] }],
  ['(?i)a(?:(?<g0>x)|y)*?b', '(?i)a(?<r0>(?:(?<g0>x)|y)*?)b', { r0: ['(?i)(?:(?<g0>x)|y)', 0, Infinity, false] }],
  ['(?:(?<g0>x*),?)*', '(?<r0>(?:(?<g0>x*),?)*)', { r0: ['(?:(?<g0>x*),?)', 0, Infinity, true] }],
  [
    '(?:a(?i:b(?<g0>x)?){2,3})+',
    '(?<r1>(?:a(?<r0>(?i:b(?<g0>x)?){2,3}))+)',
    { r0: ['(?i:b(?<g0>x)?)', 2, 3, false], r1: ['(?:a(?<r0>(?i:b(?<g0>x)?){2,3}))', 1, Infinity, false] },
  ],
  ['(?:(?<g0>x)y)+', '(?:(?<g0>x)y)+', {}],
] as const)('%s has its rounds marked', (regex, marked, expected) => {
  const { regex: run, rounds } = tameLoops(regex);
  expect(run).toBe(marked);
  const found = [...rounds].map(([name, { round, min, max, canEndEmpty }]) => [name, [round, min, max, canEndEmpty]]);
  expect(Object.fromEntries(found)).toEqual(expected);
});

test('random expressions match as before', () => {
  let seed = 7;
  const below = (limit: number): number => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    return (seed >> 8) % limit;
  };
  const pick = (choices: string): string => choices.split(' ')[below(choices.split(' ').length)]!;
  const many = (count: number, make: () => string): string[] => Array.from({ length: count }, make);
  let names = 0;
  const atom = (depth: number): string => {
    const inner = (): string => alternatives(depth - 1);
    switch (below(depth > 0 ? 6 : 3)) {
      case 0:
        return pick('a b c -');
      case 1:
      case 2:
        return pick('[ab] [^a] [a-c] . [^-] (?!a)b');
      case 3:
        return `(?<g${names++}>${inner()})`;
      default:
        return pick('( (?: (?>') + inner() + ')';
    }
  };
  const sequence = (depth: number): string =>
    many(1 + below(3), () => atom(depth) + pick('{1} * + * + ? *? {0,20}').replace('{1}', '')).join('');
  const alternatives = (depth: number): string => many(1 + below(2), () => sequence(depth)).join('|');
  const word = (length: number): string => many(length, () => pick('a b c - a')).join('');

  const different: string[] = [];
  let rewritten = 0;
  for (let turn = 0; turn < 2000; turn++) {
    names = 0;
    const regex = alternatives(2);
    const { regex: run, rounds } = tameLoops(regex);
    if (run === regex) continue;
    if (rounds.size === 0) rewritten++;
    for (const text of many(10, () => word(below(8)))) {
      const [found, expected] = [run, regex].map((source) => {
        const match = translate(source).exec(text);
        const groups = Object.entries(match?.groups ?? {}).filter(([name]) => name.startsWith('g'));
        return JSON.stringify(match && [match.index, match[0], groups]);
      });
      if (found !== expected) different.push(`${regex} on ${text}: ${found}, not ${expected}`);
    }
  }
  expect(different.slice(0, 5)).toEqual([]);
  expect(rewritten).toBeGreaterThan(10);
});
