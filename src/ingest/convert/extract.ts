// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Extracts the texts that the model would read from dumps into one file.

import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { refuse } from '../../diagnostics/diagnostic.js';
import { expandInputs } from '../dumps/expandInputs.js';
import { describeProblem } from '../dumps/problem.js';
import { openPipeline, type PipelineChoice } from '../openPipeline.js';
import { runDump } from '../runDump.js';
import { printJson } from '../../values/json.js';
import { quoteJson } from '../../values/jsonPrinter.js';
import { ResumableFile } from './resumableFile.js';
import { oneLine, reportedProblems } from './convertBatch.js';
import { OutputBuffer } from './outputBuffer.js';

export interface ExtractOptions extends PipelineChoice {
  /** The file to write. */
  readonly output: string;
  /** Write the texts alone, a line each, their line breaks replaced by blanks, instead of `{"_index","_id","ml_input"}`. */
  readonly simple?: boolean;
  /** Write equal texts once. */
  readonly unique?: boolean;
  /** Take the ml_input that the documents carry instead of running the pipeline. */
  readonly recorded?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (documents: number, bytes: number, totalBytes: number | undefined) => void;
}

export interface ExtractReport {
  readonly documents: number;
  /** Lines written. */
  readonly texts: number;
  /** Texts that were left out because they were there already. */
  readonly duplicates: number;
  readonly without: number;
  readonly failed: number;
  readonly problems: number;
  /** The first failures and problems, as `file:line:column: reason`. */
  readonly messages: readonly string[];
  readonly output: string;
  readonly stopped: boolean;
}

const flushBytes = 1024 * 1024;

/**
 * Extracts the texts of the inputs (files, folders, globs, `-`). A run that is stopped writes nothing.
 *
 * @throws DiagnosticError for inputs and pipelines that do not exist, for what is wrong with the pipeline, and CL1001 for
 *   an output that is one of the inputs.
 */
export async function extract(patterns: readonly string[], options: ExtractOptions): Promise<ExtractReport> {
  const { signal, recorded } = options;
  refuseInputAsOutput(patterns, options.output);
  const counts = { documents: 0, texts: 0, duplicates: 0, without: 0, failed: 0, problems: 0 };
  const messages: string[] = [];
  const report = (message: string): void => {
    if (messages.length < reportedProblems) messages.push(message);
  };
  await mkdir(dirname(options.output), { recursive: true });
  const file = new ResumableFile(options.output);
  const seen = new Set<string>();
  let buffer = new OutputBuffer(flushBytes);
  const take = async (text: unknown, index: unknown, id: unknown): Promise<void> => {
    if (typeof text !== 'string') {
      counts.without++;
      return;
    }
    if (options.unique) {
      const { size } = seen;
      if (seen.add(digest(text)).size === size) {
        counts.duplicates++;
        return;
      }
    }
    counts.texts++;
    if (options.simple) buffer.write(`${oneLine(text)}\n`);
    else buffer.write(`{"_index":${printJson(index)},"_id":${printJson(id)},"ml_input":${quoteJson(text)}}\n`);
    const bytes = buffer.taken();
    if (bytes.length < flushBytes) return;
    await file.write(bytes);
    buffer = new OutputBuffer(flushBytes);
  };

  let progress: [bytes: number, totalBytes: number | undefined] = [0, undefined];
  // What the documents carry is read off before the pipeline runs; an empty pipeline is all that is needed then.
  const pipeline = openPipeline(options);
  if (recorded) pipeline.engine.put(pipeline.id, { processors: [] });
  const items = runDump(patterns, pipeline, () => undefined, {
    ...(signal && { signal }),
    onProgress: (...now) => (progress = now),
  });
  try {
    for await (const item of items) {
      if ('problem' in item) {
        counts.problems++;
        if (item.isRecord) {
          counts.documents++;
          counts.failed++;
        }
        report(describeProblem(item.input, item.problem));
        continue;
      }
      counts.documents++;
      const { result } = item;
      if (result.status === 'failed') {
        counts.failed++;
        report(`${item.input}:${item.line}:${item.column}: ${result.failure.type}: ${result.failure.reason}`);
      } else if (result.status === 'dropped') {
        counts.without++;
      } else {
        const { source, metadata } = result.document.ctx;
        await take(source.get('ml_input'), metadata.get('_index'), metadata.get('_id'));
      }
      options.onProgress?.(counts.documents, ...progress);
    }
    await file.write(buffer.taken());
  } catch (error) {
    await file.discard();
    throw error;
  }
  const stopped = signal?.aborted === true;
  if (stopped) await file.discard();
  else await file.commit();
  return { ...counts, messages, output: options.output, stopped };
}

function refuseInputAsOutput(patterns: readonly string[], output: string): void {
  if (!existsSync(output)) return;
  const real = realpathSync(output);
  for (const { path } of expandInputs(patterns)) {
    if (path !== '-' && realpathSync(path) === real) {
      refuse('CL1001', `${output} is an input, and would be written over`, 'Name another file with -o.');
    }
  }
}

/** Texts are remembered by a digest, so that memory does not grow with their length. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64').slice(0, 22);
}
