// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What metadata() of ingest scripts gives: the document's metadata by getters and setters
// (org.elasticsearch.script.Metadata of Elasticsearch 8.4 to 9.x). The map behind it checks what is written.

import { Instant, ZonedDateTime, ZoneOffset } from '../../../values/javaTime.js';
import { identityHash } from '../../../values/identity.js';
import { textOf } from '../../../values/javaText.js';
import { nonNull } from '../../runtime/exceptions.js';
import { asPrimitive } from '../java.lang/numbers.js';
import { javaClass, method } from '../table.js';
import { nowOf, type DocumentMap } from './documentMap.js';

/** The metadata of a document. */
export class Metadata {
  readonly javaClassName = 'org.elasticsearch.ingest.IngestDocMetadata';
  private readonly ctx: DocumentMap;

  constructor(ctx: DocumentMap) {
    this.ctx = ctx;
  }

  text(key: string): string | null {
    const value = this.ctx.get(key);
    return value === null ? null : textOf(value);
  }

  version(): bigint {
    return asPrimitive(nonNull(this.ctx.get('_version')), 'long') as bigint;
  }

  /** @throws illegal_argument_exception for a value that the field cannot take. */
  put(key: string, value: unknown): void {
    this.ctx.put(key, value);
  }

  now(): ZonedDateTime {
    return ZonedDateTime.ofInstant(Instant.ofEpochMilli(nowOf(this.ctx)), ZoneOffset.UTC);
  }

  equals(other: unknown): boolean {
    return this === other;
  }

  hashCode(): number {
    return identityHash(this);
  }

  toString(): string {
    return `${this.javaClassName}@${this.hashCode().toString(16)}`;
  }
}

const textField = (name: string, key: string, doc: string) => [
  method(`String get${name}()`, `${doc}, or null.`, (self: Metadata) => self.text(key)),
  method(`void set${name}(String)`, `Sets ${doc[0]!.toLowerCase()}${doc.slice(1)}.`, (self: Metadata, value: unknown) =>
    self.put(key, value),
  ),
];

export const metadataClass = javaClass(
  'org.elasticsearch.script.Metadata',
  'Metadata of the document.',
  [
    ...textField('Index', '_index', 'The index that the document goes to'),
    ...textField('Id', '_id', 'The id of the document'),
    ...textField('Routing', '_routing', 'The routing value'),
    ...textField('VersionType', '_version_type', 'The version type: internal, external or external_gte'),
    method('long getVersion()', 'The version of the document.', (self: Metadata) => self.version()),
    method('void setVersion(long)', 'Sets the version of the document.', (self: Metadata, value: bigint) =>
      self.put('_version', value),
    ),
    method('ZonedDateTime getNow()', 'The time of ingestion in UTC.', (self: Metadata) => self.now()),
  ],
  { represents: [Metadata] },
);
