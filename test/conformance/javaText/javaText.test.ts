// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// DecimalFormat and SimpleDateFormat of scripts against the JDK's.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Failure } from '../../../src/diagnostics/failure.js';
import { DecimalFormat } from '../../../src/painless/stdlib/java.text/decimalFormat.js';
import { SimpleDateFormat } from '../../../src/painless/stdlib/java.text/simpleDateFormat.js';
import { Double } from '../../../src/values/numbers.js';

/** The numbers of RecordJavaText.java. */
const numbers = [0, 0.25, 0.005, -2.345, 1234.567, 1234567.891, -0, 0.5, 1.5, 2.5, 1e15, 99.995, -0.001];

const lines = readFileSync(join(__dirname, 'recorded.tsv'), 'utf8')
  .trim()
  .split('\n')
  .filter((line) => !line.startsWith('#'))
  .map((line) => line.split('\t'));

/** Dates before 1582 are of the Julian calendar in Java; a zone's winter name in summer is read as winter time. */
const knownDifferences = new Set(['23-08-28 by yyyy-MM-dd', '2023-08-28 12:34:56 PST by yyyy-MM-dd HH:mm:ss z']);

function parsed(pattern: string, text: string): string {
  try {
    return String(new SimpleDateFormat(pattern).parse(text));
  } catch (error) {
    return `ParseException ${(error as Failure).reason}`;
  }
}

const ofKind = (kind: string): string[][] => lines.filter(([first]) => first === kind).map((line) => line.slice(1));

describe('java.text as the JDK has it', () => {
  test.each(ofKind('N'))('DecimalFormat %s', (pattern, ...expected) => {
    const format = new DecimalFormat(pattern);
    expect(numbers.map((number) => format.format(new Double(number)))).toEqual(expected);
  });

  test.each(ofKind('F'))('SimpleDateFormat %s prints', (pattern, expected) => {
    expect(new SimpleDateFormat(pattern).format(1693226096789)).toBe(expected);
  });

  const parses = ofKind('P').map(
    ([pattern, text, expected]) => [`${text} by ${pattern}`, pattern!, text!, expected!] as const,
  );

  test.each(parses.filter(([name]) => !knownDifferences.has(name)))(
    'SimpleDateFormat parses %s',
    (_name, pattern, text, expected) => {
      expect(parsed(pattern, text)).toBe(expected);
    },
  );

  test.each(parses.filter(([name]) => knownDifferences.has(name)))(
    'known difference: %s',
    (_name, pattern, text, expected) => {
      expect(parsed(pattern, text)).not.toBe(expected);
    },
  );
});
