// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// One model in the many forms that checkpoints have: each converts to the same archive, byte for byte.

import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convertCheckpoint } from '../../../src/models/convert.js';
import { encodeSafetensors, seededWeight, type SafetensorsEntry } from '../../support/seededCheckpoint.js';

const recorded = JSON.parse(readFileSync(join(__dirname, '../../conformance/models/bert.json'), 'utf8')) as {
  config: unknown;
  tensors: Record<string, number[]>;
};
const root = mkdtempSync(join(tmpdir(), 'logtwin-forms-'));
afterAll(() => rmSync(root, { recursive: true }));

/** The model's tensors, cut to what bfloat16 holds, so that every form is exact. */
const values = new Map(
  Object.entries(recorded.tensors).map(([name, shape]) => {
    const bits = new Uint32Array(seededWeight(name, shape).buffer).map((word) => word & 0xffff0000);
    return [name, { shape, bits }] as const;
  }),
);

type Entries = Record<string, SafetensorsEntry>;

function float32(rename: (name: string) => string = (name) => name): Entries {
  return Object.fromEntries(
    [...values].map(([name, { shape, bits }]) => [
      rename(name),
      { dtype: 'F32', shape, bytes: new Uint8Array(bits.buffer) },
    ]),
  );
}

function bfloat16(): Entries {
  return Object.fromEntries(
    [...values].map(([name, { shape, bits }]) => {
      const halves = Uint16Array.from(bits, (word) => word >>> 16);
      return [name, { dtype: 'BF16', shape, bytes: new Uint8Array(halves.buffer) }];
    }),
  );
}

function archiveOf(files: Readonly<Record<string, Uint8Array | string>>): string {
  const folder = mkdtempSync(join(root, 'checkpoint-'));
  writeFileSync(join(folder, 'config.json'), JSON.stringify(recorded.config));
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  convertCheckpoint(folder, join(folder, 'out'), { formats: ['torchscript'] });
  return createHash('sha256')
    .update(readFileSync(join(folder, 'out/model.pt')))
    .digest('hex');
}

const expected = archiveOf({ 'model.safetensors': encodeSafetensors(float32()) });

test('bfloat16 weights are widened exactly', () => {
  expect(archiveOf({ 'model.safetensors': encodeSafetensors(bfloat16()) })).toBe(expected);
});

test('names without the prefix of the encoder', () => {
  const tensors = float32((name) => name.replace(/^bert\./, ''));
  expect(archiveOf({ 'model.safetensors': encodeSafetensors(tensors) })).toBe(expected);
});

test('layer norms named gamma and beta, as TensorFlow checkpoints do', () => {
  const tensors = float32((name) =>
    name.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta'),
  );
  expect(archiveOf({ 'model.safetensors': encodeSafetensors(tensors) })).toBe(expected);
});

test('shards with an index', () => {
  const entries = Object.entries(float32());
  const shards = [entries.slice(0, 10), entries.slice(10)];
  const names = shards.map((_, index) => `model-0000${index + 1}-of-00002.safetensors`);
  const map = shards.flatMap((shard, index) => shard.map(([name]) => [name, names[index]] as const));
  expect(
    archiveOf({
      'model.safetensors.index.json': JSON.stringify({ weight_map: Object.fromEntries(map) }),
      ...Object.fromEntries(
        shards.map((shard, index) => [names[index]!, encodeSafetensors(Object.fromEntries(shard))]),
      ),
    }),
  ).toBe(expected);
});

test('another weight is another archive', () => {
  const tensors = float32();
  const [first] = Object.keys(tensors);
  const bytes = Uint8Array.from(tensors[first!]!.bytes);
  bytes[2]! ^= 1;
  const changed = { ...tensors, [first!]: { ...tensors[first!]!, bytes } };
  expect(archiveOf({ 'model.safetensors': encodeSafetensors(changed) })).not.toBe(expected);
});
