// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

import type { Failure } from '../../../src/diagnostics/failure.js';
import { Grok } from '../../../src/grok/grok.js';
import { builtinPatterns, extendBank } from '../../../src/grok/patternBank.js';

function reasonOf(run: () => unknown): string | null {
  try {
    run();
  } catch (error) {
    return (error as Failure).reason;
  }
  return 'no failure';
}

// Reasons as elasticsearch-grok 9.5.3 gives them.
describe('pattern definitions', () => {
  const bank = builtinPatterns();

  test('may use built-in patterns and types', () => {
    const grok = new Grok(['%{MY:whole}'], extendBank(bank, { MY: 'x%{INT:number:int}' }));
    expect(grok.match('x5')?.captures).toEqual([
      ['whole', 'x5'],
      ['number', 5],
    ]);
  });

  test('may not refer to themselves', () => {
    expect(reasonOf(() => extendBank(bank, { A: '%{A}' }))).toBe('circular reference detected: A->A');
    expect(reasonOf(() => extendBank(bank, { A: '%{B}', B: '%{A}' }))).toMatch(
      /^circular reference detected: (A->B->A|B->A->B)$/,
    );
  });

  test('may not refer to what does not exist', () => {
    expect(reasonOf(() => extendBank(bank, { A: '%{NOPE}' }))).toBe(
      'pattern [A] is referencing a non-existent pattern [NOPE]',
    );
  });

  test('both banks are there', () => {
    expect(builtinPatterns('disabled').size).toBe(320);
    expect(builtinPatterns('v1').size).toBe(363);
  });
});

describe('of several expressions', () => {
  const matchOf = (patterns: readonly string[], text: string) => {
    const match = new Grok(patterns, builtinPatterns()).match(text);
    return match && [match.patternIndex, ...match.captures.flat()];
  };

  // As Oniguruma searches the alternation of all.
  test.each([
    ['the first that matches at the beginning wins', ['%{INT:a}', '%{WORD:b}', '%{INT:c}'], '5', [0, 'a', '5']],
    ['a later one wins at an earlier place', ['b(?<x>.)', 'a(?<y>.)'], '-abc', [1, 'y', 'b']],
    ['an earlier one wins at the same place behind the beginning', ['(?<x>ab)', '(?<y>a)'], '-ab', [0, 'x', 'ab']],
    ['anchored ones match at the beginning of any line', ['^x(?<x>.)', '^(?<y>b)'], 'a\nb', [1, 'y', 'b']],
    ['an anchor in one alternative holds for that one', ['^x|(?<y>b)', '^z'], 'ab', [0, 'y', 'b']],
    ['a last plain character may be missing', ['^ab?(?<x>c)', '^d'], 'ac', [0, 'x', 'c']],
    ['fields come in the order of all', ['%{INT:a} %{INT:b} !', '%{INT:b} %{INT:a}'], '1 2', [1, 'a', '2', 'b', '1']],
    ['none may match', ['^x', '^y'], 'z', null],
    ['what is no expression alone may be one among others', ['a)|(?:b', 'c(?<x>.)'], 'cd', [1, 'x', 'd']],
  ])('%s', (_what, patterns, text, expected) => {
    expect(matchOf(patterns, text)).toEqual(expected);
  });
});

test.each([
  ['repetitions in repetitions', '^(?<a>(x+x+)+y)$', 'x'.repeat(60)],
  ['choices one after the other', `${'(?:a|ab)?'.repeat(30)}x`, 'ab'.repeat(30)],
  ['choices of patterns', `^${'(?:%{NUMBER}|%{WORD}),'.repeat(30)}x`, '1,'.repeat(30)],
  ['fields of any text', `^${'%{DATA} '.repeat(10)}x`, 'a '.repeat(100)],
])('a match that takes too long is interrupted, with the words of the server: %s', (_name, pattern, text) => {
  const grok = new Grok([pattern], builtinPatterns());
  const started = Date.now();
  expect(reasonOf(() => grok.match(text))).toBe('grok pattern matching was interrupted after [1000] ms');
  expect(Date.now() - started).toBeLessThan(5000);
});
