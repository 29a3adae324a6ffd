// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Reads ranges of a file through one descriptor; a range outside the file is a refusal, never a short read.

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { refuse } from '../../diagnostics/diagnostic.js';
import { elementCount, elementSize, type DType, type Tensor } from '../tensor.js';

/** A file opened for reading. */
export class FileReader {
  readonly path: string;
  readonly size: number;
  readonly #descriptor: number;

  /** @throws the file system's error when the file cannot be opened. */
  constructor(path: string) {
    this.path = path;
    this.#descriptor = openSync(path, 'r');
    this.size = fstatSync(this.#descriptor).size;
  }

  /** Fills `target` from `offset` on. @throws DiagnosticError MD1001 when the file ends before. */
  readInto(offset: number, target: Uint8Array): void {
    let done = 0;
    while (done < target.length) {
      const count = readSync(this.#descriptor, target, done, target.length - done, offset + done);
      if (count === 0) refuse('MD1001', `${this.path} is truncated: it ends before byte ${offset + target.length}`);
      done += count;
    }
  }

  /** The bytes of a range. @throws DiagnosticError MD1001 when the range is not within the file. */
  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    this.#checkRange(offset, length, `${length} bytes`);
    const bytes = new Uint8Array(length);
    this.readInto(offset, bytes);
    return bytes;
  }

  #checkRange(offset: number, length: number, what: string): void {
    if (!(offset >= 0 && length >= 0 && offset + length <= this.size)) {
      refuse(
        'MD1001',
        `${this.path}: ${what} from byte ${offset} on would end at ${offset + length}, beyond its ${this.size} bytes`,
        'The file is truncated or was not written by a well-behaved tool. Copy or download it again.',
      );
    }
  }

  /** A tensor whose bytes lie at `offset`. @throws DiagnosticError MD1001 when they are not all within the file. */
  tensor(name: string, dtype: DType, shape: readonly number[], offset: number): Tensor {
    this.#checkRange(offset, elementCount(shape) * elementSize[dtype], `tensor ${JSON.stringify(name)}`);
    return { dtype, shape, read: (start, target) => this.readInto(offset + start, target) };
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
