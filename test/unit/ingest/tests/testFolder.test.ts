// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Finding, running and reporting pipeline tests.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { renderCoverage } from '../../../../src/ingest/tests/coverage.js';
import { documentDiff, renderDiff } from '../../../../src/ingest/tests/documentDiff.js';
import { generateExpected } from '../../../../src/ingest/tests/generateExpected.js';
import { goRegExp } from '../../../../src/ingest/tests/goRegExp.js';
import { renderJUnit } from '../../../../src/ingest/tests/junit.js';
import { renderLcov } from '../../../../src/ingest/tests/lcov.js';
import { testFolder } from '../../../../src/ingest/tests/testFolder.js';
import { watchTests } from '../../../../src/ingest/tests/watchTests.js';

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
    conditions: 1,
    neverTrue: ['/processors/2/set'],
    neverFalse: [],
    statements: 0,
    reachedStatements: 0,
    unreachedStatements: [],
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

test('routing rules reroute at the end of the default pipeline; old packages name their cases as they like', async () => {
  writePackage();
  rmSync(join(folder, `${tests}/test-lines.log`));
  write(`${stream}/elasticsearch/ingest_pipeline/default.yml`, 'processors: []\n');
  write(
    `${stream}/routing_rules.yml`,
    `- source_dataset: another.name
  rules:
    - target_dataset: '{{target}}'
      namespace: ['{{space}}', default]
      if: ctx.target != null
`,
  );
  write(`${tests}/till.json`, { events: [{ target: 'x' }, {}] });
  write(`${tests}/no-case.json`, {});
  const common = { tags: ['a', 'b'], data: { x: 1 } };
  const data_stream = { type: 'logs', dataset: 'x', namespace: 'default' };
  write(`${tests}/till.json-expected.json`, { expected: [{ target: 'x', ...common, data_stream }, common] });
  const report = await testFolder(folder);
  expect(report.cases.map(({ name, status, reason }) => ({ name, status, reason }))).toEqual([
    { name: 'shop/till/till.json', status: 'passed', reason: undefined },
  ]);
});

test('a pipeline of JSON keeps its numbers; the index is that of the folder, whatever the dataset', async () => {
  writePackage();
  rmSync(join(folder, `${tests}/test-lines.log`));
  rmSync(join(folder, `${stream}/elasticsearch/ingest_pipeline/default.yml`));
  write(`${stream}/manifest.yml`, 'type: metrics\ndataset: counted.goods\n');
  write(
    `${stream}/elasticsearch/ingest_pipeline/default.json`,
    `{"processors": [
      {"script": {"source": "ctx.share = params.part instanceof Double; ctx.index = ctx._index", "params": {"part": 2.0}}},
      {"pipeline": {"name": "{{ IngestPipeline \\"second\\" }}"}}
    ]}`.replaceAll('\\"', '"'),
  );
  write(`${tests}/test-goods.json`, { events: [{}] });
  write(`${tests}/test-goods.json-expected.json`, {
    expected: [{ share: true, index: 'metrics-shop.till-default', second: 2, tags: ['a', 'b'], data: { x: 1 } }],
  });
  const report = await testFolder(folder);
  expect(report.cases.map(({ status, reason }) => ({ status, reason }))).toEqual([
    { status: 'passed', reason: undefined },
  ]);
});

test('a key of events that is written with dots is the field; old packages configure cases by JSON; manifests may use dots', async () => {
  writePackage();
  rmSync(join(folder, `${tests}/test-lines.log`));
  rmSync(join(folder, `${tests}/test-common-config.yml`));
  write(`${stream}/manifest.yml`, 'type: logs\nelasticsearch:\n  ingest_pipeline.name: entry\n');
  write(`${stream}/elasticsearch/ingest_pipeline/entry.yml`, 'processors:\n  - set: { field: x.y, value: 1 }\n');
  write(`${tests}/test-events.json`, { events: [{ 'data.place': 'old' }, { data: { other: 1 } }] });
  write(`${tests}/test-events.json-config.json`, {
    fields: { 'data.place': 'new' },
    dynamic_fields: { 'a.b.c': '.', 'x.y': '.' },
  });
  write(`${tests}/test-events.json-expected.json`, {
    expected: [
      { 'data.place': 'new', 'a.b.c': 'any', x: { y: 7 } },
      { data: { other: 1, place: 'new' }, 'x.y': 8, x: { y: 1 } },
    ],
  });
  const [result, ...others] = (await testFolder(folder)).cases;
  expect(others).toEqual([]);
  // Of the second document the literal key is taken away where it is expected, the path where it came.
  expect(result?.reason).toBe('test-events.json:2\n  x.y\n    - 1');
});

