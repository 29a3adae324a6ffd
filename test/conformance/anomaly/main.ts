// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Prints the features of the corpus as NDJSON for record.py.

import { rowOf, type DenseMatrix } from '../../../src/evaluate/anomaly/denseMatrix.js';
import { anomalySets } from '../../support/anomalySets.js';

const listOf = (matrix: DenseMatrix): number[][] =>
  Array.from({ length: matrix.rows }, (_, row) => [...rowOf(matrix, row)]);

for await (const { train, test, ...rest } of anomalySets()) {
  process.stdout.write(`${JSON.stringify({ ...rest, train: listOf(train), test: listOf(test) })}\n`);
}
