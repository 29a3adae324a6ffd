// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A condition that runs without its script says what the script says; the script, whose results are compared with a server's elsewhere,
// runs where statements are counted.

import { analyze } from '../../../../src/painless/analysis/analyzer.js';
import { shortCondition } from '../../../../src/painless/codegen/shortCondition.js';
import { contextNamed } from '../../../../src/painless/contexts/index.js';
import { compilePainless, type CompiledScript } from '../../../../src/painless/index.js';
import { lookupFor } from '../../../../src/painless/stdlib/index.js';
import { parseScript } from '../../../../src/painless/syntax/parser.js';
import { fromPlain } from '../../../../src/values/json.js';
import { HashMap } from '../../../../src/values/maps.js';

const context = contextNamed('processor_conditional');
const isShort = (text: string) =>
  shortCondition(analyze(parseScript(text), lookupFor(context), context), lookupFor(context)) !== undefined;

const documents = [
  {},
  { a: null },
  { a: 'x' },
  { a: true, b: 'x' },
  { a: 1 },
  { a: ['x', 1, null] },
  { a: { b: null } },
  { a: { b: 'x' }, b: null },
  { a: { b: 'y', c: 'x' } },
  { a: { b: ['y'] } },
  { a: { b: { c: 'x' } } },
  { a: { b: 2.5 } },
];

const outcomeOf = (script: CompiledScript, document: unknown): unknown => {
  try {
    return script.run(new HashMap(), fromPlain(document) as HashMap);
  } catch (error) {
    const { reason, details } = error as { reason: string; details: { cause: { type: string; reason: string } } };
    return [reason, details.cause.type, details.cause.reason];
  }
};

test.each([
  "ctx.a == 'x'",
  "'x' != ctx['a']",
  'ctx.a.b != null',
  'ctx.a?.b == null',
  'ctx?.a?.b?.c != null',
  "ctx.a?.b.c == 'x'",
  "ctx.a?.b != null && ctx.a.c == 'x'",
  "ctx.b == null || ctx.a.b == 'y' || ctx.a.b.c == 'x'",
  "!(ctx.a == 'x' && ctx.b == null)",
  "['x', 'y'].contains(ctx.a?.b)",
  "!['x', 'y'].contains(ctx.a.b)",
  "ctx.a.contains('x')",
  "ctx.a?.contains('x') || ctx.b == 'x'",
  "ctx.a == null || !(ctx.a.contains('x'))",
  'ctx.a',
  'ctx.a instanceof List',
  'ctx.a?.b instanceof Map',
  'ctx.a instanceof String || ctx.a instanceof Map && ctx.a.b instanceof List',
])('%s', (text) => {
  expect(isShort(text)).toBe(true);
  const short = compilePainless(text, 'processor_conditional');
  const whole = compilePainless(text, 'processor_conditional', { countStatements: true });
  const outcomes = documents.map((document) => outcomeOf(whole, document));
  expect(documents.map((document) => outcomeOf(short, document))).toEqual(outcomes);
  expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBeGreaterThan(1);
});

test.each([
  "ctx.a.empty == 'x'",
  'ctx.a == ctx.b',
  'ctx.a == 1',
  "ctx.a > 'x'",
  "['x', ctx.b].contains(ctx.a)",
  "def a = ctx.a; a == 'x'",
  "params.a == 'x'",
  "ctx = ctx.b; ctx.a == 'x'",
  "ctx.a.startsWith('x')",
])('%s is left to its script', (text) => {
  expect(isShort(text)).toBe(false);
});
