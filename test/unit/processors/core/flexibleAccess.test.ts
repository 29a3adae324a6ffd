// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Field access of pipelines with `field_access_pattern: flexible` (Elasticsearch 9.2): cases after its documentation
// and the server's IngestDocument.

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
  ['a list item', 'a.b[0].c', { a: { b: [{ c: 1 }] } }],
  ['an item of a list in a list', 'a[1][0]', { a: [[], [1]] }],
])('reads %s', async (_name, path, source) => {
  expect(await run(copy(path), source)).toEqual({ ...source, found: 1 });
});

test.each([
  [
    'a list item without brackets',
    'a.0',
    { a: [1] },
    'cannot resolve [0] from object of type [java.util.ArrayList] as part of path [a.0]',
  ],
  [
    'an index out of range',
    'a[3]',
    { a: [1] },
    '[3] is out of bounds for array with length [1] as part of path [a[3]]',
  ],
  [
    'an index of an object',
    'a[0]',
    { a: {} },
    'cannot resolve array index [0] from object of type [java.util.HashMap] as part of path [a[0]]',
  ],
  ['a missing field', 'a.b.c', { a: {} }, 'field [b.c] not present as part of path [a.b.c]'],
  ['a broken index', 'a[x]', {}, '[x] is not an integer, cannot be used as an index as part of path [a[x]]'],
  ['a bracket that does not close', 'a[0', {}, 'path [a[0] is not valid'],
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
