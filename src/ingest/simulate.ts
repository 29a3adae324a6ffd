// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The _simulate API, offline: the same request and the same response.

import type { Failure } from '../diagnostics/failure.js';
import { ensureCopied } from '../processors/core/deepCopy.js';
import { IngestDocument, type DocumentMetadata } from '../processors/core/ingestDocument.js';
import { configError, readOptions, type OptionTable } from '../processors/core/options.js';
import type { TraceEntry } from '../processors/core/trace.js';
import { ConfigError } from '../processors/core/configError.js';
import { classNameOf } from '../values/className.js';
import { textOf } from '../values/javaText.js';
import { HashMap, LinkedHashMap } from '../values/maps.js';
import type { Engine, IngestResult } from './engine.js';
import { failedResult, settle } from './engine.js';
import type { PipelineInput } from './loadPipeline.js';
import type { Pipeline } from './pipeline.js';

export interface SimulateOptions {
  /** Show what each processor did. */
  readonly verbose?: boolean;
}

/** Id that the server gives a pipeline that stands in the request itself. */
const inlineId = '_simulate_pipeline';

/**
 * Runs a pipeline on documents and answers as `POST _ingest/pipeline/{id}/_simulate` does.
 *
 * @param pipeline - the id of a pipeline of the engine, or a definition as the request's `pipeline`.
 * @param docs - the request's `docs`: `{_index, _id, ..., _source}` as maps of the value model.
 * @returns `{docs: [...]}` as a map of the value model; printJson prints it.
 * @throws DiagnosticError for a request that the server would refuse.
 */
export async function simulate(
  engine: Engine,
  pipeline: string | Exclude<PipelineInput, string>,
  docs: readonly unknown[],
  options: SimulateOptions = {},
): Promise<HashMap> {
  const ready = typeof pipeline === 'string' ? engine.pipeline(pipeline) : engine.compile(inlineId, pipeline);
  if (docs.length === 0) throw noDocuments();
  const documents = docs.map((doc) => documentOf(doc, engine.clock()));
  const answers = await Promise.all(
    documents.map((document) => (options.verbose ? verboseAnswer(ready, document) : answer(ready, document))),
  );
  return mapOf([['docs', answers]]);
}

/** What the server says of a request without documents. */
export function noDocuments(): ConfigError {
  return new ConfigError('must specify at least one document in [docs]', { type: 'illegal_argument_exception' });
}

const docOptions = {
  _source: { type: 'map', required: true, doc: 'The document.' },
  _index: { type: 'string or integer', default: '_index', doc: 'Name of the index.' },
  _id: { type: 'string or integer', default: '_id', doc: 'Id of the document.' },
  _routing: { type: 'string or integer', doc: 'Routing value.' },
  _version: { type: 'any', doc: 'Version.' },
  _version_type: { type: 'string', doc: 'internal, external or external_gte.' },
  _if_seq_no: { type: 'any', doc: 'Sequence number that the document has to have.' },
  _if_primary_term: { type: 'any', doc: 'Primary term that the document has to have.' },
  _dynamic_templates: { type: 'map', doc: 'Dynamic templates by field.' },
} as const satisfies OptionTable;

/**
 * One entry of `docs`.
 *
 * @throws ConfigError with the server's words.
 */
export function documentOf(doc: unknown, now: number): IngestDocument {
  if (!(doc instanceof HashMap)) {
    throw new ConfigError('malformed [docs] section, should include an inner object', {
      type: 'illegal_argument_exception',
    });
  }
  const plain = plainDocument(doc, now);
  if (plain) return plain;
  const given = readOptions(docOptions, doc.copy(), { type: 'simulate', tag: null, accessPattern: 'classic' });
  const long = (name: '_version' | '_if_seq_no' | '_if_primary_term'): bigint | undefined => {
    const value = given[name];
    if (value === null) return undefined;
    if (typeof value === 'number' || typeof value === 'bigint') return BigInt(value);
    if (typeof value === 'string' && /^-?\d+$/.test(value)) return BigInt(value);
    throw configError(null, name, `property isn't a long, but of type [${classNameOf(value)}]`);
  };
  const version = long('_version');
  const ifSeqNo = long('_if_seq_no');
  const ifPrimaryTerm = long('_if_primary_term');
  const metadata: DocumentMetadata = {
    index: given._index,
    id: given._id,
    routing: given._routing,
    versionType: given._version_type,
    ...(version !== undefined && { version }),
    ...(ifSeqNo !== undefined && { ifSeqNo }),
    ...(ifPrimaryTerm !== undefined && { ifPrimaryTerm }),
    ...(given._dynamic_templates && { dynamicTemplates: given._dynamic_templates }),
  };
  return IngestDocument.of(given._source, metadata, now);
}

