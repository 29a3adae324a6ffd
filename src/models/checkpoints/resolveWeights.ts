// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Finds the tensor of every parameter of a graph in a checkpoint, under the names that checkpoints use,
// and makes sure that each is fit: floating point, of the right shape, finite.

import { refuse } from '../../diagnostics/diagnostic.js';
import type { Architecture } from '../architectures/architecture.js';
import type { Graph, Weights } from '../graph.js';
import { asFloat32, type Tensor } from '../tensor.js';
import type { Checkpoint } from './checkpoint.js';

/** The weights of a graph, and what of the checkpoint it does not use. */
export interface ResolvedWeights {
  readonly weights: Weights;
  readonly unused: readonly string[];
}

/** The names under which a checkpoint may hold a parameter. */
export function checkpointNames(parameter: string, prefix: string): string[] {
  const names = [parameter];
  if (parameter.startsWith(prefix)) names.push(parameter.slice(prefix.length));
  // Checkpoints converted from TensorFlow name the two vectors of a layer normalization otherwise.
  return names.flatMap((name) => [
    name,
    ...(name.endsWith('LayerNorm.weight') ? [name.replace(/weight$/, 'gamma')] : []),
    ...(name.endsWith('LayerNorm.bias') ? [name.replace(/bias$/, 'beta')] : []),
  ]);
}

/** The tensor of a parameter under any of its names. */
export function findTensor(
  tensors: ReadonlyMap<string, Tensor>,
  parameter: string,
  prefix: string,
): { readonly name: string; readonly tensor: Tensor } | undefined {
  for (const name of checkpointNames(parameter, prefix)) {
    const tensor = tensors.get(name);
    if (tensor) return { name, tensor };
  }
  return undefined;
}

/**
 * The weights of `graph` from `checkpoint`.
 *
 * @throws DiagnosticError MD1004 when tensors are missing, MD1005 when one has another shape or type.
 */
export function resolveWeights(graph: Graph, architecture: Architecture, checkpoint: Checkpoint): ResolvedWeights {
  const weights = new Map<string, Tensor>();
  const used = new Set<string>();
  const missing: string[] = [];
  for (const value of graph.values) {
    if (value.op !== 'parameter') continue;
    const found = findTensor(checkpoint.tensors, value.name, architecture.prefix);
    if (!found) {
      missing.push(value.name);
      continue;
    }
    const { name, tensor } = found;
    if (tensor.shape.join() !== value.shape.join()) {
      const extra = (tensor.shape[1] ?? 0) - (value.shape[1] ?? 0);
      if (isHead(value.name, architecture) && tensor.shape[0] === value.shape[0] && extra > 0)
        refuseFeatures(extra, [name]);
      if (isHead(value.name, architecture) && tensor.shape.length === value.shape.length)
        refuseLabels(tensor.shape[0] ?? 0, value.shape[0] ?? 0, name);
      refuse(
        'MD1005',
        `tensor ${name} has the shape [${tensor.shape.join(', ')}]; the configuration says [${value.shape.join(', ')}]`,
        'config.json and the weights do not belong together, or the weights are damaged.',
      );
    }
    if (!['float64', 'float32', 'float16', 'bfloat16'].includes(tensor.dtype)) {
      refuse('MD1005', `tensor ${name} holds ${tensor.dtype} elements; a weight is floating point`);
    }
    used.add(name);
    weights.set(value.name, finite(name, asFloat32(tensor)));
  }
  if (missing.length > 0) refuseMissing(missing, architecture);
  const unused = [...checkpoint.tensors.keys()].filter((name) => !used.has(name));
  const features = unused.filter((name) => /(^|[._])(features?|numeric|numerical|tabular)([._]|$)/i.test(name));
  if (features.length > 0) {
    const matrix = features.map((name) => checkpoint.tensors.get(name)?.shape ?? []).find(({ length }) => length === 2);
    refuseFeatures(matrix?.[1], features);
  }
  return { weights, unused };
}

const isHead = (name: string, { headPrefixes }: Architecture): boolean =>
  headPrefixes.some((prefix) => name.startsWith(prefix));

/** The model was trained on numbers beside the text, which neither the server nor a pipeline's text field can give it. */
function refuseFeatures(count: number | undefined, names: readonly string[]): never {
  const numbers = count === undefined ? 'numbers' : `${count} numbers`;
  refuse(
    'MD1003',
    `the checkpoint reads ${numbers} besides the text (${names.slice(0, 4).join(', ')})`,
    'Elastic ML gives a model text alone. Without these numbers the answers would not be those of the model; choose a ' +
      'checkpoint whose classifier reads the text alone, or fine-tune one.',
  );
}

/** The last layer of a head has a row a label. */
function refuseLabels(rows: number, labels: number, tensor: string): void {
  // Other layers of a head are as wide as the encoder.
  if (rows === labels || !/(classifier|out_proj)\.(weight|bias)$/.test(tensor)) return;
  refuse(
    'MD1005',
    `the classifier has ${rows} outputs (${tensor}), but config.json names ${labels} labels`,
    `Name all of them, by id: "id2label": {"0": ..., "${rows - 1}": ...}. Without it two are assumed.`,
  );
}

function refuseMissing(missing: readonly string[], architecture: Architecture): never {
  const shown = missing.slice(0, 8).join(', ') + (missing.length > 8 ? `, ... (${missing.length} in all)` : '');
  if (missing.some((name) => isHead(name, architecture) || name.includes('pooler')) && missing.length <= 4) {
    refuse(
      'MD1004',
      `the checkpoint has no classifier head: it lacks ${shown}`,
      'This is a base model; loaded as a classifier it would answer with random weights. Fine-tune it first, ' +
        'choose a fine-tuned checkpoint, or convert it with --task text_embedding.',
    );
  }
  refuse('MD1004', `the checkpoint lacks ${shown}`);
}

/** The tensor, refusing NaN and infinity when they are read. */
function finite(name: string, tensor: Tensor): Tensor {
  return {
    ...tensor,
    read(offset, target) {
      tensor.read(offset, target);
      const bits = new Uint32Array(target.buffer, target.byteOffset, target.length / 4);
      for (let i = 0; i < bits.length; i++) {
        if (((bits[i] as number) & 0x7f800000) === 0x7f800000) {
          const isNaN = ((bits[i] as number) & 0x7fffff) !== 0;
          refuse(
            'MD1006',
            `element ${offset / 4 + i} of tensor ${name} is ${isNaN ? 'NaN' : 'infinite'}`,
            'A model with such weights answers NaN. The training diverged or the file is damaged.',
          );
        }
      }
    },
  };
}
