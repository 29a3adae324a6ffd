// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What compilePainless gives and throws: results, diagnostics for people, failures as the server words them.

import { renderDiagnostic } from '../../../src/diagnostics/diagnostic.js';
import type { Failure } from '../../../src/diagnostics/failure.js';
import { Source } from '../../../src/diagnostics/source.js';
import { compilePainless, PainlessCompileError } from '../../../src/painless/index.js';
import { parseJson } from '../../../src/values/json.js';
import { HashMap } from '../../../src/values/maps.js';

const map = (json: string) => parseJson(json) as HashMap;

function compileFailure(script: string): PainlessCompileError {
  try {
    compilePainless(new Source('example', script), 'ingest');
  } catch (error) {
    expect(error).toBeInstanceOf(PainlessCompileError);
    return error as PainlessCompileError;
  }
  throw new TypeError('the script compiled');
}

function runFailure(script: string, ctx = '{}'): Failure {
  try {
    compilePainless(script, 'ingest').run(new HashMap(), map(ctx));
  } catch (error) {
    return error as Failure;
  }
  throw new TypeError('the script ran');
}

describe('compilePainless', () => {
  it('changes ctx and reads params', () => {
    const ctx = map('{"a":{"b":2}}');
    compilePainless('ctx.sum = ctx.a.b + params.more', 'ingest').run(map('{"more":3}'), ctx);
    expect(ctx.get('sum')).toBe(5);
  });

  it('gives the boolean of a condition', () => {
    const condition = compilePainless("ctx.a?.b == 'x' && ctx.tags != null", 'processor_conditional');
    expect(condition.run(new HashMap(), map('{"a":{"b":"x"},"tags":[]}'))).toBe(true);
    expect(condition.run(new HashMap(), map('{}'))).toBe(false);
  });

  it('goes through the methods of ctx, which may check what they are given', () => {
    class Guarded extends HashMap {
      override put(key: unknown, value: unknown): unknown {
        if (key === '_index' && typeof value !== 'string') throw new RangeError('guarded');
        return super.put(key, value);
      }
    }
    const script = compilePainless('ctx._index = 5', 'ingest');
    expect(() => script.run(new HashMap(), new Guarded())).toThrow('guarded');
  });

  it('limits loops as told', () => {
    const script = compilePainless('for (int i = 0; i < 100; i++) { ctx.i = i }', 'ingest', { loopLimit: 10 });
    expect(() => script.run(new HashMap(), new HashMap())).toThrow('runtime error');
  });

  it('says what is wrong and where', () => {
    const error = compileFailure('int x = 1;\nctx.y = xs + 1;');
    expect(renderDiagnostic(error.diagnostics[0]!, error.source)).toBe(
      [
        'error[PL2002]: cannot resolve symbol [xs]',
        ' --> example:2:9',
        '  |',
        '2 | ctx.y = xs + 1;',
        '  |         ^^',
        '  hint: did you mean x?',
      ].join('\n'),
    );
  });

  it('suggests nothing where nothing is near', () => {
    expect(compileFailure('ctx.y = somethingElse').diagnostics[0]!.hints).toEqual([]);
  });

  // Recorded from OpenSearch 3.8.0.
  it('reports a mistake as the server does', () => {
    const { failure } = compileFailure("int x = 'abc'; ctx.x = x");
    expect(failure.type).toBe('script_exception');
    expect(failure.reason).toBe('compile error');
    expect(failure.details.scriptError).toEqual({
      script_stack: ["int x = 'abc'; ctx.x = x", '        ^---- HERE'],
      script: "int x = 'abc'; ctx.x = x",
      lang: 'painless',
      position: { offset: 8, start: 0, end: 24 },
    });
    expect(failure.details.cause).toMatchObject({
      type: 'class_cast_exception',
      reason: 'Cannot cast from [java.lang.String] to [int].',
    });
  });

  it('cuts long scripts around the mistake as the server does', () => {
    const { failure } = compileFailure("Integer i=Integer.valueOf(1); ctx.r=(ctx.a==1 ? i : 'x').length()");
    expect(failure.details.scriptError!.script_stack).toEqual([
      "... tx.r=(ctx.a==1 ? i : 'x').length()",
      '                             ^---- HERE',
    ]);
    expect(failure.details.scriptError!.position).toEqual({ offset: 56, start: 31, end: 65 });
  });

  it('reports a failure at run time with the statement and the place', () => {
    const failure = runFailure('String s = ctx.nope; ctx.y = 1; ctx.x = s.length() + 1');
    expect(failure.details.scriptError).toMatchObject({
      script_stack: ['ctx.x = s.length() + 1', '         ^---- HERE'],
      position: { offset: 41, start: 32, end: 54 },
    });
    expect(failure.details.cause).toMatchObject({
      type: 'null_pointer_exception',
      reason: 'Cannot invoke "java.lang.CharSequence.length()" because "<local3>" is null',
    });
  });

  it.each([
    ['ctx.nope.inner', 'inner'],
    ['ctx.nope.inner = 1', 'inner'],
    ['ctx.nope.trim()', 'trim'],
    ['ctx.nope["inner"]', 'normalizeIndex'],
    ['ctx.nope[0] = 1', 'normalizeIndex'],
    ['for (item in ctx.nope) { ctx.r = item }', 'iterator'],
    ['def nothing = ctx.nope; [2, 1].sort(nothing::compare)', 'compare'],
  ])('names the member of nothing as Elasticsearch does: %s', (source, member) => {
    const statement = /^for| = /.test(source) ? source : `ctx.r = ${source}`;
    expect(runFailure(statement).details.cause).toMatchObject({
      type: 'null_pointer_exception',
      reason: `cannot access method/field [${member}] from a null def reference`,
    });
  });

  it('reports the innermost place of a function', () => {
    const { scriptError } = runFailure('int f(def x) { return x.length() } int y = 5; ctx.r = f(null)').details;
    expect(scriptError!.script_stack).toEqual(['return x.length() } int ', '        ^---- HERE']);
  });

  it('keeps what Debug.explain explains', () => {
    const failure = runFailure('Debug.explain(ctx.a)', '{"a":"text"}');
    expect(failure.details.cause!.type).toBe('painless_explain_error');
    expect(failure.details.header).toEqual({
      painless_class: 'java.lang.String',
      to_string: 'text',
      java_class: 'java.lang.String',
    });
  });

  it('is the same script after a failure', () => {
    const script = compilePainless('ctx.n = ctx.text.length()', 'ingest');
    expect(() => script.run(new HashMap(), map('{}'))).toThrow();
    const ctx = map('{"text":"abc"}');
    script.run(new HashMap(), ctx);
    expect(ctx.get('n')).toBe(3);
  });
});
