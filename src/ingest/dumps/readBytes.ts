// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The bytes of a file or of stdin, gunzipped when they are gzip (told by content, not by name), with back-pressure.

import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { addAbortSignal, type Readable } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';

/** How an input ended, other than by its end. Bytes before it were delivered. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

const chunkBytes = 256 * 1024;
/** Compressed bytes inflated at a time: at gzip's highest ratio (about 1,000) they make 16 MiB. */
const inflateBytes = 16 * 1024;

export interface ReadBytesOptions {
  /** Called with the number of bytes read so far, before decompression. */
  readonly onProgress?: (bytes: number) => void;
  /** Ends the bytes early, without an error. */
  readonly signal?: AbortSignal;
  /** Bytes at the start, counted after decompression, that are left out. */
  readonly skip?: number;
}

/**
 * Yields the bytes of a file, or of stdin for `-`, in chunks of about 256 KiB.
 *
 * @throws InputError when the input cannot be read on or is broken gzip, after all that could be read was yielded
 */
export function readBytes(path: string, options: ReadBytesOptions = {}): AsyncGenerator<Buffer, void> {
  const { onProgress = () => {}, signal, skip = 0 } = options;
  // Only bytes that are not compressed can be left out without reading them.
  const start = skip > 0 && !isGzipFile(path) ? skip : 0;
  const stream = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: chunkBytes, start });
  // A wait for stdin has to end too.
  if (signal) addAbortSignal(signal, stream);
  const bytes = counted(stream, start, onProgress, signal);
  return together(start > 0 ? bytes : without(skip, inflated(bytes)));
}

function isGzipFile(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(2);
    readSync(file, head);
    return isGzip(head);
  } finally {
    closeSync(file);
  }
}

function isGzip(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

async function* without(skip: number, chunks: AsyncGenerator<Buffer, void>): AsyncGenerator<Buffer, void> {
  let left = skip;
  for await (const chunk of chunks) {
    if (left < chunk.length) yield chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}

async function* counted(
  stream: Readable,
  start: number,
  onProgress: (bytes: number) => void,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer, void> {
  let bytes = start;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      onProgress(bytes);
      yield chunk;
    }
  } catch (error) {
    if (signal?.aborted) return;
    throw new InputError((error as Error).message);
  }
}

/** Inflates what starts as gzip does, and passes everything else. */
async function* inflated(chunks: AsyncGenerator<Buffer, void>): AsyncGenerator<Buffer, void> {
  let head = Buffer.alloc(0);
  let gzip: boolean | undefined;
  let inflate: Inflate | undefined;
  for await (const chunk of chunks) {
    let bytes = chunk;
    if (gzip === undefined) {
      head = Buffer.concat([head, chunk]);
      if (head.length < 2) continue;
      gzip = isGzip(head);
      bytes = head;
      if (gzip) inflate = new Inflate();
    }
    if (inflate)
      for (let at = 0; at < bytes.length; at += inflateBytes)
        yield* inflate.push(bytes.subarray(at, at + inflateBytes));
    else yield bytes;
  }
  if (gzip === undefined) yield head;
  if (inflate) yield* inflate.end();
}

/**
 * A gunzip that is fed by hand. A stream drops the bytes it still holds when it meets an error; here they are
 * delivered first, so that the documents before the place where a file is cut off are kept.
 */
class Inflate {
  private readonly gunzip = createGunzip({ chunkSize: 64 * 1024, flush: constants.Z_SYNC_FLUSH });
  private ready: Buffer[] = [];
  private error: Error | undefined;
  private ended = false;
  private wake = (): void => {};

  constructor() {
    this.gunzip.on('data', (chunk: Buffer) => this.ready.push(chunk));
    this.gunzip.on('end', () => {
      this.ended = true;
      this.wake();
    });
    this.gunzip.on('error', (error) => {
      this.error = error;
      this.wake();
    });
  }

  async *push(bytes: Buffer): AsyncGenerator<Buffer, void> {
    if (!this.error) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        this.gunzip.write(bytes, () => resolve());
      });
    }
    yield* this.take();
  }

  async *end(): AsyncGenerator<Buffer, void> {
    if (!this.error && !this.ended) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        this.gunzip.end();
      });
    }
    yield* this.take();
  }

  private *take(): Generator<Buffer, void> {
    const { ready } = this;
    this.ready = [];
    yield* ready;
    if (this.error) {
      const cutOff = (this.error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR';
      throw new InputError(cutOff ? 'the gzip data is cut off' : `broken gzip data: ${this.error.message}`);
    }
  }
}

/** Joins small chunks, such as a pipe gives, so that every batch is worth its overhead. */
async function* together(chunks: AsyncGenerator<Buffer, void>): AsyncGenerator<Buffer, void> {
  let waiting: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of chunks) {
      waiting.push(chunk);
      size += chunk.length;
      if (size < chunkBytes) continue;
      const joined = waiting.length === 1 ? chunk : Buffer.concat(waiting);
      waiting = [];
      size = 0;
      yield joined;
    }
  } catch (error) {
    if (size > 0) yield Buffer.concat(waiting);
    throw error;
  }
  if (size > 0) yield Buffer.concat(waiting);
}
