// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Splits on disk: what is written, read back and refused.

import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkSplit } from '../../../../src/evaluate/splits/checkSplit.js';
import { split } from '../../../../src/evaluate/splits/split.js';
import { splitInput, type SplitRow } from '../../../../src/evaluate/splits/splitFile.js';

const folder = mkdtempSync(join(tmpdir(), 'logtwin-split-'));
afterAll(() => rmSync(folder, { recursive: true }));

const input = join(folder, 'rows.tsv');
const rows = Array.from({ length: 200 }, (_, index) => ({
  log: `user u${index % 37} ${['logged in', 'failed to log in', 'left'][index % 3]} on port ${index % 90}`,
  level: index % 4 === 0 ? 'high' : 'low',
  host: `h${index % 11}`,
  at: new Date(1.7e12 + index * 60_000).toISOString(),
}));
writeFileSync(input, ['log\tlevel\thost\tat', ...rows.map((row) => Object.values(row).join('\t'))].join('\n'));
const reading = { fields: { text: 'log', label: 'level' } };

const partOf = (path: string): SplitRow[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as SplitRow);

test('writes every text once, with its hash and its place', async () => {
  const out = join(folder, 'stratified');
  const made = await split([input], out, { stratified: true, reading });
  expect(made.parts.map(({ name, rows: count, labels }) => [name, count, labels])).toEqual([
    ['train', 160, { high: 40, low: 120 }],
    ['test', 40, { high: 10, low: 30 }],
  ]);
  const all = [...partOf(join(out, 'train.ndjson')), ...partOf(join(out, 'test.ndjson'))];
  expect(new Set(all.map(({ id }) => id)).size).toBe(200);
  const second = all.find(({ id }) => id === `${input}:3`)!;
  expect(second).toMatchObject({ text: rows[1]!.log, label: 'low', source: 'rows' });
  expect(second.sha256).toBe(createHash('sha256').update(rows[1]!.log).digest('hex'));
  expect(readFileSync(join(out, 'ids.tsv'), 'utf8').trimEnd().split('\n')).toHaveLength(201);
});

test('the same options give the same bytes', async () => {
  const [one, two] = [join(folder, 'one'), join(folder, 'two')];
  await split([input], one, { seed: 7, groups: ['host'], reading });
  await split([input], two, { seed: 7, groups: ['host'], reading });
  for (const name of ['split.json', 'ids.tsv', 'train.ndjson', 'test.ndjson']) {
    expect(readFileSync(join(two, name))).toEqual(readFileSync(join(one, name)));
  }
});

test('no host stands in two folds', async () => {
  const out = join(folder, 'folds');
  const made = await split([input], out, { folds: 3, groups: ['host'], stratified: true, reading });
  expect(made.checks).toEqual([
    { of: 'text', crossing: 0, forbidden: true },
    { of: 'host', crossing: 0, forbidden: true },
  ]);
  const hosts = [1, 2, 3].map(
    (fold) => new Set(partOf(join(out, `fold-${fold}.ndjson`)).map((row) => row.groups!.host)),
  );
  expect(hosts.flatMap((set) => [...set])).toHaveLength(11);
  expect(splitInput([out], 2)).toEqual({
    train: [join(out, 'fold-1.ndjson'), join(out, 'fold-3.ndjson')],
    test: [join(out, 'fold-2.ndjson')],
  });
  expect(() => splitInput([out])).toThrow('name one from 1 on');
});

test('by time: the test part is later than all of the training part', async () => {
  const out = join(folder, 'time');
  const made = await split([input], out, { chronological: true, time: 'at', duplicates: 'allow', reading });
  expect(made.parts.map(({ rows: count }) => count)).toEqual([160, 40]);
  const latest = partOf(join(out, 'train.ndjson')).reduce((last, { time }) => (time! > last ? time! : last), '');
  expect(partOf(join(out, 'test.ndjson')).every(({ time }) => time! > latest)).toBe(true);
});

test('duplicates: together, once, or anywhere', async () => {
  const repeated = join(folder, 'repeated.txt');
  writeFileSync(repeated, Array.from({ length: 100 }, (_, index) => `event ${'abcdefghij'[index % 10]}`).join('\n'));
  const together = await split([repeated], join(folder, 'together'), {});
  expect([together.units.count, together.checks[0]!.crossing]).toEqual([10, 0]);
  const once = await split([repeated], join(folder, 'once'), { duplicates: 'drop' });
  expect([once.left_out.duplicates, once.parts[0]!.rows + once.parts[1]!.rows]).toEqual([90, 10]);
  const anywhere = await split([repeated], join(folder, 'anywhere'), { duplicates: 'allow' });
  expect(anywhere.checks[0]!.forbidden).toBe(false);
  expect(anywhere.checks[0]!.crossing).toBeGreaterThan(5);
});

test('a part that was changed afterwards is found out', async () => {
  const out = join(folder, 'changed');
  await split([input], out, { reading });
  await expect(checkSplit(out)).resolves.toHaveLength(1);
  appendFileSync(join(out, 'test.ndjson'), readFileSync(join(out, 'train.ndjson')));
  await expect(checkSplit(out)).rejects.toThrow('test.ndjson differs');
});

test.each([
  [{ stratified: true, chronological: true }, 'time decides'],
  [{ shares: { train: 0.9, test: 0.3 } }, 'add up to 1'],
  [{ folds: 1 }, 'two or more'],
  [{ groups: ['level'], shares: { train: 0.8, validation: 0.1, test: 0.1 } }, 'Nothing is left'],
  [{ groups: ['hots'] }, 'Did you mean host?'],
])('refuses %j', async (options, reason) => {
  await expect(split([input], join(folder, 'refused'), { ...options, reading })).rejects.toThrow(reason);
});

test('refuses a field of the label that no document has', async () => {
  const documents = join(folder, 'documents.ndjson');
  writeFileSync(documents, rows.map((row) => JSON.stringify(row)).join('\n'));
  await expect(
    split([documents], join(folder, 'refused'), { reading: { fields: { text: 'log', label: 'nope' } } }),
  ).rejects.toThrow('no text has the field nope');
});
