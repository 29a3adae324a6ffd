// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What a text must hold for a pattern to be found in it. Expected values follow from what the patterns mean.

import { compileJavaRegex } from '../../../src/javaRegex/javaPattern.js';
import { parseJavaRegex } from '../../../src/javaRegex/parser.js';
import { requiredTexts } from '../../../src/javaRegex/requiredTexts.js';

const textsOf = (pattern: string) => requiredTexts(parseJavaRegex(pattern, 0).root);

test.each([
  ['abc', ['abc']],
  ['[Bb]ot/(\\d+)', ['bot/']],
  ['(?i)Spider', ['spider']],
  ['x.yz', ['yz']],
  ['ab+cde', ['cde']],
  ['^(?:one|two)(?=x)$', ['one', 'two']],
  ['Colou?r', ['color', 'colour']],
  ['(?:ab)+', ['ab']],
  ['(?>ab)c', ['abc']],
  ['(?<!x)ab(?!c)d', ['abd']],
  ['.*(?:Alpha .*|Beta)', ['alpha ', 'beta']],
  ['ab|a.', undefined],
  ['(?:ab)*c', undefined],
  ['(?:ab)?', undefined],
  ['[a-z][0-9]', undefined],
  ['\u00e4\u00f6', undefined],
  ['(ab)\\1.', ['ab']],
  ['', undefined],
])('%s', (pattern, texts) => {
  expect(textsOf(pattern)).toEqual(texts);
});

test('more texts than can be looked for are none', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => `name${index}.`).join('|');
  expect(textsOf(many(200))).toHaveLength(200);
  expect(textsOf(many(201))).toBeUndefined();
});

test('letters of other scripts tear no ASCII text apart, whatever their lower case is', () => {
  const texts = textsOf('(?i)kilo\u0130?gram')!;
  for (const text of ['KILO\u0130GRAM', 'kiloGram', '\u0130kilogram\u03a3']) {
    expect(compileJavaRegex('(?i)kilo\u0130?gram').matcher(text).find()).toBe(true);
    expect(texts.some((part) => text.toLowerCase().includes(part))).toBe(true);
  }
});
