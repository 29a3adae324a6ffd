// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Reads a dump of any format as a stream of batches or of documents, in constant memory.

import { detectFormat } from './detectFormat.js';
import type { DumpDocument } from './dumpDocument.js';
import type { DumpProblem } from './problem.js';
import { readBatch } from './readBatch.js';
import { InputError, readBytes } from './readBytes.js';
import {
  LineSplitter,
  StructureSplitter,
  type DumpFormat,
  type RecordBatch,
  type RecordSplitter,
  type SplitterState,
} from './recordSplitter.js';

export interface ReadOptions {
  /** Stops reading between two batches. */
  readonly signal?: AbortSignal;
  /** Called with the bytes read so far, before decompression. */
  readonly onProgress?: (bytes: number) => void;
  /** Goes on where an earlier reading of the same input stood. */
  readonly from?: SplitterState;
}

/** What a dump yields: a document, or a part of it that is none. */
export type DumpItem =
  | { readonly document: DumpDocument; readonly line: number; readonly column: number }
  | { readonly problem: DumpProblem; readonly raw: string };

/**
 * Yields the documents and problems of a file, or of stdin for `-`, in their order. Broken parts are problems;
 * reading goes on behind them.
 */
export async function* readDump(path: string, options: ReadOptions = {}): AsyncGenerator<DumpItem, void> {
  for await (const batch of readBatches(path, options)) {
    const items: DumpItem[] = [];
    readBatch(batch, {
      document: (document, line, column) => items.push({ document, line, column }),
      problem: (problem, raw) => items.push({ problem, raw: raw.toString() }),
    });
    yield* items;
  }
}

/** Yields the records of a file, or of stdin for `-`, cut but not parsed: work that can be handed to another thread. */
export async function* readBatches(path: string, options: ReadOptions = {}): AsyncGenerator<RecordBatch, void> {
  const { signal, onProgress = () => {}, from } = options;
  let head: Buffer = Buffer.alloc(0);
  let splitter = from && splitterAt(from);
  let failure: InputError | undefined;
  try {
    for await (const chunk of readBytes(path, {
      onProgress,
      ...(signal && { signal }),
      ...(from && { skip: from.offset }),
    })) {
      if (signal?.aborted) return;
      let bytes = chunk;
      if (!splitter) {
        bytes = head = Buffer.concat([head, chunk]);
        const format = detectFormat(head, false);
        if (format === undefined) continue;
        if (typeof format !== 'string') {
          yield problemBatch(format);
          return;
        }
        splitter = splitterOf(format, head);
        bytes = head.subarray(markLength(head));
        head = Buffer.alloc(0);
      }
      const batch = splitter.push(bytes);
      if (batch) yield batch;
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    failure = error;
  }
  if (!splitter && !signal?.aborted && (head.length > 0 || !failure)) {
    const format = detectFormat(head, true) ?? 'json';
    if (typeof format !== 'string') {
      yield problemBatch(format);
    } else {
      splitter = splitterOf(format, head);
      const batch = splitter.push(head.subarray(markLength(head)));
      if (batch) yield batch;
    }
  }
  if (signal?.aborted) return;
  const last = splitter?.end();
  if (last) yield last;
  if (failure) yield problemBatch({ code: 'IN3008', reason: failure.message, line: 1, column: 1 });
}

function splitterOf(format: DumpFormat, head: Buffer): RecordSplitter {
  const offset = markLength(head);
  return splitterAt({ format, offset, line: 1, lineStart: offset });
}

function splitterAt(state: SplitterState): RecordSplitter {
  return state.format === 'ndjson' || state.format === 'bulk' ? new LineSplitter(state) : new StructureSplitter(state);
}

/** Length of a byte order mark. */
function markLength(bytes: Buffer): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

function problemBatch(problem: DumpProblem): RecordBatch {
  return { format: 'json', bytes: Buffer.alloc(0), records: new Float64Array(), problems: [problem] };
}
