// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A pipeline that is ready to run.

import { Failure } from '../diagnostics/failure.js';
import type { Source } from '../diagnostics/source.js';
import type { CompiledScript } from '../painless/index.js';
import type { IngestDocument } from '../processors/core/ingestDocument.js';
import type { Pending } from '../processors/core/processor.js';
import type { CallablePipeline } from '../processors/core/services.js';
import type { AccessPattern } from '../processors/core/fieldPath.js';
import { BatchWatch } from '../util/watchdog.js';
import { ProcessorFailure } from './processorFailure.js';
import { runOnFailure, runSteps, type Step } from './step.js';

/** Most pipelines that may call one another for one document (Elasticsearch's default). */
const maxNesting = 100;

/** A script of a pipeline whose statements are counted. */
export interface CountedScript {
  /** JSON pointer of the script's text. */
  readonly pointer: string;
  readonly step: Step;
  readonly source: Source;
  readonly script: CompiledScript;
}

/** What a pipeline is made of. */
export interface PipelineParts {
  readonly id: string;
  /** File or id that the definition comes from. */
  readonly name: string;
  readonly steps: readonly Step[];
  readonly onFailure: readonly Step[];
  readonly accessPattern: AccessPattern;
  readonly allSteps: readonly Step[];
  readonly scripts: readonly CountedScript[];
}

export class Pipeline implements CallablePipeline {
  readonly id: string;
  readonly name: string;
  readonly steps: readonly Step[];
  readonly onFailure: readonly Step[];
  readonly accessPattern: AccessPattern;
  /** Every step, those of on_failure and foreach included. */
  readonly allSteps: readonly Step[];
  /** Scripts in the order of the definition, where statements are counted. */
  readonly scripts: readonly CountedScript[];
  /** For those who run it on many documents at a time. */
  readonly batchWatch = new BatchWatch();

  constructor(parts: PipelineParts) {
    this.id = parts.id;
    this.name = parts.name;
    this.steps = parts.steps;
    this.onFailure = parts.onFailure;
    this.accessPattern = parts.accessPattern;
    this.allSteps = parts.allSteps;
    this.scripts = parts.scripts;
  }

  /**
   * Runs the pipeline on a document, which it changes.
   *
   * @throws Failure graph_structure_exception where pipelines call one another in a circle.
   * @throws ProcessorFailure where a processor fails and nothing deals with it.
   */
  execute(document: IngestDocument): Pending {
    if (this.steps.length === 0) return;
    if (document.pipelines.length >= maxNesting) {
      throw new Failure(
        'graph_structure_exception',
        `Too many nested pipelines. Cannot have more than ${maxNesting} nested pipelines`,
      );
    }
    if (document.pipelines.includes(this.id)) {
      throw new Failure('graph_structure_exception', `Cycle detected for pipeline: ${this.id}`);
    }
    document.enterPipeline(this.id);
    let pending: Pending;
    try {
      pending = this.runSteps(document);
    } catch (error) {
      this.leave(document);
      throw error;
    }
    if (pending === undefined) return this.leave(document);
    return pending.finally(() => this.leave(document));
  }

  private runSteps(document: IngestDocument): Pending {
    try {
      const pending = runSteps(this.steps, document);
      return pending === undefined ? undefined : pending.catch((error: unknown) => this.recover(document, error));
    } catch (error) {
      return this.recover(document, error);
    }
  }

  private recover(document: IngestDocument, error: unknown): Pending {
    if (this.onFailure.length === 0 || !(error instanceof ProcessorFailure)) throw error;
    return runOnFailure(this.onFailure, document, error);
  }

  private leave(document: IngestDocument): void {
    document.leavePipeline();
    document.terminated = false;
  }
}
