// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Reads the directory of a zip file and finds where the bytes of its entries lie. The archives
// of PyTorch are read in place, so nothing is unpacked; sizes, names and overlaps are checked all the same.

import { refuse } from '../../diagnostics/diagnostic.js';
import type { FileReader } from './fileReader.js';

/** An entry of a zip archive. */
export interface ZipEntry {
  readonly name: string;
  /** Where its bytes begin in the file. */
  readonly offset: number;
  readonly size: number;
  /** The bytes that it takes in the file; those of `size` when it is not compressed. */
  readonly storedSize: number;
  /** By deflate; otherwise the bytes lie in the file as they are. */
  readonly isCompressed: boolean;
}

const largestDirectory = 64 << 20;
const limit32 = 0xffffffff;

/** The entries of a zip file. @throws DiagnosticError MD1001 or MD1002. */
export function readZipDirectory(reader: FileReader): ZipEntry[] {
  const broken = (reason: string): never => refuse('MD1001', `${reader.path} is not a sound zip archive: ${reason}`);
  const { start, size, count } = findDirectory(reader, broken);
  if (size > largestDirectory) broken(`its directory would be ${size} bytes long`);
  const directory = Buffer.from(reader.read(start, size));
  const entries: ZipEntry[] = [];
  const names = new Set<string>();
  let position = 0;
  for (let index = 0; index < count; index++) {
    if (position + 46 > size || directory.readUInt32LE(position) !== 0x02014b50) broken('its directory is cut off');
    const nameLength = directory.readUInt16LE(position + 28);
    const extraLength = directory.readUInt16LE(position + 30);
    const end = position + 46 + nameLength + extraLength + directory.readUInt16LE(position + 32);
    if (end > size) broken('its directory is cut off');
    const name = directory.toString('utf8', position + 46, position + 46 + nameLength);
    checkName(name, reader);
    if (names.has(name)) broken(`the entry ${JSON.stringify(name)} is there twice`);
    names.add(name);
    if ((directory.readUInt16LE(position + 8) & 1) !== 0) broken(`the entry ${JSON.stringify(name)} is encrypted`);
    const method = directory.readUInt16LE(position + 10);
    if (method !== 0 && method !== 8)
      refuse('MD1003', `${reader.path}: ${JSON.stringify(name)} is compressed by method ${method}`);
    const extra = directory.subarray(position + 46 + nameLength, position + 46 + nameLength + extraLength);
    const wide = zip64Fields(extra);
    const field = (at: number): number => {
      const narrow = directory.readUInt32LE(position + at);
      return narrow === limit32 ? (wide.shift() ?? narrow) : narrow;
    };
    // In zip64 the uncompressed size comes before the compressed one.
    const uncompressed = field(24);
    const storedSize = field(20);
    if (method === 0 && storedSize !== uncompressed) broken(`the entry ${JSON.stringify(name)} has two sizes`);
    const header = field(42);
    const local = Buffer.from(reader.read(header, 30));
    if (local.readUInt32LE(0) !== 0x04034b50) broken(`the entry ${JSON.stringify(name)} has no header`);
    const offset = header + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
    if (offset + storedSize > start) broken(`the entry ${JSON.stringify(name)} goes beyond the end of the file`);
    entries.push({ name, offset, size: uncompressed, storedSize, isCompressed: method === 8 });
    position = end;
  }
  checkOverlaps(entries, broken);
  return entries;
}

/** Nothing is unpacked, but a name that would leave its folder says that the archive was made to do harm. */
function checkName(name: string, reader: FileReader): void {
  if (name.startsWith('/') || name.includes('\\') || name.includes('\0') || name.split('/').includes('..')) {
    refuse('MD1002', `${reader.path}: the entry ${JSON.stringify(name)} points outside of the archive (zip slip)`);
  }
}

function checkOverlaps(entries: readonly ZipEntry[], broken: (reason: string) => never): void {
  const inOrder = [...entries].sort((left, right) => left.offset - right.offset);
  inOrder.forEach((entry, index) => {
    const next = inOrder[index + 1];
    if (next && entry.offset + entry.storedSize > next.offset)
      broken(`the entries ${entry.name} and ${next.name} overlap`);
  });
}

function zip64Fields(extra: Buffer): number[] {
  for (let position = 0; position + 4 <= extra.length;) {
    const length = extra.readUInt16LE(position + 2);
    if (extra.readUInt16LE(position) === 1) {
      const count = Math.min(Math.trunc(length / 8), Math.trunc((extra.length - position - 4) / 8));
      return Array.from({ length: count }, (_, index) => Number(extra.readBigUInt64LE(position + 4 + 8 * index)));
    }
    position += 4 + length;
  }
  return [];
}

function findDirectory(
  reader: FileReader,
  broken: (reason: string) => never,
): { start: number; size: number; count: number } {
  // The end record is the last 22 bytes, or lies before a comment of up to 65,535 bytes.
  const tailStart = Math.max(0, reader.size - 22 - 0xffff);
  const tail = Buffer.from(reader.read(tailStart, reader.size - tailStart));
  let at = tail.length - 22;
  while (at >= 0 && tail.readUInt32LE(at) !== 0x06054b50) at--;
  if (at < 0) return broken('its end is missing; it may be truncated');
  let [count, size, start] = [tail.readUInt16LE(at + 10), tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)];
  if (count === 0xffff || size === limit32 || start === limit32) {
    if (at < 20 || tail.readUInt32LE(at - 20) !== 0x07064b50) return broken('its zip64 end is missing');
    const record = Buffer.from(reader.read(Number(tail.readBigUInt64LE(at - 12)), 56));
    if (record.readUInt32LE(0) !== 0x06064b50) return broken('its zip64 end is missing');
    [count, size, start] = [32, 40, 48].map((field) => Number(record.readBigUInt64LE(field))) as [
      number,
      number,
      number,
    ];
  }
  return { start, size, count };
}
