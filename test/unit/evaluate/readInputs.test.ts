// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Which inputs are texts as they are, and which are dumps that the pipeline turns into texts.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readInputs, type ReadInputsOptions } from '../../../src/evaluate/readInputs.js';
import { collect } from '../../support/collect.js';

const folder = mkdtempSync(join(tmpdir(), 'logtwin-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const read = (path: string, options?: ReadInputsOptions): Promise<unknown[]> => collect(readInputs([path], options));

/** Gives the document's message as text, and none where there is no message; fails on a message that asks for it. */
const pipeline = file(
  'pipeline.json',
  JSON.stringify({
    processors: [
      { fail: { if: "ctx.message == 'fail'", message: 'as asked' } },
      { set: { if: 'ctx.message != null', field: 'ml_input', copy_from: 'message' } },
    ],
  }),
);

test('NDJSON with texts of its own is taken as it is', async () => {
  const path = file('texts.ndjson', '{"text":"one","label":"INFO"}\n{"text":"two"}\n');
  expect(await read(path, { fields: { label: 'label' } })).toEqual([
    { text: 'one', label: 'INFO', source: 'texts' },
    { text: 'two', source: 'texts' },
  ]);
});

test('a named field is taken from documents without a pipeline', async () => {
  const path = file('named.ndjson', '{"_source":{"log":{"original":"raw"}}}\n');
  expect(await read(path, { fields: { text: 'log.original' } })).toEqual([{ text: 'raw', source: 'named' }]);
});

test('documents of a dump go through the pipeline; labels and sources are read before it', async () => {
  const hits = [
    { _index: 'logs-2026.01.02', _source: { message: 'plain', rule: { level: 7 } } },
    { _index: 'x', _source: { message: 'with data set', event: { dataset: 'zeek.dns' } } },
    { _index: '.ds-logs-nginx.access-default-2026.01.02-000001', _source: { 'rule.level': [3], message: 'dotted' } },
    { _index: 'x', _source: { other: 1 } },
    { _index: 'x', _source: { message: 'fail' } },
  ];
  const path = file('hits.ndjson', hits.map((hit) => JSON.stringify(hit)).join('\n'));
  expect(await read(path, { pipeline, fields: { label: 'rule.level' } })).toEqual([
    { text: 'plain', label: '7', source: 'logs' },
    { text: 'with data set', source: 'zeek.dns' },
    { text: 'dotted', label: '3', source: 'logs-nginx.access-default' },
    { withoutText: true },
    { unreadable: expect.stringMatching(/hits\.ndjson:5:1: fail_processor_exception: as asked/) as string },
  ]);
});

test('an input that does not exist is refused', async () => {
  await expect(read(join(folder, 'absent.csv'))).rejects.toThrow('error[IN3008]');
  await expect(read(join(folder, 'absent.ndjson'))).rejects.toThrow('error[IN3008]');
});
