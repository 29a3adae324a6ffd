// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What becomes of a document around and between pipelines.

import { createEngine, type EngineOptions, type IngestResult } from '../../../src/ingest/engine.js';
import { fromPlain, toPlain } from '../../../src/values/json.js';

type Json = Record<string, unknown>;

const set = (field: string, value: unknown) => ({ set: { field, value } });
const sourceOf = (plain: Json) => fromPlain(plain);

function shown(result: IngestResult): unknown {
  if (result.status === 'dropped') return 'dropped';
  if (result.status === 'failed') return `${result.failure.type}: ${result.failure.reason}`;
  return toPlain(result.document.ctx.source);
}

async function run(pipelines: Record<string, Json>, source: Json, id = 'main'): Promise<unknown> {
  return shown(await createEngine({ pipelines }).run(id, { source: sourceOf(source), index: 'i', id: '1' }));
}

describe('a pipeline', () => {
  test('that calls itself through another one is refused with the cycle', async () => {
    const pipelines = {
      main: { processors: [{ pipeline: { name: 'other' } }] },
      other: { processors: [{ pipeline: { name: 'main' } }] },
    };
    expect(await run(pipelines, {})).toBe('graph_structure_exception: Cycle detected for pipeline: main');
  });

  test('may call another one twice', async () => {
    const call = { pipeline: { name: 'other' } };
    const pipelines = {
      main: { processors: [call, call] },
      other: { processors: [{ append: { field: 'a', value: '{{{_ingest.pipeline}}}' } }] },
    };
    expect(await run(pipelines, {})).toEqual({ a: ['other', 'other'] });
  });

  test('is named in _ingest.pipeline, again after a call', async () => {
    const pipelines = {
      main: {
        processors: [
          set('a', '{{{_ingest.pipeline}}}'),
          { pipeline: { name: 'other' } },
          set('c', '{{{_ingest.pipeline}}}'),
        ],
      },
      other: { processors: [set('b', '{{{_ingest.pipeline}}}')] },
    };
    expect(await run(pipelines, {})).toEqual({ a: 'main', b: 'other', c: 'main' });
  });

  test('ends where terminate stands, and its caller goes on', async () => {
    const pipelines = {
      main: { processors: [{ pipeline: { name: 'other' } }, set('after', 1)] },
      other: { processors: [{ terminate: {} }, set('never', 1)] },
    };
    expect(await run(pipelines, {})).toEqual({ after: 1 });
  });

  test('drops the document for its callers too', async () => {
    const pipelines = {
      main: { processors: [{ pipeline: { name: 'other' } }, set('after', 1)] },
      other: { processors: [{ drop: {} }] },
    };
    expect(await run(pipelines, {})).toBe('dropped');
  });
});

describe('failures', () => {
  const message =
    '{{{_ingest.on_failure_message}}}|{{{_ingest.on_failure_processor_type}}}|{{{_ingest.on_failure_processor_tag}}}|{{{_ingest.on_failure_pipeline}}}';
  const fail = { fail: { message: 'boom', tag: 't' } };

  test('of a called pipeline tell the pipeline', async () => {
    const pipelines = {
      main: { processors: [{ pipeline: { name: 'other' } }], on_failure: [set('error', message)] },
      other: { processors: [fail] },
    };
    expect(await run(pipelines, {})).toEqual({ error: 'boom|fail|t|other' });
  });

  test('are told by the deepest cause', async () => {
    const pipelines = {
      main: {
        processors: [{ convert: { field: 'a', type: 'integer' } }],
        on_failure: [set('error', message)],
      },
    };
    expect(await run(pipelines, { a: 'x' })).toEqual({ a: 'x', error: 'For input string: "x"|convert||main' });
  });

  test('leave no trace in _ingest after on_failure', async () => {
    const pipelines = {
      main: { processors: [{ fail: { message: 'boom', on_failure: [set('a', 1)] } }, set('b', `<${message}>`)] },
    };
    expect(await run(pipelines, {})).toEqual({ a: 1, b: '<|||>' });
  });

  test('of a failing on_failure go to the pipeline', async () => {
    const pipelines = {
      main: {
        processors: [{ fail: { message: 'first', on_failure: [{ fail: { message: 'second' } }] } }],
        on_failure: [set('error', '{{{_ingest.on_failure_message}}}')],
      },
    };
    expect(await run(pipelines, {})).toEqual({ error: 'second' });
  });

  test('that are ignored let the pipeline go on', async () => {
    const pipelines = { main: { processors: [{ fail: { message: 'x', ignore_failure: true } }, set('a', 1)] } };
    expect(await run(pipelines, {})).toEqual({ a: 1 });
  });

  test('keep what processors did before them', async () => {
    const pipelines = { main: { processors: [set('a', 1), fail] } };
    const result = await createEngine({ pipelines }).run('main', { source: sourceOf({}) });
    expect(result).toMatchObject({ status: 'failed', processor: { type: 'fail', tag: 't', pipelines: ['main'] } });
    expect(toPlain(result.document.ctx.source)).toEqual({ a: 1 });
  });
});

