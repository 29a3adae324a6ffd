// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Reads safetensors files: a length, a JSON header of names, types, shapes and byte ranges, then the bytes.
// Everything that the header says is checked against the file before any tensor is handed out.

import { refuse } from '../../diagnostics/diagnostic.js';
import { elementSize, type DType, type Tensor } from '../tensor.js';
import type { Checkpoint } from './checkpoint.js';
import { FileReader } from './fileReader.js';
import { refusePointer } from './refusePointer.js';

/** The format's own limit on the header. */
const largestHeader = 100_000_000;

const dtypes: Readonly<Record<string, DType>> = {
  F64: 'float64',
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  I64: 'int64',
  I32: 'int32',
  I16: 'int16',
  I8: 'int8',
  U8: 'uint8',
  BOOL: 'bool',
};

interface Range {
  readonly name: string;
  readonly begin: number;
  readonly end: number;
}

/** Opens a safetensors file. @throws DiagnosticError MD1001 or MD1003 when it is not a sound one. */
export function openSafetensors(path: string): Checkpoint {
  const reader = new FileReader(path);
  try {
    return { ...readHeader(reader), format: 'safetensors', files: [path], close: () => reader.close() };
  } catch (error) {
    reader.close();
    throw error;
  }
}

function readHeader(reader: FileReader): Pick<Checkpoint, 'tensors' | 'metadata'> {
  refusePointer(reader);
  const broken = (reason: string): never =>
    refuse(
      'MD1001',
      `${reader.path} is not a sound safetensors file: ${reason}`,
      'It is cut off, damaged or made to do harm. Get it again: logtwin model get compares it with the digest of the hub.',
    );
  if (reader.size < 8) broken('it is shorter than its header length');
  const headerLength = Number(Buffer.from(reader.read(0, 8)).readBigUInt64LE());
  if (headerLength > largestHeader) broken(`its header would be ${headerLength} bytes long`);
  if (headerLength > reader.size - 8) broken(`its header of ${headerLength} bytes goes beyond the end of the file`);
  let header: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(reader.read(8, headerLength));
    header = JSON.parse(text);
  } catch {
    broken('its header is not JSON');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) broken('its header is not an object');

  const dataStart = 8 + headerLength;
  const dataLength = reader.size - dataStart;
  const tensors = new Map<string, Tensor>();
  const ranges: Range[] = [];
  const metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(header as Record<string, unknown>)) {
    if (name === '__metadata__') {
      for (const [key, text] of Object.entries(value ?? {})) metadata[key] = String(text);
      continue;
    }
    const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
    const label = `tensor ${JSON.stringify(name.slice(0, 200))}`;
    const type = typeof dtype === 'string' && Object.hasOwn(dtypes, dtype) ? dtypes[dtype] : undefined;
    if (!type) return refuse('MD1003', `${reader.path}: ${label} has the element type ${JSON.stringify(dtype)}`);
    if (!isSizes(shape)) return broken(`${label} has the shape ${JSON.stringify(shape)?.slice(0, 100)}`);
    if (!isSizes(offsets) || offsets.length !== 2) return broken(`${label} has no valid byte range`);
    const [begin = 0, end = 0] = offsets;
    // A product beyond 2^53 is not exact, but it is larger than any file.
    const length = shape.reduce((product, dimension) => product * dimension, elementSize[type]);
    if (begin > end || end > dataLength) broken(`${label} has the bytes ${begin} to ${end} of ${dataLength}`);
    if (end - begin !== length) {
      broken(`${label} of shape [${shape.join(', ')}] takes ${length} bytes, its range has ${end - begin}`);
    }
    ranges.push({ name, begin, end });
    tensors.set(name, reader.tensor(name, type, shape, dataStart + begin));
  }
  checkRanges(ranges, dataLength, broken);
  return { tensors, metadata };
}

/** Ranges follow each other without overlap and without holes, as the format demands. */
function checkRanges(ranges: Range[], dataLength: number, broken: (reason: string) => never): void {
  ranges.sort((left, right) => left.begin - right.begin || left.end - right.end);
  let position = 0;
  let before = '';
  for (const { name, begin, end } of ranges) {
    if (begin < position) broken(`tensors ${JSON.stringify(before)} and ${JSON.stringify(name)} overlap`);
    if (begin > position) broken(`no tensor owns the bytes ${position} to ${begin}`);
    position = end;
    before = name;
  }
  if (position !== dataLength) broken(`no tensor owns the bytes ${position} to ${dataLength}`);
}

const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length <= 64 && value.every((item) => Number.isSafeInteger(item) && item >= 0);
