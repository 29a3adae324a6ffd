// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The dissect processor.

import { Failure, illegalArgument } from '../diagnostics/failure.js';
import { Dissect } from '../dissect/dissect.js';
import { ConfigError } from './core/configError.js';
import { fieldPath, type FieldPath } from './core/fieldPath.js';
import { processor } from './core/processor.js';

/** Java names of the exceptions that a broken pattern throws. */
const exceptions: Readonly<Record<string, string>> = {
  pattern_parse: 'org.elasticsearch.dissect.DissectException$PatternParse',
  key_parse: 'org.elasticsearch.dissect.DissectException$KeyParse',
  number_format_exception: 'java.lang.NumberFormatException',
};

function compile(pattern: string, separator: string): Dissect {
  try {
    return new Dissect(pattern, separator);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const name = exceptions[error.type] ?? error.type;
    throw new ConfigError(`${name}: ${error.reason}`, { type: 'exception' });
  }
}

export const dissect = processor({
  type: 'dissect',
  summary: 'Takes fields out of a text by the delimiters between them.',
  options: {
    field: { type: 'path', required: true, doc: 'The field that holds the text.' },
    pattern: { type: 'string', required: true, doc: 'The pattern: `%{a} - %{b}`.' },
    append_separator: { type: 'string', default: '', doc: 'What stands between values that are appended.' },
    ignore_missing: { type: 'boolean', default: false, doc: 'Do nothing where the field is missing or null.' },
  },
  examples: [
    {
      config: {
        field: 'message',
        pattern: '%{clientip} %{ident} %{auth} [%{@timestamp}] "%{verb} %{request}" %{status}',
      },
      before: { message: '1.2.3.4 - - [30/Apr/1998:22:00:52 +0000] "GET /a.png HTTP/1.0" 200' },
      after: {
        message: '1.2.3.4 - - [30/Apr/1998:22:00:52 +0000] "GET /a.png HTTP/1.0" 200',
        request: '/a.png HTTP/1.0',
        auth: '-',
        ident: '-',
        verb: 'GET',
        '@timestamp': '30/Apr/1998:22:00:52 +0000',
        clientip: '1.2.3.4',
        status: '200',
      },
    },
    {
      config: { field: 'm', pattern: '%{a}-%{b}' },
      before: { m: 'x' },
      after: { error: 'Unable to find match for dissect pattern: %{a}-%{b} against source: x' },
    },
  ],
  compile({ field, pattern, append_separator, ignore_missing }, context) {
    const parser = compile(pattern, append_separator);
    const paths = new Map<string, FieldPath>();
    return (document) => {
      const text = document.readString(field, ignore_missing);
      if (text === null) {
        if (ignore_missing) return;
        throw illegalArgument(`field [${field.text}] is null, cannot process it.`);
      }
      for (const [name, value] of parser.match(text)) {
        let path = paths.get(name);
        if (path === undefined) {
          path = fieldPath(name, context.accessPattern);
          // Names may come out of the text itself (`%{*k}`).
          if (paths.size < 1000) paths.set(name, path);
        }
        document.set(path, value);
      }
    };
  },
});
