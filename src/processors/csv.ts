// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The csv processor. Its rules for blanks, quotes and empty values are the server's own (CsvParser, 7.6 and later).

import { illegalArgument } from '../diagnostics/failure.js';
import { deepCopy } from './core/deepCopy.js';
import { fieldPath } from './core/fieldPath.js';
import { wrappedException } from './core/configError.js';
import { processor } from './core/processor.js';

const isBlank = (char: string) => char === ' ' || char === '\t';

/** What Java says where the names of the fields are put into an array of texts. */
const notStored = () =>
  wrappedException(
    'java.lang.ArrayStoreException',
    'arraycopy: element type mismatch: can not cast one of the elements of java.lang.Object[] to the type of the destination array, ' +
      'java.lang.String',
  );

/**
 * Splits one line. `set` gets each value in turn and says whether it was the last that is wanted.
 *
 * @throws Failure illegal_argument_exception for a line that is broken before the last wanted value.
 */
function splitLine(
  line: string,
  { separator, quote, trim }: { separator: string; quote: string; trim: boolean },
  set: (value: string) => boolean,
): void {
  let at = 0;
  let start = 0;
  for (;;) {
    if (at >= line.length) return;
    const first = line[at]!;
    if (first === separator) {
      // One further, whatever blanks were passed over: after some that are not trimmed, the next value starts with the separator.
      start++;
      at++;
      if (set('')) return;
    } else if (first === quote) {
      let value = '';
      at++;
      for (;;) {
        const end = line.indexOf(quote, at);
        if (end < 0) throw illegalArgument('Unmatched quote');
        value += line.slice(at, end);
        at = end + 1;
        if (line[at] !== quote) break;
        value += quote;
        at++;
      }
      // What stands directly behind the quote is looked at before the value counts, what stands behind blanks after.
      const afterBlanks = isBlank(line[at] ?? '');
      if (afterBlanks && set(value)) return;
      while (at < line.length && line[at] !== separator && isBlank(line[at]!)) at++;
      if (at < line.length && line[at] !== separator) {
        throw illegalArgument(`character '${line[at]}' after quoted field at ${at}`);
      }
      if ((!afterBlanks && set(value)) || at >= line.length) return;
      start = ++at;
    } else if (isBlank(first)) {
      // Blanks before a value belong to it unless they are trimmed; before a quote they never do.
      if (trim) start++;
      at++;
    } else {
      // A line break is refused anywhere but at the start.
      for (at++; at < line.length && line[at] !== separator; at++) {
        const char = line[at]!;
        if (char === '\n' || char === '\r' || char === quote) {
          throw illegalArgument(`Illegal character inside unquoted field at ${at}`);
        }
      }
      const last = at >= line.length;
      let end = at;
      // The server trims the end of a value only where a separator follows it.
      if (trim && !last) while (isBlank(line[end - 1]!)) end--;
      if (set(line.slice(start, end)) || last) return;
      start = ++at;
    }
  }
}

export const csv = processor({
  type: 'csv',
  summary: 'Splits a line of comma-separated values into fields.',
  options: {
    field: { type: 'path', required: true, doc: 'The field that holds the line.' },
    quote: { type: 'string', default: '"', doc: 'The character that quotes.' },
    separator: { type: 'string', default: ',', doc: 'The character that separates.' },
    trim: { type: 'boolean', default: false, doc: 'Trim blanks around unquoted values.' },
    empty_value: {
      type: 'any',
      refusesNull: true,
      since: '7.7',
      doc: 'What an empty value becomes; without it, empty values are passed over.',
    },
    ignore_missing: { type: 'boolean', default: false, doc: 'Do nothing where the field is missing or null.' },
    target_fields: { type: 'list', required: true, doc: 'Fields for the values, in their order.' },
  },
  examples: [
    {
      config: { field: 'line', target_fields: ['a', 'b', 'c'] },
      before: { line: 'x,"1,2 ""q""",' },
      after: { line: 'x,"1,2 ""q""",', a: 'x', b: '1,2 "q"' },
    },
    {
      config: { field: 'line', target_fields: ['a', 'b'], separator: ';', empty_value: '' },
      before: { line: ';z' },
      after: { line: ';z', a: '', b: 'z' },
    },
  ],
  compile(options, context) {
    const { field, quote, separator, empty_value, ignore_missing } = options;
    if (quote.length !== 1) throw context.error('quote', 'quote has to be single character like " or \'');
    if (separator.length !== 1) throw context.error('separator', 'separator has to be single character like , or ;');
    if (options.target_fields.length === 0) throw context.error('target_fields', "target fields list can't be empty");
    if (!options.target_fields.every((name) => name === null || typeof name === 'string')) throw notStored();
    // A null is no path, which shows when a value goes there.
    const targets = options.target_fields.map((name) => fieldPath(name ?? '', context.accessPattern));
    return (document) => {
      const line = document.readString(field, ignore_missing);
      if (line === null) {
        if (ignore_missing) return;
        throw illegalArgument(`field [${field.text}] is null, cannot process it.`);
      }
      let index = 0;
      splitLine(line, options, (value) => {
        if (value !== '') document.set(targets[index]!, value);
        else if (empty_value !== null) document.set(targets[index]!, deepCopy(empty_value));
        return ++index === targets.length;
      });
    };
  },
});
