// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The documents that a JSON value of a dump holds: a hit holds one, a search response many, any other object is one.

import { HashMap } from '../../values/maps.js';
import { NestedFields } from './hitParser.js';
import { nestFields } from './nestFields.js';

/** A document with the metadata that the dump gives it. */
export interface DumpDocument {
  /** null for a bare document. */
  readonly index: string | null;
  readonly id: string | null;
  readonly routing: string | null;
  readonly source: HashMap;
}

/**
 * Calls back with each document of a value, or with the reason why it, or a part of it, is none. `_score`, `sort`, `highlight`,
 * `_ignored` and `ignored_field_values` are about the search and no part of the document.
 */
export function documentsOf(
  value: unknown,
  document: (found: DumpDocument) => void,
  refused: (reason: string) => void,
): void {
  if (!(value instanceof HashMap)) return refused(`expected a document (a JSON object), found ${nameOf(value)}`);
  const list = documentList(value);
  if (list) {
    for (const item of list) documentsOf(item, document, refused);
    return;
  }
  const source = value.get('_source');
  if (source instanceof HashMap) return document(withMetadata(value, source));
  const hit = typeof value.get('_index') === 'string' || typeof value.get('_id') === 'string';
  if (!hit) return document({ index: null, id: null, routing: null, source: value });
  const fields = value.get('fields');
  if (fields instanceof NestedFields) return document(withMetadata(value, fields.document));
  if (fields instanceof HashMap) return document(withMetadata(value, nestFields(fields)));
  refused('the hit has neither _source nor fields; export it with one of them');
}

/** A document with the metadata of a hit or of a _bulk action. */
export function withMetadata(metadata: HashMap, source: HashMap): DumpDocument {
  return {
    index: textOrNull(metadata.get('_index')),
    id: textOrNull(metadata.get('_id')),
    routing: textOrNull(metadata.get('_routing') ?? metadata.get('routing')),
    source,
  };
}

/** The hits of a search response (also inside an async search or Kibana response), the docs of a _simulate or _mget body. */
function documentList(value: HashMap): unknown[] | undefined {
  const response = [value, value.get('response'), value.get('rawResponse')];
  for (const candidate of response) {
    const hits = candidate instanceof HashMap ? candidate.get('hits') : undefined;
    const list = hits instanceof HashMap ? hits.get('hits') : undefined;
    if (Array.isArray(list)) return list as unknown[];
  }
  const docs = value.get('docs');
  const isBody = Array.isArray(docs) && docs.every((item) => item instanceof HashMap && item.has('_source'));
  return isBody && docs.length > 0 ? (docs as unknown[]) : undefined;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'a string';
  return typeof value === 'boolean' ? 'a boolean' : 'a number';
}
