// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Writes a graph and its weights as the TorchScript archive that Elastic ML runs, tensor by tensor.

import { AtomicFile } from '../atomicFile.js';
import type { Graph, Weights } from '../graph.js';
import { elementCount, type DType, type Tensor } from '../tensor.js';
import { lowerToTorchScript, type PackedLinear } from './lowering.js';
import { pickle, storageClasses, type Pickled } from './pickleWriter.js';
import { quantizedForTorch } from './quantization.js';
import { ZipWriter } from './zipWriter.js';

/** How an archive is written. */
export interface TorchScriptOptions {
  /** The arguments of forward, in the server's order. Default: input_ids and attention_mask. */
  readonly arguments?: readonly string[];
  /** Default: float32. int8 runs linear layers by quantized::linear_dynamic. */
  readonly precision?: 'float32' | 'int8';
}

/** The file format version that PyTorch 2.7.1 writes; 11 is refused by it, older ones turn upgraders on. */
const fileVersion = '10\n';

/**
 * Writes `graph` with `weights` as a TorchScript archive; the file appears only when it is complete.
 *
 * @returns the number of bytes written.
 */
export function writeTorchScript(
  graph: Graph,
  weights: Weights,
  path: string,
  options: TorchScriptOptions = {},
): number {
  const { arguments: names = ['input_ids', 'attention_mask'], precision = 'float32' } = options;
  const module = lowerToTorchScript(graph, weights, { arguments: names, quantizeLinears: precision === 'int8' });
  let length = 0;
  AtomicFile.write(path, (file) => {
    const zip = new ZipWriter(file);
    const add = (name: string, content: Uint8Array | Tensor): void => zip.add(`model/${name}`, content);
    const text = (content: string): Uint8Array => Buffer.from(content, 'utf8');

    const state = new Map<string, Pickled>();
    const storages: Tensor[] = [];
    for (const [name, tensor] of module.attributes) {
      state.set(name, pickledTensor(tensor, tensor.dtype, storages.length));
      storages.push(tensor);
    }
    state.set('training', false);
    add('data.pkl', pickle({ object: { global: ['__torch__', 'Model'] }, state }));
    add('code/__torch__.py', text(module.source));
    if (module.packedLinears.length > 0) add('code/__torch__/torch/classes/quantized.py', text(''));
    storages.forEach((storage, key) => add(`data/${key}`, storage));
    const constants: Tensor[] = [];
    const packed = module.packedLinears.map((linear) => pickledLinear(linear, constants));
    add('constants.pkl', pickle({ tuple: packed }));
    constants.forEach((storage, key) => add(`constants/${key}`, storage));
    add('version', text(fileVersion));
    add('byteorder', text('little'));
    zip.finish();
    length = file.position;
  });
  return length;
}

function storageReference(tensor: Tensor, dtype: DType | 'qint8', key: number): Pickled {
  const storageClass = storageClasses[dtype] ?? 'FloatStorage';
  const count = elementCount(tensor.shape);
  return { persistent: { tuple: ['storage', { global: ['torch', storageClass] }, String(key), 'cpu', count] } };
}

function strides(shape: readonly number[]): number[] {
  return shape.map((_, place) => elementCount(shape.slice(place + 1)));
}

const emptyOrderedDict: Pickled = { call: { global: ['collections', 'OrderedDict'] }, of: [] };

function pickledTensor(tensor: Tensor, dtype: DType, key: number): Pickled {
  return {
    call: { global: ['torch._utils', '_rebuild_tensor_v2'] },
    of: [
      storageReference(tensor, dtype, key),
      0,
      { tuple: tensor.shape },
      { tuple: strides(tensor.shape) },
      false,
      emptyOrderedDict,
    ],
  };
}

/** LinearPackedParamsBase over an 8-bit weight and its float bias; their storages are appended to `storages`. */
function pickledLinear({ weight, bias }: PackedLinear, storages: Tensor[]): Pickled {
  const { values, scale } = quantizedForTorch(weight);
  const quantizer: Pickled = { tuple: [{ global: ['torch', 'per_tensor_affine'] }, { double: scale }, 0] };
  const quantized: Pickled = {
    call: { global: ['torch._utils', '_rebuild_qtensor'] },
    of: [
      storageReference(values, 'qint8', storages.length),
      0,
      { tuple: values.shape },
      { tuple: strides(values.shape) },
      quantizer,
      false,
      emptyOrderedDict,
    ],
  };
  storages.push(values);
  const biasValue = bias && pickledTensor(bias, bias.dtype, storages.length);
  if (bias) storages.push(bias);
  return {
    object: { global: ['__torch__.torch.classes.quantized', 'LinearPackedParamsBase'] },
    state: { tuple: [quantized, biasValue] },
  };
}
