// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Reads what torch.save writes: a zip of a pickled state dict and of raw storages. The pickle is read as data by
// a reader that knows tensors and containers and nothing else; code in it is refused, never run.

import { refuse } from '../../diagnostics/diagnostic.js';
import { elementCount, elementSize, type DType, type Tensor } from '../tensor.js';
import type { Checkpoint } from './checkpoint.js';
import { FileReader } from './fileReader.js';
import { refusePointer } from './refusePointer.js';
import { readPickle, PickledCall, PickledGlobal, PickledPersistent } from './pickleReader.js';
import { readZipDirectory, type ZipEntry } from './zipReader.js';

const storageTypes: Readonly<Record<string, DType>> = {
  DoubleStorage: 'float64',
  FloatStorage: 'float32',
  HalfStorage: 'float16',
  BFloat16Storage: 'bfloat16',
  LongStorage: 'int64',
  IntStorage: 'int32',
  ShortStorage: 'int16',
  CharStorage: 'int8',
  ByteStorage: 'uint8',
  BoolStorage: 'bool',
};

/** A pickle of names and shapes is small; tensors are not in it. */
const largestPickle = 256 << 20;

/** Opens a PyTorch checkpoint. @throws DiagnosticError MD1001, MD1002 or MD1003. */
export function openTorchCheckpoint(path: string): Checkpoint {
  const reader = new FileReader(path);
  try {
    return {
      format: 'pytorch',
      tensors: readTensors(reader),
      metadata: {},
      files: [path],
      close: () => reader.close(),
    };
  } catch (error) {
    reader.close();
    throw error;
  }
}

function readTensors(reader: FileReader): ReadonlyMap<string, Tensor> {
  const magic = reader.read(0, Math.min(2, reader.size));
  if (Buffer.from(magic).toString('latin1') !== 'PK') refuseOldFormat(reader, magic);
  const entries = new Map(readZipDirectory(reader).map((entry) => [entry.name, entry]));
  const pickleEntry = [...entries.values()].find(({ name }) => /^[^/]+\/data\.pkl$/.test(name));
  if (!pickleEntry)
    return refuse('MD1001', `${reader.path} is a zip file without data.pkl; torch.save did not write it`);
  const root = pickleEntry.name.slice(0, -'data.pkl'.length);
  if (entries.has(`${root}constants.pkl`)) {
    refuse(
      'MD1003',
      `${reader.path} is a TorchScript archive, not a checkpoint`,
      'Convert the original weights instead.',
    );
  }
  const compressed = [...entries.values()].find(({ isCompressed }) => isCompressed);
  if (compressed)
    refuse('MD1003', `${reader.path}: ${compressed.name} is compressed`, 'torch.save stores its entries.');
  if (pickleEntry.size > largestPickle) refuse('MD1001', `${reader.path}: data.pkl of ${pickleEntry.size} bytes`);
  const order = entries.get(`${root}byteorder`);
  if (order && Buffer.from(reader.read(order.offset, order.size)).toString() !== 'little') {
    refuse('MD1003', `${reader.path} was written on a big-endian machine`);
  }
  const pickled = readPickle(reader.read(pickleEntry.offset, pickleEntry.size), reader.path);
  const tensors = new Map<string, Tensor>();
  collect(stateDict(pickled, reader), '', tensors, (call, name) => tensorOf(call, name, reader, root, entries));
  return tensors;
}

function refuseOldFormat(reader: FileReader, magic: Uint8Array): never {
  refusePointer(reader);
  const isPickle = magic[0] === 0x80;
  refuse(
    'MD1003',
    isPickle
      ? `${reader.path} is in the format of PyTorch before 1.6 (no zip archive)`
      : `${reader.path} is not a PyTorch checkpoint`,
    ...(isPickle
      ? ['Load and save it once with a current PyTorch, or get the safetensors weights of the same model.']
      : ['It is damaged, or another file under its name: get it again.']),
  );
}

/** The map of tensors: the pickle itself, or what training programs wrap it in. */
function stateDict(pickled: unknown, reader: FileReader): ReadonlyMap<unknown, unknown> {
  let found = pickled;
  for (const wrapper of ['state_dict', 'model_state_dict', 'model']) {
    if (found instanceof Map && found.get(wrapper) instanceof Map) found = found.get(wrapper);
  }
  if (found instanceof Map) return found;
  return refuse(
    'MD1003',
    `${reader.path} does not hold a map of tensors`,
    'Save model.state_dict(), not the model object.',
  );
}

function collect(
  state: ReadonlyMap<unknown, unknown>,
  prefix: string,
  tensors: Map<string, Tensor>,
  tensorOfCall: (call: PickledCall, name: string) => Tensor,
): void {
  for (const [key, value] of state) {
    const name = `${prefix}${String(key)}`;
    if (value instanceof PickledCall) tensors.set(name, tensorOfCall(value, name));
    else if (value instanceof Map) collect(value, `${name}.`, tensors, tensorOfCall);
  }
}

function tensorOf(
  call: PickledCall,
  name: string,
  reader: FileReader,
  root: string,
  entries: ReadonlyMap<string, ZipEntry>,
): Tensor {
  const broken = (reason: string): never =>
    refuse('MD1001', `${reader.path}: tensor ${JSON.stringify(name)} ${reason}`);
  // A parameter is a call around its tensor.
  if (call.function.name === '_rebuild_parameter') {
    const [inner] = call.arguments;
    return inner instanceof PickledCall ? tensorOf(inner, name, reader, root, entries) : broken('has no data');
  }
  const [storage, offset, shape, stride] = call.arguments;
  if (!(storage instanceof PickledPersistent) || !Array.isArray(storage.id)) return broken('has no storage');
  const [, storageClass, key, , count] = storage.id as unknown[];
  const dtype = storageClass instanceof PickledGlobal ? storageTypes[storageClass.name] : undefined;
  if (!dtype) return broken(`has a storage of an unknown type`);
  if (!isSizes(shape) || !isSizes(stride) || !isSizes([offset, count])) return broken('has no valid shape');
  const [elementOffset, elements] = [offset as number, count as number];
  const entry = entries.get(`${root}data/${String(key)}`);
  if (!entry) return broken(`refers to the storage ${String(key)}, which is not in the archive`);
  const size = elementSize[dtype];
  if (elements * size !== entry.size)
    broken(`has a storage of ${entry.size} bytes for ${elements} elements of ${dtype}`);
  const isContiguous = shape.every(
    (dimension, place) => dimension === 1 || stride[place] === elementCount(shape.slice(place + 1)),
  );
  if (elementCount(shape) > 0 && !isContiguous) {
    return refuse(
      'MD1003',
      `${reader.path}: tensor ${JSON.stringify(name)} is not contiguous`,
      'Save it with .contiguous().',
    );
  }
  const end = elementOffset + elementCount(shape);
  if (end > elements) broken(`of shape [${shape.join(', ')}] ends at element ${end} of ${elements}`);
  return reader.tensor(name, dtype, shape, entry.offset + elementOffset * size);
}

const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length <= 64 && value.every((item) => Number.isSafeInteger(item) && item >= 0);
