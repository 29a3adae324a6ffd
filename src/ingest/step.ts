// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// One processor in a pipeline with its condition and its handling of failures, and lists of such steps.

import { Failure } from '../diagnostics/failure.js';
import type { IngestDocument } from '../processors/core/ingestDocument.js';
import type { Execute, NestedProcessor, Pending } from '../processors/core/processor.js';
import type { TraceEntry } from '../processors/core/trace.js';
import type { Condition } from './condition.js';
import { ProcessorFailure, putFailureMetadata, removeFailureMetadata } from './processorFailure.js';

/** What a step is made of. */
export interface StepParts {
  readonly type: string;
  readonly tag: string | null;
  readonly description: string | null;
  readonly condition: Condition | undefined;
  readonly ignoreFailure: boolean;
  readonly onFailure: readonly Step[];
  readonly execute: Execute;
  /** JSON pointer of the processor in its pipeline. */
  readonly pointer: string;
}

/** A processor in its place. */
export class Step implements NestedProcessor {
  readonly type: string;
  readonly tag: string | null;
  readonly description: string | null;
  readonly condition: Condition | undefined;
  readonly ignoreFailure: boolean;
  readonly onFailure: readonly Step[];
  readonly pointer: string;
  /** How often the processor ran, and how often its condition kept it from running. */
  runs = 0;
  skips = 0;
  private readonly execute: Execute;
  /** Whether a failure may be dealt with here; a pending step that cannot deal with one needs no extra promise. */
  private readonly guarded: boolean;

  constructor(parts: StepParts) {
    this.type = parts.type;
    this.tag = parts.tag;
    this.description = parts.description;
    this.condition = parts.condition;
    this.ignoreFailure = parts.ignoreFailure;
    this.onFailure = parts.onFailure;
    this.pointer = parts.pointer;
    this.execute = parts.execute;
    this.guarded = parts.ignoreFailure || parts.onFailure.length > 0;
  }

  /**
   * Runs the processor if its condition holds.
   *
   * @throws ProcessorFailure (or rejects with it) where the processor fails and the step does not deal with it.
   */
  run(document: IngestDocument): Pending {
    if (document.trace !== undefined) return this.runTraced(document);
    if (this.condition !== undefined && !this.conditionHolds(this.condition, document)) return;
    // Among the processors of an on_failure, which all run: one that deals with failures is a list of its own.
    if (this.guarded && document.halted) return;
    this.runs++;
    try {
      const pending = this.execute(document);
      return pending === undefined ? undefined : pending.catch((error: unknown) => this.recover(document, error));
    } catch (error) {
      return this.recover(document, error);
    }
  }

  /** Simulation traces the outer processor only, and a failure is the outer processor's. */
  runNested(document: IngestDocument): Pending {
    const { trace } = document;
    document.trace = undefined;
    const leave = () => {
      document.trace = trace;
    };
    let pending: Pending;
    try {
      pending = this.guarded ? this.run(document) : this.runUnguarded(document);
    } catch (error) {
      leave();
      throw error;
    }
    if (pending === undefined) return leave();
    return pending.finally(leave);
  }

  private runUnguarded(document: IngestDocument): Pending {
    if (this.condition !== undefined && !this.condition.holds(document)) {
      this.skips++;
      return;
    }
    this.runs++;
    return this.execute(document);
  }

  /** A condition stands around the processor with its ignore_failure and on_failure, which see nothing of its failures. */
  private conditionHolds(condition: Condition, document: IngestDocument): boolean {
    try {
      const holds = condition.holds(document);
      if (!holds) this.skips++;
      return holds;
    } catch (error) {
      throw processorFailure(error, document, 'conditional', this.tag);
    }
  }

  private recover(document: IngestDocument, error: unknown): Pending {
    if (this.ignoreFailure && (error instanceof Failure || error instanceof ProcessorFailure)) return;
    // The server's processor with a condition is of the type `conditional`, and says so in its failures; one that deals with failures
    // itself stands inside of it.
    const hidden = this.condition !== undefined && !this.guarded && document.trace === undefined;
    const type = hidden ? 'conditional' : this.type;
    const failure = processorFailure(error, document, type, this.tag);
    if (this.guarded) return runOnFailure(this.onFailure, document, failure);
    throw failure;
  }

