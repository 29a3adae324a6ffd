// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Scores of whole probability vectors: log loss and the Brier score, as scikit-learn 1.9 defines them.

import type { ScoredRows } from './scoredRows.js';

/** Rows that carry probabilities. */
export type ProbabilityRows = ScoredRows & { readonly probabilities: Float64Array };

/** Mean of -log(probability of the true class), the probability kept within [2^-52, 1 - 2^-52]. */
export function logLoss(rows: ProbabilityRows, weights: Int32Array): number {
  return weightedMean(rowLogLosses(rows), weights);
}

/** The log loss of each row. */
export function rowLogLosses(rows: ProbabilityRows): Float64Array {
  const size = rows.labels.length;
  return Float64Array.from(rows.truth, (actual, row) => {
    const probability = rows.probabilities[row * size + actual]!;
    return -Math.log(Math.min(Math.max(probability, Number.EPSILON), 1 - Number.EPSILON));
  });
}

/**
 * The Brier score of each row: its squared distance from the truth, from 0 to 2 for three classes and more, and, as
 * scikit-learn scales it, from 0 to 1 for two.
 */
export function rowBrierScores(rows: ProbabilityRows): Float64Array {
  const size = rows.labels.length;
  const scale = size < 3 ? 0.5 : 1;
  return Float64Array.from(rows.truth, (actual, row) => {
    let sum = 0;
    for (let index = 0; index < size; index++) {
      sum += (rows.probabilities[row * size + index]! - (index === actual ? 1 : 0)) ** 2;
    }
    return sum * scale;
  });
}

/** Mean of a value a row. */
export function weightedMean(values: Float64Array, weights: Int32Array): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < values.length; row++) {
    sum += weights[row]! * values[row]!;
    total += weights[row]!;
  }
  return sum / total;
}
