// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The kv processor.

import { Failure, illegalArgument } from '../diagnostics/failure.js';
import { compileJavaRegex, type JavaPattern } from '../javaRegex/javaPattern.js';
import { wrappedException } from './core/configError.js';
import { lazyPattern } from './core/lazyPattern.js';
import { processor } from './core/processor.js';
import { fieldPath } from './core/fieldPath.js';

/** One at each end; Java's `$` also holds before the line terminator at the end of a text. */
const brackets = /^[([<"']|[\])>"'](?=(?:\r\n|[\n\r\u0085\u2028\u2029])?$)/g;

/** Characters that mean themselves in a regular expression of Java. */
const plainText = /^[^\\^$.|?*+()[\]{}\ud800-\udfff]+$/;

/** Splits as String.split: a separator of plain characters needs no regular expression. */
function splitter(separator: string, limit: number): (text: string) => string[] {
  // As the server: only a separator of this form is compiled with the pipeline.
  const isCompiled = separator.length > 2 || (separator.length === 2 && !separator.startsWith('\\'));
  const compiled = isCompiled ? compilePattern(separator) : undefined;
  const pattern = compiled ? () => compiled : lazyPattern(separator);
  const plain = plainText.test(separator) ? separator : /^\\[^A-Za-z0-9]$/.test(separator) ? separator[1]! : undefined;
  if (plain === undefined) return (text) => pattern().split(text, limit);
  return (text) => {
    if (limit === 2) {
      const at = text.indexOf(plain);
      return at < 0 ? [text] : [text.slice(0, at), text.slice(at + plain.length)];
    }
    const parts = text.split(plain);
    if (parts.length > 1) while (parts.at(-1) === '') parts.pop();
    return parts;
  };
}

function trimmer(characters: string | null): (text: string) => string {
  if (characters === null) return (text) => text;
  const pattern = compilePattern(`(^([${characters}]+))|([${characters}]+$)`);
  if (!/^[^\\[\]^&\ud800-\udfff-]+$/.test(characters)) return (text) => pattern.matcher(text).replaceAll('');
  // `$` also holds before the line terminator at the end of a text.
  const stays = (end: string) => !characters.includes(end) && !/[\n\r\u0085\u2028\u2029]/.test(end);
  return (text) =>
    text === '' || (stays(text[0]!) && stays(text.at(-1)!)) ? text : pattern.matcher(text).replaceAll('');
}

/** A pattern that is compiled with the pipeline; a broken one refuses it (Elasticsearch's KeyValueProcessor, 8.x and 9.x). */
function compilePattern(text: string): JavaPattern {
  try {
    return compileJavaRegex(text);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw wrappedException('java.util.regex.PatternSyntaxException', error.reason ?? '');
  }
}

export const kv = processor({
  type: 'kv',
  summary: 'Splits a text of key-value pairs into fields.',
  options: {
    field: { type: 'field', required: true, doc: 'The field that holds the pairs.' },
    target_field: { type: 'template', doc: 'The object that the fields go into; the document itself by default.' },
    field_split: { type: 'string', required: true, doc: 'Regular expression between two pairs.' },
    value_split: { type: 'string', required: true, doc: 'Regular expression between key and value.' },
    trim_key: { type: 'string', doc: 'Characters that are trimmed off keys.' },
    trim_value: { type: 'string', doc: 'Characters that are trimmed off values.' },
    prefix: { type: 'string', doc: 'What stands before each key.' },
    strip_brackets: { type: 'boolean', default: false, doc: 'Strip brackets and quotes off values.' },
    include_keys: { type: 'list', doc: 'The only keys that are taken.' },
    exclude_keys: { type: 'list', doc: 'Keys that are left out.' },
    ignore_missing: { type: 'boolean', default: false, doc: 'Do nothing where the field is missing or null.' },
  },
  examples: [
    {
      config: { field: 'message', field_split: ' ', value_split: '=' },
      before: { message: 'ip=1.2.3.4 error=REFUSED' },
      after: { message: 'ip=1.2.3.4 error=REFUSED', ip: '1.2.3.4', error: 'REFUSED' },
    },
    {
      description: 'A key that comes twice gives a list.',
      config: { field: 'm', field_split: '&', value_split: '=', target_field: 'q', strip_brackets: true },
      before: { m: 'a="1"&a=(2)' },
      after: { m: 'a="1"&a=(2)', q: { a: ['1', '2'] } },
    },
    {
      config: { field: 'm', field_split: ' ', value_split: '=' },
      before: { m: 'a=1 b' },
      after: { error: 'field [m] does not contain value_split [=]' },
    },
  ],
  compile(options, context) {
    const { ignore_missing, value_split } = options;
    const splitFields = splitter(options.field_split, 0);
    const splitValue = splitter(value_split, 2);
    const trimKey = trimmer(options.trim_key);
    const trimValue = trimmer(options.trim_value);
    const included = options.include_keys && new Set<unknown>(options.include_keys);
    const excluded = new Set<unknown>(options.exclude_keys ?? []);
    const wanted = (key: string) => (included === null || included.has(key)) && !excluded.has(key);
    return (document) => {
      const target = options.target_field?.of(document) ?? '';
      const prefix = `${target === '' ? '' : `${target}.`}${options.prefix ?? ''}`;
      const path = options.field.of(document);
      if (path.text === '' || !document.has(path, true)) {
        if (ignore_missing) return;
        throw illegalArgument(
          path.text === '' ? 'field path cannot be null nor empty' : `field [${path.text}] doesn't exist`,
        );
      }
      const value = document.readString(path, ignore_missing);
      if (value === null) {
        if (ignore_missing) return;
        throw illegalArgument(`field [${path.text}] is null, cannot extract key-value pairs.`);
      }
      for (const part of splitFields(value)) {
        const pair = splitValue(part);
        if (pair.length !== 2) {
          throw illegalArgument(`field [${path.text}] does not contain value_split [${value_split}]`);
        }
        const key = trimKey(pair[0]!);
        if (!wanted(key)) continue;
        const stripped = options.strip_brackets ? pair[1]!.replace(brackets, '') : pair[1]!;
        const field = fieldPath(prefix + key, context.accessPattern);
        if (document.has(field)) document.append(field, trimValue(stripped));
        else document.set(field, trimValue(stripped));
      }
    };
  },
});
