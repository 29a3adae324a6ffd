// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The rows that every score is computed from, held as columns of numbers so that a million of them fit in memory.

/** Predictions beside the truth. A class is its index in `labels`. */
export interface ScoredRows {
  readonly labels: readonly string[];
  readonly length: number;
  readonly truth: Int32Array;
  readonly predicted: Int32Array;
  /** Row-major, `length` rows of `labels.length` probabilities; undefined when the results name the best class only. */
  readonly probabilities: Float64Array | undefined;
}

/** Weight 1 for every row. */
export function unitWeights(length: number): Int32Array {
  return new Int32Array(length).fill(1);
}
