// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Merges a LoRA adapter (as PEFT saves it) into the weights of its base model: W + B A * scale, matrix by matrix.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '../../diagnostics/diagnostic.js';
import { asFloat32, computedTensor, readFloat32, type Tensor } from '../tensor.js';
import type { Checkpoint } from './checkpoint.js';
import { openCheckpoint } from './openCheckpoint.js';

/** A merged checkpoint, and how many matrices the adapter changed. */
export interface MergedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly matrices: number;
}

interface LowRankPair {
  a?: Tensor;
  b?: Tensor;
}

/** Settings that would change what a merge means. */
const unsupported: readonly (readonly [key: string, allowed: readonly unknown[]])[] = [
  ['use_dora', [false]],
  ['bias', ['none']],
  ['lora_bias', [false]],
  ['fan_in_fan_out', [false]],
  ['alpha_pattern', [{}]],
  ['rank_pattern', [{}]],
  ['megatron_config', []],
];

/**
 * Merges the adapter of `folder` into `base`; tensors that the adapter saved whole (a classifier head) replace the
 * base's. Closing the result closes both.
 *
 * @throws DiagnosticError MD1003 for adapters of another kind, MD1004 or MD1005 for tensors that do not fit.
 */
export function mergeAdapter(base: Checkpoint, folder: string, prefix: string): MergedCheckpoint {
  const scale = readScale(folder);
  const file = ['adapter_model.safetensors', 'adapter_model.bin'].find((name) => existsSync(join(folder, name)));
  if (!file) return refuse('MD1009', `${folder} has adapter_config.json but no adapter_model.safetensors`);
  const adapter = openCheckpoint(join(folder, file));
  try {
    const { pairs, whole } = sortTensors(adapter, folder);
    const tensors = new Map(base.tensors);
    const nameInBase = (name: string): string | undefined =>
      [name, name.startsWith(prefix) ? name.slice(prefix.length) : `${prefix}${name}`].find((known) =>
        tensors.has(known),
      );
    for (const [name, tensor] of whole) tensors.set(nameInBase(name) ?? name, tensor);
    for (const [name, { a, b }] of pairs) {
      const target = nameInBase(`${name}.weight`);
      const weight = target === undefined ? undefined : tensors.get(target);
      if (target === undefined || !weight) {
        return refuse('MD1004', `the adapter changes ${name}.weight, which the base model does not have`);
      }
      if (!a || !b) return refuse('MD1004', `the adapter has only one half of the change of ${name}`);
      tensors.set(target, mergedMatrix(name, weight, a, b, scale(a.shape[0] ?? 0)));
    }
    const close = (): void => {
      adapter.close();
      base.close();
    };
    const checkpoint = { ...base, tensors, files: [...base.files, ...adapter.files], close };
    return { checkpoint, matrices: pairs.size };
  } catch (error) {
    adapter.close();
    throw error;
  }
}

/** The factor of a change of the given rank. */
function readScale(folder: string): (rank: number) => number {
  const path = join(folder, 'adapter_config.json');
  let config: Record<string, unknown>;
  try {
    config = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  } catch (error) {
    return refuse('MD1007', `${path} cannot be read: ${(error as { message: string }).message}`);
  }
  const { peft_type: kind = 'LORA', lora_alpha: alpha, r, use_rslora: isStabilized = false } = config;
  if (kind !== 'LORA')
    refuse('MD1003', `${path}: adapters of type ${JSON.stringify(kind)} are not supported, only LORA`);
  if (typeof alpha !== 'number' || typeof r !== 'number') return refuse('MD1007', `${path} has no lora_alpha or r`);
  for (const [key, allowed] of unsupported) {
    const value = config[key];
    if (value === undefined || value === null) continue;
    if (!allowed.some((item) => JSON.stringify(item) === JSON.stringify(value))) {
      refuse(
        'MD1003',
        `${path}: ${key} ${JSON.stringify(value)} is not supported`,
        'Merge the adapter with PEFT once.',
      );
    }
  }
  return (rank) => alpha / (isStabilized === true ? Math.sqrt(rank) : rank);
}

function sortTensors(
  adapter: Checkpoint,
  folder: string,
): { pairs: Map<string, LowRankPair>; whole: Map<string, Tensor> } {
  const pairs = new Map<string, LowRankPair>();
  const whole = new Map<string, Tensor>();
  for (const [name, tensor] of adapter.tensors) {
    const plain = name.replace(/^base_model\.model\./, '');
    const low = /^(.*)\.lora_(A|B)(?:\.default)?\.weight$/.exec(plain);
    if (low) {
      const [, target = '', half] = low;
      const pair = pairs.get(target) ?? {};
      pairs.set(target, half === 'A' ? { ...pair, a: tensor } : { ...pair, b: tensor });
    } else if (/\.lora_|\.hada_|\.ia3_/.test(plain)) {
      refuse('MD1003', `${folder}: the adapter's tensor ${name} is not supported`, 'Merge the adapter with PEFT once.');
    } else {
      whole.set(plain.replace('.modules_to_save.default.', '.').replace('.modules_to_save.', '.'), tensor);
    }
  }
  return { pairs, whole };
}

/** W + B A * scale. */
function mergedMatrix(name: string, weight: Tensor, a: Tensor, b: Tensor, scale: number): Tensor {
  const [rows = 0, columns = 0] = weight.shape;
  const rank = a.shape[0] ?? 0;
  if (
    weight.shape.length !== 2 ||
    a.shape.join() !== [rank, columns].join() ||
    b.shape.join() !== [rows, rank].join()
  ) {
    const shapes = `[${b.shape.join(', ')}] x [${a.shape.join(', ')}]`;
    return refuse('MD1005', `the adapter's change ${shapes} does not fit ${name}.weight [${weight.shape.join(', ')}]`);
  }
  return computedTensor('float32', weight.shape, () => {
    const merged = readFloat32(asFloat32(weight));
    const left = readFloat32(asFloat32(b));
    const right = readFloat32(asFloat32(a));
    const change = new Float64Array(columns);
    for (let row = 0; row < rows; row++) {
      change.fill(0);
      for (let inner = 0; inner < rank; inner++) {
        const factor = left[row * rank + inner] as number;
        for (let column = 0; column < columns; column++) {
          change[column] = (change[column] as number) + factor * (right[inner * columns + column] as number);
        }
      }
      for (let column = 0; column < columns; column++) {
        const at = row * columns + column;
        merged[at] = (merged[at] as number) + (change[column] as number) * scale;
      }
    }
    return new Uint8Array(merged.buffer);
  });
}
