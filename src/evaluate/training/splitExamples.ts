// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Divides labelled examples into folds: by group, so that no group stands on both sides, or evenly by label.

import { SeededRandom } from '../../util/seededRandom.js';

/** An example as far as splitting needs it. */
export interface SplitExample {
  readonly label: number;
  /** Examples of one group stay together; undefined: each by itself. */
  readonly group: string | undefined;
}

/**
 * The fold (0 to folds - 1) of each example. Without groups every fold gets its share of every label; groups go,
 * largest first among equals of random order, to the fold that is smallest so far.
 */
export function foldsOf(examples: readonly SplitExample[], folds: number, seed: number): Int32Array {
  const random = new SeededRandom(seed);
  const fold = new Int32Array(examples.length);
  const members = new Map<string, number[]>();
  examples.forEach(({ label, group }, index) => {
    const key = group ?? `label ${label}`;
    const list = members.get(key);
    if (list) list.push(index);
    else members.set(key, [index]);
  });
  if (examples.every((example) => example.group === undefined)) {
    let next = 0;
    for (const list of members.values()) for (const index of random.shuffle(list)) fold[index] = next++ % folds;
    return fold;
  }
  const sizes = new Int32Array(folds);
  const groups = random.shuffle([...members.values()]).sort((a, b) => b.length - a.length);
  for (const list of groups) {
    const smallest = sizes.indexOf(Math.min(...sizes));
    sizes[smallest]! += list.length;
    for (const index of list) fold[index] = smallest;
  }
  return fold;
}
