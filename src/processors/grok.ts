// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The grok processor.

import { illegalArgument } from '../diagnostics/failure.js';
import { compilePatterns, patternBank } from './core/compilePatterns.js';
import { fieldPath, type FieldPath } from './core/fieldPath.js';
import { processor } from './core/processor.js';

export const grok = processor({
  type: 'grok',
  summary: 'Takes fields out of a text by named patterns.',
  options: {
    field: { type: 'path', required: true, doc: 'The field that holds the text.' },
    patterns: { type: 'list', required: true, doc: 'Expressions that are tried in turn.' },
    trace_match: {
      type: 'boolean',
      default: false,
      doc: 'Put the index of the expression that matched into `_ingest._grok_match_index`.',
    },
    ignore_missing: { type: 'boolean', default: false, doc: 'Do nothing where the field is missing or null.' },
    ecs_compatibility: {
      type: 'string',
      default: 'disabled',
      since: '8.0',
      doc: 'Names in the built-in patterns: disabled (the old ones) or v1 (those of ECS).',
    },
    pattern_definitions: { type: 'map', doc: 'Own patterns by name; they win over built-in ones.' },
  },
  examples: [
    {
      config: { field: 'message', patterns: ['%{IP:client} %{WORD:method} %{NUMBER:bytes:int}'] },
      before: { message: '55.3.244.1 GET 15824' },
      after: { message: '55.3.244.1 GET 15824', client: '55.3.244.1', method: 'GET', bytes: 15824 },
    },
    {
      config: {
        field: 'message',
        patterns: ['my %{FAVORITE_DOG:pet}'],
        pattern_definitions: { FAVORITE_DOG: 'beagle|poodle' },
      },
      before: { message: 'my cat' },
      after: { error: 'Provided Grok expressions do not match field value: [my cat]' },
    },
  ],
  compile(options, context) {
    const { field, patterns, trace_match, ignore_missing } = options;
    const expression = compilePatterns(
      patterns,
      () => patternBank(options.pattern_definitions, options.ecs_compatibility, context),
      context,
    );
    const index = fieldPath('_ingest._grok_match_index');
    const paths = new Map<string, FieldPath>();
    return (document) => {
      const text = document.readString(field, ignore_missing);
      if (text === null) {
        if (ignore_missing) return;
        throw illegalArgument(`field [${field.text}] is null, cannot process it.`);
      }
      const match = expression.match(text);
      if (!match) throw illegalArgument(`Provided Grok expressions do not match field value: [${text}]`);
      for (const [name, value] of match.captures) {
        let path = paths.get(name);
        if (path === undefined) paths.set(name, (path = fieldPath(name, context.accessPattern)));
        document.set(path, value);
      }
      if (trace_match) document.set(index, String(match.patternIndex));
    };
  },
});
