// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The foreach processor.

import { illegalArgument } from '../diagnostics/failure.js';
import { classNameOf } from '../values/className.js';
import { HashMap } from '../values/maps.js';
import type { IngestDocument } from './core/ingestDocument.js';
import { processor, type NestedProcessor, type Pending } from './core/processor.js';

export const foreach = processor({
  type: 'foreach',
  summary:
    'Runs a processor on each item of a list (`_ingest._value`) or each entry of an object (`_ingest._key` too).',
  options: {
    field: { type: 'path', required: true, doc: 'The field that holds the list or object.' },
    ignore_missing: { type: 'boolean', default: false, doc: 'Do nothing where the field is missing or null.' },
    processor: { type: 'map', required: true, doc: 'The processor that runs.' },
  },
  examples: [
    {
      config: { field: 'values', processor: { uppercase: { field: '_ingest._value' } } },
      before: { values: ['foo', 'bar'] },
      after: { values: ['FOO', 'BAR'] },
    },
    {
      config: { field: 'persons', processor: { remove: { field: '_ingest._value.id' } } },
      before: { persons: [{ id: '1', name: 'John' }] },
      after: { persons: [{ name: 'John' }] },
    },
    {
      config: { field: 'products', processor: { set: { field: '_ingest._value', value: '{{{_ingest._key}}}!' } } },
      before: { products: { a: 1, b: 2 } },
      after: { products: { a: 'a!', b: 'b!' } },
    },
  ],
  compile({ field, ignore_missing, processor: config }, context) {
    const inner = context.compileProcessor(config);
    return (document) => {
      const value = document.read(field, ignore_missing);
      if (value === null) {
        if (ignore_missing) return;
        throw illegalArgument(`field [${field.text}] is null, cannot loop over its elements.`);
      }
      const loop = Array.isArray(value)
        ? new ListLoop(value.slice(), inner, document)
        : value instanceof HashMap
          ? new MapLoop(value.javaEntries(), inner, document)
          : undefined;
      if (!loop) {
        throw illegalArgument(`field [${field.text}] of type [${classNameOf(value)}] cannot be cast to a list or map`);
      }
      const finish = () => {
        if (!document.dropped) document.set(field, loop.result);
      };
      const pending = loop.from(0);
      return pending === undefined ? finish() : pending.then(finish);
    };
  },
});

/** Runs the processor item by item, and goes on synchronously as long as it answers synchronously. */
abstract class Loop<Item> {
  private readonly items: readonly Item[];
  private readonly inner: NestedProcessor;
  protected readonly document: IngestDocument;

  constructor(items: readonly Item[], inner: NestedProcessor, document: IngestDocument) {
    this.items = items;
    this.inner = inner;
    this.document = document;
  }

  from(start: number): Pending {
    for (let index = start; index < this.items.length; index++) {
      const leave = this.enter(this.items[index]!);
      let pending: Pending;
      try {
        pending = this.inner.runNested(this.document);
      } catch (error) {
        leave();
        throw error;
      }
      if (pending !== undefined) {
        return pending.finally(leave).then(() => (this.document.dropped ? undefined : this.from(index + 1)));
      }
      leave();
      if (this.document.dropped) return;
    }
  }

  /** Puts an item into `_ingest`; the function that comes back takes it out and keeps what became of it. */
  protected abstract enter(item: Item): () => void;
}

class ListLoop extends Loop<unknown> {
  readonly result: unknown[] = [];

  protected enter(item: unknown): () => void {
    const { ingest } = this.document;
    const former = ingest.put('_value', item);
    return () => {
      this.result.push(ingest.put('_value', former));
    };
  }
}

class MapLoop extends Loop<[unknown, unknown]> {
  readonly result = new HashMap();

  protected enter([key, value]: [unknown, unknown]): () => void {
    const { ingest } = this.document;
    const formerKey = ingest.put('_key', key);
    const formerValue = ingest.put('_value', value);
    return () => {
      const newKey = ingest.put('_key', formerKey);
      const newValue = ingest.put('_value', formerValue);
      // An entry whose key was removed or made blank is left out.
      if (typeof newKey === 'string' && newKey.trim() !== '') this.result.put(newKey, newValue);
    };
  }
}
