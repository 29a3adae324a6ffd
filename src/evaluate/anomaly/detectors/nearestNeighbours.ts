// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Distance to the k-th nearest normal row: strange is what has no likeness among the normal.

import type { DenseMatrix } from '../denseMatrix.js';
import type { Detector } from './detector.js';

export const nearestNeighbours: Detector = {
  describe: 'distance to the k-th nearest normal example',
  defaults: { k: 5 },
  mostRows: 20_000,
  learn: (normal, { k }) => ({
    rows: normal.values.slice(),
    shape: Int32Array.of(normal.rows, normal.columns, Math.min(k!, normal.rows)),
  }),
  scorer: ({ rows, shape }) => {
    const [count, columns, k] = shape as Int32Array;
    const normal = { rows: count!, columns: columns!, values: rows as Float64Array };
    return (row) => Math.sqrt(nearestRows(normal, row, k!).at(-1)?.squared ?? Infinity);
  },
};

/** A row and its squared Euclidean distance. */
export interface Neighbour {
  readonly row: number;
  readonly squared: number;
}

/** The k nearest rows, the nearest first; of equally near ones the earlier row. */
export function nearestRows({ rows, columns, values }: DenseMatrix, point: Float64Array, k: number): Neighbour[] {
  const nearest: Neighbour[] = [];
  let limit = Infinity;
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    let squared = 0;
    // Most rows are far: a partial sum beyond the k-th distance settles it.
    for (let column = 0; column < columns && squared < limit;) {
      const end = Math.min(column + 8, columns);
      for (; column < end; column++) squared += (values[start + column]! - point[column]!) ** 2;
    }
    if (!(squared < limit)) continue;
    let at = nearest.length;
    while (at > 0 && nearest[at - 1]!.squared > squared) at--;
    nearest.splice(at, 0, { row, squared });
    if (nearest.length > k) nearest.pop();
    if (nearest.length === k) limit = nearest[k - 1]!.squared;
  }
  return nearest;
}
