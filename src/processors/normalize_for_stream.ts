// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The normalize_for_stream processor (Elasticsearch 8.19 and 9.1).

import { Failure } from '../diagnostics/failure.js';
import { jsonTextParser } from '../transforms/parseJsonText.js';
import { javaTrim } from '../util/javaTrim.js';
import { HashMap } from '../values/maps.js';
import { fieldPath, type AccessPattern, type FieldPath } from './core/fieldPath.js';
import type { IngestDocument } from './core/ingestDocument.js';
import { mergeInto } from './core/mergeInto.js';
import { processor } from './core/processor.js';

/** Fields of ECS with names of their own in OpenTelemetry, and those names as keys from the outermost on. */
const renamed = [
  { from: 'span.id', to: ['span_id'] },
  { from: 'message', to: ['body', 'text'] },
  { from: 'log.level', to: ['severity_text'] },
  { from: 'trace.id', to: ['trace_id'] },
] as const;

/** Keys that have their meaning at the top of a document of OpenTelemetry, beside `@timestamp`. */
const topKeys = new Set<unknown>([
  'attributes',
  'resource',
  'span_id',
  'body',
  'body.text',
  'severity_text',
  'trace_id',
]);

/** Fields of ECS that are resource attributes in the semantic conventions of OpenTelemetry. */
const resourceFields = [
  ...['agent.build.original', 'agent.ephemeral_id', 'agent.id', 'agent.name', 'agent.type', 'agent.version'],
  ...['cloud.account.id', 'cloud.availability_zone', 'cloud.provider', 'cloud.region', 'cloud.service.name'],
  ...['container.id', 'container.image.hash.all', 'container.image.name', 'container.image.tag', 'container.name'],
  ...['container.runtime', 'device.id', 'device.manufacturer', 'device.model.identifier', 'device.model.name'],
  ...['faas.name', 'faas.version', 'host.architecture', 'host.id', 'host.ip', 'host.mac', 'host.name', 'host.type'],
  ...['log.file.path', 'process.args', 'process.command_line', 'process.executable', 'process.pid'],
  ...['service.environment', 'service.name', 'service.node.name', 'service.version', 'user_agent.original'],
];

export const normalize_for_stream = processor({
  type: 'normalize_for_stream',
  summary: 'Gives a document of ECS the shape of OpenTelemetry; one that has it stays as it is.',
  options: {},
  notes: [
    'A message that is a JSON object is merged into the document where it has `@timestamp`, and becomes `body.structured` where not.',
    'It is there since Elasticsearch 8.19 and 9.1, as a preview.',
  ],
  examples: [
    {
      config: {},
      before: {
        '@timestamp': '2025-01-01T00:00:00Z',
        message: 'm',
        log: { level: 'info', logger: 'l' },
        host: { name: 'h' },
      },
      after: {
        '@timestamp': '2025-01-01T00:00:00Z',
        body: { text: 'm' },
        severity_text: 'info',
        attributes: { 'log.logger': 'l' },
        resource: { attributes: { 'host.name': 'h' } },
      },
    },
    {
      config: {},
      before: { message: '{"a": {"b": 1}}' },
      after: { body: { structured: { a: { b: 1 } } }, attributes: {}, resource: { attributes: {} } },
    },
    { config: {}, before: { resource: {}, a: 1 }, after: { resource: {}, a: 1 } },
  ],
  compile(_options, context) {
    const parse = jsonTextParser({ duplicateKeys: true, strict: true });
    return (document) => {
      if (!hasShape(document.ctx.source)) normalize(document, context.accessPattern, parse);
    };
  },
});

/** Whether a document has the shape of OpenTelemetry. */
function hasShape(source: HashMap): boolean {
  const isMap = (value: unknown) => value instanceof HashMap;
  const isMapOrNull = (value: unknown) => value === null || isMap(value);
  const resource = source.get('resource');
  if (!(resource instanceof HashMap) || !isMapOrNull(resource.get('attributes'))) return false;
  if (!isMapOrNull(source.get('scope')) || !isMapOrNull(source.get('attributes'))) return false;
  const body = source.get('body');
  if (!(body instanceof HashMap)) return body === null;
  const text = body.get('text');
  return (text === null || typeof text === 'string') && typeof body.get('structured') !== 'string';
}

function normalize(document: IngestDocument, pattern: AccessPattern, parse: (text: unknown) => unknown): void {
  const { source } = document.ctx;
  const body = structuredBody(source, parse);
  const attributes = new HashMap();
  // What stands at the top of a document of another shape means something else, so it is an attribute as all other fields are.
  for (const key of topKeys) if (source.has(key)) attributes.put(key, source.remove(key));
  if (body) source.put('body', body);
  source.put('attributes', attributes);
  for (const { from, to } of renamed) rename(document, pattern, from, to);
  for (const [key, value] of source.javaEntries()) {
    if (key === '@timestamp' || topKeys.has(key)) continue;
    attributes.put(key, value);
    source.remove(key);
  }
  const flat = new HashMap();
  flatten(attributes, '', flat);
  source.put('attributes', flat);
  const ofResource = new HashMap();
  for (const field of resourceFields) if (flat.has(field)) ofResource.put(field, flat.remove(field));
  const resource = new HashMap();
  resource.put('attributes', ofResource);
  source.put('resource', resource);
}

/** Reads a message that is a JSON object: one of ECS is merged into the document, any other is a body of its own. */
function structuredBody(source: HashMap, parse: (text: unknown) => unknown): HashMap | undefined {
  const message = source.get('message');
  if (typeof message !== 'string') return;
  const text = javaTrim(message);
  if (!text.startsWith('{') || !text.endsWith('}')) return;
  let parsed: unknown;
  try {
    parsed = parse(text);
  } catch (error) {
    // A message that only looks like JSON is a text.
    if (error instanceof Failure) return;
    throw error;
  }
  if (!(parsed instanceof HashMap)) return;
  source.remove('message');
  if (parsed.has('@timestamp')) {
    mergeInto(source, parsed);
    return;
  }
  const body = new HashMap();
  body.put('structured', parsed);
  return body;
}

/** Moves a field and removes the maps that it leaves empty. The classic pattern also takes a key that holds the dots itself. */
function rename(document: IngestDocument, pattern: AccessPattern, from: string, to: readonly string[]): void {
  const { source } = document.ctx;
  const path = fieldPath(from, pattern);
  let value: unknown;
  if (document.has(path)) {
    value = document.get(path);
    document.remove(path);
    const dot = from.lastIndexOf('.');
    if (dot > 0) removeEmpty(document, fieldPath(from.slice(0, dot), pattern));
  } else if (source.has(from)) value = source.remove(from);
  else return;
  let holder = source;
  for (const key of to.slice(0, -1)) {
    let next = holder.get(key);
    if (!(next instanceof HashMap)) holder.put(key, (next = new HashMap()));
    holder = next as HashMap;
  }
  holder.put(to.at(-1), value);
}

function removeEmpty(document: IngestDocument, path: FieldPath): void {
  const value = document.getOrNull(path);
  if (value instanceof HashMap && value.size === 0) document.remove(path);
}

/** Entries of nested maps by their keys joined with dots; lists stay as they are. */
function flatten(map: HashMap, prefix: string, flat: HashMap): void {
  for (const [key, value] of map.javaEntries()) {
    const name = `${prefix}${key as string}`;
    if (value instanceof HashMap) flatten(value, `${name}.`, flat);
    else flat.put(name, value);
  }
}
