// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Back references that JavaScript cannot follow are refused; the others are compared with Elasticsearch's library in test/conformance/grok.

import { withStrictReferences } from '../../../src/grok/backReferences.js';
import { compileGrok } from '../../../src/grok/grok.js';
import { builtinPatterns } from '../../../src/grok/patternBank.js';

test.each([
  ['(?<q>a*)?x\\k<q>', 'may be left out, and that may be empty'],
  ['(?:(?<x>a)|(?<y>b))+\\k<x>', 'other rounds may leave out'],
  ['(?<x>a|b\\k<x>)+', 'other rounds may leave out'],
  ['(?<x>a)?(?(<x>)b|c)', 'conditional'],
])('%s is refused', (pattern, reason) => {
  expect(() => compileGrok([pattern], builtinPatterns('disabled'))).toThrow(
    expect.objectContaining({ type: 'syntax_exception', reason: expect.stringContaining(reason) as string }) as Error,
  );
});

test.each([
  '(?<g0>a)\\k<g0>',
  '(?=(?<g0>a))\\k<g0>',
  '(?:(?<g0>a)b|(?<g0>c))\\k<g0>',
  '(?<g0>a)+\\k<g0>',
  '\\\\k<g0>(?<g0>a)?',
])('nothing stands around the reference of %s', (regex) => {
  expect(withStrictReferences(regex)).toBe(regex);
});
