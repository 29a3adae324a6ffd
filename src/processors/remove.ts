// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The remove processor.

import { isMetadata } from './core/ctxMap.js';
import { fieldPath } from './core/fieldPath.js';
import { processor } from './core/processor.js';
import { textOf } from '../values/javaText.js';
import { HashMap } from '../values/maps.js';

export const remove = processor({
  type: 'remove',
  summary: 'Removes fields, or all fields but those to keep.',
  options: {
    field: { type: 'fields', doc: 'The field or fields that are removed.' },
    keep: { type: 'fields', since: '8.5', doc: 'The field or fields that stay; all others are removed.' },
    ignore_missing: { type: 'boolean', default: false, doc: 'Pass over fields that are missing.' },
  },
  examples: [
    { config: { field: ['a', 'b.c'] }, before: { a: 1, b: { c: 2, d: 3 } }, after: { b: { d: 3 } } },
    {
      config: { field: 'x' },
      before: { a: 1 },
      after: { error: 'field [x] not present as part of path [x]' },
    },
    { config: { keep: ['url'] }, before: { url: { path: '/' }, a: 1 }, after: { url: { path: '/' } } },
  ],
  compile(options, context) {
    const fields = options.field ?? [];
    const kept = options.keep ?? [];
    if (fields.length === 0 && kept.length === 0) throw context.error('keep', 'or [field] must be specified');
    if (fields.length > 0 && kept.length > 0) {
      throw context.error('keep', 'and [field] cannot both be used in the same processor');
    }
    const { ignore_missing } = options;
    if (kept.length === 0) {
      return (document) => {
        for (const field of fields) document.remove(field.of(document), ignore_missing);
      };
    }
    return (document) => {
      const paths = kept.map((field) => field.of(document).text);
      const stays = (name: string) =>
        paths.some((path) => name === path || path.startsWith(`${name}.`) || name.startsWith(`${path}.`));
      for (const name of fieldNames(document.ctx, '')) {
        if (!isMetadata(name) && !stays(name)) document.remove(fieldPath(name, context.accessPattern), true);
      }
    };
  },
});

/** Dotted names of all fields, maps themselves included. */
function fieldNames(map: HashMap, prefix: string): string[] {
  return map.javaEntries().flatMap(([key, value]) => {
    const name = prefix + textOf(key);
    return value instanceof HashMap ? [name, ...fieldNames(value, `${name}.`)] : [name];
  });
}
