// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A file that appears under its name only when it is complete, and that a later run can go on writing.

import { statSync } from 'node:fs';
import { open, rename, rm, truncate, type FileHandle } from 'node:fs/promises';

/** Written beside its place under a `.partial` name, and renamed by `commit`. */
export class ResumableFile {
  readonly path: string;
  private handle: FileHandle | undefined;
  private bytes = 0;

  constructor(path: string) {
    this.path = path;
  }

  /** Bytes written so far. */
  get length(): number {
    return this.bytes;
  }

  /** Whether an earlier run left at least so many bytes under the partial name. */
  holds(bytes: number): boolean {
    return bytes === 0 || (statSync(this.partial, { throwIfNoEntry: false })?.size ?? 0) >= bytes;
  }

  /** Goes on behind the first bytes of what an earlier run wrote. */
  async resume(bytes: number): Promise<void> {
    if (bytes === 0) return;
    await truncate(this.partial, bytes);
    this.handle = await open(this.partial, 'a');
    this.bytes = bytes;
  }

  /** Appends bytes; the file is made with the first. */
  async write(bytes: Uint8Array | string): Promise<void> {
    this.handle ??= await open(this.partial, 'w');
    // writeFile at the current position writes all, where write may write a part.
    await this.handle.writeFile(bytes);
    this.bytes += Buffer.byteLength(bytes);
  }

  /** Puts the file in its place, empty when nothing was written. */
  async commit(): Promise<void> {
    this.handle ??= await open(this.partial, 'w');
    await this.handle.close();
    await rename(this.partial, this.path);
  }

  /** Leaves what was written under its partial name, for a later run. */
  async suspend(): Promise<void> {
    await this.handle?.close();
  }

  /** Removes what was written. */
  async discard(): Promise<void> {
    await this.handle?.close();
    await rm(this.partial, { force: true });
  }

  private get partial(): string {
    return `${this.path}.partial`;
  }
}
