// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The confusion matrix and the scores that need nothing else.

import type { ScoredRows } from './scoredRows.js';

/** Weighted counts, row-major: the row is the true class, the column the predicted one. */
export interface ConfusionMatrix {
  readonly size: number;
  readonly counts: Float64Array;
  /** Rows of each class in the truth. */
  readonly truthTotals: Float64Array;
  /** Rows of each class in the predictions. */
  readonly predictedTotals: Float64Array;
  readonly total: number;
}

/** Counts every (true class, predicted class) pair. */
export function confusionMatrix(rows: ScoredRows, weights: Int32Array): ConfusionMatrix {
  const size = rows.labels.length;
  const counts = new Float64Array(size * size);
  const { truth, predicted, length } = rows;
  for (let row = 0; row < length; row++) counts[truth[row]! * size + predicted[row]!]! += weights[row]!;
  return matrixOf(counts, size);
}

/** A matrix from its counts. */
export function matrixOf(counts: Float64Array, size: number): ConfusionMatrix {
  const truthTotals = new Float64Array(size);
  const predictedTotals = new Float64Array(size);
  let total = 0;
  for (let actual = 0; actual < size; actual++) {
    for (let guess = 0; guess < size; guess++) {
      const count = counts[actual * size + guess]!;
      truthTotals[actual]! += count;
      predictedTotals[guess]! += count;
      total += count;
    }
  }
  return { size, counts, truthTotals, predictedTotals, total };
}

/** Share of rows whose predicted class is the true one. */
export function accuracy(matrix: ConfusionMatrix): number {
  return diagonal(matrix) / matrix.total;
}

/** Mean recall over the classes that occur in the truth, as scikit-learn's balanced_accuracy_score. */
export function balancedAccuracy(matrix: ConfusionMatrix): number {
  let sum = 0;
  let classes = 0;
  for (let index = 0; index < matrix.size; index++) {
    if (matrix.truthTotals[index] === 0) continue;
    sum += matrix.counts[index * matrix.size + index]! / matrix.truthTotals[index]!;
    classes++;
  }
  return sum / classes;
}

/** Matthews' correlation coefficient for any number of classes; 0 when the truth or the predictions are constant. */
export function matthewsCorrelation(matrix: ConfusionMatrix): number {
  const { size, total, truthTotals, predictedTotals } = matrix;
  let product = 0;
  let truthSquares = 0;
  let predictedSquares = 0;
  for (let index = 0; index < size; index++) {
    product += truthTotals[index]! * predictedTotals[index]!;
    truthSquares += truthTotals[index]! ** 2;
    predictedSquares += predictedTotals[index]! ** 2;
  }
  const spread = (total ** 2 - truthSquares) * (total ** 2 - predictedSquares);
  return spread === 0 ? 0 : (diagonal(matrix) * total - product) / Math.sqrt(spread);
}

function diagonal(matrix: ConfusionMatrix): number {
  let sum = 0;
  for (let index = 0; index < matrix.size; index++) sum += matrix.counts[index * matrix.size + index]!;
  return sum;
}
