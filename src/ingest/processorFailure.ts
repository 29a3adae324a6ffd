// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A Failure with the processor that it came from (the server's IngestProcessorException), and what on_failure
// processors see of it.

import type { Failure } from '../diagnostics/failure.js';
import { StacklessError } from '../util/stacklessError.js';
import type { HashMap } from '../values/maps.js';

/** A failure on its way out of a pipeline. */
export class ProcessorFailure extends StacklessError {
  override readonly name = 'ProcessorFailure';
  readonly failure: Failure;
  readonly processorType: string;
  readonly processorTag: string | null;
  /** Ids of the pipelines that were running, innermost first. */
  readonly pipelines: readonly string[];

  constructor(failure: Failure, processorType: string, processorTag: string | null, pipelines: readonly string[]) {
    super(failure.message);
    this.failure = failure;
    this.processorType = processorType;
    this.processorTag = processorTag;
    this.pipelines = pipelines;
  }
}

/** Message of the failure's deepest cause. */
export function rootMessage(failure: Failure): string | null {
  let root = failure;
  while (root.details.cause) root = root.details.cause;
  return root.reason;
}

const keys = ['on_failure_message', 'on_failure_processor_type', 'on_failure_processor_tag', 'on_failure_pipeline'];

/** Puts into `_ingest` what failed. */
export function putFailureMetadata(ingest: HashMap, failure: ProcessorFailure): void {
  ingest.put('on_failure_message', rootMessage(failure.failure));
  ingest.put('on_failure_processor_type', failure.processorType);
  ingest.put('on_failure_processor_tag', failure.processorTag);
  const pipeline = failure.pipelines[0];
  if (pipeline !== undefined) ingest.put('on_failure_pipeline', pipeline);
}

export function removeFailureMetadata(ingest: HashMap): void {
  for (const key of keys) ingest.remove(key);
}
