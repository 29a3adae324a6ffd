// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The two ends of a classifier's graph, found by how its nodes are wired, whoever exported it: the matrix that token
// ids are looked up in, and the layer that the logits come out of.

import { openOnnx, type OnnxContents, type ReadNode } from '../../models/onnx/readOnnx.js';
import { asFloat32, readBytes, readFloat32, type Tensor } from '../../models/tensor.js';

/** The last linear layer. */
export interface ClassifierLayer {
  /** In no particular order. */
  readonly weights: Float32Array;
  /** Size of the vectors that it reads. */
  readonly width: number;
  /** Undefined for a layer without one. */
  readonly bias: Float32Array | undefined;
}

/** What of a graph is compared with the files around it. */
export interface OnnxParts {
  /** Rows of the matrix of token embeddings; undefined when ids are not looked up in a plain matrix. */
  readonly embeddingRows: number | undefined;
  /** The output that is read as logits. */
  readonly output: { readonly name: string; readonly shape: readonly (number | string)[] } | undefined;
  /** Undefined when no linear layer with readable weights stands before that output. */
  readonly classifier: ClassifierLayer | undefined;
}

/** Reads the parts of an ONNX file. @throws DiagnosticError MD1001 or MD1002 as {@link openOnnx} does. */
export function readOnnxParts(path: string): OnnxParts {
  const onnx = openOnnx(path);
  try {
    const output = onnx.outputs.find(({ name }) => name === 'logits') ?? onnx.outputs[0];
    const producers = new Map(onnx.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
    return {
      embeddingRows: embeddingRows(onnx, producers),
      output,
      classifier: output && classifierLayer(onnx, producers, output.name),
    };
  } finally {
    onnx.close();
  }
}

type Producers = ReadonlyMap<string, ReadNode>;

/** Follows a value back through nodes that do not change what it stands for. */
function origin(producers: Producers, name: string): string {
  for (let at = name; ;) {
    const node = producers.get(at);
    if (!node || !['Cast', 'Identity'].includes(node.type)) return at;
    at = node.inputs[0]!;
  }
}

function embeddingRows(onnx: OnnxContents, producers: Producers): number | undefined {
  for (const { type, inputs } of onnx.nodes) {
    if (type !== 'Gather' || origin(producers, inputs[1] ?? '') !== 'input_ids') continue;
    const matrix = onnx.initializers.get(origin(producers, inputs[0]!));
    // Beside a matrix of 8-bit rows lies one of their scales, with as many rows.
    if (matrix?.shape.length === 2) return matrix.shape[0];
  }
  return undefined;
}

function classifierLayer(onnx: OnnxContents, producers: Producers, output: string): ClassifierLayer | undefined {
  const tensor = (name: string | undefined): Tensor | undefined =>
    name === undefined ? undefined : onnx.initializers.get(origin(producers, name));
  const last = producers.get(origin(producers, output));
  if (last?.type === 'MatMulIntegerToFloat') {
    const [matrix, scales] = [tensor(last.inputs[1]), tensor(last.inputs[3])];
    return matrix && scales && layerOf(dequantized(matrix, scales), matrix.shape[0], tensor(last.inputs[6]));
  }
  if (last?.type === 'Gemm') {
    const bias = tensor(last.inputs[2]);
    const weights = tensor(last.inputs[1]);
    const labels = bias?.shape[0] ?? 1;
    return weights && layerOf(floats(weights), (weights.shape[0]! * weights.shape[1]!) / labels, bias);
  }
  const bias = last?.type === 'Add' ? last.inputs.map(tensor).find((found) => found?.shape.length === 1) : undefined;
  const product =
    last?.type === 'Add'
      ? last.inputs.map((name) => producers.get(name)).find((node) => node?.type === 'MatMul')
      : last;
  const weights = product?.type === 'MatMul' ? tensor(product.inputs[1]) : undefined;
  return weights && layerOf(floats(weights), weights.shape[0], bias);
}

function layerOf(
  weights: Float32Array | undefined,
  width: number | undefined,
  bias: Tensor | undefined,
): ClassifierLayer | undefined {
  return weights && width !== undefined ? { weights, width, bias: bias && floats(bias) } : undefined;
}

function floats(tensor: Tensor): Float32Array | undefined {
  return tensor.dtype.includes('float') ? readFloat32(asFloat32(tensor)) : undefined;
}

/** int8 [in, out] with one scale an output. */
function dequantized(matrix: Tensor, scales: Tensor): Float32Array | undefined {
  if (matrix.dtype !== 'int8') return undefined;
  const factors = readFloat32(scales);
  return Float32Array.from(
    new Int8Array(readBytes(matrix).buffer),
    (value, at) => value * factors[at % factors.length]!,
  );
}
