// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Runs pipeline cases on our engine and brings what comes out into the form of case files.

import { createEngine, settle, type Engine } from '../../../src/ingest/engine.js';
import type { Pipeline } from '../../../src/ingest/pipeline.js';
import { documentOf, resultAnswer, simulate } from '../../../src/ingest/simulate.js';
import { ConfigError } from '../../../src/processors/core/configError.js';
import { DiagnosticError } from '../../../src/diagnostics/diagnostic.js';
import { Failure } from '../../../src/diagnostics/failure.js';
import { fromPlain, printJson } from '../../../src/values/json.js';
import type { HashMap } from '../../../src/values/maps.js';
import { textOf } from '../../../src/values/javaText.js';
import { documentOutcome, errorOf, steadyResponse, steadyText } from '../format/outcome.js';
import type { DocumentOutcome, ExpectedError, Outcome, PipelineInput } from '../format/suite.js';
import { typedOf, valueOf, type TypedValue } from '../format/typedValue.js';

type Plain = Record<string, TypedValue>;

/** What our engine makes of a pipeline case. */
export async function runPipelineOffline(input: PipelineInput): Promise<Outcome> {
  try {
    const pipelines = Object.fromEntries(
      Object.entries(input.pipelines).map(([id, pipeline]) => [id, { name: id, config: valueOf(pipeline) as HashMap }]),
    );
    const engine = createEngine({ pipelines });
    const loaded = { name: 'case', config: valueOf(input.pipeline) as HashMap };
    if (input.wholeResponse) {
      const response = await simulate(engine, loaded, input.docs.map(valueOf), { verbose: input.verbose });
      return { response: steadyResponse(printed(response)) };
    }
    const pipeline = engine.compile('_simulate_pipeline', loaded);
    const outcomes: DocumentOutcome[] = [];
    for (const doc of input.docs) {
      const { answer, typed } = await answerOffline(engine, pipeline, doc);
      outcomes.push(documentOutcome(typed ?? {}, answer, doc));
    }
    return { docs: outcomes };
  } catch (error) {
    return { error: refusal(error) };
  }
}

/** What _simulate answers of one document, and the document with its types; null where there is none. */
export async function answerOffline(
  engine: Engine,
  pipeline: Pipeline,
  doc: TypedValue,
): Promise<{ answer: TypedValue; typed: TypedValue }> {
  const document = documentOf(valueOf(doc), engine.clock());
  const result = await settle(document, (running) => pipeline.execute(running));
  const answer = printed(resultAnswer(result));
  if (result.status !== 'ok') return { answer, typed: null };
  const { _version: version, ...typed } = typedOf(document.ctx) as Plain;
  // OpenSearch has no version where none was given; Elasticsearch has -3.
  return { answer, typed: document.ctx.get('_version') === -3n ? typed : { ...typed, _version: version! } };
}

/** A pipeline that was refused, as the server's answer would be stated. */
function refusal(error: unknown): ExpectedError {
  if (error instanceof ConfigError) {
    const { processor_type, property_name } = error.details;
    const processor = processor_type === undefined ? {} : { processor: processor_type };
    if (error.failure) return { ...errorOf(typedFailure(error.failure)), ...processor };
    return {
      type: error.type,
      reason: error.reason,
      ...(error.type === 'mustache_exception' && { script: 'other' as const }),
      ...processor,
      ...(property_name !== undefined && { property: property_name }),
    };
  }
  if (error instanceof Failure) return errorOf({ type: error.type, reason: error.reason });
  if (error instanceof DiagnosticError) return { type: 'diagnostic', reason: steadyText(textOf(error.message)) };
  throw error;
}

/** A failure as the API describes it. */
function typedFailure({ type, reason, details }: Failure): TypedValue {
  const { cause, scriptError } = details;
  return {
    type,
    reason,
    ...(scriptError?.position && { position: { ...scriptError.position } }),
    ...(cause && { caused_by: typedFailure(cause) }),
  };
}

/** An answer as it is read from its JSON. */
const printed = (answer: HashMap | null): TypedValue =>
  withoutVersions(typedOf(fromPlain(JSON.parse(printJson(answer)) as unknown)));

function withoutVersions(value: TypedValue): TypedValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutVersions);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => key !== '_version' || item !== '-3')
      .map(([key, item]) => [key, withoutVersions(item)]),
  );
}
