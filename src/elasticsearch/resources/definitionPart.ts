// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A part of a model's definition as the body of its request: base64 in JSON, read from the file into memory that is used
// again for the next part.

import type { FileHandle } from 'node:fs/promises';
import { ClusterError } from '../clusterError.js';

/**
 * Raw bytes of one part, as eland and Elasticsearch's own import of packaged models cut them. A node that loads the model
 * reads several parts at once, and larger ones were too much for small nodes (elasticsearch#99677).
 */
export const definitionPartBytes = 1 << 20;

/** Raw bytes that are encoded at a time: whole groups of three, so that their texts can be joined. */
const stepBytes = 48 << 10;

const closing = '"}';

/** The body of one part at a time. */
export class DefinitionPart {
  private readonly file: FileHandle;
  private readonly totalBytes: number;
  private readonly raw: Buffer;
  private readonly body: Buffer;
  private readonly start: number;

  constructor(file: FileHandle, totalBytes: number) {
    this.file = file;
    this.totalBytes = totalBytes;
    const length = Math.min(definitionPartBytes, totalBytes);
    const totals = `"total_definition_length":${totalBytes},"total_parts":${Math.ceil(totalBytes / definitionPartBytes)}`;
    const head = `{${totals},"definition":"`;
    this.raw = Buffer.alloc(length);
    this.body = Buffer.alloc(head.length + Math.ceil(length / 3) * 4 + closing.length);
    this.start = this.body.write(head, 'latin1');
  }

  /**
   * Reads a part. Its body is good until the next one is read.
   *
   * @throws ClusterError when the file is shorter than it was.
   */
  async read(number: number): Promise<Buffer> {
    const from = number * definitionPartBytes;
    const length = Math.min(definitionPartBytes, this.totalBytes - from);
    const { bytesRead } = await this.file.read(this.raw, 0, length, from);
    if (bytesRead !== length)
      throw new ClusterError('the model file became shorter while it was read', 'run deploy again');
    let end = this.start;
    for (let at = 0; at < length; at += stepBytes)
      end += this.body.write(this.raw.toString('base64', at, Math.min(at + stepBytes, length)), end, 'latin1');
    end += this.body.write(closing, end, 'latin1');
    return this.body.subarray(0, end);
  }
}
