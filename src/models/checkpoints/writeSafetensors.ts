// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Writes arrays as a safetensors file: a length, a JSON header of names, types, shapes and byte ranges, then the bytes.

import { writeFileSync } from 'node:fs';

/** Arrays that a file can hold; each is written as a tensor of one dimension. */
export type WritableArray = Float64Array | Float32Array | Int32Array;

/** Writes arrays by name; the same arrays give the same bytes. */
export function writeSafetensors(path: string, arrays: Readonly<Record<string, WritableArray>>): void {
  // Wide elements first, so that every array lies at a multiple of its element size, as readers like it.
  const entries = Object.entries(arrays).sort(([, a], [, b]) => b.BYTES_PER_ELEMENT - a.BYTES_PER_ELEMENT);
  let end = 0;
  const header = Object.fromEntries(
    entries.map(([name, array]) => [
      name,
      { dtype: typeOf(array), shape: [array.length], data_offsets: [end, (end += array.byteLength)] },
    ]),
  );
  const text = JSON.stringify(header);
  const bytes = Buffer.from(text.padEnd(Math.ceil(Buffer.byteLength(text) / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  const views = entries.map(([, array]) => Buffer.from(array.buffer, array.byteOffset, array.byteLength));
  writeFileSync(path, Buffer.concat([length, bytes, ...views]));
}

function typeOf(array: WritableArray): 'F64' | 'F32' | 'I32' {
  if (array.BYTES_PER_ELEMENT === 8) return 'F64';
  return Object.prototype.toString.call(array) === '[object Int32Array]' ? 'I32' : 'F32';
}
