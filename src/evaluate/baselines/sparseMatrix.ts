// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Rows of features of which nearly all are zero.

/** Compressed sparse rows: row i has the entries from offsets[i] to offsets[i + 1]. */
export interface SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly offsets: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
}

/** Builds a matrix from rows of (column, value) entries. */
export function sparseMatrix(rows: readonly ReadonlyMap<number, number>[], columns: number): SparseMatrix {
  const offsets = new Int32Array(rows.length + 1);
  rows.forEach((row, index) => (offsets[index + 1] = offsets[index]! + row.size));
  const indices = new Int32Array(offsets[rows.length]!);
  const values = new Float64Array(indices.length);
  rows.forEach((row, index) => {
    let at = offsets[index]!;
    for (const [column, value] of row) {
      indices[at] = column;
      values[at++] = value;
    }
  });
  return { rows: rows.length, columns, offsets, indices, values };
}
