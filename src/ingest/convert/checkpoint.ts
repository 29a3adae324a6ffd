// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// How far a conversion got, so that the same command can go on after it was stopped.

import { readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { DumpInput } from '../dumps/expandInputs.js';
import type { SplitterState } from '../dumps/recordSplitter.js';
import { ResumableFile } from './resumableFile.js';

/** Tells an input from itself after a change. */
export interface InputStamp {
  readonly input: string;
  readonly input_bytes: number;
  /** Milliseconds since the epoch. */
  readonly input_modified: number;
}

/** A place in an input up to which everything is converted and written. */
export interface Checkpoint<Tally> extends InputStamp {
  /** Of the pipeline and the output format. */
  readonly fingerprint: string;
  readonly state: SplitterState;
  /** Bytes of the output files that belong to the part that is done. */
  readonly output_bytes: number;
  readonly failed_bytes: number;
  readonly tally: Tally;
}

/** The stamp of an input; undefined for stdin, which cannot be read again. */
export function stampOf({ path }: DumpInput): InputStamp | undefined {
  const stats = path === '-' ? undefined : statSync(path);
  return stats?.isFile() ? { input: path, input_bytes: stats.size, input_modified: stats.mtimeMs } : undefined;
}

/** Whether two stamps are of the same unchanged input. */
export function sameInput(a: InputStamp, b: InputStamp): boolean {
  return a.input === b.input && a.input_bytes === b.input_bytes && a.input_modified === b.input_modified;
}

/** Keeps the checkpoint of one input in a file. */
export class CheckpointFile<Tally> {
  private readonly path: string;
  private readonly stamp: InputStamp | undefined;
  private readonly fingerprint: string;

  constructor(path: string, stamp: InputStamp | undefined, fingerprint: string) {
    this.path = path;
    this.stamp = stamp;
    this.fingerprint = fingerprint;
  }

  /** The checkpoint of an earlier run on the same input with the same pipeline and format. */
  read(): Checkpoint<Tally> | undefined {
    const found = readJsonFile(this.path) as Checkpoint<Tally> | undefined;
    return found && this.stamp && sameInput(found, this.stamp) && found.fingerprint === this.fingerprint
      ? found
      : undefined;
  }

  async write(progress: Omit<Checkpoint<Tally>, keyof InputStamp | 'fingerprint'>): Promise<void> {
    if (!this.stamp) return;
    const checkpoint: Checkpoint<Tally> = { ...this.stamp, fingerprint: this.fingerprint, ...progress };
    const file = new ResumableFile(this.path);
    await file.write(JSON.stringify(checkpoint));
    await file.commit();
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
  }
}

/** The content of a JSON file that we wrote; undefined when it is missing or damaged. */
export function readJsonFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined; // Without it, work starts anew: nothing is lost.
  }
}
