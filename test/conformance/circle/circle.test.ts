// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The circle processor against Elasticsearch's own classes (9.5.3).

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Failure } from '../../../src/diagnostics/failure.js';
import { createEngine, type IngestResult } from '../../../src/ingest/engine.js';
import { parseJson, printJson } from '../../../src/values/json.js';
import { HashMap } from '../../../src/values/maps.js';

const lines = readFileSync(join(__dirname, 'recorded.tsv'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => line.split('\t') as [string, string, string, string]);

/** The types that a server shows by the names of the exceptions' classes. */
const types: Readonly<Record<string, string>> = {
  IllegalArgumentException: 'illegal_argument_exception',
  NumberFormatException: 'number_format_exception',
  ParseException: 'parse_exception',
  ElasticsearchParseException: 'parse_exception',
  ElasticsearchException: 'exception',
  XContentParseException: 'x_content_parse_exception',
};

/** The polygon as JSON, or what failed and its causes. */
function observe(error: string, shape: string, json: string): string | string[] {
  const circle = { field: 'value', error_distance: Number(error), shape_type: shape };
  const engine = createEngine({ pipelines: { p: { processors: [{ circle }] } } });
  const source = new HashMap(new Map([['value', parseJson(json)]]));
  const result = engine.run('p', { source, index: 'i' }) as IngestResult;
  if (result.status !== 'failed') return printJson(result.document.ctx.source.get('value'));
  const chain: string[] = [];
  for (let failure: Failure | undefined = result.failure; failure; failure = failure.details.cause)
    chain.push(`${failure.type}: ${failure.reason}`);
  return chain;
}

/** What is recorded, in the same form; the processor puts a failure of its own before the library's. */
function recorded(expected: string): string | string[] {
  if (/^[{"]/.test(expected)) return printJson(parseJson(expected));
  const causes = expected.split(' <- ').map((cause) => cause.replace(/^\w+/, (name) => types[name]!));
  return ['illegal_argument_exception: invalid circle definition', ...causes];
}

test.each(lines)('within %s of a %s: %s', (error, shape, json, expected) => {
  expect(observe(error, shape, json)).toEqual(recorded(expected));
});

test('a circle of which a server finds no polygon, without end, fails', () => {
  expect(observe('28', 'geo_shape', '"CIRCLE EMPTY"')).toEqual([
    'illegal_argument_exception: invalid circle definition',
    'illegal_argument_exception: no polygon has corners at a distance of [-1.0] meters',
  ]);
});
