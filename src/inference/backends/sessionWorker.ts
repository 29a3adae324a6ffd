// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The thread of one copy of a model for sessionPool.ts.

import { parentPort, workerData } from 'node:worker_threads';
import type { DiagnosticError } from '../../diagnostics/diagnostic.js';
import { invariant } from '../../util/invariant.js';
import { loadOnnxSession, type OnnxSession, type TokenBatch } from './onnx.js';
import type { WorkerAnswer, WorkerJob } from './sessionPool.js';

invariant(parentPort, 'sessionWorker.js runs as a worker thread only');
const port = parentPort;
const { path, threads } = workerData as WorkerJob;

function answer(message: WorkerAnswer, given: ArrayBuffer[] = []): void {
  port.postMessage(message, given);
}

function answerError(error: unknown): void {
  const { diagnostics, message } = error as Partial<DiagnosticError>;
  answer(diagnostics ? { diagnostics } : { error: message ?? String(error) });
}

async function run(session: OnnxSession, batch: TokenBatch): Promise<void> {
  try {
    const { output, width } = await session.run(batch);
    answer({ output, width }, [output.buffer as ArrayBuffer]);
  } catch (error) {
    answerError(error);
  }
}

loadOnnxSession(path, { threads }).then((session) => {
  port.on('message', (batch: TokenBatch) => void run(session, batch));
  answer('loaded');
}, answerError);
