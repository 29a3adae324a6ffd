// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Which part of a split each example belongs to. Units of examples stay together; each part gets its share of every label.

import { SeededRandom } from '../../util/seededRandom.js';

/** An example as far as folds need it. */
export interface FoldExample {
  readonly label: number;
  /** Examples of one group stay together; undefined: each by itself. */
  readonly group: string | undefined;
}

/**
 * The fold (0 to folds - 1) of each example. Without groups every fold gets its share of every label; with groups the
 * folds become equally large as far as the groups allow.
 */
export function foldsOf(examples: readonly FoldExample[], folds: number, seed: number): Int32Array {
  const grouped = examples.some(({ group }) => group !== undefined);
  const numbers = new Map<string, number>();
  const unitOf = Int32Array.from(examples, ({ label, group }, index) => {
    const key = group ?? (grouped ? `label ${label}` : `example ${index}`);
    if (!numbers.has(key)) numbers.set(key, numbers.size);
    return numbers.get(key)!;
  });
  const labelOf = Int32Array.from(examples, ({ label }) => (grouped ? 0 : label));
  return assignParts(unitOf, labelOf, new Array<number>(folds).fill(1 / folds), seed);
}

/**
 * The part of each example, drawn by seed. Units go, the largest first, to the part that lacks most of what they hold.
 *
 * @param unitOf - the unit of each example, numbered from 0
 * @param labelOf - the label of each example, numbered from 0; all 0 where labels do not matter
 * @param shares - what each part is to hold of all examples; they add up to 1
 */
export function assignParts(
  unitOf: Int32Array,
  labelOf: Int32Array,
  shares: readonly number[],
  seed: number,
): Int32Array {
  const { starts, members } = membersOf(unitOf);
  const labels = labelOf.reduce((most, label) => Math.max(most, label + 1), 0);
  const totals = new Float64Array(labels);
  for (const label of labelOf) totals[label]!++;
  const held = shares.map(() => new Float64Array(labels));
  const sizes = new Float64Array(shares.length);
  const sizeOf = (unit: number): number => starts[unit + 1]! - starts[unit]!;
  const part = new Int32Array(unitOf.length);
  const firstLabel = (unit: number): number => labelOf[members[starts[unit]!]!]!;
  // Label by label among equals, so that what one label leaves uneven the next one levels.
  const order = new SeededRandom(seed)
    .shuffle(Int32Array.from({ length: starts.length - 1 }, (_, unit) => unit))
    .sort((a, b) => sizeOf(b) - sizeOf(a) || firstLabel(a) - firstLabel(b));
  for (const unit of order) {
    const examples = members.subarray(starts[unit], starts[unit + 1]);
    let best = 0;
    let most = { lack: -Infinity, filled: Infinity };
    shares.forEach((share, candidate) => {
      let lack = 0;
      for (const example of examples)
        lack += 1 - held[candidate]![labelOf[example]!]! / (share * totals[labelOf[example]!]!);
      // Rare labels leave parts alike: then the emptier one, or all of them would gather in the first.
      const filled = sizes[candidate]! / share;
      if (lack > most.lack + 1e-12 || (lack > most.lack - 1e-12 && filled < most.filled)) {
        most = { lack, filled };
        best = candidate;
      }
    });
    for (const example of examples) {
      part[example] = best;
      held[best]![labelOf[example]!]!++;
    }
    sizes[best]! += examples.length;
  }
  return part;
}

/** An example that is in no part. */
export const leftOut = -1;

/**
 * The part of each example by time: the earliest share first. A unit belongs where its earliest example lies; its
 * examples of later parts are left out, so that nothing crosses and no part sees the future.
 *
 * @param times - milliseconds; NaN is left out
 */
export function assignByTime(unitOf: Int32Array, times: Float64Array, shares: readonly number[]): Int32Array {
  const known = times.filter((time) => !Number.isNaN(time)).sort();
  let sum = 0;
  // The last time of each part but the last one: examples of one time are not torn apart.
  const ends = shares.slice(0, -1).map((share) => {
    sum += share;
    return known[Math.max(0, Math.round(sum * known.length) - 1)] ?? NaN;
  });
  const byTime = Int32Array.from(times, (time) => {
    if (Number.isNaN(time)) return leftOut;
    const part = ends.findIndex((end) => time <= end);
    return part < 0 ? shares.length - 1 : part;
  });
  const earliest = new Map<number, number>();
  byTime.forEach((part, index) => {
    if (part !== leftOut) earliest.set(unitOf[index]!, Math.min(part, earliest.get(unitOf[index]!) ?? Infinity));
  });
  return byTime.map((part, index) => (part === earliest.get(unitOf[index]!) ? part : leftOut));
}

/** The examples of each unit: those from starts[unit] to starts[unit + 1]. */
function membersOf(unitOf: Int32Array): { readonly starts: Int32Array; readonly members: Int32Array } {
  const count = unitOf.reduce((most, unit) => Math.max(most, unit + 1), 0);
  const starts = new Int32Array(count + 1);
  for (const unit of unitOf) starts[unit + 1]!++;
  for (let unit = 0; unit < count; unit++) starts[unit + 1]! += starts[unit]!;
  const next = starts.slice();
  const members = new Int32Array(unitOf.length);
  unitOf.forEach((unit, example) => (members[next[unit]!++] = example));
  return { starts, members };
}
