// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The cost of mistakes between classes that have an order: to call an ERROR INFO is worse than to call it WARNING,
// and to miss an alarm is worse than to raise a false one.

import type { ConfusionMatrix } from './confusionMatrix.js';

/** How many times dearer it is to call an event less severe than it is than to call it more severe. */
export const defaultMissFactor = 2;

/**
 * Mean cost of a row: the distance between the severities, times `missFactor` where the prediction is the less severe one.
 *
 * @param severity - rank of each class, in the order of the labels; larger is worse.
 */
export function ordinalCost(
  matrix: ConfusionMatrix,
  severity: readonly number[],
  missFactor: number = defaultMissFactor,
): number {
  let sum = 0;
  for (let actual = 0; actual < matrix.size; actual++) {
    for (let guess = 0; guess < matrix.size; guess++) {
      const distance = severity[actual]! - severity[guess]!;
      const cost = distance > 0 ? distance * missFactor : -distance;
      sum += matrix.counts[actual * matrix.size + guess]! * cost;
    }
  }
  return sum / matrix.total;
}
