// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Mahalanobis distance: how far a row lies from the mean, in units of the spread that normal rows have in its direction.
// The covariance is shrunk as Ledoit and Wolf (2004) found best, with the formula of scikit-learn 1.9's LedoitWolf, so
// that it can be inverted with fewer rows than columns too.

import { columnMoments, type DenseMatrix } from '../denseMatrix.js';
import type { Detector } from './detector.js';

export const mahalanobis: Detector = {
  describe: 'distance from the mean in units of the normal spread (shrunk covariance)',
  defaults: {},
  mostRows: 200_000,
  learn(normal) {
    const { covariance, mean } = ledoitWolf(normal);
    return { mean, factor: cholesky(covariance, normal.columns) };
  },
  scorer({ mean, factor }) {
    const solved = new Float64Array(mean!.length);
    return (row) => {
      let squared = 0;
      for (let at = 0; at < row.length; at++) {
        let value = row[at]! - mean![at]!;
        for (let before = 0; before < at; before++) value -= factor![at * row.length + before]! * solved[before]!;
        value /= factor![at * row.length + at]!;
        solved[at] = value;
        squared += value * value;
      }
      return squared;
    };
  },
};

/** A covariance matrix drawn towards a multiple of the identity. */
export interface ShrunkCovariance {
  readonly mean: Float64Array;
  /** columns x columns. */
  readonly covariance: Float64Array;
  /** 0: as measured, 1: nothing but the mean variance. */
  readonly shrinkage: number;
}

/** Ledoit-Wolf estimate of the covariance of rows. */
export function ledoitWolf(matrix: DenseMatrix): ShrunkCovariance {
  const { rows, columns, values } = matrix;
  const { means } = columnMoments(matrix);
  const covariance = new Float64Array(columns * columns);
  const centred = new Float64Array(columns);
  let fourth = 0;
  for (let row = 0; row < rows; row++) {
    let length = 0;
    for (let column = 0; column < columns; column++) {
      centred[column] = values[row * columns + column]! - means[column]!;
      length += centred[column]! ** 2;
    }
    fourth += length * length;
    for (let one = 0; one < columns; one++) {
      for (let other = 0; other <= one; other++) {
        covariance[one * columns + other]! += (centred[one]! * centred[other]!) / rows;
      }
    }
  }
  let trace = 0;
  let squares = 0;
  for (let one = 0; one < columns; one++) {
    trace += covariance[one * columns + one]!;
    for (let other = 0; other <= one; other++) {
      const value = covariance[one * columns + other]!;
      covariance[other * columns + one] = value;
      squares += (other === one ? 1 : 2) * value * value;
    }
  }
  const variance = trace / columns;
  const distance = (squares - columns * variance * variance) / columns;
  const error = Math.min(distance, (fourth / rows - squares) / (columns * rows));
  const shrinkage = columns === 1 || error <= 0 ? 0 : error / distance;
  for (let at = 0; at < covariance.length; at++) covariance[at]! *= 1 - shrinkage;
  for (let one = 0; one < columns; one++) covariance[one * columns + one]! += shrinkage * variance;
  return { mean: means, covariance, shrinkage };
}

/**
 * The lower triangle whose product with its transpose is the matrix. A direction in which normal rows do not vary at all
 * gets a spread far below any other, so that a step in it is as strange as can be, and still a number.
 */
function cholesky(matrix: Float64Array, size: number): Float64Array {
  const factor = new Float64Array(size * size);
  let largest = 0;
  for (let at = 0; at < size; at++) largest = Math.max(largest, matrix[at * size + at]!);
  const floor = largest > 0 ? largest * 1e-10 : 1e-10;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let value = matrix[row * size + column]!;
      for (let before = 0; before < column; before++) {
        value -= factor[row * size + before]! * factor[column * size + before]!;
      }
      factor[row * size + column] =
        row === column ? Math.sqrt(Math.max(value, floor)) : value / factor[column * size + column]!;
    }
  }
  return factor;
}
