// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The map of numbers against the built-in Map, over more entries than it begins with.

import { NumberMap } from '../../../src/util/numberMap.js';
import { SeededRandom } from '../../../src/util/seededRandom.js';

test('holds what a Map holds', () => {
  const random = new SeededRandom(3);
  const expected = new Map<number, number>([[0, 0]]);
  const found = new NumberMap();
  found.set(0, 0);
  for (let count = 0; count < 20_000; count++) {
    // Small keys repeat, large ones use all 53 bits.
    const key = count % 2 === 0 ? random.below(5000) : Math.floor(random.fraction() * Number.MAX_SAFE_INTEGER);
    const value = random.below(1e9);
    expected.set(key, value);
    found.set(key, value);
  }
  expect(found.size).toBe(expected.size);
  for (const [key, value] of expected) expect(found.get(key)).toBe(value);
  for (let key = 5000; key < 6000; key++) expect(found.get(key)).toBe(expected.get(key));
});
