// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Our java.util.regex against the JDK's: results, messages, and the number of characters read.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileJavaRegex, type JavaPattern } from '../../../src/javaRegex/javaPattern.js';
import type { Failure } from '../../../src/diagnostics/failure.js';
import type { Matcher } from '../../../src/javaRegex/matcher.js';

interface Recorded {
  readonly pattern: string;
  readonly flags: number;
  readonly text: string;
  readonly error?: string;
  readonly found?: readonly (readonly number[])[];
  /** Characters read after each find(), added up. */
  readonly reads?: readonly number[];
  readonly matches?: readonly number[] | null;
  readonly matchReads?: number;
  readonly lookingAt?: boolean;
  readonly split?: readonly string[];
}

interface KnownDifference {
  readonly id: string;
  readonly pattern: string;
  readonly differs: readonly (keyof Recorded)[];
  readonly reason: string;
}

const known = JSON.parse(readFileSync(join(__dirname, 'known-differences.json'), 'utf8')) as KnownDifference[];
const { cases } = JSON.parse(readFileSync(join(__dirname, 'recorded.json'), 'utf8')) as { cases: Recorded[] };

function groupsOf(matcher: Matcher): number[] {
  const groups: number[] = [];
  for (let group = 0; group <= matcher.groupCount(); group++) groups.push(matcher.start(group), matcher.end(group));
  return groups;
}

/** The recorded facts of a case, from our engine. */
function observe({ pattern, flags, text }: Recorded): Partial<Recorded> {
  let compiled: JavaPattern;
  try {
    compiled = compileJavaRegex(pattern, flags);
  } catch (error) {
    return { pattern, flags, text, error: (error as Failure).reason ?? '' };
  }
  const found: number[][] = [];
  const reads: number[] = [];
  const matcher = compiled.matcher(text, { limitFactor: 1e6 });
  for (;;) {
    const more = matcher.find();
    reads.push(matcher.charactersRead);
    if (!more || found.length === 20) break;
    found.push(groupsOf(matcher));
  }
  // Without a limit plain patterns are found by JavaScript's own engine: the matches are the same.
  const unlimited = compiled.matcher(text);
  const foundAgain: number[][] = [];
  while (foundAgain.length < 20 && unlimited.find()) foundAgain.push(groupsOf(unlimited));
  expect(foundAgain).toEqual(found);
  const whole = compiled.matcher(text, { limitFactor: 1e6 });
  const matches = whole.matches() ? groupsOf(whole) : null;
  return {
    pattern,
    flags,
    text,
    found,
    reads,
    matches,
    matchReads: whole.charactersRead,
    lookingAt: compiled.matcher(text).lookingAt(),
    split: compiled.split(text),
  };
}

describe('java.util.regex as the JDK has it', () => {
  test('has recorded cases', () => {
    expect(cases.length).toBeGreaterThan(1500);
  });

  const knownPatterns = new Set(known.map(({ pattern }) => pattern));

  test.each(
    cases
      .filter(({ pattern }) => !knownPatterns.has(pattern))
      .map((recorded) => [JSON.stringify([recorded.pattern, recorded.flags, recorded.text]), recorded] as const),
  )('%s', (_name, recorded) => {
    expect(observe(recorded)).toEqual(recorded);
  });

  test.each(known.map((difference) => [difference.id, difference] as const))(
    'known difference %s still stands, and only there',
    (_id, { pattern, differs }) => {
      const without = (facts: object): object =>
        Object.fromEntries(Object.entries(facts).filter(([key]) => !differs.includes(key as keyof Recorded)));
      const concerned = cases.filter((recorded) => recorded.pattern === pattern);
      for (const recorded of concerned) expect(without(observe(recorded))).toEqual(without(recorded));
      expect(concerned.map(observe)).not.toEqual(concerned);
    },
  );
});
