// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The sort processor.

import { Failure, illegalArgument } from '../diagnostics/failure.js';
import { castMessage, classNameOf } from '../values/className.js';
import { HashMap } from '../values/maps.js';
import { Double, Float } from '../values/numbers.js';
import { processor } from './core/processor.js';

/** Comparable.compareTo of two values of one class. */
function compare(a: unknown, b: unknown): number {
  // What has no order is refused before a null on the other side.
  if (a === null || (b === null && !hasNoOrder(a))) throw new Failure('null_pointer_exception', null);
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  if ((typeof a === 'number' && typeof b === 'number') || (typeof a === 'bigint' && typeof b === 'bigint')) {
    return a < b ? -1 : a > b ? 1 : 0;
  }
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if ((a instanceof Double && b instanceof Double) || (a instanceof Float && b instanceof Float)) {
    return compareDoubles(a.value, b.value);
  }
  // a.compareTo(b) casts b to the class of a.
  throw new Failure(
    'class_cast_exception',
    hasNoOrder(a) ? castMessage(classNameOf(a), 'java.lang.Comparable') : castMessage(classNameOf(b), classNameOf(a)),
  );
}

/** Lists and objects. */
const hasNoOrder = (value: unknown): boolean => Array.isArray(value) || value instanceof HashMap;

/** Double.compare: -0.0 before 0.0, NaN last. */
function compareDoubles(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return Number(Object.is(b, -0)) - Number(Object.is(a, -0));
}

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
      document.set(target, list.slice().sort(order === 'asc' ? compare : (a, b) => compare(b, a)));
    };
  },
});
