// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The redact processor (Elasticsearch 8.7 and later).

import { Failure, illegalArgument } from '../diagnostics/failure.js';
import type { Grok, GrokRegion } from '../grok/grok.js';
import { compilePatterns, patternBank } from './core/compilePatterns.js';
import { fieldPath } from './core/fieldPath.js';
import { processor } from './core/processor.js';

/** A place that is hidden, and what it is called. */
interface Hidden extends GrokRegion {
  readonly field: string;
}

function hiddenBy(expression: Grok, text: string): Hidden[] {
  const field = expression.firstField;
  if (field === undefined) {
    throw new Failure('array_index_out_of_bounds_exception', 'Index 0 out of bounds for length 0');
  }
  return expression.regions(text).map((region) => ({ ...region, field }));
}

/** Joins regions that overlap or touch: the longest of them gives its name. */
function joined(regions: readonly Hidden[]): Hidden[] {
  const sorted = regions.toSorted((a, b) => a.start - b.start);
  const result: Hidden[] = [];
  let longest = 0;
  for (const region of sorted) {
    const last = result.at(-1);
    const length = region.end - region.start;
    if (!last || region.start > last.end) {
      result.push(region);
      longest = length;
    } else {
      const field = length > longest ? region.field : last.field;
      longest = Math.max(longest, length);
      result[result.length - 1] = { field, start: last.start, end: Math.max(last.end, region.end) };
    }
  }
  return result;
}

export const redact = processor({
  type: 'redact',
  summary: 'Hides what matches patterns: each match becomes the name that the pattern gives it.',
  options: {
    field: { type: 'path', required: true, doc: 'The field that holds the text.' },
    patterns: {
      type: 'list',
      required: true,
      doc: 'Grok expressions, each with a name: `%{IP:client}`. Patterns are those of ECS.',
    },
    pattern_definitions: { type: 'map', doc: 'Own patterns by name.' },
    prefix: { type: 'string', default: '<', doc: 'What stands before the name.' },
    suffix: { type: 'string', default: '>', doc: 'What stands behind the name.' },
    ignore_missing: { type: 'boolean', default: true, doc: 'Do nothing where the field is missing or null.' },
    skip_if_unlicensed: { type: 'boolean', default: false, doc: 'Without effect offline.' },
    trace_redact: {
      type: 'boolean',
      default: false,
      since: '8.16',
      doc: 'Set `_ingest._redact._is_redacted` where something was hidden.',
    },
  },
  examples: [
    {
      config: { field: 'message', patterns: ['%{IP:CLIENT}', '%{EMAILADDRESS:EMAIL}'] },
      before: { message: '55.3.244.1 GET test@elastic.co' },
      after: { message: '<CLIENT> GET <EMAIL>' },
    },
  ],
  compile(options, context) {
    const { field, prefix, suffix, ignore_missing, trace_redact } = options;
    if (options.patterns.length === 0) throw context.error('patterns', 'List of patterns must not be empty');
    const bank = () => patternBank(options.pattern_definitions, 'v1', context);
    const expressions = options.patterns.map((pattern) => compilePatterns([pattern], bank, context));
    const traced = fieldPath('_ingest._redact._is_redacted');
    return (document) => {
      const text = document.readString(field, true);
      if (text === null) {
        if (ignore_missing) return;
        throw illegalArgument(`field [${field.text}] is null or missing`);
      }
      try {
        let result = '';
        let from = 0;
        for (const { field: name, start, end } of joined(expressions.flatMap((each) => hiddenBy(each, text)))) {
          result += `${text.slice(from, start)}${prefix}${name}${suffix}`;
          from = end;
        }
        result += text.slice(from);
        document.set(field, result);
        if (trace_redact && result !== text) document.set(traced, true);
      } catch (error) {
        // Whatever went wrong.
        if (!(error instanceof Failure)) throw error;
        throw new Failure('timeout_exception', 'Grok pattern matching timed out', { cause: error });
      }
    };
  },
});
