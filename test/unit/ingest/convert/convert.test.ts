// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What convert writes: order, forms, failed documents, report, and going on after a stop.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convert, type ConvertOptions, type ConvertReport } from '../../../../src/ingest/convert/convert.js';
import type { ConvertCounts } from '../../../../src/ingest/convert/convertBatch.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'logtwin-convert-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Sets ml_input from message where there is one, drops kind `noise`, fails for kind `bad` after a change. */
const pipeline = {
  processors: [
    { drop: { if: "ctx.kind == 'noise'" } },
    { set: { field: 'ml_input', copy_from: 'message', ignore_empty_value: true } },
    { fail: { if: "ctx.kind == 'bad'", message: 'no good: {{{kind}}}' } },
  ],
};

function write(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const read = (name: string): string => readFileSync(join(folder, 'out', name), 'utf8');

function run(inputs: string[], options: Partial<ConvertOptions> = {}): Promise<ConvertReport> {
  const choice = write('pipeline.json', JSON.stringify(pipeline));
  return convert(inputs, { output: join(folder, 'out'), pipeline: choice, threads: 1, ...options });
}

const hit = (id: string, source: object): string => JSON.stringify({ _index: 'logs-x', _id: id, _source: source });
const dump = [
  hit('1', { message: 'one' }),
  hit('2', { kind: 'noise', message: 'two' }),
  '{"broken',
  hit('3', { kind: 'bad', message: 'three' }),
  hit('4', { message: 'a\tb\nc\\', n: 1 }),
  hit('5', { n: 2 }),
].join('\n');

test('documents in order, failed ones as they were read, all counted', async () => {
  const input = write('day.ndjson', dump);
  const report = await run([input]);
  expect(read('day_ml_input.ndjson')).toBe(
    [
      '{"_index":"logs-x","_id":"1","_source":{"message":"one","ml_input":"one"}}',
      '{"_index":"logs-x","_id":"4","_source":{"message":"a\\tb\\nc\\\\","n":1,"ml_input":"a\\tb\\nc\\\\"}}',
      '{"_index":"logs-x","_id":"5","_source":{"n":2}}',
      '',
    ].join('\n'),
  );
  const failed = read('day_failed.ndjson')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(failed).toMatchObject([
    {
      error: { type: 'IN3001', reason: 'broken JSON: the string does not end' },
      file: input,
      line: 3,
      column: 2,
      raw: '{"broken',
    },
    {
      error: { type: 'fail_processor_exception', reason: 'no good: bad' },
      line: 4,
      _index: 'logs-x',
      _id: '3',
      _source: { kind: 'bad', message: 'three' },
    },
  ]);
  expect(failed[1]).not.toHaveProperty('_source.ml_input');
  const counts = {
    documents: 6,
    with_ml_input: 2,
    without: 1,
    dropped: 1,
    failed: 2,
    input_problems: 0,
    stopped: false,
  };
  expect(report).toMatchObject(counts);
  expect(report.files).toMatchObject([
    { input, output: join(folder, 'out', 'day_ml_input.ndjson'), documents: 6, problem_count: 1 },
  ]);
  expect(JSON.parse(read('report.json'))).toEqual(report);
});

test.each([
  ['txt', 'logs-x\t1\tone\nlogs-x\t4\ta\\tb\\nc\\\\\n'],
  ['simple-txt', 'one\na\tb c\\\n'],
] as const)('format %s', async (format, expected) => {
  await run([write('day.ndjson', dump)], { format });
  expect(read('day_ml_input.txt')).toBe(expected);
});

test('format json is one array, also of nothing', async () => {
  await run([write('day.ndjson', dump), write('none.json', '[]')], { format: 'json' });
  expect((JSON.parse(read('day_ml_input.json')) as { _id: string }[]).map(({ _id }) => _id)).toEqual(['1', '4', '5']);
  expect(JSON.parse(read('none_ml_input.json'))).toEqual([]);
});

test('numbers keep their type', async () => {
  await run([write('n.json', '[{"a":1.0,"b":9007199254740993,"c":1e2,"d":123456789012345678901234567890}]')]);
  expect(read('n_ml_input.ndjson')).toBe(
    '{"_index":null,"_id":null,"_source":{"a":1.0,"b":9007199254740993,"c":100.0,"d":123456789012345678901234567890}}\n',
  );
});

test('a file of failed documents of an earlier run goes when nothing fails', async () => {
  const input = write('day.ndjson', dump);
  await run([input]);
  writeFileSync(input, hit('1', {}));
  await run([input]);
  expect(existsSync(join(folder, 'out', 'day_failed.ndjson'))).toBe(false);
});

test('an input that is cut off is told from one that is not', async () => {
  const report = await run([write('cut.json', `[${hit('1', { message: 'm' })},`)]);
  expect(report).toMatchObject({ documents: 1, with_ml_input: 1, failed: 0, input_problems: 1 });
  expect(report.files[0]!.problems).toMatchObject([{ code: 'IN3006', line: 1 }]);
});

test.each(['ndjson', 'json'] as const)('a run that was stopped goes on where it was (%s)', async (format) => {
  // More than two chunks, so that there is something left to stop.
  const lines = Array.from({ length: 9000 }, (_, id) =>
    id % 1000 === 7 ? '{"broken' : hit(String(id), { message: `message ${id}`.padEnd(100) }),
  );
  const inputs = [write('a.ndjson', dump), write('b.ndjson', lines.join('\n')), write('c.ndjson', dump)];
  const whole = await run(inputs, { format, output: join(folder, 'whole') });
  const abort = new AbortController();
  const onProgress: ConvertOptions['onProgress'] = ({ file }) => {
    if (file === inputs[1]) abort.abort();
  };
  const stopped = await run(inputs, { format, signal: abort.signal, onProgress });
  expect(stopped).toMatchObject({ stopped: true, files: [{ input: inputs[0] }], unfinished: { input: inputs[1] } });
  // What is said to be done is what the checkpoint keeps for the next run.
  const { tally } = JSON.parse(read('b.checkpoint.json')) as { tally: { counts: ConvertCounts } };
  expect(stopped.unfinished).toEqual({ input: inputs[1], ...tally.counts });
  expect(tally.counts.documents).toBeGreaterThan(1000);
  expect(stopped.documents).toBe(stopped.files[0]!.documents + tally.counts.documents);
  expect(stopped.failed).toBe(stopped.files[0]!.failed + tally.counts.failed);
  expect(existsSync(join(folder, 'out', `b_ml_input.${format}`))).toBe(false);
  expect(existsSync(join(folder, 'out', 'b.checkpoint.json'))).toBe(true);

  let converted = 0;
  const resumed = await run(inputs, { format, onProgress: () => converted++ });
  expect(resumed).not.toHaveProperty('unfinished');
  expect({ ...resumed, seconds: 0 }).toEqual({
    ...whole,
    seconds: 0,
    files: JSON.parse(JSON.stringify(whole.files).replaceAll(join(folder, 'whole'), join(folder, 'out'))) as unknown,
  });
  for (const name of ['a', 'b', 'c'].flatMap((base) => [`${base}_ml_input.${format}`, `${base}_failed.ndjson`])) {
    expect(read(name)).toBe(readFileSync(join(folder, 'whole', name), 'utf8'));
  }
  expect(converted).toBeGreaterThan(0);
  expect(existsSync(join(folder, 'out', 'b.checkpoint.json'))).toBe(false);
});

test('an input that does not exist and a pipeline that does not exist are refused', async () => {
  await expect(convert([join(folder, 'none.json')], { output: folder, threads: 1 })).rejects.toThrow('IN3008');
  const input = write('day.ndjson', dump);
  await expect(convert([input], { output: folder, threads: 1, pipeline: 'normalise' })).rejects.toThrow(
    'there is no file and no bundled pipeline "normalise"',
  );
});
