// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Model files made to do harm, or damaged: each is refused with the reason, before any of it is believed.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCheckpoint } from '../../../src/models/checkpoints/openCheckpoint.js';
import { readPickle } from '../../../src/models/checkpoints/pickleReader.js';
import { convertCheckpoint } from '../../../src/models/convert.js';
import { encodeSafetensors, seededWeight, type SafetensorsEntry } from '../../support/seededCheckpoint.js';

const folder = mkdtempSync(join(tmpdir(), 'logtwin-hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));
const recorded = join(__dirname, '../../conformance/checkpoints');

function file(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

function safetensors(header: unknown, dataLength: number, headerLength?: bigint): Buffer {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(headerLength ?? BigInt(text.length));
  return Buffer.concat([length, text, Buffer.alloc(dataLength)]);
}

const entry = (begin: number, end: number, shape: unknown = [(end - begin) / 4], dtype: unknown = 'F32') => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

describe('safetensors', () => {
  test.each<[string, Buffer, RegExp]>([
    ['an empty file', Buffer.alloc(0), /shorter than its header/],
    ['a header of 2^60 bytes', safetensors({}, 8, 2n ** 60n), /header would be/],
    ['a header beyond the end', safetensors({}, 0, 100n), /beyond the end/],
    ['a header that is no JSON', safetensors('{', 0), /not JSON/],
    ['a header that is no object', safetensors('[]', 0), /not an object/],
    [
      'a shape of 2^60 elements',
      safetensors({ a: entry(0, 8, [2 ** 60]) }, 8),
      /has the shape \[1152921504606847000\]/,
    ],
    ['a shape whose product overflows', safetensors({ a: entry(0, 8, [2 ** 31, 2 ** 31, 4]) }, 8), /takes \d+.* bytes/],
    ['a negative dimension', safetensors({ a: entry(0, 8, [-2]) }, 8), /has the shape \[-2\]/],
    ['a range beyond the data', safetensors({ a: entry(0, 16) }, 8), /bytes 0 to 16 of 8/],
    ['a range that runs backwards', safetensors({ a: entry(8, 0, [0]) }, 8), /bytes 8 to 0/],
    ['ranges that overlap', safetensors({ a: entry(0, 8), b: entry(4, 12) }, 12), /"a" and "b" overlap/],
    ['bytes that nobody owns', safetensors({ a: entry(0, 8), b: entry(12, 16) }, 16), /bytes 8 to 12/],
    ['bytes after the last tensor', safetensors({ a: entry(0, 8) }, 12), /bytes 8 to 12/],
    ['an unknown element type', safetensors({ a: entry(0, 8, [2], 'F31') }, 8), /element type "F31"/],
    ['an entry that is no object', safetensors({ a: 5 }, 0), /element type/],
  ])('%s is refused', (name, bytes, reason) => {
    expect(() => openCheckpoint(file('model.safetensors', bytes))).toThrow(reason);
  });

  test('a name from Object.prototype is a tensor like any other', () => {
    const path = file(
      'model.safetensors',
      safetensors('{"__proto__":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4),
    );
    const checkpoint = openCheckpoint(path);
    checkpoint.close();
    expect([...checkpoint.tensors.keys()]).toEqual(['__proto__']);
  });
});

describe('PyTorch archives', () => {
  const plain = readFileSync(join(recorded, 'plain.bin'));
  const replaced = (from: string, to: string): Buffer =>
    Buffer.from(plain.toString('latin1').replaceAll(from, to), 'latin1');

  test.each<[string, Buffer, RegExp]>([
    ['a truncated file', plain.subarray(0, plain.length - 100), /MD1001.*truncated/],
    ['a file of one byte', plain.subarray(0, 1), /MD1003/],
    ['a Git LFS pointer', Buffer.from('version https://git-lfs'), /MD1003.*is a Git LFS pointer/],
    ['an entry that leaves its folder', replaced('plain/data/0', '../../data/0'), /MD1002.*zip slip/],
    ['an absolute entry', replaced('plain/data/0', '/lain/data/0'), /MD1002.*zip slip/],
    ['two entries of one name', replaced('plain/data/1', 'plain/data/0'), /MD1001.*there twice/],
    ['a missing storage', replaced('plain/data/0', 'plain/data/9'), /MD1001.*not in the archive|there twice/],
  ])('%s is refused', (_name, bytes, reason) => {
    expect(() => openCheckpoint(file('plain.bin', bytes))).toThrow(reason);
  });

  test('a storage shorter than its tensor is refused', () => {
    // The element count of the first storage, 24, is the last number of its persistent id.
    const at = plain.indexOf(Buffer.from([0x4b, 24, 0x74]));
    const bytes = Buffer.from(plain);
    bytes[at + 1] = 25;
    expect(() => openCheckpoint(file('plain.bin', bytes))).toThrow(/MD1001.*96 bytes for 25 elements/);
  });
});

describe('pickles', () => {
  const pickle = (...parts: (number | string)[]): Buffer =>
    Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : Buffer.from(part))));

  test.each<[string, Buffer, RegExp]>([
    ['builtins.eval', pickle('cbuiltins\neval\n(X', 1, 0, 0, 0, '1tR.'), /MD1002.*builtins\.eval/],
    ['a global from the stack', pickle(0x8c, 2, 'os', 0x8c, 6, 'system', 0x93, '.'), /MD1002.*os\.system/],
    ['an instance by INST', pickle('(ios\nsystem\n.'), /MD1002.*os\.system/],
    ['a new object', pickle('ccollections\nOrderedDict\n)', 0x81, '.'), /MD1002.*constructor/],
    ['__setstate__', pickle('K', 1, 'K', 1, 'b.'), /MD1002.*__setstate__/],
    ['an extension', pickle(0x82, 1, '.'), /MD1002.*extension/],
    ['a storage class called as a function', pickle('ctorch\nFloatStorage\n)R.'), /MD1002.*FloatStorage/],
    ['a string longer than the file', pickle('X', 255, 255, 255, 127, 'a.'), /MD1001.*ends too early/],
    ['a value that was never remembered', pickle('h', 7, '.'), /MD1001.*recalls 7/],
    ['an empty stack', pickle('.'), /MD1001.*stack is empty/],
    ['a missing mark', pickle('K', 1, 't.'), /MD1001.*mark is missing/],
    ['an unknown opcode', pickle(0xff), /MD1001.*0xff/],
    ['no end', pickle('K', 1), /MD1001.*ends too early/],
  ])('%s is refused and nothing runs', (_name, bytes, reason) => {
    expect(() => readPickle(bytes, 'test.pkl')).toThrow(reason);
  });
});

describe('weights that do not fit', () => {
  const config = {
    model_type: 'distilbert',
    vocab_size: 20,
    dim: 8,
    n_layers: 1,
    n_heads: 2,
    hidden_dim: 12,
    max_position_embeddings: 16,
    id2label: { 0: 'a', 1: 'b' },
  };
  const layer = 'distilbert.transformer.layer.0';
  const square = (name: string): [string, number[]][] => [
    [`${name}.weight`, [8, 8]],
    [`${name}.bias`, [8]],
  ];
  const norm = (name: string): [string, number[]][] => [
    [`${name}.weight`, [8]],
    [`${name}.bias`, [8]],
  ];
  const shapes = new Map<string, number[]>([
    ['distilbert.embeddings.word_embeddings.weight', [20, 8]],
    ['distilbert.embeddings.position_embeddings.weight', [16, 8]],
    ...norm('distilbert.embeddings.LayerNorm'),
    ...['q_lin', 'k_lin', 'v_lin', 'out_lin'].flatMap((name) => square(`${layer}.attention.${name}`)),
    ...norm(`${layer}.sa_layer_norm`),
    [`${layer}.ffn.lin1.weight`, [12, 8]],
    [`${layer}.ffn.lin1.bias`, [12]],
    [`${layer}.ffn.lin2.weight`, [8, 12]],
    [`${layer}.ffn.lin2.bias`, [8]],
    ...norm(`${layer}.output_layer_norm`),
    ...square('pre_classifier'),
    ['classifier.weight', [2, 8]],
    ['classifier.bias', [2]],
  ]);

  function checkpoint(change: (tensors: Map<string, SafetensorsEntry>) => void, changedConfig: object = {}): string {
    const tensors = new Map<string, SafetensorsEntry>();
    for (const [name, shape] of shapes) {
      tensors.set(name, { dtype: 'F32', shape, bytes: new Uint8Array(seededWeight(name, shape).buffer) });
    }
    change(tensors);
    const path = mkdtempSync(join(folder, 'checkpoint-'));
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'config.json'), JSON.stringify({ ...config, ...changedConfig }));
    writeFileSync(join(path, 'model.safetensors'), encodeSafetensors(Object.fromEntries(tensors)));
    return path;
  }
  const convert = (path: string) => () => convertCheckpoint(path, join(path, 'out'));
  const floats = (values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);

  test('the unchanged checkpoint converts', () => {
    expect(
      convertCheckpoint(
        checkpoint(() => undefined),
        join(folder, 'out'),
      ).labels,
    ).toEqual(['a', 'b']);
  });

  test('NaN is refused, and no half-written file stays', () => {
    const path = checkpoint((tensors) =>
      tensors.set('classifier.bias', { dtype: 'F32', shape: [2], bytes: floats([1, NaN]) }),
    );
    expect(convert(path)).toThrow(/MD1006.*element 1 of tensor classifier\.bias is NaN/);
    expect(() => readFileSync(join(path, 'out/model.onnx'))).toThrow(/ENOENT/);
  });

  test('a base model is not taken for a classifier', () => {
    const path = checkpoint((tensors) => {
      for (const name of tensors.keys()) if (/classifier/.test(name)) tensors.delete(name);
    });
    expect(convert(path)).toThrow(/MD1004.*no classifier head.*classifier\.bias[^]*base model/);
  });

  test('a missing tensor is named', () => {
    const path = checkpoint((tensors) => tensors.delete(`${layer}.ffn.lin2.weight`));
    expect(convert(path)).toThrow(/MD1004.*distilbert\.transformer\.layer\.0\.ffn\.lin2\.weight/);
  });

  test('a shape that the configuration does not say is refused', () => {
    const path = checkpoint(() => undefined, { dim: 16 });
    expect(convert(path)).toThrow(/MD1005.*\[20, 8\]; the configuration says \[20, 16\]/);
  });

  test('a classifier that reads numbers beside the text is refused with their count', () => {
    const wide = checkpoint((tensors) =>
      tensors.set('pre_classifier.weight', { dtype: 'F32', shape: [8, 144], bytes: new Uint8Array(8 * 144 * 4) }),
    );
    expect(convert(wide)).toThrow(/MD1003.*reads 136 numbers besides the text \(pre_classifier\.weight\)/);
    const beside = checkpoint((tensors) =>
      tensors.set('feature_projection.weight', { dtype: 'F32', shape: [8, 136], bytes: new Uint8Array(8 * 136 * 4) }),
    );
    expect(convert(beside)).toThrow(/MD1003.*reads 136 numbers besides the text \(feature_projection\.weight\)/);
  });

  test('a weight of integers is refused', () => {
    const path = checkpoint((tensors) =>
      tensors.set('classifier.bias', { dtype: 'I32', shape: [2], bytes: new Uint8Array(8) }),
    );
    expect(convert(path)).toThrow(/MD1005.*int32/);
  });

  test.each<[object, RegExp]>([
    [{ model_type: 'gpt2' }, /MD1008.*"gpt2"/],
    [{ model_type: 'distilbret' }, /MD1008[^]*Did you mean distilbert\?/],
    [{ dim: '8' }, /MD1007.*dim in config\.json is "8"/],
    [{ dim: 2 ** 60 }, /MD1007.*dim/],
    [{ n_layers: -1 }, /MD1007.*n_layers/],
    [{ n_heads: 3 }, /MD1007.*does not divide/],
    [{ activation: 'mish' }, /MD1008.*"mish"/],
    [{ id2label: { 0: 'a', 2: 'c' } }, /MD1007.*no label 1/],
  ])('the configuration %j is refused', (changed, reason) => {
    expect(convert(checkpoint(() => undefined, changed))).toThrow(reason);
  });

  test('a shard outside of the folder is refused', () => {
    const path = mkdtempSync(join(folder, 'sharded-'));
    writeFileSync(join(path, 'config.json'), JSON.stringify(config));
    const index = { weight_map: { 'classifier.bias': '../../etc/passwd' } };
    writeFileSync(join(path, 'model.safetensors.index.json'), JSON.stringify(index));
    expect(convert(path)).toThrow(/MD1002.*not a plain file name/);
  });
});
