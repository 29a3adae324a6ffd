// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Readers of labelled texts.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { fieldOf, readLabelledTexts, type TextFields } from '../../../src/evaluate/labelledTexts.js';
import { collect } from '../../support/collect.js';

const folder = mkdtempSync(join(tmpdir(), 'logtwin-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(name: string, content: string | Buffer, fields?: TextFields): Promise<unknown[]> {
  const path = join(folder, name);
  writeFileSync(path, content);
  return collect(readLabelledTexts(path, fields));
}

test('CSV with quotes, line breaks in a cell and a byte order mark', async () => {
  const content = '\ufefflevel,text\nERROR,"a ""quoted"", text\nin two lines"\nINFO,plain\n,unlabelled\n';
  expect(await read('events.csv', content, { label: 'level' })).toEqual([
    { text: 'a "quoted", text\nin two lines', label: 'ERROR', source: 'events' },
    { text: 'plain', label: 'INFO', source: 'events' },
    { text: 'unlabelled', source: 'events' },
  ]);
});

test('TSV with a source column, gzipped', async () => {
  const content = gzipSync('file\tlog\nsshd\tFailed password\nnginx\t"GET /" 200\n');
  expect(await read('rules.tsv.gz', content, { source: 'file' })).toEqual([
    { text: 'Failed password', source: 'sshd' },
    { text: '"GET /" 200', source: 'nginx' },
  ]);
});

test('NDJSON of documents and of hits, with broken lines between', async () => {
  const content = [
    '{"ml_input":"one","rule":{"level":3}}',
    '{broken',
    '',
    '{"_index":"i","_source":{"ml_input":"two\u2028still two","rule.level":[12]}}',
    '{"other":1}',
  ].join('\n');
  const records = await read('dump.ndjson', content, { label: 'rule.level' });
  expect(records).toEqual([
    { text: 'one', label: '3', source: 'dump' },
    { unreadable: expect.stringMatching(/dump\.ndjson:2: broken JSON$/) as string },
    { text: 'two\u2028still two', label: '12', source: 'dump' },
    { unreadable: expect.stringMatching(/dump\.ndjson:5: no text \(ml_input/) as string },
  ]);
});

test('plain text, one text a line, with Windows line ends', async () => {
  expect(await read('app.log', 'first\r\n\r\nsecond')).toEqual([
    { text: 'first', source: 'app' },
    { text: 'second', source: 'app' },
  ]);
});

test('an unknown format, a misspelt column and a missing file are refused', async () => {
  await expect(read('events.parquet', '')).rejects.toThrow('error[EV1001]');
  await expect(read('columns.csv', 'text,level\na,b\n', { label: 'leve' })).rejects.toThrow('Did you mean level?');
  await expect(read('none.csv', 'a,b\n1,2\n')).rejects.toThrow('columns are a, b');
  expect(() => readLabelledTexts(join(folder, 'absent.csv'))).toThrow('error[IN3008]');
});

test('fields are found by path and by dotted key, never on the prototype', () => {
  expect(fieldOf({ a: { b: 1 } }, 'a.b')).toBe('1');
  expect(fieldOf({ 'a.b': true }, 'a.b')).toBe('true');
  expect(fieldOf({}, 'constructor.name')).toBeUndefined();
});

test('what breaks off is said behind what could be read', async () => {
  const packed = gzipSync(`${Array.from({ length: 5000 }, (_, line) => `line ${line} ${line * 7919}`).join('\n')}\n`);
  const cut = await read('cut.log.gz', packed.subarray(0, packed.length / 2));
  expect(cut.length).toBeGreaterThan(1000);
  expect(cut[0]).toMatchObject({ text: 'line 0 0' });
  expect(cut.at(-1)).toEqual({ unreadable: `${join(folder, 'cut.log.gz')}: the gzip data is cut off` });

  const unclosed = await read('open.csv', 'text\nfine\n"never closed\n');
  expect(unclosed[0]).toMatchObject({ text: 'fine' });
  expect(unclosed.at(-1)).toEqual({
    unreadable: expect.stringContaining('open.csv: broken table: Quote Not Closed') as unknown,
  });
});

test('a file that is not there and a folder are named as such, whatever their names end in', () => {
  expect(() => readLabelledTexts(join(folder, 'nowhere'))).toThrow('nowhere: no such file');
  expect(() => readLabelledTexts(folder)).toThrow('a folder, and a file is due');
});
