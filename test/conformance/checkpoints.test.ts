// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Files that PyTorch 2.7.1 and safetensors wrote (test/support/reference/record_files.py), read by our readers.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCheckpoint } from '../../src/models/checkpoints/openCheckpoint.js';
import { checkArchive } from '../../src/models/preflight.js';
import { asFloat32, readBytes, readFloat32, type Tensor } from '../../src/models/tensor.js';
import { readArchive } from '../../src/models/torchscript/readArchive.js';

const folder = join(__dirname, 'checkpoints');
const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as {
  plain: Record<string, { shape: number[]; values: number[] }>;
  wrapped: Record<string, number[]>;
  operations: Record<string, string[]>;
};

const elements = (tensor: Tensor): number[] => {
  if (tensor.dtype !== 'int64') return Array.from(readFloat32(asFloat32(tensor)));
  return Array.from(new BigInt64Array(readBytes(tensor).buffer as ArrayBuffer), Number);
};

describe.each(['plain.safetensors', 'plain.bin'])('%s', (file) => {
  const checkpoint = openCheckpoint(join(folder, file));
  afterAll(() => checkpoint.close());

  test('has the tensors that were saved', () => {
    expect([...checkpoint.tensors.keys()].sort()).toEqual(Object.keys(expected.plain).sort());
  });

  test.each(Object.entries(expected.plain))('reads %s', (name, { shape, values }) => {
    const tensor = checkpoint.tensors.get(name)!;
    expect(tensor.shape).toEqual(shape);
    expect(elements(tensor)).toEqual(values.map(Math.fround));
  });
});

test('a training checkpoint gives the tensors of its state_dict, views and parameters too', () => {
  const checkpoint = openCheckpoint(join(folder, 'wrapped.bin'));
  const found = [...checkpoint.tensors].map(([name, tensor]) => [name, elements(tensor)] as const);
  checkpoint.close();
  expect(Object.fromEntries(found)).toEqual(expected.wrapped);
});

test.each([
  ['harm.bin', /MD1002.*asks to run (posix|os|nt)\.system/],
  ['module.bin', /MD1002.*asks to run torch\.nn\.modules\.linear\.Linear/],
  ['old_format.bin', /MD1003.*before 1\.6/],
  ['turned.bin', /MD1003.*not contiguous/],
  ['traced.pt', /MD1003.*TorchScript archive, not a checkpoint/],
])('%s is refused with the reason', (file, reason) => {
  expect(() => openCheckpoint(join(folder, file))).toThrow(reason);
});

describe('archives of torch.jit', () => {
  // Constants and the making of lists and tuples have no name in the source; the server allows them all.
  const unnamed = [
    'prim::Constant',
    'prim::ListConstruct',
    'prim::TupleConstruct',
    'prim::TupleUnpack',
    'prim::GetAttr',
  ];

  test.each(Object.entries(expected.operations))('%s shows the operations of its graph', (name, operations) => {
    const { operations: found } = readArchive(join(folder, `${name}.pt`));
    expect([...found.keys()].sort()).toEqual(
      expect.arrayContaining(operations.filter((item) => !unnamed.includes(item))),
    );
  });

  test('a traced classifier passes', () => {
    const checks = checkArchive(join(folder, 'traced.pt'));
    expect(checks.filter(({ status }) => status !== 'ok')).toEqual([]);
    expect(readArchive(join(folder, 'traced.pt')).forward?.arguments).toEqual(['input_ids', 'attention_mask']);
  });

  test('what the server refuses is named', () => {
    const [error] = checkArchive(join(folder, 'scripted.pt')).filter(({ status }) => status === 'error');
    expect(error?.message).toBe(
      "not on the server's list: aten::Bool, aten::Float, aten::einsum, aten::log_softmax, aten::sigmoid, " +
        'prim::RaiseException',
    );
  });
});
