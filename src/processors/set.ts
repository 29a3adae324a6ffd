// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The set processor.

import { deepCopy } from './core/deepCopy.js';
import { fieldPath } from './core/fieldPath.js';
import { processor } from './core/processor.js';
import { valueTemplate } from './core/templates.js';

export const set = processor({
  type: 'set',
  summary: 'Gives a field a value, replacing the one that it has.',
  options: {
    field: { type: 'field', required: true, doc: 'The field that is set.' },
    copy_from: { type: 'string', since: '7.11', doc: 'The field whose value is copied; instead of value.' },
    value: { type: 'any', doc: 'The value; texts in it may be templates. Required without copy_from.' },
    override: { type: 'boolean', default: true, doc: 'Replace a value that is there and not null.' },
    ignore_empty_value: {
      type: 'boolean',
      default: false,
      doc: 'Do nothing where a template gives an empty text, or the copied field is missing, null or empty.',
    },
    media_type: { type: 'mediaType', default: 'application/json', doc: 'How values of templates are escaped.' },
  },
  examples: [
    { config: { field: 'count', value: 1 }, before: { count: 582 }, after: { count: 1 } },
    {
      config: { field: 'host.os.name', value: '{{{os}}}' },
      before: { os: 'Ubuntu' },
      after: { host: { os: { name: 'Ubuntu' } }, os: 'Ubuntu' },
    },
    {
      description: 'A copy keeps the type of what is copied.',
      config: { field: 'new', copy_from: 'old' },
      before: { old: { a: [1, true] } },
      after: { old: { a: [1, true] }, new: { a: [1, true] } },
    },
    {
      config: { field: 'foo', value: 'x', override: false },
      before: { foo: 'bar' },
      after: { foo: 'bar' },
    },
  ],
  compile(options, context) {
    const { field, override, ignore_empty_value } = options;
    if (options.copy_from !== null && options.value !== null) {
      throw context.error('copy_from', 'cannot set both `copy_from` and `value` in the same processor');
    }
    if (options.copy_from === null && options.value === null) {
      throw context.error('value', 'required property is missing');
    }
    const source = options.copy_from === null ? null : fieldPath(options.copy_from, context.accessPattern);
    const value = valueTemplate(options.value, options.media_type);
    return (document) => {
      const path = field.of(document);
      if (!override && document.has(path) && document.get(path) !== null) return;
      if (source !== null) {
        const copied = document.read(source, ignore_empty_value);
        if (ignore_empty_value && (copied === null || copied === '')) return;
        document.set(path, deepCopy(copied));
      } else {
        const made = value.of(document);
        if (ignore_empty_value && value.isTemplate && made === '') return;
        document.set(path, made);
      }
    };
  },
});
