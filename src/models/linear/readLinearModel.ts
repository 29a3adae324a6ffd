// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The weights of a linear model, read back from its ONNX file.

import { refuse } from '../../diagnostics/diagnostic.js';
import { openOnnx } from '../onnx/readOnnx.js';
import { readFloat32 } from '../tensor.js';
import type { LinearWeights } from './trainLinear.js';

/** Reads the ONNX file of a linear model. @throws DiagnosticError MD1001 when it is not one. */
export function readLinearModel(path: string): LinearWeights {
  const onnx = openOnnx(path);
  try {
    const tensor = (name: string): { rows: number; columns: number; values: Float32Array } => {
      const found = onnx.initializers.get(name);
      if (found?.dtype !== 'float32')
        return refuse('MD1001', `${path} has no ${name}: it is no linear model of logtwin`);
      const [rows = 0, columns = 1] = found.shape;
      return { rows, columns, values: readFloat32(found) };
    };
    const tokens = tensor('token_rows');
    const pairs = tensor('pair_rows');
    const bias = tensor('bias');
    const labels = bias.rows;
    const isPowerOfTwo = pairs.rows > 0 && (pairs.rows & (pairs.rows - 1)) === 0;
    if (tokens.columns !== labels + 1 || pairs.columns !== labels + 1 || !isPowerOfTwo) {
      return refuse('MD1001', `${path}: its rows do not fit ${labels} labels`);
    }
    return {
      labels,
      vocabulary: tokens.rows,
      buckets: pairs.rows,
      tokenRows: tokens.values,
      pairRows: pairs.values,
      bias: bias.values,
    };
  } finally {
    onnx.close();
  }
}
