// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Writes the zip files that libtorch reads: entries stored, each entry's bytes at a multiple of 64, zip64
// where sizes ask for it. Nothing of the machine or the moment is written, so equal models are equal files.

import type { AtomicFile } from '../atomicFile.js';
import { byteLength, forEachChunk, type Tensor } from '../tensor.js';
import { crc32 } from '../../util/crc32.js';

const alignment = 64;
/** 1 January 1980, the first day that zip knows. */
const epoch = 0x0021;
const limit32 = 0xffffffff;

interface Entry {
  readonly name: Buffer;
  readonly offset: number;
  readonly size: number;
  readonly crc: number;
}

/** A zip archive being written into a file. */
export class ZipWriter {
  readonly #file: AtomicFile;
  readonly #entries: Entry[] = [];

  constructor(file: AtomicFile) {
    this.#file = file;
  }

  /** Adds an entry. */
  add(name: string, content: Uint8Array | Tensor): void {
    const encoded = Buffer.from(name, 'utf8');
    const size = content instanceof Uint8Array ? content.length : byteLength(content);
    const offset = this.#file.position;
    let crc = 0;
    if (content instanceof Uint8Array) {
      crc = crc32(content);
      this.#file.write(localHeader(encoded, offset, size, crc));
      this.#file.write(content);
    } else {
      this.#file.write(localHeader(encoded, offset, size, 0));
      forEachChunk(content, (bytes) => {
        crc = crc32(bytes, crc);
        this.#file.write(bytes);
      });
      this.#file.rewrite(offset, localHeader(encoded, offset, size, crc));
    }
    this.#entries.push({ name: encoded, offset, size, crc });
  }

  /** Writes the central directory. */
  finish(): void {
    const start = this.#file.position;
    for (const entry of this.#entries) this.#file.write(centralHeader(entry));
    const size = this.#file.position - start;
    const count = this.#entries.length;
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(Math.min(count, 0xffff), 8);
    end.writeUInt16LE(Math.min(count, 0xffff), 10);
    end.writeUInt32LE(Math.min(size, limit32), 12);
    end.writeUInt32LE(Math.min(start, limit32), 16);
    if (count >= 0xffff || start >= limit32) this.#file.write(zip64End(count, size, start));
    this.#file.write(end);
  }
}

/** Sizes of 4 GiB and more go to a zip64 extra field. */
function zip64Extra(values: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * values.length);
  extra.writeUInt16LE(0x0001, 0);
  extra.writeUInt16LE(8 * values.length, 2);
  values.forEach((value, index) => extra.writeBigUInt64LE(BigInt(value), 4 + 8 * index));
  return extra;
}

function localHeader(name: Buffer, offset: number, size: number, crc: number): Buffer {
  const isLarge = size >= limit32;
  const zip64 = isLarge ? zip64Extra([size, size]) : Buffer.alloc(0);
  const unpadded = offset + 30 + name.length + zip64.length + 4;
  const padding = Buffer.alloc(4 + ((alignment - (unpadded % alignment)) % alignment));
  padding.write('FB', 'latin1');
  padding.writeUInt16LE(padding.length - 4, 2);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(isLarge ? 45 : 20, 4);
  header.writeUInt16LE(epoch, 12);
  header.writeUInt32LE(crc, 14);
  header.writeUInt32LE(isLarge ? limit32 : size, 18);
  header.writeUInt32LE(isLarge ? limit32 : size, 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(zip64.length + padding.length, 28);
  return Buffer.concat([header, name, zip64, padding]);
}

function centralHeader({ name, offset, size, crc }: Entry): Buffer {
  const large = [...(size >= limit32 ? [size, size] : []), ...(offset >= limit32 ? [offset] : [])];
  const zip64 = large.length > 0 ? zip64Extra(large) : Buffer.alloc(0);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(large.length > 0 ? 45 : 20, 4);
  header.writeUInt16LE(large.length > 0 ? 45 : 20, 6);
  header.writeUInt16LE(epoch, 14);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(Math.min(size, limit32), 20);
  header.writeUInt32LE(Math.min(size, limit32), 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(zip64.length, 30);
  header.writeUInt32LE(Math.min(offset, limit32), 42);
  return Buffer.concat([header, name, zip64]);
}

function zip64End(count: number, size: number, start: number): Buffer {
  const record = Buffer.alloc(56 + 20);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(start), 48);
  record.writeUInt32LE(0x07064b50, 56);
  record.writeBigUInt64LE(BigInt(start + size), 64);
  record.writeUInt32LE(1, 72);
  return record;
}
