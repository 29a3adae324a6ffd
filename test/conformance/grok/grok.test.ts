// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Our grok against Elasticsearch's library: captures, types, which of several expressions matched, errors.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Failure } from '../../../src/diagnostics/failure.js';
import { compileGrok } from '../../../src/grok/grok.js';
import { builtinPatterns } from '../../../src/grok/patternBank.js';
import { textOf } from '../../../src/values/javaText.js';
import { Float } from '../../../src/values/numbers.js';

interface Recorded {
  readonly bank: 'legacy' | 'v1';
  readonly patterns: readonly string[];
  readonly text: string;
  readonly captures?: Readonly<Record<string, unknown>> | null;
  readonly patternIndex?: number;
  readonly error?: readonly [exception: string, message: string];
}

const { cases } = JSON.parse(readFileSync(join(__dirname, 'recorded.json'), 'utf8')) as { cases: Recorded[] };

function typed(value: unknown): unknown {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(typed);
  if (typeof value === 'number') return { integer: textOf(value) };
  if (typeof value === 'bigint') return { long: textOf(value) };
  if (typeof value === 'boolean') return { boolean: textOf(value) };
  return { [value instanceof Float ? 'float' : 'double']: textOf(value) };
}

function observe({ bank, patterns, text }: Recorded): Partial<Recorded> {
  const match = compileGrok(patterns, builtinPatterns(bank === 'v1' ? 'v1' : 'disabled')).match(text);
  if (!match) return { captures: null };
  const captures = Object.fromEntries(match.captures.map(([field, value]) => [field, typed(value)]));
  return { captures, patternIndex: match.patternIndex };
}

const nameOf = ({ bank, patterns, text }: Recorded): string => JSON.stringify([bank, ...patterns, text]);

describe('grok as Elasticsearch has it', () => {
  const matching = cases.filter(({ error }) => !error);
  const failing = cases.filter(({ error }) => error);

  test('has recorded cases', () => {
    expect(matching.length).toBeGreaterThan(200);
    expect(failing.length).toBeGreaterThan(5);
  });

  test.each(matching.map((recorded) => [nameOf(recorded), recorded] as const))('%s', (_name, recorded) => {
    const { captures, patternIndex } = recorded;
    expect(observe(recorded)).toEqual(captures ? { captures, patternIndex } : { captures });
  });

  test.each(failing.map((recorded) => [nameOf(recorded), recorded] as const))('fails: %s', (_name, recorded) => {
    const [exception, message] = recorded.error!;
    let failure: Failure | undefined;
    try {
      observe(recorded);
    } catch (error) {
      failure = error as Failure;
    }
    expect(failure?.type.replaceAll('_', '')).toBe(exception.toLowerCase());
    // A broken regular expression is described in the translator's words, not in joni's.
    expect(exception === 'SyntaxException' || failure?.reason === message).toBe(true);
  });
});
