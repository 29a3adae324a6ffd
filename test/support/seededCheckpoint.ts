// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Checkpoints and texts made from names, number for number those of test/support/reference/seeded.py, so that
// what PyTorch answered for them can be recorded without committing weights.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The 32-bit FNV-1a hash of a name. */
function fnv1a(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text, 'utf8')) value = Math.imul(value ^ byte, 0x01000193);
  return value >>> 0;
}

/** `count` numbers in [0, 1), the i-th a hash of the name and i. */
export function uniform(name: string, count: number): Float64Array {
  const seed = fnv1a(name);
  return Float64Array.from({ length: count }, (_, index) => {
    let x = (seed + Math.imul(index, 0x9e3779b9)) >>> 0;
    x ^= x >>> 16;
    x = Math.imul(x, 0x85ebca6b);
    x ^= x >>> 13;
    x = Math.imul(x, 0xc2b2ae35);
    x ^= x >>> 16;
    return (x >>> 0) / 2 ** 32;
  });
}

/** The float32 weight of a name. */
export function seededWeight(name: string, shape: readonly number[]): Float32Array {
  const values = uniform(
    name,
    shape.reduce((product, size) => product * size, 1),
  ).map((value) => value - 0.5);
  const last = shape.at(-1) ?? 1;
  if (shape.length === 1) {
    const isScale = name.toLowerCase().endsWith('norm.weight');
    return Float32Array.from(values, (value) => (isScale ? value * 0.6 + 1 : value * 0.4));
  }
  const factor = name.includes('embedding') ? Math.sqrt(last / 3) : 1;
  const scale = 2 * Math.sqrt(3 / last) * factor;
  return Float32Array.from(values, (value) => value * scale);
}

/** Texts of mixed length, as ids from `first` on. */
export function seededTexts(vocabulary: number, longest: number, count: number, first: number): number[][] {
  const lengths = Array.from(uniform('lengths', count), (value) => Math.trunc(value ** 3 * (longest - 2)) + 2);
  return lengths.map((length, index) =>
    Array.from(uniform(`text ${index}`, length), (value) => Math.trunc(value * (vocabulary - first)) + first),
  );
}

/** A tensor of a safetensors file. */
export interface SafetensorsEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** The bytes of a safetensors file. */
export function encodeSafetensors(tensors: Readonly<Record<string, SafetensorsEntry>>): Buffer {
  const header: Record<string, unknown> = {};
  let position = 0;
  for (const [name, { dtype, shape, bytes }] of Object.entries(tensors)) {
    header[name] = { dtype, shape, data_offsets: [position, position + bytes.length] };
    position += bytes.length;
  }
  const text = Buffer.from(JSON.stringify(header), 'utf8');
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, ...Object.values(tensors).map(({ bytes }) => bytes)]);
}

/** A safetensors file of seeded weights of the given shapes. */
export function seededSafetensors(shapes: Readonly<Record<string, readonly number[]>>): Buffer {
  const entries = Object.entries(shapes).map(([name, shape]) => {
    const bytes = new Uint8Array(seededWeight(name, shape).buffer);
    return [name, { dtype: 'F32', shape, bytes }] as const;
  });
  return encodeSafetensors(Object.fromEntries(entries));
}

/** Writes a checkpoint folder with seeded weights of the given shapes. */
export function writeSeededCheckpoint(
  folder: string,
  config: unknown,
  shapes: Readonly<Record<string, readonly number[]>>,
): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'model.safetensors'), seededSafetensors(shapes));
}
