// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Field access of pipelines with `field_access_pattern: flexible`. What is expected is what IngestDocument of Elasticsearch 9.5.3 gave.

import { createEngine } from '../../../../src/ingest/engine.js';
import { fromPlain, toPlain } from '../../../../src/values/json.js';
import type { HashMap } from '../../../../src/values/maps.js';

async function run(processor: object, source: object): Promise<unknown> {
  const engine = createEngine({ pipelines: { p: { field_access_pattern: 'flexible', processors: [processor] } } });
  const result = await engine.run('p', { source: fromPlain(source) as HashMap });
  return result.status === 'failed' ? result.failure.reason : toPlain(result.document.ctx.source);
}

const copy = (from: string) => ({ set: { field: 'found', copy_from: from } });

test.each([
  ['a nested field', 'a.b', { a: { b: 1 } }],
  ['a dotted key', 'a.b', { 'a.b': 1 }],
  ['a dotted key in the middle', 'a.b.c', { 'a.b': { c: 1 } }],
  ['a nested field before a dotted one', 'a.b', { a: { b: 1 }, 'a.b': 2 }],
])('reads %s', async (_name, path, source) => {
  expect(await run(copy(path), source)).toEqual({ ...source, found: 1 });
});

test.each([
  ['a list item', 'a.0', { a: [1] }, 'path [a.0] is not valid'],
  ['a field of a list', 'a.b.c', { a: [{ b: { c: 1 } }] }, 'path [a.b.c] is not valid'],
  ['an index in brackets', 'a[0]', { a: [1] }, 'path [a[0]] is not valid'],
  ['a bracket that does not open', 'a]', {}, 'path [a]] is not valid'],
  ['an empty part', 'a..b', { a: { '': { b: 1 } } }, 'path [a..b] is not valid'],
  ['a missing field', 'a.b.c', { a: {} }, 'field [b.c] not present as part of path [a.b.c]'],
  [
    'a field of a text',
    'a.b',
    { a: 'x' },
    'cannot resolve [b] from object of type [java.lang.String] as part of path [a.b]',
  ],
])('fails for %s', async (_name, path, source, reason) => {
  expect(await run(copy(path), source)).toBe(reason);
});

test('writes a dotted key where the objects are missing', async () => {
  expect(await run({ set: { field: 'a.b.c', value: 1 } }, {})).toEqual({ 'a.b.c': 1 });
  expect(await run({ set: { field: 'a.b.c', value: 1 } }, { a: {} })).toEqual({ a: { 'b.c': 1 } });
  expect(await run({ set: { field: 'a.b', value: 2 } }, { a: { b: 1 } })).toEqual({ a: { b: 2 } });
});

test('removes a dotted key', async () => {
  expect(await run({ remove: { field: 'a.b' } }, { 'a.b': 1, c: 2 })).toEqual({ c: 2 });
  expect(await run({ remove: { field: 'a.b', ignore_missing: true } }, { c: 2 })).toEqual({ c: 2 });
});

test('goes into no list, whatever it does', async () => {
  const source = { a: [1] };
  expect(await run({ set: { field: 'a.0', value: 2 } }, source)).toBe('path [a.0] is not valid');
  expect(await run({ append: { field: 'a.b', value: 2 } }, source)).toBe('path [a.b] is not valid');
  expect(await run({ remove: { field: 'a.0', ignore_missing: true } }, source)).toEqual(source);
  expect(await run({ rename: { field: 'a.0', target_field: 'b', ignore_missing: true } }, source)).toEqual(source);
});
