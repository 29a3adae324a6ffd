// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Precision, recall and F1 of each class and their averages. A ratio with nothing below the line is 0, as in scikit-learn.

import type { ConfusionMatrix } from './confusionMatrix.js';

/** Scores of one class. */
export interface ClassScores {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Rows of this class in the truth. */
  readonly support: number;
}

/** How class scores become one number: each class alike, each class by its support, or all decisions together. */
export type Average = 'macro' | 'weighted' | 'micro';

/** Scores of every class, in the order of the labels. */
export function classScores(matrix: ConfusionMatrix): ClassScores[] {
  return Array.from({ length: matrix.size }, (_, index) => {
    const hits = matrix.counts[index * matrix.size + index]!;
    const support = matrix.truthTotals[index]!;
    const guesses = matrix.predictedTotals[index]!;
    return {
      precision: ratio(hits, guesses),
      recall: ratio(hits, support),
      f1: ratio(2 * hits, support + guesses),
      support,
    };
  });
}

/** Averages over the classes that occur in the truth or in the predictions. */
export function averageScores(matrix: ConfusionMatrix, average: Average): Omit<ClassScores, 'support'> {
  const perClass = classScores(matrix);
  if (average === 'micro') {
    // With one label a row, every wrong decision is a false positive once and a false negative once.
    const hits = perClass.reduce((sum, scores) => sum + scores.recall * scores.support, 0);
    const share = ratio(hits, matrix.total);
    return { precision: share, recall: share, f1: share };
  }
  let total = 0;
  const sums = { precision: 0, recall: 0, f1: 0 };
  perClass.forEach((scores, index) => {
    if (scores.support === 0 && matrix.predictedTotals[index] === 0) return;
    const weight = average === 'macro' ? 1 : scores.support;
    total += weight;
    sums.precision += weight * scores.precision;
    sums.recall += weight * scores.recall;
    sums.f1 += weight * scores.f1;
  });
  return { precision: sums.precision / total, recall: sums.recall / total, f1: sums.f1 / total };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
