// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The texts of dumps in one file.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extract, type ExtractOptions, type ExtractReport } from '../../../../src/ingest/convert/extract.js';

const folder = mkdtempSync(join(tmpdir(), 'logtwin-extract-'));
afterAll(() => rmSync(folder, { recursive: true }));

const output = join(folder, 'texts');
const input = join(folder, 'dump.ndjson');
const pipeline = join(folder, 'pipeline.json');
const sources = [{ m: 'x', ml_input: 'old' }, { m: 'y\n  z' }, {}, { m: 'x' }];
writeFileSync(
  input,
  `${sources.map((_source, id) => JSON.stringify({ _index: 'i', _id: String(id), _source })).join('\n')}\nbroken`,
);
writeFileSync(
  pipeline,
  JSON.stringify({
    processors: [
      { remove: { field: 'ml_input', ignore_missing: true } },
      { set: { field: 'ml_input', copy_from: 'm', if: 'ctx.m != null' } },
    ],
  }),
);

function run(options: Partial<ExtractOptions>): Promise<ExtractReport> {
  return extract([input], { output, pipeline, ...options });
}

test('one object a line, or the text alone; equal texts once', async () => {
  const counts = { documents: 5, without: 1, failed: 1, problems: 1, stopped: false };
  expect(await run({})).toMatchObject({ ...counts, texts: 3, duplicates: 0 });
  expect(readFileSync(output, 'utf8')).toBe(
    '{"_index":"i","_id":"0","ml_input":"x"}\n{"_index":"i","_id":"1","ml_input":"y\\n  z"}\n{"_index":"i","_id":"3","ml_input":"x"}\n',
  );
  const report = await run({ simple: true, unique: true });
  expect(report).toMatchObject({ ...counts, texts: 2, duplicates: 1 });
  expect(report.messages).toEqual([`${input}:5:1: broken JSON: expected a value, found "b"`]);
  expect(readFileSync(output, 'utf8')).toBe('x\ny z\n');
});

test('the recorded texts, without a pipeline', async () => {
  expect(await run({ recorded: true, simple: true })).toMatchObject({ texts: 1, without: 3 });
  expect(readFileSync(output, 'utf8')).toBe('old\n');
});

test('a run that is stopped leaves nothing', async () => {
  rmSync(output);
  const abort = new AbortController();
  abort.abort();
  expect(await run({ signal: abort.signal })).toMatchObject({ stopped: true });
  expect(existsSync(output)).toBe(false);
});

test('an output that is an input is refused before anything is written', async () => {
  const before = readFileSync(input, 'utf8');
  await expect(run({ output: join(folder, '.', 'dump.ndjson') })).rejects.toThrow('is an input');
  expect(readFileSync(input, 'utf8')).toBe(before);
});
