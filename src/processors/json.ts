// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The json processor.

import { illegalArgument } from '../diagnostics/failure.js';
import { jsonTextParser } from '../transforms/parseJsonText.js';
import { HashMap } from '../values/maps.js';
import { fieldPath } from './core/fieldPath.js';
import { mergeInto } from './core/mergeInto.js';
import { processor } from './core/processor.js';

export const json = processor({
  type: 'json',
  summary: 'Parses a text as JSON.',
  options: {
    field: { type: 'string', required: true, doc: 'The field whose text is parsed.' },
    target_field: { type: 'string', doc: 'Where the value goes; the field itself by default.' },
    add_to_root: { type: 'boolean', default: false, doc: 'Put the fields of the object into the document itself.' },
    allow_duplicate_keys: { type: 'boolean', default: false, doc: 'Let the last of several values of a key win.' },
    add_to_root_conflict_strategy: {
      type: 'string',
      doc: 'With add_to_root: replace a field that is there (the default), or merge objects.',
    },
    strict_json_parsing: {
      type: 'boolean',
      default: true,
      since: '8.6',
      doc: 'Fail where text follows the JSON value.',
    },
  },
  examples: [
    {
      config: { field: 'source', target_field: 'target' },
      before: { source: '{"foo": 2000}' },
      after: { source: '{"foo": 2000}', target: { foo: 2000 } },
    },
    {
      config: { field: 'source', add_to_root: true, add_to_root_conflict_strategy: 'merge' },
      before: { source: '{"a": {"x": 1}, "b": [true, null]}', a: { y: 2 } },
      after: { source: '{"a": {"x": 1}, "b": [true, null]}', a: { y: 2, x: 1 }, b: [true, null] },
    },
  ],
  compile(options, context) {
    const { add_to_root, add_to_root_conflict_strategy: given, strict_json_parsing: strict } = options;
    const strategy = given?.toLowerCase();
    if (strategy !== undefined && strategy !== 'replace' && strategy !== 'merge') {
      throw context.error(
        'add_to_root_conflict_strategy',
        `conflict strategy [${given!}] not supported, cannot convert field.`,
      );
    }
    if (add_to_root && options.target_field !== null) {
      throw context.error('target_field', 'Cannot set a target field while also setting `add_to_root` to true');
    }
    if (!add_to_root && given !== null) {
      throw context.error(
        'add_to_root_conflict_strategy',
        'Cannot set `add_to_root_conflict_strategy` if `add_to_root` is false',
      );
    }
    const parse = jsonTextParser({ duplicateKeys: options.allow_duplicate_keys, strict });
    if (!add_to_root) {
      const field = fieldPath(options.field, context.accessPattern);
      const target = options.target_field === null ? field : fieldPath(options.target_field, context.accessPattern);
      return (document) => document.set(target, parse(document.get(field)));
    }
    return (document) => {
      const value = parse(document.ctx.get(options.field));
      if (!(value instanceof HashMap)) throw illegalArgument('cannot add non-map fields to root of document');
      if (strategy === 'merge') mergeInto(document.ctx, value);
      else for (const [key, item] of value.javaEntries()) document.ctx.put(key, item);
    };
  },
});