test('fields that events have no place for are refused', async () => {
  writePackage();
  rmSync(join(folder, `${tests}/test-lines.log`));
  write(`${tests}/test-events.json`, { events: [{ data: 'text' }] });
  const [result] = (await testFolder(folder)).cases;
  expect(result).toMatchObject({ name: 'shop/till/test-events.json', status: 'error' });
  expect(result?.reason).toContain('fields name data.x, but "data" of an event is no object');
});

test('a document that fails is none, as elastic-package has it; our own cases tell them apart', async () => {
  writePackage();
  write(`${stream}/elasticsearch/ingest_pipeline/default.yml`, 'processors:\n  - fail: { message: closed }\n');
  write(`${tests}/test-lines.log`, 'one\n');
  write(`${tests}/test-lines.log-expected.json`, { expected: [null] });
  write(
    'own.case.yml',
    'pipeline: { processors: [ { fail: { message: closed } } ] }\ndocs: [ {} ]\nexpect: [ null ]\n',
  );
  const report = await testFolder(folder);
  expect(report.cases.map(({ name, status }) => [name, status])).toEqual([
    ['shop/till/test-lines.log', 'passed'],
    ['own/1', 'error'],
  ]);
  expect(report.notes).toEqual([
    'no document is expected of test-lines.log:1: processor fail failed: fail_processor_exception: closed',
  ]);
});

test('with a pattern, blank lines before the first line are no document', async () => {
  writePackage();
  write(`${tests}/test-lines.log`, '\n\none\n more\n');
  write(`${tests}/test-lines.log-config.yml`, 'multiline:\n  first_line_pattern: "^o"\n');
  write(`${tests}/test-lines.log-expected.json`, { expected: [line('one\n more')] });
  expect((await testFolder(folder)).cases[0]).toMatchObject({ status: 'passed' });
});

test('texts of dynamic fields match their pattern; values that are no text may be any', async () => {
  writePackage();
  rmSync(join(folder, `${tests}/test-lines.log`));
  write(`${tests}/test-events.json`, {
    events: [
      { message: 'm', took: [7] },
      { message: 'm', took: '7 s' },
    ],
  });
  write(`${tests}/test-events.json-config.yml`, "dynamic_fields:\n  took: '^\\d+ ms$'\n");
  write(`${tests}/test-events.json-expected.json`, { expected: [line('m'), line('m')] });
  expect((await testFolder(folder)).cases[0]).toMatchObject({
    status: 'failed',
    reason: 'test-events.json:2\n  took\n    - a value that matches ^\\d+ ms$\n    + "7 s"',
  });
});

test('events are documents; what differs is told, and written on request', async () => {
  writePackage();
  rmSync(join(folder, `${tests}/test-lines.log`));
  write(`${tests}/test-events.json`, { events: [{ message: 'm' }] });
  write(`${tests}/test-events.json-expected.json`, { expected: [{ ...line('m'), second: 3 }] });
  const report = await testFolder(folder);
  expect(report.cases[0]).toMatchObject({ status: 'failed', reason: 'test-events.json:1\n  second\n    - 3\n    + 2' });
  const file = join(folder, `${tests}/test-events.json-expected.json`);
  const generatedBy = 'logtwin (offline engine)';
  expect(await generateExpected(report)).toEqual([{ file, generatedBy, different: 0 }]);
  expect((await testFolder(folder)).passed).toBe(1);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ generated_by: generatedBy });
});

