// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Takes the weights of a checkpoint back out of an ONNX file. Exporters keep the names of most tensors, but write
// the matrices of linear layers transposed and under numbers; the nodes around them tell which they are.

import { refuse } from '../../diagnostics/diagnostic.js';
import { openOnnx, type OnnxContents } from '../onnx/readOnnx.js';
import { asFloat32, transposed, type Tensor } from '../tensor.js';
import type { Checkpoint } from './checkpoint.js';

/** Whether matrices are stored as 8-bit integers, from which the weights cannot be had back. */
export function isQuantizedGraph(onnx: OnnxContents): boolean {
  return [...onnx.initializers.values()].some(({ dtype, shape }) => shape.length === 2 && /int8/.test(dtype));
}

/** Opens an ONNX file as a checkpoint. @throws DiagnosticError MD1001 or MD1002. */
export function openOnnxCheckpoint(path: string): Checkpoint {
  const onnx = openOnnx(path);
  if (isQuantizedGraph(onnx)) {
    onnx.close();
    refuse('MD1003', `${path} is quantized; its weights cannot be had back`, 'Convert the original checkpoint.');
  }
  const tensors = new Map<string, Tensor>();
  for (const [name, tensor] of onnx.initializers) {
    if (tensor.dtype.includes('float')) tensors.set(name, tensor);
  }
  // Tensors of equal content are written once, the others are the identity of it; those of float16 are widened.
  for (const { type, inputs, outputs } of onnx.nodes) {
    const [input = ''] = inputs;
    const same = type === 'Identity' || type === 'Cast' ? tensors.get(input) : undefined;
    if (same) tensors.set(outputs[0] ?? '', same);
    if (same && type === 'Cast') tensors.delete(input);
  }
  for (const { name, written, tensor } of linearWeights(onnx, tensors)) {
    tensors.delete(written);
    tensors.set(name, tensor);
  }
  return { format: 'onnx', tensors, metadata: { producer: onnx.producer }, files: onnx.files, close: onnx.close };
}

/** The weight [out, in] of a linear layer. */
interface LinearWeight {
  /** In the checkpoint. */
  readonly name: string;
  /** In the ONNX file. */
  readonly written: string;
  readonly tensor: Tensor;
}

function linearWeights(onnx: OnnxContents, known: ReadonlyMap<string, Tensor>): LinearWeight[] {
  const readers = new Map<string, OnnxContents['nodes'][number][]>();
  for (const node of onnx.nodes) {
    for (const input of node.inputs) readers.set(input, [...(readers.get(input) ?? []), node]);
  }
  const found: LinearWeight[] = [];
  for (const node of onnx.nodes) {
    const [, weightName = ''] = node.inputs;
    const weight = known.get(weightName);
    if (node.type !== 'MatMul' || !weight || weight.shape.length !== 2) continue;
    const addition = readers.get(node.outputs[0] ?? '')?.find(({ type }) => type === 'Add');
    const bias = addition?.inputs.find((input) => known.has(input) && input.endsWith('.bias'));
    // PyTorch's exporter names a node by the path of its module: /encoder/layer.0/attention/MatMul.
    const path = /^\/(.+)\/MatMul$/.exec(node.name)?.[1]?.replaceAll('/', '.');
    const name = bias?.replace(/\.bias$/, '.weight') ?? (path === undefined ? weightName : `${path}.weight`);
    found.push({ name: name.replace(/_transposed$/, ''), written: weightName, tensor: transposed(asFloat32(weight)) });
  }
  return found;
}
