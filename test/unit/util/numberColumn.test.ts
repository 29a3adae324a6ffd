// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Columns below, at and above the lengths at which they grow.

import { NumberColumn } from '../../../src/util/numberColumn.js';

test.each([0, 1, 1024, 1025, 65_535, 65_536, 65_537, 200_000])('%d numbers come back in order', (length) => {
  const column = new NumberColumn();
  for (let at = 0; at < length; at++) column.push(at / 2);
  expect(column.length).toBe(length);
  const all = column.toArray();
  expect(all).toHaveLength(length);
  expect(all.every((value, at) => value === at / 2 && column.at(at) === value)).toBe(true);
});

test('whole numbers take 32 bits, and what was handed out does not change', () => {
  const column = new NumberColumn(Int32Array);
  column.push(-7);
  const before = column.toArray();
  column.push(3);
  expect(before).toEqual(Int32Array.of(-7));
  expect(column.toArray()).toEqual(Int32Array.of(-7, 3));
});
