// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What stands in documents for values of Java's other classes. Expected values come from the XContentBuilder of Elasticsearch 9.5.3.

import { compilePainless } from '../../../src/painless/index.js';
import { printJson, toPlain } from '../../../src/values/json.js';
import { HashMap } from '../../../src/values/maps.js';

function valueOfScript(expression: string): unknown {
  const ctx = new HashMap();
  compilePainless(`ctx.value = ${expression}`, 'ingest').run(new HashMap(), ctx);
  return ctx.get('value');
}

test.each([
  ['new Date(1157689312049L)', '"2006-09-08T04:21:52.049Z"'],
  ['new Date(253402300800000L)', '"+10000-01-01T00:00:00.000Z"'],
  ['ZonedDateTime.parse("2020-01-01T00:00:00.123456Z")', '"2020-01-01T00:00:00.123456Z"'],
  ['ZonedDateTime.parse("2020-01-01T00:00:00+02:00[Europe/Paris]")', '"2019-12-31T23:00:00.000+01:00"'],
  ['ZonedDateTime.parse("2020-01-01T00:00:00+02:00:30")', '"2020-01-01T00:00:00.000+02:00"'],
  ['Instant.ofEpochMilli(5)', '"1970-01-01T00:00:00.005Z"'],
  ['Instant.ofEpochSecond(5, 120)', '"1970-01-01T00:00:05.00000012Z"'],
  ['LocalDate.of(2020, 1, 2)', '"2020-01-02"'],
  ['LocalDateTime.of(2020, 1, 2, 3, 4)', '"2020-01-02T03:04:00.000Z"'],
  ['LocalTime.of(1, 2)', '"01:02:00.000"'],
  ['LocalTime.of(1, 2, 3, 456789)', '"01:02:03.000"'],
  ['OffsetTime.of(1, 2, 3, 0, ZoneOffset.ofHours(2))', '"01:02:03.000+02:00"'],
  ['OffsetDateTime.parse("2020-01-01T00:00:00+02:00")', '"2020-01-01T00:00:00.000+02:00"'],
  ['Duration.ofSeconds(5)', '"PT5S"'],
  ['DayOfWeek.MONDAY', '"MONDAY"'],
  ['MonthDay.of(1, 2)', '"--01-02"'],
  ['ChronoUnit.DAYS', '"Days"'],
  ['Locale.US', '"en_US"'],
  ["'a,b'.splitOnToken(',')", '["a","b"]'],
  ['new int[] {1, 2}', '[1,2]'],
  ['new double[] {1}', '[1.0]'],
  ['new boolean[] {true}', '[true]'],
  ['new byte[] {(byte) 1, (byte) 2}', '"AQI="'],
  ["new def[] {1, 'a', [2]}", '[1,"a",[2]]'],
  ['new ArrayDeque([1])', '[1]'],
  ["['a': 1].keySet()", '["a"]'],
  ["['a': 1].values()", '[1]'],
])('%s is %s', (script, written) => {
  const value = valueOfScript(script);
  expect(printJson(value)).toBe(written);
  expect(toPlain(value)).toEqual(JSON.parse(written));
});

test.each([
  ["'x'.toCharArray()", '[C'],
  ["'x'.charAt(0)", 'java.lang.Character'],
  ['ZoneOffset.UTC', 'java.time.ZoneOffset'],
  ['YearMonth.of(2020, 1)', 'java.time.YearMonth'],
  ["UUID.fromString('00000000-0000-0000-0000-000000000001')", 'java.util.UUID'],
  ["new StringBuilder('x')", 'java.lang.StringBuilder'],
  ['Optional.of(1)', 'java.util.Optional'],
  ['/x/', 'java.util.regex.Pattern'],
  ["['a': 1].entrySet()", 'java.util.HashMap$Node'],
])('%s is not written', (script, name) => {
  const value = new HashMap(new Map([['v', valueOfScript(script)]]));
  expect(() => printJson(value)).toThrow(`cannot write xcontent for unknown value of type class ${name}`);
});
