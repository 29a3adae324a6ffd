// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Converts dumps into documents with ml_input: one output file an input file, failed documents beside it, and a report.

import { mkdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { embeddedModelFolder } from '../../inference/embeddedModel.js';
import { lazyInference } from '../../inference/lazyInference.js';
import { modelFolders, type ModelFolders } from '../../inference/modelFolders.js';
import type { ThreadOptions } from '../../inference/openSession.js';
import { expandInputs, type DumpInput } from '../dumps/expandInputs.js';
import type { DumpProblem } from '../dumps/problem.js';
import { readBatches } from '../dumps/readDump.js';
import type { RecordBatch, SplitterState } from '../dumps/recordSplitter.js';
import { openPipeline, type OpenPipeline, type PipelineChoice } from '../openPipeline.js';
import { totalSize } from '../runDump.js';
import { ResumableFile } from './resumableFile.js';
import {
  addCounts,
  convertBatch,
  noCounts,
  reportedProblems,
  type ConvertCounts,
  type ConvertedBatch,
  type OutputForm,
} from './convertBatch.js';
import { CheckpointFile, readJsonFile, sameInput, stampOf, type InputStamp } from './checkpoint.js';
import { ConvertPool } from './convertPool.js';

export interface ConvertOptions extends PipelineChoice {
  /** Folder of the output files, made when missing. */
  readonly output: string;
  readonly format?: OutputForm;
  /** Go on where an earlier run with the same inputs, pipeline and format was stopped. Default true. */
  readonly resume?: boolean;
  /** Threads that convert, or those of the models where the pipeline classifies; 1 keeps all work in this thread. By default as many as there are processors, at most two, and one for small inputs. */
  readonly threads?: number;
  /** Model folders that answer inference processors, as {@link modelFolders} reads them. Default: the embedded model for all. */
  readonly models?: readonly string[];
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ConvertProgress) => void;
}

export interface ConvertProgress {
  readonly file: string;
  readonly documents: number;
  readonly bytes: number;
  /** Bytes of all inputs; undefined with stdin among them. */
  readonly totalBytes: number | undefined;
}

/** What became of one input. */
export interface ConvertedFile extends ConvertCounts, Partial<InputStamp> {
  readonly input: string;
  readonly output: string;
  /** File of the failed documents, where there are any. */
  readonly failed_output?: string;
  /** The first problems of the input, in order. */
  readonly problems: readonly DumpProblem[];
  /** All problems of the input: broken records and what is wrong between them. */
  readonly problem_count: number;
  /** Those of them that are no broken record, such as a cut-off end. */
  readonly input_problems: number;
}

/** The input at which the work was stopped: how far it is converted. */
export interface UnfinishedFile extends ConvertCounts {
  readonly input: string;
}

/** What became of all inputs, as report.json holds it; its counts are those of the files, an unfinished one among them. */
export interface ConvertReport extends ConvertCounts {
  /** What is wrong with the inputs beside broken records, which count as failed documents. */
  readonly input_problems: number;
  readonly seconds: number;
  /** The work was stopped: inputs that are not among the files are still to be converted. */
  readonly stopped: boolean;
  readonly files: readonly ConvertedFile[];
  readonly unfinished?: UnfinishedFile;
  /** Of the pipeline and the format: the same when the same would be written. */
  readonly fingerprint: string;
}

/** Batches that are converted in this thread before others are started: less work than it takes to start them. */
const batchesBeforeThreads = 3;
/** Batches on their way at a time where models are asked: one is read while another is classified. */
const batchesInferred = 2;
/** Milliseconds between two checkpoints. */
const checkpointInterval = 2000;
/** Each takes about 50 MB; two stay within 300 MB. */
const maxThreads = 2;
const outputEndings = { ndjson: 'ndjson', json: 'json', txt: 'txt', 'simple-txt': 'txt' } as const;

/**
 * Converts the inputs (files, folders, globs, `-`).
 *
 * When the signal stops it, the report says so, and the same call goes on from there later.
 *
 * @throws DiagnosticError for inputs and pipelines that do not exist and for what is wrong with the pipeline.
 */