describe('user_agent without a regexes file', () => {
  const pipelines = { main: { processors: [{ user_agent: { field: 'agent', ignore_missing: true } }] } };

  test('fails the documents that have a user agent, and no other', async () => {
    expect(await run(pipelines, { a: 1 })).toEqual({ a: 1 });
    expect(await run(pipelines, { agent: 'curl/8' })).toMatch(/^illegal_state_exception: no regexes file for/);
  });
});

describe('values that no document can hold', () => {
  const script = (source: string) => ({ script: { source } });
  const outcome = async (...processors: Json[]) =>
    createEngine({ pipelines: { main: { processors } } }).run('main', { source: sourceOf({}) });

  test('fail the document at its end', async () => {
    expect(await outcome(script("ctx.a = 'x'.charAt(0)"))).toMatchObject({
      failure: {
        type: 'illegal_argument_exception',
        reason: 'cannot write xcontent for unknown value of type class java.lang.Character',
      },
    });
    expect(await outcome(script('ctx.a = [[1: 2]]'))).toMatchObject({
      failure: {
        type: 'class_cast_exception',
        reason: expect.stringMatching('^class java.lang.Integer cannot be cast to class java.lang.String') as string,
      },
    });
    expect(await outcome(script('ctx.a = [null: 2]'))).toMatchObject({
      failure: { type: 'illegal_argument_exception', reason: 'Field name cannot be null' },
    });
  });

  test('may come and go on the way', async () => {
    expect(await outcome(script("ctx.a = 'x'.charAt(0)"), set('b', '{{a}}'), { remove: { field: 'a' } })).toMatchObject(
      { status: 'ok' },
    );
  });
});

describe('metadata', () => {
  const fails = async (processor: Json) => run({ main: { processors: [processor] } }, {});

  test('is checked as the server checks it', async () => {
    expect(await fails(set('_index', 5))).toBe(
      'illegal_argument_exception: _index [5] is wrong type, expected assignable to [java.lang.String], not [java.lang.Integer]',
    );
    expect(await fails(set('_version', 1.5))).toBe(
      'illegal_argument_exception: _version may only be set to an int or a long but was [1.5] with type [java.lang.Double]',
    );
    expect(await fails(set('_version_type', 'odd'))).toBe(
      'illegal_argument_exception: _version_type must be a null or one of [internal, external, external_gte] but was [odd] with type [java.lang.String]',
    );
    expect(await fails({ remove: { field: '_version' } })).toBe(
      'illegal_argument_exception: _version cannot be removed',
    );
    expect(await fails(set('_type', 'x'))).toBe('illegal_argument_exception: _type cannot be updated');
  });

  test('is no part of the source', async () => {
    expect(await run({ main: { processors: [set('_routing', 'r'), set('a', '{{{_routing}}}')] } }, {})).toEqual({
      a: 'r',
    });
  });
});