/** A document of nothing but a source, an index and an id, as nearly all are: there is nothing to read as an option. */
function plainDocument(doc: HashMap, now: number): IngestDocument | undefined {
  const source = doc.get('_source');
  if (!(source instanceof HashMap)) return undefined;
  let index = '_index';
  let id = '_id';
  for (const [key, value] of doc.entries) {
    if (key === '_source') continue;
    if (typeof value !== 'string') return undefined;
    if (key === '_index') index = value;
    else if (key === '_id') id = value;
    else return undefined;
  }
  return IngestDocument.of(source, { index, id }, now);
}

async function answer(pipeline: Pipeline, document: IngestDocument): Promise<HashMap | null> {
  return resultAnswer(await settle(document, (doc) => pipeline.execute(doc)));
}

/** What the server answers with is a copy of the document: one that holds a value which is written but not copied fails. */
export function answered(result: IngestResult): IngestResult {
  if (result.status !== 'ok') return result;
  try {
    ensureCopied(result.document.ctx.source);
    return result;
  } catch (error) {
    return failedResult(result.document, error);
  }
}

/** A result in the response's shape: `{doc}`, `{error}`, or null where the document was dropped. */
export function resultAnswer(outcome: IngestResult): HashMap | null {
  const result = answered(outcome);
  if (result.status === 'dropped') return null;
  if (result.status === 'failed') return mapOf(errorFields(result.failure));
  return mapOf([['doc', documentAnswer(result.document)]]);
}

async function verboseAnswer(pipeline: Pipeline, document: IngestDocument): Promise<HashMap> {
  document.trace = [];
  const { trace } = document;
  await settle(document, (doc) => pipeline.execute(doc));
  return mapOf([['processor_results', trace.map(entryAnswer)]]);
}

function entryAnswer(entry: TraceEntry): HashMap {
  const fields: [string, unknown][] = [
    ['processor_type', entry.type],
    ['status', entry.status],
  ];
  if (entry.description !== null) fields.push(['description', entry.description]);
  if (entry.tag !== null) fields.push(['tag', entry.tag]);
  if (entry.condition) {
    const { source, result } = entry.condition;
    fields.push([
      'if',
      mapOf([
        ['condition', source],
        ['result', result],
      ]),
    ]);
  }
  if (entry.failure && entry.document) fields.push(['ignored_error', mapOf(errorFields(entry.failure))]);
  else if (entry.failure) fields.push(...errorFields(entry.failure));
  if (entry.document) fields.push(['doc', documentAnswer(entry.document)]);
  return mapOf(fields);
}

/** A document as the response shows it: metadata as texts, source, ingest metadata. */
export function documentAnswer(document: IngestDocument): HashMap {
  return mapOf([...metadataFields(document), ['_source', document.ctx.source], ['_ingest', document.ingest]]);
}

/** The metadata of a document as the response shows it. */
export function* metadataFields(document: IngestDocument): Generator<[name: string, text: string]> {
  for (const [key, value] of document.ctx.metadata) if (value !== null) yield [key, textOf(value)];
}

/** `error` with its root causes, as the server prints a failure. */
function errorFields(failure: Failure): [string, unknown][] {
  const body = failureFields(failure);
  const rootCause = mapOf(body.filter(([key]) => key !== 'caused_by'));
  return [['error', mapOf([['root_cause', [rootCause]], ...body])]];
}

/** A failure as the server prints it, without its root causes. */
export function failureAnswer(failure: Failure): HashMap {
  return mapOf(failureFields(failure));
}

function failureFields(failure: Failure, isCause = false): [string, unknown][] {
  const { cause, scriptError, header } = failure.details;
  const fields: [string, unknown][] = [
    ['type', failure.type],
    ['reason', failure.reason],
  ];
  // What Debug.explain tells stands beside the script, not in a header.
  const explained = Object.entries(header ?? {});
  if (scriptError) {
    fields.push(
      ...explained,
      ['script_stack', [...scriptError.script_stack]],
      ['script', scriptError.script],
      ['lang', scriptError.lang],
    );
    if (scriptError.position) fields.push(['position', mapOf(Object.entries(scriptError.position))]);
  }
  if (cause) fields.push(['caused_by', mapOf(failureFields(cause, true))]);
  if (!scriptError && !isCause && explained.length > 0) fields.push(['header', mapOf(explained)]);
  return fields;
}

function mapOf(entries: readonly (readonly [string, unknown])[]): HashMap {
  return new LinkedHashMap(new Map<unknown, unknown>(entries));
}
