// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The dot_expander processor.

import { Failure, illegalArgument } from '../diagnostics/failure.js';
import { HashMap } from '../values/maps.js';
import { fieldPath } from './core/fieldPath.js';
import type { IngestDocument } from './core/ingestDocument.js';
import { processor } from './core/processor.js';

export const dot_expander = processor({
  type: 'dot_expander',
  summary: 'Turns a field whose name holds dots into an object, so that other processors reach it.',
  options: {
    field: { type: 'string', required: true, doc: 'The dotted name; `*` for all of them.' },
    path: { type: 'string', doc: 'The object that holds the field; the document itself by default.' },
    override: {
      type: 'boolean',
      default: false,
      since: '7.15',
      doc: 'Replace a value that the object has already, instead of appending to it.',
    },
  },
  examples: [
    { config: { field: 'foo.bar' }, before: { 'foo.bar': 'v' }, after: { foo: { bar: 'v' } } },
    {
      config: { field: 'foo.bar' },
      before: { 'foo.bar': 'v2', foo: { bar: 'v1' } },
      after: { foo: { bar: ['v1', 'v2'] } },
    },
    {
      config: { field: '*', path: 'foo' },
      before: { foo: { 'a.b': 1, c: 2 } },
      after: { foo: { a: { b: 1 }, c: 2 } },
    },
  ],
  compile({ field, path, override }, context) {
    if (!field.includes('.') && field !== '*') {
      throw context.error('field', 'field does not contain a dot and is not a wildcard');
    }
    if (field.startsWith('.') || field.endsWith('.')) {
      throw context.error('field', "Field can't start or end with a dot");
    }
    if (field.includes('..')) throw context.error('field', 'No space between dots');
    // Expanding is about plain objects, whatever the pipeline's own access pattern.
    const holder = path === null ? null : fieldPath(path);

    const expand = (document: IngestDocument, map: HashMap, name: string) => {
      if (!map.has(name)) return;
      const full = path === null ? name : `${path}.${name}`;
      const target = fieldPath(full);
      if (document.has(target)) {
        const value = map.remove(name);
        if (override) document.set(target, value);
        else document.append(target, value);
        return;
      }
      // A value on the way cannot become an object; the server says so better than a failing write would.
      for (let dot = full.indexOf('.'); dot >= 0; dot = full.indexOf('.', dot + 1)) {
        const part = fieldPath(full.slice(0, dot));
        if (!document.has(part)) break;
        if (!(document.get(part) instanceof HashMap)) {
          throw illegalArgument(
            `cannot expand [${full}], because [${part.text}] is not an object field, but a value field`,
          );
        }
      }
      document.set(target, map.remove(name));
    };

    return (document) => {
      const map = holder === null ? document.ctx : document.readMap(holder, false);
      if (map === null) throw new Failure('null_pointer_exception', null);
      if (field !== '*') return expand(document, map, field);
      for (const [key] of map.javaEntries()) {
        if (typeof key === 'string' && key.indexOf('.') > 0) expand(document, map, key);
      }
    };
  },
});
