// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A file that appears under its name only when it is complete.

import { open, rename, rm, type FileHandle } from 'node:fs/promises';

/** Written beside its place under a `.partial` name, and renamed by `commit`. */
export class AtomicFile {
  readonly path: string;
  private handle: FileHandle | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** Appends bytes; the file is made with the first. */
  async write(bytes: Uint8Array | string): Promise<void> {
    this.handle ??= await open(this.partial, 'w');
    // writeFile at the current position writes all, where write may write a part.
    await this.handle.writeFile(bytes);
  }

  /** Puts the file in its place, empty when nothing was written. */
  async commit(): Promise<void> {
    this.handle ??= await open(this.partial, 'w');
    await this.handle.close();
    await rename(this.partial, this.path);
  }

  /** Leaves nothing behind: neither what was written nor a file of an earlier run. */
  async discard(): Promise<void> {
    await this.handle?.close();
    await rm(this.partial, { force: true });
  }

  private get partial(): string {
    return `${this.path}.partial`;
  }
}
