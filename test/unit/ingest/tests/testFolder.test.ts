// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Finding, running and reporting pipeline tests.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { documentDiff, renderDiff } from '../../../../src/ingest/tests/documentDiff.js';
import { generateExpected } from '../../../../src/ingest/tests/generateExpected.js';
import { goRegExp } from '../../../../src/ingest/tests/goRegExp.js';
import { renderJUnit } from '../../../../src/ingest/tests/junit.js';
import { testFolder } from '../../../../src/ingest/tests/testFolder.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'logtwin-tests-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(path: string, content: string | object): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
}

const stream = 'shop/data_stream/till';
const tests = `${stream}/_dev/test/pipeline`;

function writePackage(): void {
  write('shop/manifest.yml', 'name: shop\nversion: 1.2.3\n');
  write(`${stream}/manifest.yml`, 'type: logs\n');
  write(
    `${stream}/elasticsearch/ingest_pipeline/default.yml`,
    `processors:
  - pipeline: { name: '{{ IngestPipeline "second" }}' }
  - set: { field: event.pipeline, value: '{{{_ingest.pipeline}}}' }
  - set: { field: never, value: 1, if: ctx.message == 'never' }
  - set: { field: event.ingested, value: '{{{_ingest.timestamp}}}' }
on_failure:
  - set: { field: failed, value: true }
`,
  );
  write(`${stream}/elasticsearch/ingest_pipeline/second.yml`, 'processors:\n  - set: { field: second, value: 2.0 }\n');
  write(
    `${tests}/test-common-config.yml`,
    "fields:\n  tags: [a, b]\n  data.x: 1\ndynamic_fields:\n  event.ingested: '^20'\n",
  );
  write(`${tests}/test-lines.log`, 'one\n\n\u0001two\n more\n');
}

const event = { pipeline: 'logs-shop.till-1.2.3' };
const line = (message: string, tags = ['a', 'b']) => ({ message, tags, data: { x: 1 }, second: 2, event });

test('lines of a log are documents, blank ones too; fields come from the configuration; dynamic fields are left out', async () => {
  writePackage();
  write(`${tests}/test-lines.log-expected.json`, {
    expected: ['one', '', '\u0001two', ' more'].map((message) => line(message)),
  });
  const report = await testFolder(folder);
  expect(report.cases[0]?.reason).toBeUndefined();
  expect(report).toMatchObject({ passed: 1, failed: 0, errors: 0, documents: 4 });
  expect(report.coverage.find(({ pipeline }) => pipeline === event.pipeline)).toEqual({
    pipeline: event.pipeline,
    processors: 5,
    unreached: ['/processors/2/set', '/on_failure/0/set'],
    neverTrue: ['/processors/2/set'],
    neverFalse: [],
  });
});

test('a case has its own configuration over the common one, lists item by item, null takes away', async () => {
  writePackage();
  write(
    `${tests}/test-lines.log-config.yml`,
    'multiline:\n  first_line_pattern: "^[[:cntrl:]]|^o"\nfields:\n  tags: [c]\n  data.x: ~\n',
  );
  write(`${tests}/test-lines.log-expected.json`, {
    expected: ['one\n', '\u0001two\n more'].map((message) => ({ message, tags: ['c', 'b'], second: 2, event })),
  });
  const [result] = (await testFolder(folder)).cases;
  expect(result).toMatchObject({ name: 'shop/till/test-lines.log', status: 'passed' });
});

test('events are documents; what differs is told, and written on request', async () => {
  writePackage();
  rmSync(join(folder, `${tests}/test-lines.log`));
  write(`${tests}/test-events.json`, { events: [{ message: 'm' }] });
  write(`${tests}/test-events.json-expected.json`, { expected: [{ ...line('m'), second: 3 }] });
  const report = await testFolder(folder);
  expect(report.cases[0]).toMatchObject({ status: 'failed', reason: 'test-events.json:1\n  second\n    - 3\n    + 2' });
  expect(generateExpected(report.cases)).toEqual([join(folder, `${tests}/test-events.json-expected.json`)]);
  expect((await testFolder(folder)).passed).toBe(1);
  expect(readFileSync(join(folder, `${tests}/test-events.json-expected.json`), 'utf8')).toContain('"generated_by"');
});

test('a pipeline that does not load fails its package and no other test', async () => {
  writePackage();
  write(`${stream}/elasticsearch/ingest_pipeline/second.yml`, 'processors:\n  - sett: {}\n');
  write(
    'own.case.yml',
    'pipeline: { processors: [ { set: { field: a, value: 1 } } ] }\ndocs: [ {} ]\nexpect: [ { a: 1 } ]\n',
  );
  const report = await testFolder(folder);
  expect(report.cases.map(({ name, status }) => [name, status])).toEqual([
    ['shop', 'error'],
    ['own/1', 'passed'],
  ]);
  expect(report.cases[0]?.reason).toContain('did you mean "set"?');
});

test('a folder without tests is refused', async () => {
  await expect(testFolder(folder)).rejects.toThrow('there are no pipeline tests');
});

test('results go to JUnit XML, escaped', async () => {
  write(
    'own.case.yml',
    'pipeline: { processors: [] }\ncases:\n  - { name: "a<b", docs: [ { x: "&\\u0001" } ], expect: [ {} ] }\n',
  );
  expect(renderJUnit(await testFolder(folder)).replace(/time="[^"]*"/g, 'time=""'))
    .toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="logtwin" tests="1" failures="1" errors="0" skipped="0" time="">
  <testcase classname="own" name="a&lt;b" time=""><failure message="a&lt;b:1">a&lt;b:1
  x
    + &quot;&amp;\\u0001&quot;</failure></testcase>
</testsuite>
`);
});

test('documents differ by value: numbers by their size, lists in order, objects in any order', () => {
  expect(documentDiff({ a: 1, b: [1n, { c: null }] }, { b: [1, { c: null }], a: 1.0 })).toEqual([]);
  expect(documentDiff({ a: [1, 2] }, { a: [2, 1], b: null })).toEqual([
    { path: 'a[0]', expected: 1, actual: 2 },
    { path: 'a[1]', expected: 2, actual: 1 },
    { path: 'b', expected: undefined, actual: null },
  ]);
  expect(renderDiff(documentDiff(null, { a: 1 }))).toBe('  (document)\n    - null\n    + {"a":1}');
});

test('expressions of Go are understood', () => {
  expect(goRegExp('(?i)^[[:alpha:]]+\\z').test('aB')).toBe(true);
  expect(goRegExp('^(?P<x>[[:digit:][:punct:]]+)$').test('1.')).toBe(true);
});
