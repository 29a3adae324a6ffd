// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Runs a pipeline on the documents of dumps, one by one, in constant memory.

import type { DumpDocument } from './dumps/dumpDocument.js';
import type { DumpInput } from './dumps/expandInputs.js';
import { expandInputs } from './dumps/expandInputs.js';
import type { DumpProblem } from './dumps/problem.js';
import { readDump } from './dumps/readDump.js';
import type { IngestResult } from './engine.js';
import type { OpenPipeline } from './openPipeline.js';

export interface RunDumpOptions {
  readonly signal?: AbortSignal;
  /** Called with the bytes read so far and those of all inputs (undefined with stdin among them). */
  readonly onProgress?: (bytes: number, totalBytes: number | undefined) => void;
}

/** What became of a document, or a part of an input that is none. */
export type RunDumpItem<T> =
  | {
      readonly input: string;
      readonly line: number;
      readonly column: number;
      readonly before: T;
      readonly result: IngestResult;
    }
  | { readonly input: string; readonly problem: DumpProblem; readonly isRecord: boolean };

/**
 * Yields the result of every document of the inputs, in their order.
 *
 * @param before - sees, and may change, each document before the pipeline runs; its answer comes back with the result
 * @throws DiagnosticError IN3008 for an input that does not exist
 */
export async function* runDump<T>(
  patterns: readonly string[],
  { engine, id: pipeline }: OpenPipeline,
  before: (document: DumpDocument) => T,
  options: RunDumpOptions = {},
): AsyncGenerator<RunDumpItem<T>, void> {
  const { signal, onProgress } = options;
  const inputs = expandInputs(patterns);
  const totalBytes = totalSize(inputs);
  let bytesBefore = 0;
  for (const { path, size } of inputs) {
    const reading = readDump(path, {
      ...(signal && { signal }),
      onProgress: (bytes) => onProgress?.(bytesBefore + bytes, totalBytes),
    });
    for await (const item of reading) {
      if ('problem' in item) {
        yield { input: path, problem: item.problem, isRecord: item.raw !== '' };
        continue;
      }
      const { document, line, column } = item;
      const seen = before(document);
      const result = engine.run(pipeline, document);
      yield { input: path, line, column, before: seen, result: 'status' in result ? result : await result };
    }
    if (signal?.aborted) return;
    bytesBefore += size ?? 0;
  }
}

/** Bytes of all inputs, or undefined when one has no size. */
export function totalSize(inputs: readonly DumpInput[]): number | undefined {
  return inputs.every(({ size }) => size !== undefined) ? inputs.reduce((sum, { size }) => sum + size!, 0) : undefined;
}