describe('inference', () => {
  const pipelines = {
    main: { processors: [{ inference: { model_id: 'm', field_map: { x: 'text_field' } } }, set('after', 1)] },
  };
  const answer = { predicted_value: 'INFO', prediction_probability: 0.5, model_id: 'm' };

  test('makes the answer a promise only where it was met', () => {
    const engine = createEngine({ pipelines: { main: { processors: [set('a', 1)] } } });
    expect(engine.run('main', { source: sourceOf({}) })).toMatchObject({ status: 'ok' });
  });

  test('is waited for before the next processor runs', async () => {
    const engine = createEngine({ pipelines, infer: () => Promise.resolve(answer) });
    const result = engine.run('main', { source: sourceOf({ x: 't' }) });
    expect(result).toBeInstanceOf(Promise);
    expect(shown(await result)).toEqual({ x: 't', ml: { inference: answer }, after: 1 });
  });

  test('batches: documents are in flight together', async () => {
    const waiting: (() => void)[] = [];
    const engine = createEngine({
      pipelines,
      infer: () => new Promise((resolve) => waiting.push(() => resolve(answer))),
    });
    const results = ['a', 'b', 'c'].map((x) => engine.run('main', { source: sourceOf({ x }) }));
    expect(waiting).toHaveLength(3);
    waiting.forEach((resolve) => resolve());
    expect((await Promise.all(results.map(async (result) => result))).map(({ status }) => status)).toEqual([
      'ok',
      'ok',
      'ok',
    ]);
  });

  test('appends to the result of a run before', async () => {
    const engine = createEngine({ pipelines, infer: () => answer });
    const source = { x: 't', ml: { inference: { predicted_value: 'OLD' } } };
    const result = await engine.run('main', { source: sourceOf(source) });
    expect(shown(result)).toMatchObject({ ml: { inference: [{ predicted_value: 'OLD' }, answer] } });
  });

  test('reads the field of the model before a mapped one', async () => {
    const texts: string[] = [];
    const engine = createEngine({
      pipelines,
      infer: ({ text }) => {
        texts.push(text);
        return answer;
      },
    });
    await engine.run('main', { source: sourceOf({ x: 'mapped', text_field: 'own' }) });
    expect(texts).toEqual(['own']);
  });
});

describe('indexing', () => {
  const pipelines = {
    first: { processors: [{ append: { field: 'ran', value: 'first' } }] },
    second: { processors: [{ append: { field: 'ran', value: 'second' } }] },
    final: { processors: [{ append: { field: 'ran', value: 'final' } }] },
    move: { processors: [set('_index', 'b')] },
    reroute: { processors: [{ reroute: { destination: 'b' } }, set('never', 1)] },
    back: { processors: [{ reroute: { destination: 'a' } }] },
  };
  const ingest = async (indexes: Record<string, { default?: string; final?: string }>, options: EngineOptions = {}) =>
    shown(
      await createEngine({ pipelines, indexPipelines: (index) => indexes[index], ...options }).ingest({
        source: sourceOf({}),
        index: 'a',
        id: '1',
      }),
    );

  test('runs the default pipeline and the final one', async () => {
    expect(await ingest({ a: { default: 'first', final: 'final' } })).toEqual({ ran: ['first', 'final'] });
  });

  test('runs the final pipeline only of an index that a processor set', async () => {
    expect(await ingest({ a: { default: 'move' }, b: { default: 'second', final: 'final' } })).toEqual({
      ran: ['final'],
    });
  });

  test('runs the default pipeline of an index that the document is rerouted to', async () => {
    const indexes = { a: { default: 'reroute', final: 'first' }, b: { default: 'second', final: 'final' } };
    expect(await ingest(indexes)).toEqual({ ran: ['second', 'final'] });
  });

  test('refuses a circle of indexes', async () => {
    expect(await ingest({ a: { default: 'reroute' }, b: { default: 'back' } })).toMatch(
      /^illegal_argument_exception: index cycle detected/,
    );
  });
});