export async function convert(patterns: readonly string[], options: ConvertOptions): Promise<ConvertReport> {
  const started = performance.now();
  const inputs = expandInputs(patterns);
  const models = modelFolders(options.models ?? [embeddedModelFolder]);
  const inference = lazyInference(models, threadsOf(options));
  const converter = new Converter(openPipeline(options, inference.infer), models, options);
  await mkdir(options.output, { recursive: true });
  const totalBytes = totalSize(inputs);
  const reportPath = join(options.output, 'report.json');
  const done = converter.filesDoneBefore(readJsonFile(reportPath) as ConvertReport | undefined);
  const files: ConvertedFile[] = [];
  const counts = noCounts();
  let unfinished: UnfinishedFile | undefined;
  let bytesBefore = 0;
  try {
    for (const input of inputs) {
      const documents = counts.documents;
      const stamp = stampOf(input);
      const before = stamp && done.find((file) => sameInput(file as InputStamp, stamp));
      const conversion = before
        ? { finished: before }
        : await converter.file(input, stamp, (progress) =>
            options.onProgress?.({
              file: input.path,
              documents: documents + progress.documents,
              bytes: bytesBefore + progress.bytes,
              totalBytes,
            }),
          );
      if ('unfinished' in conversion) {
        ({ unfinished } = conversion);
        addCounts(counts, unfinished);
        break;
      }
      files.push(conversion.finished);
      addCounts(counts, conversion.finished);
      bytesBefore += input.size ?? 0;
    }
  } finally {
    await converter.close();
    await inference.close();
  }
  const report: ConvertReport = {
    ...counts,
    input_problems: files.reduce((sum, file) => sum + file.input_problems, 0),
    seconds: Math.round(performance.now() - started) / 1000,
    stopped: files.length < inputs.length,
    files,
    ...(unfinished && { unfinished }),
    fingerprint: converter.fingerprint,
  };
  const reportFile = new ResumableFile(reportPath);
  await reportFile.write(`${JSON.stringify(report, undefined, 2)}\n`);
  await reportFile.commit();
  return report;
}

/** What is known of the part of an input that is converted. */
interface Tally {
  readonly counts: ConvertCounts;
  readonly problems: DumpProblem[];
  problemCount: number;
  inputProblems: number;
}

/** Converts file after file with one pipeline and one set of threads. */
class Converter {
  readonly fingerprint: string;
  private readonly pipeline: OpenPipeline;
  private readonly options: ConvertOptions;
  private readonly form: OutputForm;
  private readonly threads: number;
  private pool: ConvertPool | undefined;
  private batches = 0;

  constructor(pipeline: OpenPipeline, models: ModelFolders, options: ConvertOptions) {
    this.pipeline = pipeline;
    this.options = options;
    this.form = options.format ?? 'ndjson';
    this.fingerprint = [this.form, pipeline.fingerprint, ...(pipeline.mayInfer ? [models.fingerprint] : [])].join(' ');
    // Models have threads of their own, and a copy for each converting thread would cost their memory again.
    this.threads = pipeline.mayInfer ? 1 : (options.threads ?? Math.min(availableParallelism(), maxThreads));
  }

  /** The files that an earlier run, which was stopped, had converted already. */
  filesDoneBefore(report: ConvertReport | undefined): readonly ConvertedFile[] {
    const goesOn = this.options.resume !== false && report?.stopped === true && report.fingerprint === this.fingerprint;
    return goesOn ? report.files : [];
  }

