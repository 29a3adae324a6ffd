// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The _simulate API's answers, after the examples of its documentation (Elasticsearch 8.x).

import { createEngine } from '../../../src/ingest/engine.js';
import { simulate } from '../../../src/ingest/simulate.js';
import { fromPlain, printJson, toPlain } from '../../../src/values/json.js';

const engine = createEngine({ clock: () => Date.UTC(2020, 6, 30, 1, 21, 24, 251) });
const docs = [
  { _index: 'index', _id: 'id', _source: { foo: 'bar' } },
  { _index: 'index', _id: 'id', _source: { foo: 'rab' } },
].map((doc) => fromPlain(doc));
const timestamp = '2020-07-30T01:21:24.251Z';

async function answer(pipeline: object, verbose = false): Promise<unknown> {
  // A round trip through JSON: the answer's objects have no prototype.
  return JSON.parse(JSON.stringify(toPlain(await simulate(engine, pipeline, docs, { verbose }))));
}

test('documents come back with their metadata as texts', async () => {
  const pipeline = { description: '_description', processors: [{ set: { field: 'field2', value: '_value' } }] };
  const doc = (foo: string) => ({
    doc: {
      _id: 'id',
      _index: 'index',
      _version: '-3',
      _source: { field2: '_value', foo },
      _ingest: { timestamp },
    },
  });
  expect(await answer(pipeline)).toEqual({
    docs: [doc('bar'), doc('bar')].map((item, index) => (index ? doc('rab') : item)),
  });
});

test('verbose answers tell what each processor did', async () => {
  const pipeline = {
    processors: [
      { set: { field: 'field2', value: '_value2', tag: 'one', description: 'sets' } },
      { rename: { field: 'none', target_field: 'x', ignore_failure: true } },
      { fail: { message: 'no' } },
    ],
  };
  const doc = { _id: 'id', _index: 'index', _version: '-3', _source: { field2: '_value2', foo: 'bar' } };
  const after = { ...doc, _ingest: { pipeline: '_simulate_pipeline', timestamp } };
  const error = (type: string, reason: string) => ({ root_cause: [{ type, reason }], type, reason });
  expect(((await answer(pipeline, true)) as { docs: unknown[] }).docs[0]).toEqual({
    processor_results: [
      { processor_type: 'set', status: 'success', description: 'sets', tag: 'one', doc: after },
      {
        processor_type: 'rename',
        status: 'error_ignored',
        ignored_error: { error: error('illegal_argument_exception', "field [none] doesn't exist") },
        doc: after,
      },
      { processor_type: 'fail', status: 'error', error: error('fail_processor_exception', 'no') },
    ],
  });
});

test('a dropped document is null, and dropped in a verbose answer', async () => {
  expect(await answer({ processors: [{ drop: {} }] })).toEqual({ docs: [null, null] });
  expect(await answer({ processors: [{ drop: {} }] }, true)).toMatchObject({
    docs: [{ processor_results: [{ processor_type: 'drop', status: 'dropped' }] }, {}],
  });
});

test('requests are refused with the words of the server', async () => {
  await expect(simulate(engine, { processors: [] }, [])).rejects.toThrow(
    'must specify at least one document in [docs]',
  );
  await expect(simulate(engine, { processors: [] }, [fromPlain({})])).rejects.toThrow(
    '[_source] required property is missing',
  );
  await expect(simulate(engine, { processors: [], oops: 1 }, docs)).rejects.toThrow(
    "pipeline [_simulate_pipeline] doesn't support one or more provided configuration parameters [oops]",
  );
  await expect(simulate(engine, { processors: [{ set: { feild: 'a', field: 'a', value: 1 } }] }, docs)).rejects.toThrow(
    /processor \[set\] doesn't support one or more provided configuration parameters \[feild\][^]*did you mean "field"\?/,
  );
  await expect(simulate(engine, { processors: [{ sett: {} }, { set: {} }] }, docs)).rejects.toThrow(
    /No processor type exists with name \[sett\][^]*did you mean "set"\?[^]*\[field\] required property is missing/,
  );
});

// As SimulateDocumentBaseResult of Elasticsearch 9.5.3 has it: it copies the document, and answers with what the copy fails of.
test('a document that is written but not copied fails here, and only here', async () => {
  const processors = [{ script: { source: "ctx.a = 'x,y'.splitOnToken(',')" } }];
  const reason = 'unexpected value type [class [Ljava.lang.String;]';
  expect(await answer({ processors })).toMatchObject({
    docs: [{ error: { type: 'illegal_argument_exception', reason } }, { error: { reason } }],
  });
  const own = createEngine({ pipelines: { p: { processors } } });
  const result = await own.run('p', { source: fromPlain({}) });
  expect(result.status).toBe('ok');
  expect(printJson(result.document.ctx.source)).toBe('{"a":["x","y"]}');
});
