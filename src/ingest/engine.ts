// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The ingest engine: pipelines made ready once, documents run through them.

import { Failure } from '../diagnostics/failure.js';
import { refuse } from '../diagnostics/diagnostic.js';
import { ensureWritable } from '../processors/core/deepCopy.js';
import { IngestDocument, type DocumentMetadata } from '../processors/core/ingestDocument.js';
import type { Pending } from '../processors/core/processor.js';
import type {
  EnrichPolicy,
  GeoDatabase,
  Infer,
  SecurityUser,
  Services,
  StoredScript,
} from '../processors/core/services.js';
import { didYouMean } from '../util/didYouMean.js';
import type { HashMap } from '../values/maps.js';
import { compilePipeline } from './compilePipeline.js';
import { loadPipeline, type PipelineInput } from './loadPipeline.js';
import type { Pipeline } from './pipeline.js';
import { ProcessorFailure } from './processorFailure.js';

/** What an index says of pipelines. */
export interface IndexPipelines {
  /** `index.default_pipeline`. */
  readonly default?: string;
  /** `index.final_pipeline`. */
  readonly final?: string;
}

export interface EngineOptions {
  /** Pipelines by id. */
  readonly pipelines?: ReadonlyMap<string, PipelineInput> | Readonly<Record<string, PipelineInput>>;
  readonly storedScripts?: ReadonlyMap<string, StoredScript> | Readonly<Record<string, StoredScript>>;
  /** Classifies texts for inference processors. */
  readonly infer?: Infer;
  /** Milliseconds since the epoch, for `_ingest.timestamp`; the system's clock by default. */
  readonly clock?: () => number;
  /** Pipelines of an index, for `ingest`. */
  readonly indexPipelines?: (index: string) => IndexPipelines | undefined;
  /** MMDB databases by the name of `database_file`. */
  readonly geoDatabase?: (file: string) => GeoDatabase | undefined;
  /** Text of a user-agent regexes file by the name of `regex_file`. */
  readonly userAgentRegexes?: (file: string) => string | undefined;
  readonly enrichPolicy?: (name: string) => EnrichPolicy | undefined;
  readonly securityUser?: SecurityUser;
  /** Count which statements of scripts run, for coverage; scripts run slower. Default false. */
  readonly countStatements?: boolean;
}

/** A document to run: its source is changed in place. */
export interface InputDocument extends DocumentMetadata {
  readonly source: HashMap;
}

/** What became of a document. */
export type IngestResult =
  | { readonly status: 'ok'; readonly document: IngestDocument }
  | { readonly status: 'dropped'; readonly document: IngestDocument }
  | {
      readonly status: 'failed';
      readonly document: IngestDocument;
      readonly failure: Failure;
      /** The processor that failed, where one did. */
      readonly processor?: {
        readonly type: string;
        readonly tag: string | null;
        readonly pipelines: readonly string[];
      };
    };

/**
 * Makes pipelines ready.
 *
 * @throws DiagnosticError for a pipeline that a server would refuse.
 */
export function createEngine(options: EngineOptions = {}): Engine {
  return new Engine(options);
}

export class Engine {
  readonly clock: () => number;
  private readonly pipelines = new Map<string, Pipeline>();
  private readonly services: Services;
  private readonly indexPipelines: (index: string) => IndexPipelines | undefined;

  constructor(options: EngineOptions) {
    this.clock = options.clock ?? Date.now;
    this.indexPipelines = options.indexPipelines ?? (() => undefined);
    const scripts = mapOf(options.storedScripts);
    this.services = {
      pipeline: (id) => this.pipelines.get(id),
      storedScript: (id) => scripts.get(id),
      infer: options.infer,
      geoDatabase: options.geoDatabase ?? (() => undefined),
      userAgentRegexes: options.userAgentRegexes ?? (() => undefined),
      enrichPolicy: options.enrichPolicy ?? (() => undefined),
      securityUser: options.securityUser,
      countStatements: options.countStatements ?? false,
    };
    for (const [id, input] of mapOf(options.pipelines)) this.put(id, input);
  }

  /** Adds or replaces a pipeline. */
  put(id: string, input: PipelineInput): Pipeline {
    const pipeline = this.compile(id, input);
    this.pipelines.set(id, pipeline);
    return pipeline;
  }

  /** Makes a pipeline ready that others cannot call. */
  compile(id: string, input: PipelineInput): Pipeline {
    return compilePipeline(id, loadPipeline(input, id), this.services);
  }

  /** @throws DiagnosticError IN1004 where there is no such pipeline. */
  pipeline(id: string): Pipeline {
    const pipeline = this.pipelines.get(id);
    if (pipeline) return pipeline;
    const near = didYouMean(id, this.pipelines.keys());
    return refuse('IN1004', `there is no pipeline "${id}"`, ...(near ? [`did you mean "${near}"?`] : []));
  }

