// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The rename processor.

import { illegalArgument } from '../diagnostics/failure.js';
import { processor } from './core/processor.js';

export const rename = processor({
  type: 'rename',
  summary: 'Moves a field to another name.',
  options: {
    field: { type: 'field', required: true, doc: 'The field that is moved.' },
    target_field: { type: 'field', required: true, doc: 'Its new name.' },
    ignore_missing: { type: 'boolean', default: false, doc: 'Do nothing where the field is missing.' },
    override: { type: 'boolean', default: false, since: '8.11', doc: 'Replace a field that has the new name already.' },
  },
  examples: [
    {
      config: { field: 'provider', target_field: 'cloud.provider' },
      before: { provider: 'x' },
      after: { cloud: { provider: 'x' } },
    },
    { config: { field: 'a', target_field: 'b' }, before: { a: 1, b: 2 }, after: { error: 'field [b] already exists' } },
    { config: { field: 'a', target_field: 'b' }, before: {}, after: { error: "field [a] doesn't exist" } },
  ],
  compile({ field, target_field, ignore_missing, override }) {
    return (document) => {
      const path = field.of(document);
      if (path.text === '' || !document.has(path, true)) {
        if (ignore_missing) return;
        throw illegalArgument(
          path.text === '' ? 'field path cannot be null nor empty' : `field [${path.text}] doesn't exist`,
        );
      }
      const target = target_field.of(document);
      // An index out of range in the target fails here, before the field is removed.
      if (document.has(target, true) && !override) throw illegalArgument(`field [${target.text}] already exists`);
      const value = document.get(path);
      document.remove(path);
      try {
        document.set(target, value);
      } catch (error) {
        document.set(path, value);
        throw error;
      }
    };
  },
});
