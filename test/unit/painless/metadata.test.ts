// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// metadata() and field() of scripts in pipelines. Messages and rules are those of IngestDocMetadata and of the tests of
// Elasticsearch's ingest metadata (IngestCtxMapTests).

import { createEngine, type IngestResult } from '../../../src/ingest/engine.js';
import { fromPlain, toPlain } from '../../../src/values/json.js';
import type { HashMap } from '../../../src/values/maps.js';

async function run(script: string, source: object = {}): Promise<IngestResult> {
  const config = fromPlain({ processors: [{ script: { source: script } }] });
  const engine = createEngine({ pipelines: { p: { name: 'p', config } }, clock: () => Date.UTC(2026, 0, 2, 3, 4, 5) });
  return engine.run('p', { source: fromPlain(source) as HashMap, index: 'logs', id: '7' });
}

async function sourceAfter(script: string, source: object = {}): Promise<unknown> {
  const result = await run(script, source);
  return result.status === 'failed' ? result.failure.details.cause?.reason : toPlain(result.document.ctx.source);
}

describe('metadata()', () => {
  it.each([
    ['ctx.r = metadata().index', { r: 'logs' }],
    ['ctx.r = metadata().getId()', { r: '7' }],
    ['ctx.r = metadata().routing', { r: null }],
    ['ctx.r = metadata().version', { r: -3 }],
    ['ctx.r = metadata().now.toString()', { r: '2026-01-02T03:04:05Z' }],
    ['def m = metadata(); m.index = "other"; ctx.r = ctx._index', { r: 'other' }],
    ['metadata().setRouting("r"); ctx.r = ctx._routing', { r: 'r' }],
    ['metadata().versionType = "external_gte"; ctx.r = ctx._version_type', { r: 'external_gte' }],
    ['metadata().version = 5; ctx.r = ctx._version', { r: 5 }],
    ['ctx._id = null; ctx.r = metadata().id', { r: null }],
  ])('%s', async (script, expected) => {
    expect(await sourceAfter(script)).toEqual(expected);
  });

  it('checks version types', async () => {
    expect(await sourceAfter('metadata().versionType = "invalid"')).toBe(
      '_version_type must be a null or one of [internal, external, external_gte] but was [invalid] with type [java.lang.String]',
    );
  });

  it.each(['ctx.r = metadata().type', 'metadata().now = null', 'ctx.r = metadata().op'])('refuses %s', (script) => {
    const config = fromPlain({ processors: [{ script: { source: script } }] });
    expect(() => createEngine({ pipelines: { p: { name: 'p', config } } })).toThrow(/Illegal set shortcut|not found/);
  });
});

describe('field() in a pipeline', () => {
  it('sees the source and no metadata', async () => {
    expect(await sourceAfter('ctx.r = [field("_index").exists(), field("a.b").get(null)]', { 'a.b': 1 })).toEqual({
      'a.b': 1,
      r: [false, 1],
    });
  });

  it('writes what later processors read', async () => {
    expect(await sourceAfter('field("a.b.c").set(ctx._index); $("a.b", null).d = 1')).toEqual({
      a: { b: { c: 'logs', d: 1 } },
    });
  });

  it('cannot change the document in a condition', async () => {
    const config = fromPlain({
      processors: [{ set: { if: 'field("a").set(1).exists()', field: 'b', value: 1 } }],
    });
    const engine = createEngine({ pipelines: { p: { name: 'p', config } } });
    const result = await engine.run('p', { source: fromPlain({}) });
    expect(result).toMatchObject({
      failure: { details: { cause: { reason: 'Mutating ingest documents in conditionals is not supported' } } },
    });
  });
});
