// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Converts batches on worker threads. Results come back in any order; each is a promise, so that the caller awaits
// them in the order of the batches.

import { Worker } from 'node:worker_threads';
import type { RecordBatch } from '../dumps/recordSplitter.js';
import type { PipelineChoice } from '../openPipeline.js';
import type { ConvertedBatch, OutputForm } from './convertBatch.js';

/** What a worker needs to know before its first batch. */
export interface ConvertJob {
  readonly choice: PipelineChoice;
  readonly form: OutputForm;
}

interface Waiting {
  readonly resolve: (converted: ConvertedBatch) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  /** Batches that the thread holds, in the order in which it answers. */
  readonly waiting: Waiting[];
}

/** Batches that a thread holds at a time: one to work on, one to go on with. */
const batchesPerThread = 2;
/** Megabytes of young objects before a thread's garbage is collected: small, since documents live shortly. */
const youngMegabytes = 8;

/** A fixed number of threads that convert batches. */
export class ConvertPool {
  private readonly threads: readonly Thread[];

  constructor(job: ConvertJob, size: number) {
    this.threads = Array.from({ length: size }, () => startThread(job));
  }

  /** How many batches may be on their way before the caller has to wait for one. */
  get capacity(): number {
    return this.threads.length * batchesPerThread;
  }

  /** Converts a batch on the thread that has least to do. */
  convert(batch: RecordBatch, file: string): Promise<ConvertedBatch> {
    const thread = this.threads.reduce((best, other) => (other.waiting.length < best.waiting.length ? other : best));
    return new Promise((resolve, reject) => {
      thread.waiting.push({ resolve, reject });
      // A part of a larger buffer may lie in Node's common pool, which cannot be given away.
      const isPart = batch.bytes.byteLength < batch.bytes.buffer.byteLength;
      const bytes = isPart ? new Uint8Array(batch.bytes) : batch.bytes;
      const given = [bytes.buffer as ArrayBuffer, batch.records.buffer as ArrayBuffer];
      thread.worker.postMessage({ batch: { ...batch, bytes }, file }, given);
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map(({ worker }) => worker.terminate()));
  }
}

function startThread(job: ConvertJob): Thread {
  const worker = new Worker(new URL('./convertWorker.js', import.meta.url), {
    workerData: job,
    resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes },
  });
  const waiting: Waiting[] = [];
  worker.on('message', (converted: ConvertedBatch) => {
    const { output, failed } = converted;
    // A Buffer arrives as the Uint8Array that it is.
    waiting.shift()!.resolve({ ...converted, output: asBuffer(output), failed: asBuffer(failed) });
  });
  worker.on('error', (error) => {
    for (const { reject } of waiting.splice(0)) reject(error);
  });
  return { worker, waiting };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