test('expected documents are written in order and with the numbers that the server prints; what is no number is a text, as clients read it', async () => {
  writePackage();
  rmSync(join(folder, `${tests}/test-lines.log`));
  rmSync(join(folder, `${tests}/test-common-config.yml`));
  write(
    `${stream}/elasticsearch/ingest_pipeline/default.yml`,
    'processors:\n  - script: { source: "ctx.x = 0.0 / 0.0; ctx.b = [[:], [], 9007199254740993L, 1.5, 2.0f, 1e-5, 3]" }\n',
  );
  write(`${tests}/test-events.json`, '{"events": [{"z": -9007199254740995, "a": null}]}');
  const [written] = await generateExpected(await testFolder(folder));
  expect(readFileSync(written!.file, 'utf8')).toBe(`{
    "expected": [
        {
            "a": null,
            "b": [
                {},
                [],
                9007199254740993,
                1.5,
                2.0,
                1.0E-5,
                3
            ],
            "x": "NaN",
            "z": -9007199254740995
        }
    ],
    "generated_by": "logtwin (offline engine)"
}
`);
  expect((await testFolder(folder)).passed).toBe(1);
  // Long numbers count to the last digit, others as doubles.
  const doubles = readFileSync(written!.file, 'utf8').replace('-9007199254740995', '-9.007199254740996E15');
  writeFileSync(written!.file, doubles.replace('1.0E-5', '0.00001').replace('2.0', '2'));
  expect((await testFolder(folder)).passed).toBe(1);
  writeFileSync(written!.file, doubles.replace('9007199254740993', '9007199254740992'));
  expect((await testFolder(folder)).cases[0]?.reason).toBe(
    'test-events.json:1\n  b[2]\n    - 9007199254740992\n    + 9007199254740993',
  );
});

