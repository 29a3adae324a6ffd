// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The few directions in which sparse rows vary most: the truncated singular value decomposition, by random projection
// and power iteration (Halko, Martinsson and Tropp 2011). Seeded: the same rows give the same directions.

import { SeededRandom } from '../../../util/seededRandom.js';
import type { SparseMatrix } from '../../baselines/sparseMatrix.js';

/** Directions in rows of `rank` numbers, one row a column of the matrix. */
export interface TruncatedSvd {
  readonly rank: number;
  /** columns x rank: a row of the matrix times this gives its place. */
  readonly directions: Float64Array;
  /** Singular values, the largest first. */
  readonly values: Float64Array;
}

/** Directions more than asked for, so that the last ones asked for are good as well. */
const oversampling = 10;
const powerIterations = 5;

/** Directions whose values are below this share of the largest one are noise. */
const noise = 1e-4;

/** Finds at most `rank` directions; fewer where the matrix has fewer. */
export function truncatedSvd(matrix: SparseMatrix, rank: number, seed: number): TruncatedSvd {
  const { rows, columns } = matrix;
  const width = Math.min(rank + oversampling, rows, columns);
  const random = new SeededRandom(seed);
  let basis = times(
    matrix,
    Float64Array.from({ length: columns * width }, () => random.normal()),
    width,
  );
  orthonormalize(basis, rows, width);
  for (let iteration = 0; iteration < powerIterations; iteration++) {
    basis = times(matrix, timesTransposed(matrix, basis, width), width);
    orthonormalize(basis, rows, width);
  }
  // In this basis the matrix is small: the eigenvectors of its products are its singular vectors.
  const small = timesTransposed(matrix, basis, width);
  const image = times(matrix, small, width);
  const products = new Float64Array(width * width);
  for (let row = 0; row < rows; row++) {
    for (let one = 0; one < width; one++) {
      const value = basis[row * width + one]!;
      for (let other = 0; other < width; other++) products[one * width + other]! += value * image[row * width + other]!;
    }
  }
  const eigen = symmetricEigen(products, width);
  const values = eigen.values.map(Math.sqrt);
  const kept = Math.min(rank, values.filter((value) => value > noise * values[0]!).length);
  const turn = Float64Array.from(
    { length: width * kept },
    (_, at) => eigen.vectors[Math.floor(at / kept) * width + (at % kept)]! / values[at % kept]!,
  );
  const directions = new Float64Array(columns * kept);
  for (let column = 0; column < columns; column++) {
    for (let at = 0; at < width; at++) {
      const value = small[column * width + at]!;
      const from = at * kept;
      const start = column * kept;
      for (let to = 0; to < kept; to++) directions[start + to]! += value * turn[from + to]!;
    }
  }
  return { rank: kept, directions, values: values.slice(0, kept) };
}

/** Sparse rows times a dense matrix of `width` columns. */
export function times(matrix: SparseMatrix, dense: ArrayLike<number>, width: number): Float64Array {
  const { rows, offsets, indices, values } = matrix;
  const product = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      const value = values[at]!;
      const from = indices[at]! * width;
      for (let column = 0; column < width; column++) product[row * width + column]! += value * dense[from + column]!;
    }
  }
  return product;
}

function timesTransposed(matrix: SparseMatrix, dense: Float64Array, width: number): Float64Array<ArrayBuffer> {
  const { rows, columns, offsets, indices, values } = matrix;
  const product = new Float64Array(columns * width);
  for (let row = 0; row < rows; row++) {
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      const value = values[at]!;
      const to = indices[at]! * width;
      for (let column = 0; column < width; column++) product[to + column]! += value * dense[row * width + column]!;
    }
  }
  return product;
}

/** Makes columns orthonormal in place (Gram and Schmidt, twice); one that depends on the others becomes 0. */
function orthonormalize(matrix: Float64Array, rows: number, columns: number): void {
  const done: Float64Array[] = [];
  for (let at = 0; at < columns; at++) {
    const column = Float64Array.from({ length: rows }, (_, row) => matrix[row * columns + at]!);
    const before = Math.sqrt(dot(column, column));
    for (let round = 0; round < 2; round++) {
      for (const other of done) {
        const share = dot(column, other);
        for (let row = 0; row < rows; row++) column[row]! -= share * other[row]!;
      }
    }
    const length = Math.sqrt(dot(column, column));
    const scale = length > 1e-12 * before ? 1 / length : 0;
    for (let row = 0; row < rows; row++) matrix[row * columns + at] = column[row]! *= scale;
    done.push(column);
  }
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += one[at]! * other[at]!;
  return sum;
}

const sweeps = 60;

/** Eigenvalues of a symmetric matrix, the largest first, with their vectors as columns (Jacobi's rotations). */
export function symmetricEigen(
  matrix: Float64Array,
  size: number,
): { readonly values: Float64Array; readonly vectors: Float64Array } {
  const a = matrix.slice();
  const v = new Float64Array(size * size);
  for (let at = 0; at < size; at++) v[at * size + at] = 1;
  const total = a.reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let outside = 0;
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) outside += 2 * a[p * size + q]! ** 2;
    if (outside <= 1e-28 * total) break;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        const apq = a[p * size + q]!;
        if (apq === 0) continue;
        const theta = (a[q * size + q]! - a[p * size + p]!) / (2 * apq);
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        rotateRows(a, size, p, q, c, t * c);
        rotateColumns(a, size, p, q, c, t * c);
        rotateColumns(v, size, p, q, c, t * c);
      }
    }
  }
  const order = Array.from({ length: size }, (_, at) => at).sort((x, y) => a[y * size + y]! - a[x * size + x]!);
  const vectors = new Float64Array(size * size);
  order.forEach((from, to) => {
    for (let row = 0; row < size; row++) vectors[row * size + to] = v[row * size + from]!;
  });
  return { values: Float64Array.from(order, (at) => Math.max(0, a[at * size + at]!)), vectors };
}

function rotateRows(a: Float64Array, size: number, p: number, q: number, c: number, s: number): void {
  for (let at = 0; at < size; at++) {
    const one = a[p * size + at]!;
    const other = a[q * size + at]!;
    a[p * size + at] = c * one - s * other;
    a[q * size + at] = s * one + c * other;
  }
}

function rotateColumns(a: Float64Array, size: number, p: number, q: number, c: number, s: number): void {
  for (let at = 0; at < size; at++) {
    const one = a[at * size + p]!;
    const other = a[at * size + q]!;
    a[at * size + p] = c * one - s * other;
    a[at * size + q] = s * one + c * other;
  }
}
