// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Optional groups that match nothing: Oniguruma and JavaScript differ there.

import { compileGrok } from '../../../src/grok/grok.js';
import { withOptionalGroups } from '../../../src/grok/optionalGroups.js';
import { builtinPatterns } from '../../../src/grok/patternBank.js';

test.each([
  ['(a*?)?', '(?:(a*?)|)'],
  ['(a)??b', '(?:|(a))b'],
  ['((a)?b)?', '(?:((?:(a)|)b)|)'],
  ['(a)?+', '(a)?+'],
  ['[)?]\\)?(?:x)', '[)?]\\)?(?:x)'],
  ['[]()?](y)?', '[]()?](?:(y)|)'],
  ['[[:alpha:])?](y)?', '[[:alpha:])?](?:(y)|)'],
])('%s is written as %s', (regex, written) => {
  expect(withOptionalGroups(regex)).toBe(written);
});

// The iptables pipeline of elastic/integrations and its expected documents rest on this.
test('an optional group takes nothing where that lets the rest match', () => {
  const grok = compileGrok(['OUT=(%{DATA:out})?( MAC=%{WORD:mac})? SRC'], builtinPatterns());
  expect(grok.match('OUT= MAC=x SRC')?.captures).toEqual([
    ['out', ''],
    ['mac', 'x'],
  ]);
});
