// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Draws that are counted in bulk are the draws that come one by one.

import { SeededRandom } from '../../../src/util/seededRandom.js';

test('counted draws are those of below, and the generator goes on behind them', () => {
  const [bulk, single] = [new SeededRandom(7), new SeededRandom(7)];
  const counts = new Int32Array(97);
  bulk.countDraws(counts, 5000);
  const expected = new Int32Array(97);
  for (let draw = 0; draw < 5000; draw++) expected[single.below(97)]! += 1;
  expect(counts).toEqual(expected);
  expect(bulk.uint32()).toBe(single.uint32());
});
