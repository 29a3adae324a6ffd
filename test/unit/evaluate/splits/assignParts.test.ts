// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Shares, groups and times of parts, from what they are defined to be.

import { assignByTime, assignParts, foldsOf, leftOut } from '../../../../src/evaluate/splits/assignParts.js';
import { SplitUnits } from '../../../../src/evaluate/splits/splitUnits.js';
import { SeededRandom } from '../../../../src/util/seededRandom.js';

const single = (count: number): Int32Array => Int32Array.from({ length: count }, (_, index) => index);
const sizes = (part: Int32Array, parts: number): number[] =>
  Array.from({ length: parts }, (_, one) => part.filter((value) => value === one).length);

describe('foldsOf', () => {
  test('gives every fold its share of every label', () => {
    const examples = Array.from({ length: 100 }, (_, index) => ({ label: index % 4 === 0 ? 1 : 0, group: undefined }));
    const fold = foldsOf(examples, 5, 1);
    for (let one = 0; one < 5; one++) {
      const inside = examples.filter((_, index) => fold[index] === one);
      expect(inside).toHaveLength(20);
      expect(inside.filter((example) => example.label === 1)).toHaveLength(5);
    }
  });

  test('never divides a group', () => {
    const examples = Array.from({ length: 90 }, (_, index) => ({ label: 0, group: `g${index % 9}` }));
    const fold = foldsOf(examples, 3, 1);
    examples.forEach((example, index) => {
      expect(fold[index]).toBe(fold[examples.findIndex((other) => other.group === example.group)]);
    });
    expect(sizes(fold, 3)).toEqual([30, 30, 30]);
  });

  test('does not gather rare labels in one fold', () => {
    const examples = Array.from({ length: 40 }, (_, index) => ({ label: index, group: undefined }));
    expect(sizes(foldsOf(examples, 4, 1), 4)).toEqual([10, 10, 10, 10]);
  });
});

describe('assignParts', () => {
  const labels = Int32Array.from({ length: 1000 }, (_, index) => (index % 10 === 0 ? 1 : 0));

  test('keeps unequal shares of every label', () => {
    const part = assignParts(single(1000), labels, [0.7, 0.1, 0.2], 3);
    expect(sizes(part, 3)).toEqual([700, 100, 200]);
    expect(
      sizes(
        part.filter((_, index) => labels[index] === 1),
        3,
      ),
    ).toEqual([70, 10, 20]);
  });

  test('is stratified and grouped at once', () => {
    const random = new SeededRandom(5);
    const unitOf = Int32Array.from({ length: 1000 }, () => random.below(120));
    const part = assignParts(unitOf, labels, [0.8, 0.2], 1);
    for (let unit = 0; unit < 120; unit++) {
      expect(new Set(part.filter((_, index) => unitOf[index] === unit)).size).toBeLessThanOrEqual(1);
    }
    const rare = part.filter((_, index) => labels[index] === 1);
    expect(sizes(part, 2)[1]).toBeGreaterThan(180);
    expect(sizes(part, 2)[1]).toBeLessThan(220);
    expect(sizes(rare, 2)[1]).toBeGreaterThanOrEqual(18);
    expect(sizes(rare, 2)[1]).toBeLessThanOrEqual(22);
  });

  test('another seed gives another split, the same seed the same one', () => {
    const first = assignParts(single(1000), labels, [0.5, 0.5], 1);
    expect(assignParts(single(1000), labels, [0.5, 0.5], 1)).toEqual(first);
    expect(assignParts(single(1000), labels, [0.5, 0.5], 2)).not.toEqual(first);
  });
});

describe('assignByTime', () => {
  test('puts the past before the future and does not tear one moment apart', () => {
    const times = Float64Array.of(50, 10, 20, 30, 30, 30, 40, 60, 70, 80);
    expect([...assignByTime(single(10), times, [0.5, 0.5])]).toEqual([1, 0, 0, 0, 0, 0, 1, 1, 1, 1]);
  });

  test('leaves out what comes later than its group, and what has no time', () => {
    const units = Int32Array.of(0, 1, 0, 1, 2);
    expect([...assignByTime(units, Float64Array.of(1, 2, 3, 4, NaN), [0.5, 0.5])]).toEqual([
      0,
      0,
      leftOut,
      leftOut,
      leftOut,
    ]);
  });
});

describe('SplitUnits', () => {
  test('joins through several fields', () => {
    const units = new SplitUnits();
    for (const values of [
      [1, 10],
      [2, 20],
      [3, 10],
      [3, 20],
      [4, 40],
      [undefined, undefined],
      [undefined, undefined],
    ]) {
      units.add(values);
    }
    expect([...units.unitOf()]).toEqual([0, 0, 0, 0, 1, 2, 3]);
  });
});
