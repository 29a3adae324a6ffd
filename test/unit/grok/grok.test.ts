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
