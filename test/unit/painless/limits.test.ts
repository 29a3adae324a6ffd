// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Scripts that would use up a machine end in the failure that the server's Java gives, and the process lives.

import { compilePainless } from '../../../src/painless/index.js';
import type { Failure } from '../../../src/diagnostics/failure.js';
import { HashMap } from '../../../src/values/maps.js';

function causeOf(script: string): string {
  try {
    compilePainless(script, 'ingest').run(new HashMap(), new HashMap());
  } catch (error) {
    const { cause } = (error as Failure).details;
    return `${cause?.type}: ${cause?.reason}`;
  }
  return 'none';
}

test.each([
  ['a text that doubles', "String s = 'x'; for (int i = 0; i < 60; i++) { s = s + s }"],
  [
    'a text in which every character becomes ten',
    "String s = 'aaa'; for (int i = 0; i < 60; i++) { s = s.replace('a', 'aaaaaaaaaa') }",
  ],
  ['an array beyond measure', 'int[] a = new int[2000000000]'],
])('%s', (_, script) => {
  expect(causeOf(script)).toBe('out_of_memory_error: Java heap space');
});

test('a script that is too deep says so', () => {
  expect(() => compilePainless(`ctx.r = ${'1+'.repeat(50_000)}1`, 'ingest')).toThrow('nests too deeply');
});
