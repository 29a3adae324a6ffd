// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Dates of java.util and java.text, and names of zones, against the JDK's.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileDateFormat } from '../../../src/dates/dateFormat.js';
import { ZonedInstant } from '../../../src/dates/zonedInstant.js';
import { zoneOf } from '../../../src/dates/zones.js';
import type { JavaException } from '../../../src/painless/runtime/exceptions.js';
import '../../../src/painless/stdlib/index.js';
import { formatJava } from '../../../src/painless/stdlib/formatJava.js';
import { SimpleDateFormat } from '../../../src/painless/stdlib/java.text/simpleDateFormat.js';
import { zoneIdOf } from '../../../src/painless/stdlib/java.time/regions.js';
import { JavaDate } from '../../../src/values/javaDate.js';
import {
  DayOfWeek,
  Instant,
  LocalDate,
  LocalDateTime,
  LocalTime,
  Month,
  OffsetDateTime,
  Year,
  YearMonth,
  ZonedDateTime,
} from '../../../src/values/javaTime.js';

const lines = readFileSync(join(__dirname, 'recorded-dates.tsv'), 'utf8')
  .split('\n')
  .map((line) => line.split('\t'));

const ofKind = (kind: string): string[][] => lines.filter(([first]) => first === kind).map((line) => line.slice(1));

/** A value that RecordJavaDates.java names by class and text. */
function valueOf(named: string): unknown {
  const [kind, text = ''] = named.split(/ (.*)/) as [string, string?];
  switch (kind) {
    case 'Long':
      return BigInt(text);
    case 'Integer':
      return Number(text);
    case 'String':
      return text;
    case 'Date':
      return new JavaDate(BigInt(text));
    case 'LocalDate':
      return LocalDate.parse(text);
    case 'LocalTime':
      return LocalTime.parse(text);
    case 'Instant':
      return Instant.parse(text);
    case 'OffsetDateTime':
      return OffsetDateTime.parse(text);
    case 'Year':
      return Year.of(Number(text));
    case 'YearMonth':
      return YearMonth.parse(text);
    case 'Month':
      return Month.valueOf(text);
    case 'DayOfWeek':
      return DayOfWeek.valueOf(text);
    case 'ZonedDateTime': {
      const [, local, zone] = /^(.*?)(?:Z|[+-]\d\d:\d\d)\[(.*)\]$/.exec(text)!;
      return ZonedDateTime.of(LocalDateTime.parse(local!), zoneIdOf(zone!));
    }
    default:
      return null;
  }
}

/** Simple name and message of what is thrown, as they are recorded. */
function orError(run: () => string): string {
  try {
    return run();
  } catch (error) {
    const { javaClass, reason } = error as JavaException;
    return `${javaClass.slice(javaClass.lastIndexOf('.') + 1)} ${reason}`;
  }
}

test.each(ofKind('T'))('String.format %s in %s of %s', (format, language, value, expected) => {
  expect(orError(() => formatJava(format, [valueOf(value)], language))).toBe(expected);
});

test.each(ofKind('D'))('the date of %s', (millis, text, ...formatted) => {
  expect(new JavaDate(BigInt(millis)).toString()).toBe(text);
  const patterns = ['G y-MM-dd D F E u HH:mm:ss.SSS', 'yy MMM L', 'Y w W'];
  expect(patterns.map((pattern) => new SimpleDateFormat(pattern).format(Number(millis)))).toEqual(formatted);
});

test.each(ofKind('R'))('SimpleDateFormat %s, %s, reads %s', (pattern, mode, text, expected) => {
  const format = new SimpleDateFormat(pattern);
  format.lenient = mode === 'lenient';
  expect(orError(() => String(format.parse(text)))).toBe(expected);
});

test.each(ofKind('Z'))('names of %s', (id, ...expected) => {
  const [short, long] = ['z', 'zzzz'].map((pattern) => compileDateFormat(pattern, 'en'));
  const named = expected.map((line) => {
    const day = line.slice(0, 10);
    const moment = ZonedInstant.ofLocal(Date.parse(day) / 1000, 0, zoneOf(id));
    return `${day} ${short!.print(moment)}, ${long!.print(moment)}`;
  });
  expect(named).toEqual(expected);
});