  /** Converts one input, or the part of it that comes before it is stopped. */
  async file(
    input: DumpInput,
    stamp: InputStamp | undefined,
    onProgress: (progress: { documents: number; bytes: number }) => void,
  ): Promise<{ finished: ConvertedFile } | { unfinished: UnfinishedFile }> {
    const { signal, resume } = this.options;
    const path = join(this.options.output, input.name);
    const output = new ResumableFile(`${path}_ml_input.${outputEndings[this.form]}`);
    const failed = new ResumableFile(`${path}_failed.ndjson`);
    const checkpoints = new CheckpointFile<Tally>(`${path}.checkpoint.json`, stamp, this.fingerprint);
    const found = resume === false ? undefined : checkpoints.read();
    const from = found && output.holds(found.output_bytes) && failed.holds(found.failed_bytes) ? found : undefined;
    const tally: Tally = from?.tally ?? { counts: noCounts(), problems: [], problemCount: 0, inputProblems: 0 };
    const { counts, problems } = tally;
    let bytes = 0;
    let state = from?.state;
    let savedAt = Date.now();
    const save = async (): Promise<void> => {
      if (!state) return;
      await checkpoints.write({ state, output_bytes: output.length, failed_bytes: failed.length, tally });
      savedAt = Date.now();
    };
    const list = this.form === 'json';
    const write = async (converted: ConvertedBatch, next: SplitterState | undefined): Promise<void> => {
      // The first document of a list has no comma in front of it.
      const first = list && counts.documents === counts.failed + counts.dropped;
      if (converted.output.length > 0) await output.write(first ? converted.output.subarray(1) : converted.output);
      if (converted.failed.length > 0) await failed.write(converted.failed);
      addCounts(counts, converted.counts);
      problems.push(...converted.problems.slice(0, reportedProblems - problems.length));
      tally.problemCount += converted.problemCount;
      tally.inputProblems += converted.inputProblems;
      onProgress({ documents: counts.documents, bytes });
      state = next;
      if (Date.now() - savedAt > checkpointInterval) await save();
    };
    try {
      await output.resume(from?.output_bytes ?? 0);
      await failed.resume(from?.failed_bytes ?? 0);
      if (list && !from) await output.write('[');
      const underway: { converted: ConvertedBatch | Promise<ConvertedBatch>; next: SplitterState | undefined }[] = [];
      const writeNext = async (): Promise<void> => {
        const { converted, next } = underway.shift()!;
        await write(await converted, next);
      };
      const batches = readBatches(input.path, {
        ...(signal && { signal }),
        ...(from && { from: from.state }),
        onProgress: (read) => (bytes = read),
      });
      for await (const batch of batches) {
        underway.push({ converted: this.start(batch, input.path), next: batch.next });
        while (underway.length >= (this.pool?.capacity ?? (this.pipeline.mayInfer ? batchesInferred : 1)))
          await writeNext();
      }
      while (underway.length > 0) await writeNext();
      if (signal?.aborted) {
        await save();
        await Promise.all([output.suspend(), failed.suspend()]);
        return { unfinished: { input: input.path, ...counts } };
      }
      if (list) await output.write('\n]\n');
    } catch (error) {
      await Promise.all([output.discard(), failed.discard(), checkpoints.remove()]);
      throw error;
    }
    await output.commit();
    const hasFailures = counts.failed + tally.problemCount > 0;
    // A file of failed documents that is left from an earlier run would tell of documents that did not fail.
    if (hasFailures) await failed.commit();
    else await rm(failed.path, { force: true });
    await checkpoints.remove();
    return {
      finished: {
        ...stamp,
        input: input.path,
        output: output.path,
        ...(hasFailures && { failed_output: failed.path }),
        ...counts,
        problem_count: tally.problemCount,
        input_problems: tally.inputProblems,
        problems,
      },
    };
  }

  async close(): Promise<void> {
    await this.pool?.close();
  }

  private start(batch: RecordBatch, file: string): ConvertedBatch | Promise<ConvertedBatch> {
    if (++this.batches > batchesBeforeThreads && this.threads > 1) {
      this.pool ??= new ConvertPool({ choice: choiceOf(this.options), form: this.form }, this.threads);
    }
    if (!this.pool) return convertBatch(batch, file, this.pipeline, this.form);
    const converted = this.pool.convert(batch, file);
    // It is awaited in its turn; until then a failure is not unhandled.
    converted.catch(() => {});
    return converted;
  }
}

/** Threads of the models: those that were asked for. */
function threadsOf({ threads }: ConvertOptions): ThreadOptions {
  return threads === undefined ? {} : { threads };
}

/** The part of the options that can be sent to a thread. */
function choiceOf({ pipeline, generic, geoip, userAgent }: PipelineChoice): PipelineChoice {
  return {
    ...(pipeline !== undefined && { pipeline }),
    ...(generic !== undefined && { generic }),
    ...(geoip !== undefined && { geoip }),
    ...(userAgent !== undefined && { userAgent }),
  };
}