  /** Ids of the pipelines. */
  get ids(): string[] {
    return [...this.pipelines.keys()];
  }

  /**
   * Runs one pipeline on a document. The answer is a promise only where an inference was met.
   *
   * @throws DiagnosticError IN1004 where there is no such pipeline.
   */
  run(id: string, input: InputDocument): IngestResult | Promise<IngestResult> {
    const pipeline = this.pipeline(id);
    return settle(IngestDocument.of(input.source, input, this.clock()), (document) => pipeline.execute(document));
  }

  /**
   * Does what indexing a document does: the given pipeline or the index's default pipeline, those of the index that it
   * is rerouted to or that it names then, and the final pipeline.
   */
  ingest(input: InputDocument, requestPipeline?: string): IngestResult | Promise<IngestResult> {
    return settle(IngestDocument.of(input.source, input, this.clock()), (document) =>
      this.runFor(document, requestPipeline, new Set([document.ctx.get('_index')])),
    );
  }

  private runFor(document: IngestDocument, requested: string | undefined, history: Set<unknown>): Pending {
    const index = document.ctx.get('_index');
    const ofIndex = typeof index === 'string' ? this.indexPipelines(index) : undefined;
    const id = requested ?? ofIndex?.default;
    const then = (): Pending => {
      if (document.dropped) return;
      const now = document.ctx.get('_index');
      const rerouted = document.rerouted;
      document.rerouted = false;
      if (now !== index) {
        if (history.has(now)) {
          const names = [...history, now].join(', ');
          throw new Failure(
            'illegal_argument_exception',
            `index cycle detected while processing pipeline [${id ?? '_none'}] for document [${String(document.ctx.get('_id'))}]: [${names}]`,
            { status: 400 },
          );
        }
        history.add(now);
        // A document that a reroute processor sent elsewhere meets the default pipeline there, one whose _index was
        // set does not; both meet the final pipeline there.
        if (rerouted) return this.runFor(document, undefined, history);
        const moved = typeof now === 'string' ? this.indexPipelines(now) : undefined;
        return this.runFinal(document, moved?.final);
      }
      return this.runFinal(document, ofIndex?.final);
    };
    const pending = id === undefined || id === '_none' ? undefined : this.required(id).execute(document);
    return pending === undefined ? then() : pending.then(then);
  }

  private runFinal(document: IngestDocument, id: string | undefined): Pending {
    if (id === undefined || id === '_none') return;
    const index = document.ctx.get('_index');
    const check = () => {
      const now = document.ctx.get('_index');
      if (document.dropped || now === index) return;
      throw new Failure(
        'illegal_state_exception',
        `final pipeline [${id}] can't change the target index (from [${String(index)}] to [${String(now)}]) for document [${String(document.ctx.get('_id'))}]`,
      );
    };
    const pending = this.required(id).execute(document);
    return pending === undefined ? check() : pending.then(check);
  }

  private required(id: string): Pipeline {
    const pipeline = this.pipelines.get(id);
    if (pipeline) return pipeline;
    throw new Failure('illegal_argument_exception', `pipeline with id [${id}] does not exist`, { status: 400 });
  }
}

function mapOf<T>(entries: ReadonlyMap<string, T> | Readonly<Record<string, T>> | undefined): ReadonlyMap<string, T> {
  if (entries === undefined) return new Map<string, T>();
  return typeof (entries as ReadonlyMap<string, T>).get === 'function'
    ? (entries as ReadonlyMap<string, T>)
    : new Map(Object.entries(entries as Readonly<Record<string, T>>));
}

/** Runs, and turns what happens into a result. */
export function settle(
  document: IngestDocument,
  run: (document: IngestDocument) => Pending,
): IngestResult | Promise<IngestResult> {
  let pending: Pending;
  try {
    pending = run(document);
    if (pending === undefined) return outcome(document);
  } catch (error) {
    return failedResult(document, error);
  }
  return pending.then(
    () => outcome(document),
    (error: unknown) => failedResult(document, error),
  );
}

function outcome(document: IngestDocument): IngestResult {
  if (document.dropped) return { status: 'dropped', document };
  if (document.mayReferToItself) {
    try {
      ensureWritable(document.ctx.source, 'ingest script');
    } catch (error) {
      return failedResult(document, error);
    }
  }
  return { status: 'ok', document };
}

/**
 * The result for a document that failed.
 *
 * @throws what is no failure of data.
 */
export function failedResult(document: IngestDocument, error: unknown): IngestResult {
  if (error instanceof ProcessorFailure) {
    const { failure, processorType, processorTag, pipelines } = error;
    return { status: 'failed', document, failure, processor: { type: processorType, tag: processorTag, pipelines } };
  }
  if (error instanceof Failure) return { status: 'failed', document, failure: error };
  throw error;
}
