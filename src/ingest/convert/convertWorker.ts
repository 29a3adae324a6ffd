// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The thread that converts batches for convertPool.ts.

import { parentPort, workerData } from 'node:worker_threads';
import { invariant } from '../../util/invariant.js';
import type { RecordBatch } from '../dumps/recordSplitter.js';
import { openPipeline } from '../openPipeline.js';
import { convertBatch, type OutputForm } from './convertBatch.js';
import type { ConvertJob } from './convertPool.js';

invariant(parentPort, 'convertWorker.js runs as a worker thread only');
const port = parentPort;
const { choice, form } = workerData as ConvertJob;
const pipeline = openPipeline(choice);

port.on('message', ({ batch, file }: { batch: RecordBatch; file: string }) => {
  void convert(batch, file, form);
});

async function convert(batch: RecordBatch, file: string, form: OutputForm): Promise<void> {
  const converted = await convertBatch(batch, file, pipeline, form);
  // The main thread gets the memory of what was written, not a copy.
  port.postMessage(converted, [converted.output.buffer as ArrayBuffer, converted.failed.buffer as ArrayBuffer]);
}