  private runTraced(document: IngestDocument): Pending {
    if (this.guarded && document.halted) return;
    let condition: TraceEntry['condition'] = null;
    try {
      if (this.condition !== undefined) {
        condition = { source: this.condition.source, result: this.condition.holds(document) };
        if (!condition.result) {
          this.record(document, 'skipped', condition);
          return;
        }
      }
      // What a called pipeline does is recorded after the call itself.
      if (this.type === 'pipeline') this.record(document, 'success', condition);
      const pending = this.execute(document);
      if (pending !== undefined) {
        return pending.then(
          () => this.recordOutcome(document, condition),
          (error: unknown) => this.recoverTraced(document, error, condition),
        );
      }
      this.recordOutcome(document, condition);
    } catch (error) {
      return this.recoverTraced(document, error, condition);
    }
  }

  private recordOutcome(document: IngestDocument, condition: TraceEntry['condition']): void {
    if (this.type !== 'pipeline') {
      this.record(document, document.dropped ? 'dropped' : 'success', condition, null, !document.dropped);
    }
  }

  private recoverTraced(document: IngestDocument, error: unknown, condition: TraceEntry['condition']): Pending {
    const failed = processorFailure(error, document, this.type, this.tag);
    const status = this.ignoreFailure ? 'error_ignored' : 'error';
    // A failure inside a called pipeline is recorded by the processor there.
    if (this.type !== 'pipeline' || failed.processorType === 'pipeline') {
      if (this.type === 'pipeline') document.trace!.pop();
      this.record(document, status, condition, failed.failure, this.ignoreFailure);
    }
    return this.recover(document, failed);
  }

  private record(
    document: IngestDocument,
    status: TraceEntry['status'],
    condition: TraceEntry['condition'],
    failure: Failure | null = null,
    withDocument = false,
  ): void {
    const { type, tag, description } = this;
    document.trace!.push({
      type,
      status,
      tag,
      description,
      condition,
      failure,
      document: withDocument ? document.copy() : null,
    });
  }
}

/** A failure with its processor; errors that are no Failures are defects of ours and pass through. */
function processorFailure(
  error: unknown,
  document: IngestDocument,
  type: string,
  tag: string | null,
): ProcessorFailure {
  if (error instanceof ProcessorFailure) return error;
  if (!(error instanceof Failure)) throw error;
  return new ProcessorFailure(error, type, tag, document.pipelines.toReversed());
}

/** Runs steps one after the other until one halts the document. */
export function runSteps(steps: readonly Step[], document: IngestDocument, from = 0): Pending {
  for (let index = from; index < steps.length; index++) {
    const pending = steps[index]!.run(document);
    if (pending !== undefined) {
      return pending.then(() => (document.halted ? undefined : runSteps(steps, document, index + 1)));
    }
    if (document.halted) return;
  }
}

/** Runs steps one after the other, whatever ends the pipeline, until the document is dropped. */
function runAllSteps(steps: readonly Step[], document: IngestDocument, from = 0): Pending {
  for (let index = from; index < steps.length && !document.dropped; index++) {
    const pending = steps[index]!.run(document);
    if (pending !== undefined) return pending.then(() => runAllSteps(steps, document, index + 1));
  }
}

/** Runs on_failure processors with the failure in `_ingest`. */
export function runOnFailure(steps: readonly Step[], document: IngestDocument, failure: ProcessorFailure): Pending {
  putFailureMetadata(document.ingest, failure);
  const leave = () => removeFailureMetadata(document.ingest);
  let pending: Pending;
  try {
    pending = runAllSteps(steps, document);
  } catch (error) {
    leave();
    throw error;
  }
  if (pending === undefined) return leave();
  return pending.finally(leave);
}
