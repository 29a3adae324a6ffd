// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Pipeline definitions from JSON, YAML or plain objects into the value model.

import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { DiagnosticError, refuse } from '../diagnostics/diagnostic.js';
import { Source } from '../diagnostics/source.js';
import { fromPlain, parseJson } from '../values/json.js';
import { HashMap } from '../values/maps.js';
import { Double } from '../values/numbers.js';

/** A pipeline's definition, read but not checked. */
export interface LoadedPipeline {
  /** File or id, for diagnostics. */
  readonly name: string;
  readonly config: HashMap;
}

/** What a pipeline can be given as: JSON or YAML text, a plain object, or a map of the value model. */
export type PipelineInput = string | object | LoadedPipeline;

/**
 * Reads a pipeline's definition.
 *
 * @throws DiagnosticError for a text that is no JSON or YAML object.
 */
export function loadPipeline(input: PipelineInput, name = 'pipeline'): LoadedPipeline {
  if (isLoaded(input)) return input;
  let config: unknown;
  if (typeof input !== 'string') config = fromPlain(input);
  else if (/^\s*\{/.test(withoutComments(input))) config = parseJson(withoutComments(input), { name });
  else config = parseYaml(input, name);
  if (!(config instanceof HashMap))
    refuse('IN1001', `${name} is no pipeline`, 'a pipeline is one object with processors');
  return { name, config };
}

/** JSON without comments, which the server's parser passes over; blanks keep every offset. */
export function withoutComments(text: string): string {
  const token = /"(?:\\.|[^"\\])*"|\/\/[^\n]*|\/\*[^]*?\*\//g;
  return text.replace(token, (found) => (found.startsWith('"') ? found : found.replace(/[^\n]/g, ' ')));
}

function isLoaded(input: PipelineInput): input is LoadedPipeline {
  return typeof input === 'object' && (input as Partial<LoadedPipeline>).config instanceof HashMap;
}

/**
 * Reads YAML 1.2 (core schema) into the value model: integers int or long, numbers with a point or exponent Double.
 *
 * @throws DiagnosticError IN3001 with the place of the mistake.
 */
export function parseYaml(text: string, name = 'yaml'): unknown {
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    intAsBigInt: true,
    lineCounter: new LineCounter(),
  });
  const [error] = document.errors;
  if (error) {
    const [start, end] = error.pos;
    const message = `broken YAML: ${error.message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '')}`;
    const label = { span: { start, end }, text: '' };
    throw new DiagnosticError(
      [{ code: 'IN3001', severity: 'error', message, labels: [label], hints: [] }],
      new Source(name, text),
    );
  }
  return fromYaml(document.contents, document);
}

function fromYaml(node: unknown, document: ReturnType<typeof parseDocument>): unknown {
  if (isMap(node)) {
    const map = new HashMap();
    for (const { key, value } of node.items) {
      if (isMergeKey(key)) continue;
      map.put(isScalar(key) ? keyText(key) : String(key), fromYaml(value, document));
    }
    for (const { key, value } of node.items) if (isMergeKey(key)) mergeInto(map, fromYaml(value, document));
    return map;
  }
  if (isSeq(node)) return node.items.map((item) => fromYaml(item, document));
  if (isScalar(node)) return typeof node.value === 'number' ? new Double(node.value) : fromPlain(small(node.value));
  if (node === null) return null;
  // An alias stands for the node that it names.
  const resolved = (node as { resolve(document: unknown): unknown }).resolve(document);
  return resolved === undefined ? null : fromYaml(resolved, document);
}

/** `<<`, unquoted: the maps behind it give the keys that are not there yet. */
function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.value === '<<' && key.type === 'PLAIN';
}

function mergeInto(map: HashMap, added: unknown): void {
  for (const source of Array.isArray(added) ? added : [added]) {
    if (!(source instanceof HashMap)) continue;
    for (const [key, value] of source.entries) if (!map.has(key)) map.put(key, value);
  }
}

/** A key is a string whatever it looks like: `ON:` and `1:` stay as they are written. */
function keyText(key: { readonly value: unknown; readonly source?: string }): string {
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}

function small(value: unknown): unknown {
  return typeof value === 'bigint' && BigInt.asIntN(32, value) === value ? Number(value) : value;
}
