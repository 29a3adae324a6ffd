// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A document on its way through pipelines: source, metadata, ingest metadata, and what became of it so far.

import { Instant, ZonedDateTime, ZoneOffset } from '../../values/javaTime.js';
import { TemplateModel, type Model } from '../../mustache/index.js';
import { equalValues } from '../../values/identity.js';
import { HashMap } from '../../values/maps.js';
import { classicAccess } from './classicAccess.js';
import { CtxMap } from './ctxMap.js';
import { absent, type FieldAccess } from './fieldAccess.js';
import { cannotCast } from './fieldErrors.js';
import type { FieldPath } from './fieldPath.js';
import { flexibleAccess } from './flexibleAccess.js';
import { deepCopy } from './deepCopy.js';
import type { Trace } from './trace.js';

/** Metadata that a document starts with. */
export interface DocumentMetadata {
  readonly index?: string | null;
  readonly id?: string | null;
  readonly routing?: string | null;
  /** -3 (match any) by default, as the server sets it. */
  readonly version?: bigint | number;
  readonly versionType?: string | null;
  readonly ifSeqNo?: bigint | number;
  readonly ifPrimaryTerm?: bigint | number;
  readonly dynamicTemplates?: HashMap;
}

/** The version of a document that was given none. */
const matchAny = -3n;

export class IngestDocument {
  readonly ctx: CtxMap;
  /** Ids of the pipelines that are running, innermost last. */
  readonly pipelines: string[] = [];
  /** A drop processor ran: nothing is indexed. */
  dropped = false;
  /** A reroute processor ran: the rest of all running pipelines is skipped. */
  rerouted = false;
  /** A terminate processor ran: the rest of the running pipeline is skipped. */
  terminated = false;
  /** A script ran, which may have put a map into itself. */
  mayReferToItself = false;
  /** Where `simulate` with `verbose` records each processor. */
  trace: Trace | undefined;
  private metadata: HashMap | undefined;
  private templateModel: Model | undefined;

  constructor(ctx: CtxMap, metadata?: HashMap) {
    this.ctx = ctx;
    this.metadata = metadata;
  }

  /** A document of a source, which is changed in place. */
  static of(source: HashMap, metadata: DocumentMetadata, now: number): IngestDocument {
    const fields = new Map<string, unknown>();
    fields.set('_index', metadata.index ?? null);
    fields.set('_id', metadata.id ?? null);
    fields.set('_version', metadata.version ?? matchAny);
    if (metadata.routing != null) fields.set('_routing', metadata.routing);
    if (metadata.versionType != null) fields.set('_version_type', metadata.versionType);
    if (metadata.ifSeqNo !== undefined) fields.set('_if_seq_no', metadata.ifSeqNo);
    if (metadata.ifPrimaryTerm !== undefined) fields.set('_if_primary_term', metadata.ifPrimaryTerm);
    if (metadata.dynamicTemplates) fields.set('_dynamic_templates', metadata.dynamicTemplates);
    return new IngestDocument(new CtxMap(source, fields, now));
  }

  /** A copy that shares nothing with this document. */
  copy(): IngestDocument {
    const source = deepCopy(this.ctx.source) as HashMap;
    const copy = new IngestDocument(
      new CtxMap(source, new Map(this.ctx.metadata), this.ctx.now),
      deepCopy(this.ingest) as HashMap,
    );
    copy.pipelines.push(...this.pipelines);
    return copy;
  }

  /** The `_ingest` metadata: timestamp, pipeline, and what processors put there. Made when first asked for. */
  get ingest(): HashMap {
    if (this.metadata === undefined) {
      this.metadata = new HashMap();
      this.metadata.put('timestamp', timestampOf(this.ctx.now));
      const pipeline = this.pipelines.at(-1);
      if (pipeline !== undefined) this.metadata.put('pipeline', pipeline);
    }
    return this.metadata;
  }

  /** Whether no further processor of the running pipeline is to run. */
  get halted(): boolean {
    return this.dropped || this.rerouted || this.terminated;
  }

  enterPipeline(id: string): void {
    this.pipelines.push(id);
    if (this.metadata !== undefined) this.metadata.put('pipeline', id);
  }

