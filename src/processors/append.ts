// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The append processor.

import { fieldPath } from './core/fieldPath.js';
import { deepCopy } from './core/deepCopy.js';
import { processor } from './core/processor.js';
import { valueTemplate } from './core/templates.js';

export const append = processor({
  type: 'append',
  summary: 'Adds values to a list; a field with a single value becomes a list, a missing field is made.',
  options: {
    field: { type: 'field', required: true, doc: 'The field that is appended to.' },
    copy_from: { type: 'string', since: '9.2', doc: 'The field whose value or values are appended; instead of value.' },
    value: { type: 'any', doc: 'The value or list of values; texts may be templates. Required without copy_from.' },
    allow_duplicates: { type: 'boolean', default: true, doc: 'Append values that the list already holds.' },
    ignore_empty_values: {
      type: 'boolean',
      default: false,
      since: '9.2',
      doc: 'Leave out values that are null or an empty text.',
    },
    media_type: { type: 'mediaType', default: 'application/json', doc: 'How values of templates are escaped.' },
  },
  examples: [
    {
      config: { field: 'tags', value: ['production', '{{{app}}}', '{{{owner}}}'] },
      before: { tags: ['x'], app: 'web', owner: 'ops' },
      after: { tags: ['x', 'production', 'web', 'ops'], app: 'web', owner: 'ops' },
    },
    {
      description: 'A single value becomes a list; duplicates are left out on request.',
      config: { field: 'tags', value: ['a', 'b'], allow_duplicates: false },
      before: { tags: 'a' },
      after: { tags: ['a', 'b'] },
    },
  ],
  compile(options, context) {
    const { field, allow_duplicates, ignore_empty_values } = options;
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
      const added = source ? deepCopy(document.read(source, ignore_empty_values)) : value.of(document);
      document.append(path, added, allow_duplicates, ignore_empty_values);
    };
  },
});
