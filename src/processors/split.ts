// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The split processor.

import { illegalArgument } from '../diagnostics/failure.js';
import { lazyPattern } from './core/lazyPattern.js';
import { processor } from './core/processor.js';

export const split = processor({
  type: 'split',
  summary: 'Splits a text into a list at every match of a Java regular expression.',
  options: {
    field: { type: 'path', required: true, doc: 'The field whose text is split.' },
    ignore_missing: { type: 'boolean', default: false, doc: 'Do nothing where the field is missing or null.' },
    target_field: { type: 'path', doc: 'Where the list goes; the field itself by default.' },
    separator: { type: 'string', required: true, doc: 'The Java regular expression that separates.' },
    preserve_trailing: { type: 'boolean', default: false, doc: 'Keep empty texts at the end of the list.' },
  },
  examples: [
    { config: { field: 'a', separator: '\\s+' }, before: { a: 'x  y z' }, after: { a: ['x', 'y', 'z'] } },
    { config: { field: 'a', separator: ',' }, before: { a: 'A,,B,,' }, after: { a: ['A', '', 'B'] } },
    {
      config: { field: 'a', separator: ',', preserve_trailing: true },
      before: { a: 'A,,B,,' },
      after: { a: ['A', '', 'B', '', ''] },
    },
  ],
  compile({ field, ignore_missing, target_field, separator, preserve_trailing }) {
    const pattern = lazyPattern(separator);
    // One plain character needs no regular expression.
    const plain = /^[^\\^$.|?*+()[\]{}]$/.test(separator) ? separator : undefined;
    const target = target_field ?? field;
    return (document) => {
      const text = document.readString(field, ignore_missing);
      if (text === null) {
        if (ignore_missing) return;
        throw illegalArgument(`field [${field.text}] is null, cannot split.`);
      }
      let parts: string[];
      if (plain === undefined) {
        parts = pattern().split(text, preserve_trailing ? -1 : 0);
      } else {
        parts = text.split(plain);
        if (!preserve_trailing && parts.length > 1) while (parts.at(-1) === '') parts.pop();
      }
      document.set(target, parts);
    };
  },
});
