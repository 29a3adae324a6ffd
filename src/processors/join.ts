// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The join processor.

import { Failure, illegalArgument } from '../diagnostics/failure.js';
import { textOf } from '../values/javaText.js';
import { processor } from './core/processor.js';

export const join = processor({
  type: 'join',
  summary: 'Joins the values of a list into one text.',
  options: {
    field: { type: 'path', required: true, doc: 'The field that holds the list.' },
    separator: { type: 'string', required: true, doc: 'What stands between two values.' },
    target_field: { type: 'path', doc: 'Where the text goes; the field itself by default.' },
  },
  examples: [
    { config: { field: 'a', separator: '-' }, before: { a: ['x', 1, true] }, after: { a: 'x-1-true' } },
    {
      config: { field: 'a', separator: '-' },
      before: { a: 'x' },
      after: { error: 'field [a] of type [java.lang.String] cannot be cast to [java.util.List]' },
    },
  ],
  compile({ field, separator, target_field }) {
    const target = target_field ?? field;
    return (document) => {
      const list = document.readList(field, false);
      if (list === null) throw illegalArgument(`field [${field.text}] is null, cannot join.`);
      if (list.includes(null)) throw new Failure('null_pointer_exception', null);
      document.set(target, list.map(textOf).join(separator));
    };
  },
});
