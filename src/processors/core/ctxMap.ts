// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The map that scripts and processors see: the document's source and its metadata in one, with the server's checks
// on metadata (IngestDocMetadata and CtxMap, Elasticsearch 8.x and 9.x).

import { illegalArgument } from '../../diagnostics/failure.js';
import { classNameOf } from '../../values/className.js';
import { textOf } from '../../values/javaText.js';
import { HashMap } from '../../values/maps.js';
import { Double, Float, isBoxedNumber } from '../../values/numbers.js';

interface MetadataField {
  readonly kind: 'string' | 'number' | 'map';
  readonly nullable: boolean;
  readonly writable: boolean;
}

const text: MetadataField = { kind: 'string', nullable: true, writable: true };
const number: MetadataField = { kind: 'number', nullable: true, writable: true };
const metadataFields = new Map<string, MetadataField>([
  ['_index', text],
  ['_id', text],
  ['_version', { ...number, nullable: false }],
  ['_routing', text],
  ['_version_type', text],
  ['_type', { ...text, writable: false }],
  ['_if_seq_no', number],
  ['_if_primary_term', number],
  ['_dynamic_templates', { kind: 'map', nullable: true, writable: true }],
]);

const versionTypes = ['internal', 'external', 'external_gte'];
const javaTypes = { string: 'java.lang.String', number: 'java.lang.Number', map: 'java.util.Map' };
const underscore = 0x5f;

/** Whether a key is one of the document's metadata and not part of its source. */
export function isMetadata(key: unknown): key is string {
  return typeof key === 'string' && key.charCodeAt(0) === underscore && metadataFields.has(key);
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint' || isBoxedNumber(value);
}

/** Throws what the server throws for a value that a metadata field cannot take. */
function checkMetadata(key: string, value: unknown): void {
  const field = metadataFields.get(key)!;
  if (!field.writable) throw illegalArgument(`${key} cannot be updated`);
  if (value === null) {
    if (!field.nullable) throw illegalArgument(`${key} cannot be null`);
    return;
  }
  const fits =
    field.kind === 'string'
      ? typeof value === 'string'
      : field.kind === 'number'
        ? isNumber(value)
        : value instanceof HashMap;
  if (!fits) {
    throw illegalArgument(
      `${key} [${textOf(value)}] is wrong type, expected assignable to [${javaTypes[field.kind]}], not [${classNameOf(value)}]`,
    );
  }
  if (key === '_version_type' && !versionTypes.includes(value as string)) {
    throw illegalArgument(
      `${key} must be a null or one of [${versionTypes.join(', ')}] but was [${value as string}] with type [java.lang.String]`,
    );
  }
  if ((value instanceof Double || value instanceof Float) && !Number.isInteger(value.value)) {
    throw illegalArgument(
      `${key} may only be set to an int or a long but was [${textOf(value)}] with type [${classNameOf(value)}]`,
    );
  }
}

/** A document's source and metadata as one map. The source itself is shared, not copied. */
export class CtxMap extends HashMap {
  readonly javaClassName = 'org.elasticsearch.ingest.IngestCtxMap';
  readonly source: HashMap;
  readonly metadata: Map<string, unknown>;
  /** Time of ingestion in milliseconds since the epoch, which scripts see as metadata().now. */
  readonly now: number;

  constructor(source: HashMap, metadata: Map<string, unknown>, now: number) {
    super(source.entries);
    this.source = source;
    this.metadata = metadata;
    this.now = now;
  }

  override get size(): number {
    return this.source.size + this.metadata.size;
  }

  override get(key: unknown): unknown {
    return isMetadata(key) ? (this.metadata.get(key) ?? null) : this.source.get(key);
  }

  override has(key: unknown): boolean {
    return isMetadata(key) ? this.metadata.has(key) : this.source.has(key);
  }

  override put(key: unknown, value: unknown): unknown {
    if (!isMetadata(key)) return this.source.put(key, value);
    checkMetadata(key, value);
    const former = this.metadata.get(key) ?? null;
    this.metadata.set(key, value);
    return former;
  }

  override remove(key: unknown): unknown {
    if (!isMetadata(key)) return this.source.remove(key);
    const field = metadataFields.get(key)!;
    if (!field.writable || !field.nullable) throw illegalArgument(`${key} cannot be removed`);
    const former = this.metadata.get(key) ?? null;
    this.metadata.delete(key);
    return former;
  }

  override clear(): void {
    // The server removes entry by entry, source first, and fails at the metadata that cannot be removed.
    this.source.clear();
    for (const key of [...this.metadata.keys()]) this.remove(key);
  }

  override javaEntries(): [unknown, unknown][] {
    return [...this.source.javaEntries(), ...this.metadata];
  }

  override copy(): HashMap {
    const copy = this.source.copy();
    for (const [key, value] of this.metadata) copy.put(key, value);
    return copy;
  }
}
