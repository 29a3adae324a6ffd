// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Temperature scaling (Guo et al., 2017): one number that makes confidences mean what they say and changes no label.

import type { ProbabilityRows } from '../metrics/probabilityScores.js';

/** Range of temperatures that are tried; at its ends the data asks for more than scaling can give. */
const lowest = 0.05;
const highest = 20;

/** Probabilities below this count as this: their logarithm has to be finite. */
const floor = 1e-12;

/**
 * The temperature that minimizes the log loss of `softmax(log(p) / T)` on labelled rows: above 1 for a model that is too
 * sure. Logits are not needed, because a softmax forgets what they have in common.
 *
 * @param rows - rows with probabilities; use rows that the model was not trained on.
 * @param chosen - rows to fit on; all by default.
 */
export function fitTemperature(rows: ProbabilityRows, chosen?: Uint32Array): number {
  const size = rows.labels.length;
  const order = chosen ?? allOf(rows);
  const logs = new Float64Array(order.length * size);
  order.forEach((row, at) => {
    for (let index = 0; index < size; index++) {
      logs[at * size + index] = Math.log(Math.max(rows.probabilities[row * size + index]!, floor));
    }
  });

  /** Derivative of the log loss by 1/T: the loss is convex in it, so the derivative has one root. */
  const slope = (sharpness: number): number => {
    let sum = 0;
    for (let at = 0; at < order.length; at++) {
      const from = at * size;
      let most = -Infinity;
      for (let index = 0; index < size; index++) most = Math.max(most, logs[from + index]!);
      let total = 0;
      let mean = 0;
      for (let index = 0; index < size; index++) {
        const log = logs[from + index]!;
        const weight = Math.exp((log - most) * sharpness);
        total += weight;
        mean += weight * log;
      }
      sum += mean / total - logs[from + rows.truth[order[at]!]!]!;
    }
    return sum;
  };

  let low = 1 / highest;
  let high = 1 / lowest;
  if (slope(low) >= 0) return highest;
  if (slope(high) <= 0) return lowest;
  for (let step = 0; step < 60 && high - low > 1e-12 * high; step++) {
    const middle = (low + high) / 2;
    if (slope(middle) < 0) low = middle;
    else high = middle;
  }
  return 2 / (low + high);
}

/** The same rows with probabilities at a temperature. */
export function withTemperature(rows: ProbabilityRows, temperature: number): ProbabilityRows {
  const probabilities = new Float64Array(rows.probabilities.length);
  scaleRows(rows.probabilities, rows.labels.length, allOf(rows), temperature, probabilities);
  return { ...rows, probabilities };
}

/** Writes some rows of probabilities at a temperature to where they stand in another array. */
export function scaleRows(
  probabilities: Float64Array,
  size: number,
  chosen: Uint32Array,
  temperature: number,
  scaled: Float64Array,
): void {
  for (const row of chosen) {
    const from = row * size;
    let most = 0;
    for (let index = 0; index < size; index++) most = Math.max(most, probabilities[from + index]!);
    let total = 0;
    for (let index = 0; index < size; index++) {
      const ratio = Math.max(probabilities[from + index]!, floor) / most;
      total += scaled[from + index] = ratio ** (1 / temperature);
    }
    for (let index = 0; index < size; index++) scaled[from + index]! /= total;
  }
}

function allOf({ truth }: ProbabilityRows): Uint32Array {
  return Uint32Array.from(truth, (_, row) => row);
}
