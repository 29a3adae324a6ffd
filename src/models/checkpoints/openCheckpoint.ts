// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Finds the weights of a folder, in one file or in shards, and opens them.

import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { refuse } from '../../diagnostics/diagnostic.js';
import type { Tensor } from '../tensor.js';
import type { Checkpoint } from './checkpoint.js';
import { openOnnxCheckpoint } from './onnxCheckpoint.js';
import { openSafetensors } from './safetensors.js';
import { openTorchCheckpoint } from './torchCheckpoint.js';

/** Opens one file of a checkpoint. */
type Open = (path: string) => Checkpoint;

/** The names of weights, in the order of preference: formats that cannot hold code first. */
const kinds: readonly { readonly single: string; readonly index?: string; readonly open: Open }[] = [
  { single: 'model.safetensors', index: 'model.safetensors.index.json', open: openSafetensors },
  { single: 'pytorch_model.bin', index: 'pytorch_model.bin.index.json', open: openTorchCheckpoint },
  { single: 'model.onnx', open: openOnnxCheckpoint },
  { single: 'onnx/model.onnx', open: openOnnxCheckpoint },
];

/** File names of weights that are looked for, for messages. */
export const checkpointFiles: readonly string[] = kinds.flatMap(({ single, index }) => [
  single,
  ...(index === undefined ? [] : [index]),
]);

/**
 * Opens the checkpoint of a folder, or a single file by its ending.
 *
 * @throws DiagnosticError MD1009 when there is none, and what the readers throw.
 */
export function openCheckpoint(path: string): Checkpoint {
  if (/\.safetensors$/.test(path)) return openSafetensors(path);
  if (/\.(bin|pt|pth)$/.test(path)) return openTorchCheckpoint(path);
  if (/\.onnx$/.test(path)) return openOnnxCheckpoint(path);
  for (const { single, index, open } of kinds) {
    if (existsSync(join(path, single))) return open(join(path, single));
    if (index !== undefined && existsSync(join(path, index))) return openShards(path, join(path, index), open);
  }
  const others = ['tf_model.h5', 'flax_model.msgpack'].filter((name) => existsSync(join(path, name)));
  return refuse(
    'MD1009',
    `${path} holds no checkpoint`,
    `Looked for ${checkpointFiles.join(', ')}.`,
    ...others.map((name) => `${name} is there, but it cannot be converted; get the PyTorch or safetensors weights.`),
  );
}

function openShards(folder: string, indexPath: string, open: Open): Checkpoint {
  const broken = (reason: string): never => refuse('MD1001', `${indexPath}: ${reason}`);
  let index: unknown;
  try {
    index = JSON.parse(readFileSync(indexPath, 'utf8'));
  } catch {
    broken('it is not JSON');
  }
  const map = (index as Record<string, unknown> | null)?.['weight_map'];
  if (typeof map !== 'object' || map === null) broken('it has no weight_map');
  const shards = new Map<string, Checkpoint>();
  const close = (): void => shards.forEach((shard) => shard.close());
  try {
    const tensors = new Map<string, Tensor>();
    for (const [name, file] of Object.entries(map as Record<string, unknown>)) {
      // A shard lies beside its index; anything else would let a download read other files.
      if (typeof file !== 'string' || file !== basename(file) || file === '..') {
        return refuse('MD1002', `${indexPath}: the shard ${JSON.stringify(file)} is not a plain file name`);
      }
      let shard = shards.get(file);
      if (!shard) {
        if (!existsSync(join(folder, file))) broken(`the shard ${file} is missing`);
        shard = open(join(folder, file));
        shards.set(file, shard);
      }
      const tensor = shard.tensors.get(name);
      if (!tensor) return broken(`the shard ${file} has no tensor ${JSON.stringify(name)}`);
      tensors.set(name, tensor);
    }
    const [first] = shards.values();
    if (!first) return broken('its weight_map is empty');
    const files = [...shards.values()].flatMap((shard) => shard.files);
    return { format: first.format, tensors, metadata: first.metadata, files, close };
  } catch (error) {
    close();
    throw error;
  }
}
