// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

import type { Failure } from '../../../src/diagnostics/failure.js';
import { compileJavaRegex } from '../../../src/javaRegex/javaPattern.js';

function failureOf(run: () => unknown): Failure {
  try {
    run();
  } catch (error) {
    return error as Failure;
  }
  throw new Error('did not fail');
}

describe('bounds', () => {
  test('a match that reads too many characters fails with the words of the server', () => {
    const failure = failureOf(() => compileJavaRegex('(a|aa)+b').matcher('a'.repeat(30), { limitFactor: 6 }).find());
    expect(failure.type).toBe('circuit_breaking_exception');
    expect(failure.reason).toBe(
      '[scripting] Regular expression considered too many characters, pattern: [(a|aa)+b], limit factor: [6], ' +
        'char limit: [180], count: [181], wrapped: [aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa], ' +
        'this limit can be changed by changed by the [script.painless.regex.limit-factor] setting',
    );
  });

  test.each([
    ['(a+)+b', 'a'.repeat(40)],
    ['(a|a)*\\1b', 'a'.repeat(40)],
    ['(.*)(.*)(.*)(.*)(.*)=', 'a'.repeat(400)],
    ['(x+x+)+\\1y', 'x'.repeat(60)],
  ])('%s ends in bounded time', (pattern, text) => {
    const started = process.cpuUsage();
    const outcome = (): string => {
      try {
        return String(compileJavaRegex(pattern).matcher(text).find());
      } catch (error) {
        return (error as Failure).type;
      }
    };
    expect(outcome()).toMatch(/^(false|circuit_breaking_exception|stack_overflow_error)$/);
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(20);
  });

  test('a long text does not overflow the call stack', () => {
    expect(compileJavaRegex('(?:a|b)*').matcher('ab'.repeat(200_000)).matches()).toBe(true);
  });
});

// Java's documentation of Matcher.appendReplacement and Pattern.split.
describe('replacing and splitting', () => {
  test.each([
    ['(\\w+) (\\w+)', 'hello world', '$2 $1', 'world hello'],
    ['(?<first>\\w+) (\\w+)', 'hello world', '${first}!', 'hello!'],
    ['a', 'banana', '\\$', 'b$n$n$'],
    ['(a)', 'a', '$10', 'a0'],
    ['x*', '-ax-', '.', '.-.a..-.'],
  ])('%s on %s by %s', (pattern, text, replacement, expected) => {
    expect(compileJavaRegex(pattern).matcher(text).replaceAll(replacement)).toBe(expected);
  });

  test.each([
    [':', 2, ['boo', 'and:foo']],
    [':', 5, ['boo', 'and', 'foo']],
    [':', -2, ['boo', 'and', 'foo']],
    ['o', 5, ['b', '', ':and:f', '', '']],
    ['o', -2, ['b', '', ':and:f', '', '']],
    ['o', 0, ['b', '', ':and:f']],
  ])('boo:and:foo split by %s with limit %i', (pattern, limit, parts) => {
    expect(compileJavaRegex(pattern).split('boo:and:foo', limit)).toEqual(parts);
  });

  test('mistakes in replacements have the words of Java', () => {
    const replace = (replacement: string) =>
      failureOf(() => compileJavaRegex('(a)').matcher('a').replaceAll(replacement)).reason;
    expect(replace('$2')).toBe('No group 2');
    expect(replace('${x}')).toBe('No group with name {x}');
    expect(replace('$')).toBe('Illegal group reference: group index is missing');
    expect(replace('\\')).toBe('character to be escaped is missing');
  });
});
