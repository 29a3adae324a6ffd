// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A pattern that runs on JavaScript's own engine finds what the machine finds, groups included. The machine, whose matches are compared
// with Java's elsewhere, runs where characters are counted.

import { compileJavaRegex } from '../../../src/javaRegex/javaPattern.js';
import { SeededRandom } from '../../../src/util/seededRandom.js';

const patterns = [
  ' (?=[a-z_]+=)',
  '\\s+(?=[^\\s]+=)',
  ',(?![ab])',
  '(?<!\\\\)=',
  '(?<=a)b',
  '(^(["a]+))|(["a]+$)',
  '(..)(?!$)',
  '^.{2}(.).*$',
  '([+_])([0-9]):?([0-9])?',
  '(a)?(b)',
  '(?:(a)|(b))?c',
  'a(b+?)?c',
  '\\ba+\\b',
  '\\Ba',
  '"$',
  'a\\z',
  '(?d)a$',
  '(a*)b|c',
  '( (?=(?:[^a"]|a[^a]*a|"[^"]*")*$))',
  '(?:ab)+c?',
  '(?:ca*b|a){2,}?',
];
const alphabet = ['a', 'b', 'c', '=', ' ', ',', '"', '\\', '_', '+', '1', ':', '\n', '\r', '\u2028'];

const matchesOf = (pattern: string, text: string, limitFactor?: number): unknown[] => {
  const matcher = compileJavaRegex(pattern).matcher(text, limitFactor === undefined ? {} : { limitFactor });
  const matches: unknown[] = [];
  while (matcher.find()) {
    matches.push(
      Array.from({ length: matcher.groupCount() + 1 }, (_, group) => [matcher.start(group), matcher.end(group)]),
    );
  }
  return matches;
};

test.each(patterns)('%s', (pattern) => {
  expect(compileJavaRegex(pattern).program.native).toBeDefined();
  const random = new SeededRandom(7);
  const texts = Array.from({ length: 2000 }, () =>
    Array.from({ length: random.below(12) }, () => alphabet[random.below(alphabet.length)]).join(''),
  );
  const found = texts.map((text) => matchesOf(pattern, text));
  expect(found).toEqual(texts.map((text) => matchesOf(pattern, text, 1e9)));
  expect(found.flat().length).toBeGreaterThan(5);
});

test.each([
  '(a*)*b',
  '(?=(a))a',
  '(?:ab|a)+',
  '(?:a+)+',
  '(?:[ab]+c|a)+',
  '(?:b|(a))+',
  'a++',
  '(a*)?b',
  '\\1',
  '(?<=ab|c)d',
])('%s is left to the machine', (pattern) => {
  expect(compileJavaRegex(pattern).program.native).toBeUndefined();
});

test.each([`${'a?'.repeat(30)}${'a'.repeat(30)}b`, `${'(?:a|ab)?'.repeat(30)}x`, `${'(?:a|aa)'.repeat(30)}x`])(
  '%s, through which many ways lead, is left to the machine, which counts its steps',
  (pattern) => {
    expect(compileJavaRegex(pattern).program.native?.longestText ?? 0).toBeLessThan(10);
  },
);