  leavePipeline(): void {
    this.pipelines.pop();
    if (this.metadata === undefined) return;
    const outer = this.pipelines.at(-1);
    if (outer === undefined) this.metadata.remove('pipeline');
    else this.metadata.put('pipeline', outer);
  }

  /** What templates see: the fields, `_source` and `_ingest`. */
  get model(): Model {
    this.templateModel ??= new TemplateModel(
      this.ctx,
      new Map<unknown, unknown>([
        ['_source', this.ctx],
        ['_ingest', this.ingest],
      ]),
    );
    return this.templateModel;
  }

  /** @throws Failure where the path leads nowhere. */
  get(path: FieldPath): unknown {
    return accessOf(path).get(this.contextOf(path), path, false);
  }

  /** The field's value, or null where the path leads nowhere. */
  getOrNull(path: FieldPath): unknown {
    const value = accessOf(path).get(this.contextOf(path), path, true);
    return value === absent ? null : value;
  }

  /** The field's value, or null where it is missing and may be. */
  read(path: FieldPath, ignoreMissing: boolean): unknown {
    return ignoreMissing ? this.getOrNull(path) : this.get(path);
  }

  /** As read, and the value has to be a string or null. */
  readString(path: FieldPath, ignoreMissing: boolean): string | null {
    const value = this.read(path, ignoreMissing);
    if (typeof value === 'string' || value === null) return value;
    throw cannotCast(path.text, value, 'java.lang.String');
  }

  /** As read, and the value has to be a list or null. */
  readList(path: FieldPath, ignoreMissing: boolean): unknown[] | null {
    const value = this.read(path, ignoreMissing);
    if (Array.isArray(value) || value === null) return value;
    throw cannotCast(path.text, value, 'java.util.List');
  }

  /** As read, and the value has to be a map or null. */
  readMap(path: FieldPath, ignoreMissing: boolean): HashMap | null {
    const value = this.read(path, ignoreMissing);
    if (value instanceof HashMap || value === null) return value;
    throw cannotCast(path.text, value, 'java.util.Map');
  }

  has(path: FieldPath, failOutOfRange = false): boolean {
    return accessOf(path).has(this.contextOf(path), path, failOutOfRange);
  }

  remove(path: FieldPath, ignoreMissing = false): void {
    accessOf(path).remove(this.contextOf(path), path, ignoreMissing);
  }

  set(path: FieldPath, value: unknown): void {
    accessOf(path).set(this.contextOf(path), path, value);
  }

  /**
   * Adds a value, or each value of a list, to the list that the field holds; a single value becomes a list. Where
   * nothing is added the field stays as it is.
   */
  append(path: FieldPath, value: unknown, allowDuplicates = true, ignoreEmpty = false): void {
    accessOf(path).update(this.contextOf(path), path, (former) =>
      appended(former, value, allowDuplicates, ignoreEmpty),
    );
  }

  private contextOf(path: FieldPath): HashMap {
    if (path.problem) throw path.problem;
    return path.ofIngest ? this.ingest : this.ctx;
  }
}

let lastNow = NaN;
let lastTimestamp: ZonedDateTime | undefined;

/** A point in time, which cannot change: documents of one millisecond share it. */
function timestampOf(now: number): ZonedDateTime {
  if (lastTimestamp === undefined || now !== lastNow) {
    lastTimestamp = ZonedDateTime.ofInstant(Instant.ofEpochMilli(now), ZoneOffset.UTC);
    lastNow = now;
  }
  return lastTimestamp;
}

function accessOf(path: FieldPath): FieldAccess {
  return path.flexible ? flexibleAccess : classicAccess;
}

/** The value of a field after an append. An existing list is changed in place, as on the server. */
function appended(former: unknown, value: unknown, allowDuplicates: boolean, ignoreEmpty: boolean): unknown {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  const list: unknown[] = Array.isArray(former) ? former : former === absent ? [] : [former];
  let grown = false;
  for (const item of values) {
    if (ignoreEmpty && (item === null || item === '')) continue;
    if (!allowDuplicates && list.some((other) => equalValues(other, item))) continue;
    list.push(item);
    grown = true;
  }
  return grown ? list : former;
}
