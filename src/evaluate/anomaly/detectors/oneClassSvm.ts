// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// One-class support vector machine with a radial kernel, in the nu-formulation of Schölkopf et al. (2001), solved by
// sequential minimal optimization with second-order working sets (Fan, Chen and Lin 2005).

import { LruCache } from '../../../inference/lruCache.js';
import { rowOf, type DenseMatrix } from '../denseMatrix.js';
import type { Detector } from './detector.js';

export const oneClassSvm: Detector = {
  describe: 'distance outside the smooth border that encloses the normal examples',
  // nu: share of normal rows outside the border, at most. gamma 0 means 1 / (columns * variance), as "scale" elsewhere.
  defaults: { nu: 0.1, gamma: 0, tolerance: 1e-3 },
  mostRows: 10_000,
  learn(normal, { nu, gamma, tolerance }) {
    const width = gamma! > 0 ? gamma! : scaleGamma(normal);
    const { weights, offset } = solve(normal, nu!, width, tolerance!);
    const support = Array.from(weights, (_, row) => row).filter((row) => weights[row]! > 0);
    const rows = new Float64Array(support.length * normal.columns);
    support.forEach((row, index) => rows.set(rowOf(normal, row), index * normal.columns));
    return {
      rows,
      weights: Float64Array.from(support, (row) => weights[row]!),
      border: Float64Array.of(offset, width),
    };
  },
  scorer({ rows, weights, border }) {
    const [offset, gamma] = border as Float64Array;
    return (row) => {
      let sum = 0;
      for (let index = 0; index < weights!.length; index++) {
        const start = index * row.length;
        let squared = 0;
        for (let column = 0; column < row.length; column++) squared += (rows![start + column]! - row[column]!) ** 2;
        sum += weights![index]! * Math.exp(-gamma! * squared);
      }
      return offset! - sum;
    };
  },
};

/** 1 / (columns * variance of all values); 1 where nothing varies. */
function scaleGamma({ columns, values }: DenseMatrix): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return variance > 0 ? 1 / (columns * variance) : 1;
}

/** Bytes of kernel rows that are kept. */
const cacheBytes = 256 * 2 ** 20;
/** Keeps a step finite where two rows are equal. */
const leastCurvature = 1e-12;

/**
 * Minimizes half of a'Ka where every weight lies in [0, 1] and all add up to nu times the rows.
 *
 * @returns the weights, and the offset of the border: the value of Ka on it.
 */
function solve(
  normal: DenseMatrix,
  nu: number,
  gamma: number,
  tolerance: number,
): { readonly weights: Float64Array; readonly offset: number } {
  const count = normal.rows;
  const kernel = kernelRows(normal, gamma);
  const total = nu * count;
  const weights = Float64Array.from({ length: count }, (_, row) => Math.min(1, Math.max(0, total - row)));
  const gradient = new Float64Array(count);
  for (let row = 0; row < count && weights[row]! > 0; row++) {
    const values = kernel(row);
    for (let other = 0; other < count; other++) gradient[other]! += weights[row]! * values[other]!;
  }
  for (;;) {
    // The row that would gain most by more weight, and the one to take it from.
    let gainer = -1;
    let least = Infinity;
    for (let row = 0; row < count; row++) {
      if (weights[row]! < 1 && gradient[row]! < least) {
        least = gradient[row]!;
        gainer = row;
      }
    }
    if (gainer < 0) break;
    const own = kernel(gainer);
    let loser = -1;
    let most = -Infinity;
    let bestFall = 0;
    for (let row = 0; row < count; row++) {
      if (weights[row] === 0) continue;
      const slope = gradient[row]! - least;
      if (gradient[row]! > most) most = gradient[row]!;
      if (slope <= 0) continue;
      const fall = (slope * slope) / Math.max(leastCurvature, 2 - 2 * own[row]!);
      if (fall > bestFall) {
        bestFall = fall;
        loser = row;
      }
    }
    if (loser < 0 || most - least < tolerance) break;
    const step = Math.min(
      (gradient[loser]! - least) / Math.max(leastCurvature, 2 - 2 * own[loser]!),
      1 - weights[gainer]!,
      weights[loser]!,
    );
    // Set to the bound where the bound stopped the step: rounding must not leave a weight just beside it.
    weights[gainer] = step === 1 - weights[gainer]! ? 1 : weights[gainer]! + step;
    weights[loser] = step === weights[loser]! ? 0 : weights[loser]! - step;
    const other = kernel(loser);
    for (let row = 0; row < count; row++) gradient[row]! += step * (own[row]! - other[row]!);
  }
  return { weights, offset: offsetOf(weights, gradient) };
}

/** The mean over rows on the border, or the middle of what rows inside and outside allow. */
function offsetOf(weights: Float64Array, gradient: Float64Array): number {
  let sum = 0;
  let free = 0;
  let lower = -Infinity;
  let upper = Infinity;
  weights.forEach((weight, row) => {
    if (weight >= 1) lower = Math.max(lower, gradient[row]!);
    else if (weight <= 0) upper = Math.min(upper, gradient[row]!);
    else {
      sum += gradient[row]!;
      free++;
    }
  });
  if (free > 0) return sum / free;
  if (lower === -Infinity) return upper;
  return upper === Infinity ? lower : (lower + upper) / 2;
}

/** Rows of the kernel matrix, the latest ones kept. */
function kernelRows(normal: DenseMatrix, gamma: number): (row: number) => Float64Array {
  const { rows, columns, values } = normal;
  const kept = new LruCache<number, Float64Array>(Math.max(2, Math.floor(cacheBytes / (8 * rows))));
  return (row) => {
    const known = kept.get(row);
    if (known) return known;
    const point = rowOf(normal, row);
    const result = new Float64Array(rows);
    for (let other = 0; other < rows; other++) {
      const start = other * columns;
      let squared = 0;
      for (let column = 0; column < columns; column++) squared += (values[start + column]! - point[column]!) ** 2;
      result[other] = Math.exp(-gamma * squared);
    }
    kept.set(row, result);
    return result;
  };
}
