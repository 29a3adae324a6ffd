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

function parsed(pattern: string, text: string): string {
  try {
    return String(new SimpleDateFormat(pattern).parse(text));
  } catch (error) {
    return `ParseException ${(error as Failure).reason}`;
  }
}

/** Id of a zone that is read by its name, and the minutes east of UTC that it means in January and in July. */
function zoneRead(name: string): string[] {
  try {
    const format = new SimpleDateFormat('z');
    format.parse(name);
    const minutes = [0, 6].map((month) => {
      const day = `2024-0${month + 1}-20 12:00:00`;
      const read = new SimpleDateFormat('yyyy-MM-dd HH:mm:ss z').parse(`${day} ${name}`);
      return String((Date.UTC(2024, month, 20, 12) - read) / 60000);
    });
    return [format.timeZone.id, ...minutes];
  } catch (error) {
    return [String((error as Failure).reason)];
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

  test.each(ofKind('Z'))('SimpleDateFormat reads the zone %s', (name, ...expected) => {
    expect(zoneRead(name)).toEqual(expected);
  });

  const parses = ofKind('P').map(
    ([pattern, text, expected]) => [`${text} by ${pattern}`, pattern!, text!, expected!] as const,
  );

  test.each(parses)('SimpleDateFormat parses %s', (_name, pattern, text, expected) => {
    expect(parsed(pattern, text)).toBe(expected);
  });
});
