// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Which repetitions of repetitions run without a guard: those below that are marked to need one take exponential time on some text.

import { needsBound } from '../../../src/grok/boundedExec.js';
import { withoutDoubled } from '../../../src/grok/plainRepetitions.js';

test.each([
  "(?:/[A-Za-z0-9$.+!*'(){},~:;=@#%&_\\-]*)+",
  '(/[[[:alnum:]]_%!$@:.,+~-]*)+',
  '(?:\\\\[^\\\\?*]*)+',
  '(?:[a-zA-Z$_][a-zA-Z$_0-9]*\\.)*[a-z]+',
  '(?>"(?>\\\\.|[^\\\\"]+)+"|"")',
])('%s splits a text in one way', (regex) => {
  expect(needsBound(regex, '')).toBe(false);
});

test.each([
  '(?:a[a-z]*)+',
  '(?:\\.[^/]*)+',
  '(?:[a-z][a-z0-9]*[0-9])*',
  '((?:/[a-z]*)+)+',
  '(?i)(?:a[B-Z]*A)+',
  '(/([a-z]+|\\\\.)*)+',
  '((?>a+)+)+',
  '(?:[a-z]+)+',
  '(?:\\u00e9[^/]*)+',
])('%s needs a guard', (regex) => {
  expect(needsBound(regex, '')).toBe(true);
});

test.each([
  ['[A-Za-z]([A-Za-z0-9+\\-.]+)+', '[A-Za-z][A-Za-z0-9+\\-.]+'],
  ['(?:[^x]+)*y', '[^x]*y'],
  ['a(?:\\s*)+b', 'a\\s*b'],
  ['(.*)*b', '.*b'],
  ['(\\.+)+b', '(\\.+)+b'],
  ['(?:[^x]+)*?y', '(?:[^x]+)*?y'],
  ['(?<g0>[a-z]+)+', '(?<g0>[a-z]+)+'],
  ['([a-z]+)+\\1', '([a-z]+)+\\1'],
  ['\\([a-z]+)+', '\\([a-z]+)+'],
])('%s is run as %s', (regex, run) => {
  expect(withoutDoubled(regex)).toBe(run);
});
