// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Processors that turn one text, or each text of a list, into another (the server's AbstractStringProcessor).

import { Failure, illegalArgument } from '../../diagnostics/failure.js';
import { classNameOf } from '../../values/className.js';
import { textOf } from '../../values/javaText.js';
import { cannotCast } from './fieldErrors.js';
import type { FieldPath } from './fieldPath.js';
import type { OptionTable } from './options.js';
import type { Execute } from './processor.js';

/** Options that all of them have. */
export const stringOptions = {
  field: { type: 'path', required: true, doc: 'The field whose text, or list of texts, is changed.' },
  ignore_missing: { type: 'boolean', default: false, doc: 'Do nothing where the field is missing or null.' },
  target_field: { type: 'path', doc: 'Where the result goes; the field itself by default.' },
} as const satisfies OptionTable;

/** Runs `change` on the field's text or on each text of its list. */
export function stringProcessor(
  options: { readonly field: FieldPath; readonly ignore_missing: boolean; readonly target_field: FieldPath | null },
  change: (text: string) => unknown,
): Execute {
  const { field, ignore_missing } = options;
  const target = options.target_field ?? field;
  return (document) => {
    const value = document.read(field, ignore_missing);
    if (value === null) {
      if (ignore_missing) return;
      throw illegalArgument(`field [${field.text}] is null, cannot process it.`);
    }
    if (Array.isArray(value)) {
      document.set(
        target,
        value.map((item) => change(listText(item, field))),
      );
    } else {
      if (typeof value !== 'string') throw cannotCast(field.text, value, 'java.lang.String');
      document.set(target, change(value));
    }
  };
}

function listText(item: unknown, field: FieldPath): string {
  if (typeof item === 'string') return item;
  if (item === null) throw new Failure('null_pointer_exception', null);
  throw illegalArgument(
    `value [${textOf(item)}] of type [${classNameOf(item)}] in list field [${field.text}] cannot be cast to [java.lang.String]`,
  );
}
