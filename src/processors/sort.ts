// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The sort processor.

import { illegalArgument } from '../diagnostics/failure.js';
import { naturalOrder, sortBy } from '../painless/stdlib/comparing.js';
import { processor } from './core/processor.js';

/** Java's Collections.reverseOrder. */
const falling = (a: unknown, b: unknown): number => naturalOrder(b, a);

export const sort = processor({
  type: 'sort',
  summary: 'Sorts the values of a list.',
  options: {
    field: { type: 'path', required: true, doc: 'The field that holds the list.' },
    target_field: { type: 'path', doc: 'Where the sorted list goes; the field itself by default.' },
    order: { type: 'string', default: 'asc', doc: 'asc or desc.' },
  },
  examples: [
    { config: { field: 'a' }, before: { a: [3, 1, 2] }, after: { a: [1, 2, 3] } },
    { config: { field: 'a', order: 'desc' }, before: { a: ['b', 'B', 'a'] }, after: { a: ['b', 'a', 'B'] } },
  ],
  compile({ field, target_field, order }, context) {
    if (order !== 'asc' && order !== 'desc') {
      throw context.error('order', `Sort direction [${order}] not recognized. Valid values are: [asc, desc]`);
    }
    const target = target_field ?? field;
    return (document) => {
      const list = document.readList(field, false);
      if (list === null) throw illegalArgument(`field [${field.text}] is null, cannot sort.`);
      const sorted = list.slice();
      sortBy(sorted, order === 'asc' ? null : falling);
      document.set(target, sorted);
    };
  },
});
