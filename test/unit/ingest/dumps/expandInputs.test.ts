// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Files, folders and globs to the list of inputs.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expandInputs } from '../../../../src/ingest/dumps/expandInputs.js';

const folder = mkdtempSync(join(tmpdir(), 'logtwin-inputs-'));
const files = [
  'a.json',
  'b.ndjson.gz',
  'notes.txt',
  'sub/a.json',
  'sub/deep/c.jsonl',
  'a_ml_input.ndjson',
  'a_failed.ndjson',
  'report.json',
];

beforeAll(() => {
  for (const file of files) {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), '{}');
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const found = (...patterns: string[]): string[] =>
  expandInputs(patterns.map((pattern) => join(folder, pattern))).map(
    ({ path, name }) => `${relative(folder, path)} ${name}`,
  );

test('a file is itself whatever its name; a folder gives its dumps and not our own outputs', () => {
  expect(found('notes.txt')).toEqual(['notes.txt notes.txt']);
  expect(found('.')).toEqual(['a.json a', 'b.ndjson.gz b', 'sub/a.json sub-a', 'sub/deep/c.jsonl sub-deep-c']);
});

test.each([
  ['*.json', ['a.json a', 'report.json report']],
  ['**/*.json', ['a.json a', 'report.json report', 'sub/a.json sub-a']],
  ['sub/**', ['sub/a.json a', 'sub/deep/c.jsonl deep-c']],
  ['?.{json,ndjson.gz}', ['a.json a', 'b.ndjson.gz b']],
  ['[!a]*.gz', ['b.ndjson.gz b']],
  ['s*/d*/[a-c].jsonl', ['sub/deep/c.jsonl sub-deep-c']],
])('the glob %s', (pattern, expected) => {
  expect(found(pattern)).toEqual(expected);
});

test('a file is read once, equal names are told apart, sizes are known', () => {
  expect(found('a.json', '*.json', 'sub/a.json')).toEqual(['a.json a', 'report.json report', 'sub/a.json a-2']);
  expect(expandInputs(['-'])).toEqual([{ path: '-', name: 'stdin', size: undefined }]);
  expect(expandInputs([join(folder, 'a.json')])[0]!.size).toBe(2);
});

test.each([
  ['missing.json', 'no such file or folder'],
  ['*.csv', 'no file matches'],
  ['none/*.json', 'no file matches'],
])('%s names nothing', (pattern, reason) => {
  expect(() => found(pattern)).toThrow(`error[IN3008]: ${join(folder, pattern)}: ${reason}`);
});
