// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Writes one part of a split, counting and hashing what goes in.

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import type { SplitPart, SplitRow } from './splitFile.js';

/** A part that is being written. */
export class PartWriter {
  private readonly name: string;
  private readonly file: string;
  private readonly stream: WriteStream;
  private readonly hash = createHash('sha256');
  private readonly labels = new Map<string, number>();
  private rows = 0;

  constructor(folder: string, name: string) {
    this.name = name;
    this.file = `${name}.ndjson`;
    this.stream = createWriteStream(join(folder, this.file));
  }

  async write(row: SplitRow): Promise<void> {
    const line = `${JSON.stringify(row)}\n`;
    this.rows++;
    if (row.label !== undefined) this.labels.set(row.label, (this.labels.get(row.label) ?? 0) + 1);
    this.hash.update(line);
    if (!this.stream.write(line)) await once(this.stream, 'drain');
  }

  async close(): Promise<SplitPart> {
    this.stream.end();
    await once(this.stream, 'finish');
    return {
      name: this.name,
      file: this.file,
      rows: this.rows,
      labels: Object.fromEntries([...this.labels].sort(([a], [b]) => (a < b ? -1 : 1))),
      sha256: this.hash.digest('hex'),
    };
  }
}
