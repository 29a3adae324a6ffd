// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Rows of numbers, all of one width, in one array.

/** Row i has the values from i * columns on. */
export interface DenseMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** A matrix from rows; all have the width of the first one. */
export function denseMatrix(rows: readonly ArrayLike<number>[]): DenseMatrix {
  const columns = rows[0]?.length ?? 0;
  const values = new Float64Array(rows.length * columns);
  rows.forEach((row, index) => values.set(row, index * columns));
  return { rows: rows.length, columns, values };
}

/** A view of one row. */
export function rowOf({ columns, values }: DenseMatrix, row: number): Float64Array {
  return values.subarray(row * columns, (row + 1) * columns);
}

/** The named rows, in that order. */
export function pickRows(matrix: DenseMatrix, rows: ArrayLike<number>): DenseMatrix {
  return denseMatrix(Array.from(rows, (row) => rowOf(matrix, row)));
}

/** Mean and standard deviation of each column. */
export function columnMoments(matrix: DenseMatrix): {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
} {
  const { rows, columns, values } = matrix;
  const means = new Float64Array(columns);
  const deviations = new Float64Array(columns);
  for (let at = 0; at < values.length; at++) means[at % columns]! += values[at]! / rows;
  for (let at = 0; at < values.length; at++)
    deviations[at % columns]! += (values[at]! - means[at % columns]!) ** 2 / rows;
  return { means, deviations: deviations.map(Math.sqrt) };
}
