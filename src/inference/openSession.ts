// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Loads a model file in the way that suits its size: a small one where it is called, a large one on threads.

import { existsSync, statSync } from 'node:fs';
import { loadOnnxSession, type OnnxSession } from './backends/onnx.js';
import { openSessionPool } from './backends/sessionPool.js';
import { measuredThreads } from './threadSettings.js';

/** How many threads a model gets. */
export interface ThreadOptions {
  /** Threads in all. Default: found by a short measurement. */
  readonly threads?: number;
  /** Copies of the model that answer side by side, each with its share of the threads. Default: as memory allows. */
  readonly sessions?: number;
}

/** A smaller model computes faster than messages between threads travel. */
const largeModel = 16 << 20;
/** What copies beyond the first may take: a model should not cost much more memory than it weighs. */
const memoryOfCopies = 100e6;

/** Loads a model file. @throws DiagnosticError as {@link loadOnnxSession} does. */
export async function openSession(path: string, options: ThreadOptions = {}): Promise<OnnxSession> {
  const bytes = bytesOf(path);
  if (bytes < largeModel)
    return loadOnnxSession(path, options.threads === undefined ? {} : { threads: options.threads });
  const threads = options.threads ?? (await measuredThreads());
  const sessions = options.sessions ?? Math.min(threads, 1 + Math.floor(memoryOfCopies / bytes));
  return openSessionPool(path, { sessions, threads: Math.max(1, Math.floor(threads / sessions)) });
}

function bytesOf(path: string): number {
  return [path, `${path}.data`].reduce((sum, file) => sum + (existsSync(file) ? statSync(file).size : 0), 0);
}
