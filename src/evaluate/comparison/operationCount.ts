// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// How much arithmetic a model does for a token, counted from its ONNX file: a measure of cost that no machine blurs.

import { openOnnx } from '../../models/onnx/readOnnx.js';
import { elementCount } from '../../models/tensor.js';

/** Operations that multiply every token by a matrix of weights. */
const products: ReadonlySet<string> = new Set([
  'MatMul',
  'Gemm',
  'MatMulInteger',
  'QLinearMatMul',
  'DynamicQuantizeMatMul',
]);
/** Operations that hand weights on in another form. */
const forms: ReadonlySet<string> = new Set(['Cast', 'DequantizeLinear', 'Transpose', 'Identity', 'Reshape']);

/**
 * Multiplications and additions a token: two for each weight that a token meets, which is all of a matrix that tokens are
 * multiplied by and one row of a table that they look up. The products inside attention, which grow with the length of a
 * text, come on top and are not counted.
 *
 * @throws DiagnosticError MD1001 when the file is no ONNX file.
 */
export function operationsPerToken(onnxFile: string): number {
  const { nodes, initializers, close } = openOnnx(onnxFile);
  close();
  const makers = new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const weightsOf = (name: string): readonly number[] | undefined => {
    const found = initializers.get(name);
    if (found) return found.dtype === 'int64' ? undefined : found.shape;
    const maker = makers.get(name);
    return maker && forms.has(maker.type) && maker.inputs[0] !== undefined ? weightsOf(maker.inputs[0]) : undefined;
  };
  let weights = 0;
  for (const { type, inputs } of nodes) {
    if (products.has(type)) {
      weights += inputs.reduce((sum, name) => {
        const shape = weightsOf(name) ?? [];
        return sum + (shape.length >= 2 ? elementCount(shape) : 0);
      }, 0);
    } else if (type === 'Gather') {
      const shape = weightsOf(inputs[0] ?? '') ?? [];
      if (shape.length === 2) weights += shape[1]!;
    }
  }
  return 2 * weights;
}
