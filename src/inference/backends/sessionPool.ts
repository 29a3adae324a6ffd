// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Copies of a model on threads of their own. Two copies with a thread each do more than one copy with two threads, which
// wait for each other at every operation; and the calling thread stays free for tokens and requests.

import { Worker } from 'node:worker_threads';
import { DiagnosticError, type Diagnostic } from '../../diagnostics/diagnostic.js';
import type { OnnxSession, TokenBatch } from './onnx.js';

/** How a model is spread over threads. */
export interface PoolLayout {
  /** Copies of the model. */
  readonly sessions: number;
  /** Threads within one operation of a copy. */
  readonly threads: number;
}

/** What a worker is started with. */
export interface WorkerJob {
  readonly path: string;
  readonly threads: number;
}

/** What a thread answers: that the model is loaded, the vectors of a batch, or what went wrong. */
export type WorkerAnswer =
  | 'loaded'
  | { readonly output: Float32Array; readonly width: number }
  | { readonly diagnostics: readonly Diagnostic[] }
  | { readonly error: string };

interface Waiting {
  readonly batch: TokenBatch | undefined;
  readonly resolve: (answer: WorkerAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** One copy; it works on one batch at a time. */
class Thread {
  private readonly worker: Worker;
  private current: Waiting | undefined;
  private readonly onFree: (thread: Thread) => void;

  constructor(job: WorkerJob, loading: Waiting, onFree: (thread: Thread) => void) {
    this.worker = new Worker(new URL('./sessionWorker.js', import.meta.url), { workerData: job });
    this.onFree = onFree;
    this.current = loading;
    this.worker.on('message', (answer: WorkerAnswer) => this.finish((waiting) => settle(waiting, answer)));
    this.worker.on('error', (error: Error) => this.finish(({ reject }) => reject(error)));
  }

  start(waiting: Waiting): void {
    this.current = waiting;
    // An idle pool must not keep the process alive; a batch on its way must.
    this.worker.ref();
    const { ids, mask } = waiting.batch!;
    this.worker.postMessage(waiting.batch, [ids.buffer as ArrayBuffer, mask.buffer as ArrayBuffer]);
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private finish(use: (waiting: Waiting) => void): void {
    const waiting = this.current;
    this.current = undefined;
    this.worker.unref();
    if (waiting) use(waiting);
    this.onFree(this);
  }
}

function settle({ resolve, reject }: Waiting, answer: WorkerAnswer): void {
  if (typeof answer === 'object' && 'diagnostics' in answer) reject(new DiagnosticError(answer.diagnostics));
  else if (typeof answer === 'object' && 'error' in answer) reject(new Error(answer.error));
  else resolve(answer);
}

/**
 * Loads `sessions` copies of a model file on as many worker threads.
 *
 * @throws DiagnosticError as {@link loadOnnxSession} does.
 */
export async function openSessionPool(path: string, { sessions, threads }: PoolLayout): Promise<OnnxSession> {
  const queue: Waiting[] = [];
  const idle: Thread[] = [];
  const onFree = (thread: Thread): void => {
    const next = queue.shift();
    if (next) thread.start(next);
    else idle.push(thread);
  };
  const all: Thread[] = [];
  const load = (): Promise<WorkerAnswer> =>
    new Promise((resolve, reject) => {
      all.push(new Thread({ path, threads }, { batch: undefined, resolve, reject }, onFree));
    });
  const close = async (): Promise<void> => {
    await Promise.all(all.map((thread) => thread.close()));
  };
  try {
    // One after the other: loading takes more memory than a loaded model does.
    for (let index = 0; index < sessions; index++) await load();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    concurrency: sessions,
    async run(batch) {
      const answer = await new Promise<WorkerAnswer>((resolve, reject) => {
        const waiting = { batch, resolve, reject };
        const thread = idle.pop();
        if (thread) thread.start(waiting);
        else queue.push(waiting);
      });
      return answer as { output: Float32Array; width: number };
    },
    close,
  };
}
