// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Converts the records of one batch: parse, run the pipeline, print. The work that a thread does.

import type { Failure } from '../../diagnostics/failure.js';
import { printJson } from '../../values/json.js';
import { quoteJson } from '../../values/jsonPrinter.js';
import type { HashMap } from '../../values/maps.js';
import type { DumpDocument } from '../dumps/dumpDocument.js';
import type { DumpProblem } from '../dumps/problem.js';
import { readBatch } from '../dumps/readBatch.js';
import type { RecordBatch } from '../dumps/recordSplitter.js';
import type { IngestResult } from '../engine.js';
import type { OpenPipeline } from '../openPipeline.js';
import { failureAnswer } from '../simulate.js';
import { OutputBuffer } from './outputBuffer.js';

/** What is written of a converted document. */
export type OutputForm =
  /** `{"_index", "_id", "_source"}`, a line each. */
  | 'ndjson'
  /** The same, each line behind a comma and a line break, to go into an array. */
  | 'json'
  /** Index, id and ml_input separated by tabs, `\t`, `\n`, `\r` and `\\` escaped; no line for a document without ml_input. */
  | 'txt'
  /** The ml_input alone, line breaks in it replaced by blanks. */
  | 'simple-txt';

/** Counts of documents; a broken record counts as a failed document. */
export interface ConvertCounts {
  documents: number;
  with_ml_input: number;
  without: number;
  /** Taken out by a drop processor. */
  dropped: number;
  failed: number;
}

/** What became of a batch. */
export interface ConvertedBatch {
  readonly counts: ConvertCounts;
  /** Lines of the output file. */
  readonly output: Buffer;
  /** Lines of the file of failed documents. */
  readonly failed: Buffer;
  /** The first problems, in order. */
  readonly problems: readonly DumpProblem[];
  readonly problemCount: number;
  /** Problems that are no broken record: what is wrong between records. */
  readonly inputProblems: number;
}

/** Problems that are reported one by one; all are counted, and all are in the file of failed documents. */
export const reportedProblems = 100;

/** Converts a batch. It answers with a promise only where the pipeline met an inference. */
export function convertBatch(
  batch: RecordBatch,
  file: string,
  pipeline: OpenPipeline,
  form: OutputForm,
): ConvertedBatch | Promise<ConvertedBatch> {
  const { batchWatch } = pipeline.engine.pipeline(pipeline.id);
  return batchWatch.run(batch.bytes.length, () => convertAll(batch, file, pipeline, form));
}

function convertAll(
  batch: RecordBatch,
  file: string,
  { engine, id }: OpenPipeline,
  form: OutputForm,
): ConvertedBatch | Promise<ConvertedBatch> {
  const counts = noCounts();
  const output = new OutputBuffer(batch.bytes.length);
  const failures = new Map<number, Failure>();
  const problems: DumpProblem[] = [];
  let inputProblems = 0;
  const pending: Promise<IngestResult>[] = [];
  const results: (IngestResult | undefined)[] = [];

  const take = (result: IngestResult, ordinal: number): void => {
    if (result.status === 'failed') {
      failures.set(ordinal, result.failure);
      counts.failed++;
    } else if (result.status === 'dropped') {
      counts.dropped++;
    } else {
      const { source, metadata } = result.document.ctx;
      const text = source.get('ml_input');
      if (typeof text === 'string') counts.with_ml_input++;
      else counts.without++;
      print(output, form, metadata.get('_index'), metadata.get('_id'), source, text);
    }
  };
  const finish = (): ConvertedBatch => {
    const failed = failures.size + problems.length > 0 ? failedLines(batch, file, failures) : Buffer.alloc(0);
    const first = problems.slice(0, reportedProblems);
    return { counts, output: output.taken(), failed, problems: first, problemCount: problems.length, inputProblems };
  };

  readBatch(batch, {
    document({ index, id: documentId, routing, source }) {
      const ordinal = counts.documents++;
      const result = engine.run(id, { index, id: documentId, routing, source });
      if (pending.length === 0 && 'status' in result) return take(result, ordinal);
      // Order is kept: everything behind the first inference waits for it.
      pending.push(
        Promise.resolve(result).then((settled) => {
          results[ordinal] = settled;
          return settled;
        }),
      );
    },
    problem(problem, raw) {
      problems.push(problem);
      if (raw.length === 0) {
        inputProblems++;
        return;
      }
      counts.documents++;
      counts.failed++;
    },
  });
  if (pending.length === 0) return finish();
  return Promise.all(pending).then(() => {
    results.forEach((result, ordinal) => take(result!, ordinal));
    return finish();
  });
}

export function noCounts(): ConvertCounts {
  return { documents: 0, with_ml_input: 0, without: 0, dropped: 0, failed: 0 };
}

/** Adds counts to others. */
export function addCounts(sum: ConvertCounts, counts: ConvertCounts): void {
  for (const key of Object.keys(noCounts()) as (keyof ConvertCounts)[]) sum[key] += counts[key];
}

function print(
  output: OutputBuffer,
  form: OutputForm,
  index: unknown,
  id: unknown,
  source: HashMap,
  text: unknown,
): void {
  switch (form) {
    case 'ndjson':
      return output.write(`${hitText(index, id, source)}\n`);
    case 'json':
      return output.write(`,\n${hitText(index, id, source)}`);
    case 'txt':
      if (typeof text === 'string') output.write(`${[index, id, text].map(tabSafe).join('\t')}\n`);
      return;
    case 'simple-txt':
      if (typeof text === 'string') output.write(`${oneLine(text)}\n`);
  }
}

function hitText(index: unknown, id: unknown, source: HashMap): string {
  return `{"_index":${printJson(index)},"_id":${printJson(id)},"_source":${printJson(source)}}`;
}

function tabSafe(value: unknown): string {
  const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
  return typeof value === 'string' ? value.replace(/[\\\t\n\r]/g, (character) => escapes[character]!) : '';
}

/** A text on one line. */
export function oneLine(text: string): string {
  return text.replace(/\s*[\n\r\u0085\u2028\u2029]+\s*/g, ' ');
}

/** The failed documents as they were read, since the pipeline may have changed them before it failed, and the broken records. */
function failedLines(batch: RecordBatch, file: string, failures: ReadonlyMap<number, Failure>): Buffer {
  const lines = new OutputBuffer(4096);
  let ordinal = 0;
  const write = (error: string, line: number, column: number, rest: string): void =>
    lines.write(`{"error":${error},"file":${quoteJson(file)},"line":${line},"column":${column}${rest}}\n`);
  readBatch(batch, {
    document({ index, id, source }: DumpDocument, line, column) {
      const failure = failures.get(ordinal++);
      if (!failure) return;
      const rest = `,"_index":${printJson(index)},"_id":${printJson(id)},"_source":${printJson(source)}`;
      write(printJson(failureAnswer(failure)), line, column, rest);
    },
    problem({ code, reason, line, column }, raw) {
      if (raw.length > 0) ordinal++;
      const rest = raw.length > 0 ? `,"raw":${quoteJson(raw.toString())}` : '';
      write(`{"type":${quoteJson(code)},"reason":${quoteJson(reason)}}`, line, column, rest);
    },
  });
  return lines.taken();
}
