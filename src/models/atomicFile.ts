// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A file that appears under its name only when it is complete: written beside, then renamed.

import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

/** A file being written from start to end. */
export class AtomicFile {
  readonly #descriptor: number;
  #position = 0;

  private constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Bytes written so far. */
  get position(): number {
    return this.#position;
  }

  /** Appends bytes. */
  write(bytes: Uint8Array): void {
    let written = 0;
    while (written < bytes.length)
      written += writeSync(this.#descriptor, bytes, written, bytes.length - written, this.#position + written);
    this.#position += bytes.length;
  }

  /** Replaces bytes that were written before. */
  rewrite(position: number, bytes: Uint8Array): void {
    writeSync(this.#descriptor, bytes, 0, bytes.length, position);
  }

  /** Writes the file at `path` by `fill`; whatever was there stays when `fill` throws. */
  static write(path: string, fill: (file: AtomicFile) => void): void {
    const partial = `${path}.${process.pid}.partial`;
    const descriptor = openSync(partial, 'w');
    try {
      try {
        fill(new AtomicFile(descriptor));
      } finally {
        closeSync(descriptor);
      }
      renameSync(partial, path);
    } catch (error) {
      rmSync(partial, { force: true });
      throw error;
    }
  }
}
