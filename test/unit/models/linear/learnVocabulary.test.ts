// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Merges that can be followed by hand (the example of Sennrich, Haddow and Birch, 2016).

import { learnVocabulary, vocabularyHead } from '../../../../src/models/linear/learnVocabulary.js';

const counts = new Map([
  ['low', 5],
  ['lower', 2],
  ['newest', 6],
  ['widest', 3],
]);
const characters = learnVocabulary(new Map(), 10_000);

describe('learnVocabulary', () => {
  test('begins with the special tokens and has every lower-case ASCII character, alone and inside words', () => {
    expect(characters.slice(0, 5)).toEqual([...vocabularyHead]);
    expect(characters).toEqual(expect.arrayContaining(['a', '##a', '0', '##9', '~', '!']));
    expect(characters).not.toContain('A');
    expect(new Set(characters).size).toBe(characters.length);
  });

  test('merges the most frequent neighbours first', () => {
    // es (9), then est (9); lo (7), low (7); then the pieces of newest, each 6 times.
    const merged = learnVocabulary(counts, characters.length + 4).slice(characters.length);
    expect(merged).toEqual(['##es', '##est', 'lo', 'low']);
  });

  test('ends with whole words when there is room', () => {
    expect(learnVocabulary(counts, 10_000)).toEqual(expect.arrayContaining(['low', 'newest', 'widest', 'lower']));
  });

  test('keeps to its size and leaves rare characters out', () => {
    expect(learnVocabulary(counts, characters.length + 2)).toHaveLength(characters.length + 2);
    expect(
      learnVocabulary(
        new Map([
          ['中', 4],
          ['é', 5],
        ]),
        10_000,
      ),
    ).toEqual(expect.arrayContaining(['é', '##é']));
    expect(learnVocabulary(new Map([['中', 4]]), 10_000)).not.toContain('中');
  });
});
