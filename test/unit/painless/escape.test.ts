// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Attempts to leave the sandbox of scripts, and to exhaust time or memory: each ends in an error of the server or of
// ours, in bounded time, and the process lives on.

import type { Failure } from '../../../src/diagnostics/failure.js';
import { compilePainless, emittedJavaScript, type PainlessCompileError } from '../../../src/painless/index.js';
import { parseJson } from '../../../src/values/json.js';
import { HashMap } from '../../../src/values/maps.js';

const document = '{"a":1,"s":"text","list":[1,2],"map":{"k":"v"},"__proto__":{"polluted":true},"constructor":"c"}';

/** The error of a script, or the value that it stored in ctx.value. */
function outcome(script: string): { readonly error?: string; readonly value?: unknown } {
  const ctx = parseJson(document) as HashMap;
  try {
    compilePainless(script, 'ingest').run(new HashMap(), ctx);
  } catch (error) {
    const failure = (error as Partial<PainlessCompileError>).failure ?? (error as Failure);
    return { error: failure.details.cause!.type };
  }
  return { value: ctx.get('value') };
}

const expectError = (script: string, ...types: string[]) => expect(types).toContain(outcome(script).error);

describe('prototypes and constructors', () => {
  it.each([
    'ctx.value = ctx.s.constructor',
    'ctx.value = ctx.s.__proto__',
    'ctx.value = ctx.list.constructor',
    'ctx.value = ctx.list.__proto__',
    'ctx.value = ctx.a.constructor',
    'ctx.value = ctx.list.map',
    'ctx.value = ctx.s.prototype',
    "ctx.value = ctx.s.constructor('x')",
    'ctx.value = ctx.list.map(x -> x)',
    'ctx.value = ctx.a.toFixed(2)',
    'ctx.value = ctx.s.at(0)',
    'ctx.value = ctx.list.reduce((a, b) -> a + b)',
    "ctx.value = ctx.s['length']",
    "ctx.list['constructor'] = 1",
    'ctx.s.__proto__ = 1',
    'ctx.value = ctx.map.entries()',
    'ctx.value = [1].iterator().constructor',
    "ctx.value = new StringBuilder('a').text",
    'ctx.value = ctx.list.valueOf()',
    "ctx.value = ctx.s.hasOwnProperty('length')",
    'ctx.value = (x -> x)',
  ])('%s fails', (script) => {
    expectError(script, 'illegal_argument_exception', 'class_cast_exception', 'wrong_method_type_exception');
  });

  it('keys named like internals are plain keys of maps', () => {
    expect(outcome('ctx.value = ctx.constructor').value).toBe('c');
    expect(outcome('ctx.value = ctx.map.constructor').value).toBeNull();
    expect(outcome("ctx.value = ctx['__proto__'].polluted").value).toBe(true);
    expect(outcome("ctx.map.__proto__ = ['x': 1]; ctx.value = ctx.map.__proto__.x").value).toBe(1);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it.each([
    'this',
    'globalThis',
    'process',
    'require',
    'Function',
    'eval',
    'window',
    'helpers',
    'scriptContext',
    'at',
    'undefined',
  ])('the name %s reaches nothing', (name) => {
    expectError(`ctx.value = ${name}`, 'illegal_argument_exception');
    expectError(`ctx.value = ${name}('1')`, 'illegal_argument_exception');
  });

  it.each(['java.lang.Runtime', 'java.lang.System.exit', 'java.lang.Class', 'java.lang.Thread', 'java.io.File'])(
    '%s is no class of scripts',
    (name) => {
      expectError(`ctx.value = ${name}`, 'illegal_argument_exception');
    },
  );

  it('getClass is no method', () => {
    expectError('ctx.value = ctx.getClass()', 'illegal_argument_exception');
    expectError('ctx.value = ctx.s.getClass()', 'illegal_argument_exception');
  });
});

describe('injection into generated code', () => {
  it.each(['"; throw 1; "', '`${1}`', '\\u2028', '*/ throw 1 /*', '</script>', "'); process.exit(); ('"])(
    'the text %s stays text',
    (text) => {
      const literal = `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
      expect(outcome(`ctx.value = ${literal}`).value).toBe(text);
      expect(outcome(`def m = [:]; m[${literal}] = 1; ctx.value = m.keySet().iterator().next()`).value).toBe(text);
    },
  );

  it('names of scripts are prefixed', () => {
    const emitted = emittedJavaScript(
      'int eval = 1; int arguments = 2; int await = eval + arguments; ctx.value = await',
      'ingest',
    );
    expect(emitted).toContain('let _eval=');
    expect(outcome('int eval = 1; int arguments = 2; int await = eval + arguments; ctx.value = await').value).toBe(3);
  });

  it('names nothing but the helpers that it gets', () => {
    const emitted = emittedJavaScript(
      "def f(def x) { return x + 1 } ctx.value = f(1); for (x in ctx.list) { ctx.s += 'a' }",
      'ingest',
    );
    expect(emitted).not.toMatch(/\b(?:globalThis|process|require|constructor|prototype|Object|Reflect|eval|import)\b/);
  });
});

describe('time and memory', () => {
  it.each([
    ['an endless loop', 'while (true) { ctx.value = 1 }', 'painless_error'],
    ['an endless loop of loops', 'for (;;) { for (int i = 0; i < 10; i++) { ctx.value = i } }', 'painless_error'],
    ['endless recursion', 'int f(int x) { return f(x + 1) } ctx.value = f(0)', 'stack_overflow_error'],
    [
      'recursion through a lambda',
      'def f(def x) { return [x].collect(y -> f(y)) } ctx.value = f(0)',
      'stack_overflow_error',
    ],
    ['a text that doubles', "String s = 'x'; for (int i = 0; i < 64; i++) { s += s }", 'out_of_memory_error'],
    ['a def text that doubles', "def s = 'x'; for (int i = 0; i < 64; i++) { s = s + s }", 'out_of_memory_error'],
    [
      'a builder that doubles',
      "StringBuilder s = new StringBuilder('x'); for (int i = 0; i < 64; i++) { s.append(s.toString()) }",
      'out_of_memory_error',
    ],
    ['a list that doubles', 'List l = [1]; for (int i = 0; i < 64; i++) { l.addAll(l) }', 'out_of_memory_error'],
    ['a huge array', 'int[] a = new int[2147483647]', 'out_of_memory_error'],
    ['a huge array of arrays', 'def a = new int[100000][100000]', 'out_of_memory_error'],
    ['a format of huge width', "String.format('%2000000000d', new def[] {1})", 'out_of_memory_error'],
    ['many copies', "ctx.value = Collections.nCopies(2000000000, 'x')", 'out_of_memory_error'],
  ])('%s ends', (_name, script, type) => {
    expectError(script, type);
  });

  it('a catastrophic pattern ends', () => {
    expectError(
      "ctx.value = ('a'.replace('a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa') + '!') ==~ /(a*)*b/",
      'circuit_breaking_exception',
    );
  });

  it('errors of the machine cannot be caught by scripts', () => {
    expectError('try { while (true) { ctx.value = 1 } } catch (Exception e) { ctx.value = 2 }', 'painless_error');
    expectError(
      'int f(int x) { return f(x + 1) } try { f(0) } catch (Exception e) { ctx.value = 2 }',
      'stack_overflow_error',
    );
  });

  it('deep nesting of source ends in an error', () => {
    expectError(`ctx.value = ${'('.repeat(20000)}1${')'.repeat(20000)}`, 'stack_overflow_error');
    expectError(`ctx.value = ${'['.repeat(20000)}1${']'.repeat(20000)}`, 'stack_overflow_error');
    expectError(
      `ctx.value = ${'-'.repeat(2)}${'!'.repeat(20000)}true`,
      'stack_overflow_error',
      'illegal_argument_exception',
    );
  });

  it('a map that holds itself has a text', () => {
    expect(outcome('ctx.map.self = ctx.map; ctx.value = ctx.map.toString()').value).toContain('(this Map)');
  });
});