test('fields of every run anew are written as they came, and count as no difference', async () => {
  writePackage();
  write(`${tests}/test-lines.log-expected.json`, { expected: [] });
  const ingested = { ...line('one'), event: { ...event, ingested: '2001-01-01T00:00:00Z' } };
  const simulator = { name: 'elasticsearch 9.9.9', simulate: () => Promise.resolve([JSON.stringify(ingested)]) };
  const [ofServer] = await generateExpected(await testFolder(folder), simulator);
  expect(ofServer).toMatchObject({ different: 0 });
  const [ofOurs] = await generateExpected(await testFolder(folder));
  expect(readFileSync(ofOurs!.file, 'utf8')).toMatch(/"ingested": "20/);
  expect((await testFolder(folder)).passed).toBe(1);
});

test('a server may say what is expected, and what differs from it is counted', async () => {
  writePackage();
  const answers = ['one', '', 'two', ' more'].map((message) => line(message));
  const simulator = {
    name: 'elasticsearch 9.9.9',
    simulate: () => Promise.resolve(answers.map((answer) => JSON.stringify(answer))),
  };
  const [written] = await generateExpected(await testFolder(folder), simulator);
  expect(written).toMatchObject({ generatedBy: 'elasticsearch 9.9.9', different: 1 });
  expect(JSON.parse(readFileSync(written!.file, 'utf8'))).toEqual({
    expected: answers,
    generated_by: 'elasticsearch 9.9.9',
  });
});

const script = `processors:
  - script:
      source: |
        if (ctx.message == 'one') {
          ctx.first = true;
        } else if (ctx.message == 'never') {
          ctx.never = true;
        }
  - set: { field: a, value: 1, if: ctx.first == true }
  - set: { field: b, value: 1, if: ctx.never == true }
`;

test('statements of scripts that never ran are named, in text and as lcov', async () => {
  writePackage();
  const file = join(folder, `${stream}/elasticsearch/ingest_pipeline/default.yml`);
  writeFileSync(file, script);
  const report = await testFolder(folder, { countStatements: true });
  const coverage = report.coverage.find(({ pipeline }) => pipeline === event.pipeline)!;
  expect(coverage).toMatchObject({
    statements: 6,
    reachedStatements: 5,
    unreachedStatements: [{ script: '/processors/0/script/source', line: 4, text: 'ctx.never = true;' }],
    neverTrue: ['/processors/2/set'],
  });
  expect(renderCoverage([coverage])).toContain('statement never ran  /processors/0/script/source:4  ctx.never = true;');
  const record = renderLcov(report.suites)
    .split('end_of_record\n')
    .find((text) => text.includes(file))!;
  const lines = record.split('\n').filter((text) => /^(?:DA|BRDA)/.test(text));
  expect(lines).toEqual([
    'BRDA:9,0,0,1',
    'BRDA:9,0,1,3',
    'BRDA:10,0,0,0',
    'BRDA:10,0,1,4',
    'DA:2,4',
    'DA:4,4',
    'DA:5,1',
    'DA:6,3',
    'DA:7,0',
    'DA:9,1',
    'DA:10,0',
  ]);
});

test('pipelines may be linked; unknown options of a configuration are noted; a package may be skipped', async () => {
  writePackage();
  rmSync(join(folder, `${stream}/elasticsearch/ingest_pipeline/second.yml`));
  write('shared/second.yml', 'processors:\n  - set: { field: second, value: 2 }\n');
  write(`${stream}/elasticsearch/ingest_pipeline/second.yml.link`, '../../../../../shared/second.yml 0123abcd\n');
  write(`${tests}/test-lines.log-expected.json`, {
    expected: ['one', '', '\u0001two', ' more'].map((message) => line(message)),
  });
  write(`${tests}/test-lines.log-config.yml`, 'feilds: {}\n');
  const report = await testFolder(folder);
  expect(report.passed).toBe(1);
  expect(report.notes).toEqual([expect.stringContaining('no option "feilds"')]);
  write('shop/_dev/test/config.yml', 'pipeline: { skip: { reason: later } }\n');
  expect((await testFolder(folder)).skipped).toBe(1);
});

test('a watch runs again what a change touches, and ends when told', async () => {
  writePackage();
  write('own.case.yml', 'pipeline: { processors: [] }\ndocs: [ {} ]\nexpect: [ {} ]\n');
  const stop = new AbortController();
  const runs: string[][] = [];
  await watchTests(folder, {
    signal: stop.signal,
    onError: (error) => {
      throw error;
    },
    onRun: ({ cases }) => {
      runs.push(cases.map(({ name }) => name));
      if (runs.length === 1)
        write('own.case.yml', 'pipeline: { processors: [] }\ndocs: [ { a: 1 } ]\nexpect: [ { a: 1 } ]\n');
      else stop.abort();
    },
  });
  expect(runs).toEqual([['shop/till/test-lines.log', 'own/1'], ['own/1']]);
});

test('a pipeline that does not load fails its data stream, a broken file its case, and neither another test', async () => {
  writePackage();
  write('shop/data_stream/door/elasticsearch/ingest_pipeline/default.yml', 'processors: []\n');
  write('shop/data_stream/door/manifest.yml', 'type: logs\n');
  write('shop/data_stream/door/_dev/test/pipeline/test-a.json', '{"events": [');
  write('shop/data_stream/door/_dev/test/pipeline/test-b.json', { events: [{ a: 1 }] });
  write('shop/data_stream/door/_dev/test/pipeline/test-b.json-expected.json', { expected: [{ a: 1 }] });
  write(`${stream}/elasticsearch/ingest_pipeline/second.yml`, 'processors:\n  - sett: {}\n');
  write(
    'own.case.yml',
    'pipeline: { processors: [ { set: { field: a, value: 1 } } ] }\ndocs: [ {} ]\nexpect: [ { a: 1 } ]\n',
  );
  const report = await testFolder(folder);
  expect(report.cases.map(({ name, status }) => [name, status])).toEqual([
    ['shop/door/test-a.json', 'error'],
    ['shop/door/test-b.json', 'passed'],
    ['shop/till', 'error'],
    ['own/1', 'passed'],
  ]);
  expect(report.cases[0]?.reason).toContain('test-a.json');
  expect(report.cases[2]?.reason).toContain('did you mean "set"?');
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
