// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The document as a condition sees it: whoever changes it fails, as on the server (UnmodifiableIngestData).

import { Failure } from '../diagnostics/failure.js';
import { HashMap } from '../values/maps.js';

const refuse = (): never => {
  throw new Failure('unsupported_operation_exception', 'Mutating ingest documents in conditionals is not supported');
};

/** The class within which the server has those of its views; another one before 9.0. */
const outer = 'org.elasticsearch.ingest.IngestDocument';

/** A value of the document whose maps and lists cannot be changed. */
export function readOnly(value: unknown): unknown {
  if (Array.isArray(value)) {
    // A copy, so that the trap is not in the way of the document's own processors.
    const items = Object.defineProperty(value.map(readOnly), 'javaClassName', {
      value: `${outer}$UnmodifiableIngestList`,
    });
    return new Proxy(items, { set: refuse, deleteProperty: refuse, defineProperty: refuse });
  }
  return value instanceof HashMap ? new ReadOnlyMap(value) : value;
}

class ReadOnlyMap extends HashMap {
  readonly javaClassName = `${outer}$UnmodifiableIngestData`;
  private readonly inner: HashMap;

  constructor(inner: HashMap) {
    super(inner.entries);
    this.inner = inner;
  }

  /** Where the field API of scripts starts: the document without its metadata. */
  get source(): HashMap {
    const { source } = this.inner as { readonly source?: HashMap };
    return source ? new ReadOnlyMap(source) : this;
  }

  override get size(): number {
    return this.inner.size;
  }

  override get(key: unknown): unknown {
    return readOnly(this.inner.get(key));
  }

  override has(key: unknown): boolean {
    return this.inner.has(key);
  }

  override javaEntries(): [unknown, unknown][] {
    return this.inner.javaEntries().map(([key, value]) => [key, readOnly(value)]);
  }

  override copy(): HashMap {
    return this.inner.copy();
  }

  override put(): never {
    return refuse();
  }

  override remove(): never {
    return refuse();
  }

  override clear(): never {
    return refuse();
  }
}
