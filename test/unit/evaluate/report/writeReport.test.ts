// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The report as a file: self-contained, escaped, small, and the same numbers as the results.

import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeReport } from '../../../../src/evaluate/report/writeReport.js';
import { readRows } from '../../../../src/evaluate/results.js';
import { hostileName, hostileTexts, writeSampleResults } from '../../../support/sampleResults.js';

const folder = mkdtempSync(join(tmpdir(), 'logtwin-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The first match, so that a failure prints it and not the page. */
const matchOf = (page: string, pattern: RegExp): string | undefined => pattern.exec(page)?.[0];

async function report(name: string, svg = false): Promise<{ page: string; charts: readonly string[]; bytes: number }> {
  const results = join(folder, name);
  const written = await writeReport(results, join(folder, `${name}-report`), { svg });
  return { page: readFileSync(written.html, 'utf8'), charts: written.charts, bytes: written.bytes };
}

test('a labelled run with everything in it', async () => {
  const results = await writeSampleResults(join(folder, 'run'));
  const { page, charts } = await report('run', true);
  expect(page).toContain(results.verdict.headline);
  expect(page).toContain(results.metrics!.macro_f1.toFixed(3));
  expect(charts.map((path) => path.split('/').pop())).toEqual([
    'label-distribution.svg',
    'confusion-matrix.svg',
    'class-scores.svg',
    'confidence.svg',
    'reliability.svg',
    'latency.svg',
    'precision-recall.svg',
    'roc.svg',
  ]);
  for (const chart of charts) {
    const svg = readFileSync(chart, 'utf8');
    expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg).not.toMatch(/var\(--|NaN|undefined/);
  }
  expect(page.match(/<figure/g)).toHaveLength(8);
  const ids = page.match(/ id="[^"]*"/g)!;
  expect(new Set(ids).size).toBe(ids.length);
  expect(matchOf(page, />NaN|>undefined|>Infinity|d="[^"]*NaN/)).toBeUndefined();
});

test('what has changed since earlier results stands in the summary and on the page', async () => {
  const earlier = readRows(join(folder, 'run', 'results.ndjson'));
  const { drift } = await writeSampleResults(join(folder, 'later'), 300, { earlierRows: earlier });
  expect(drift!.verdict).toBe('steady');
  const summary = readFileSync(join(folder, 'later', 'summary.txt'), 'utf8');
  expect(summary).toContain('Since the earlier results (600 texts then, 300 now)');
  expect(summary).toContain('what was measured there still holds');
  expect(summary).toMatch(/called WARNING +\d+\.\d % +\d+\.\d %/);
  const { page } = await report('later');
  expect(page).toMatch(
    /<section id="drift">[^]*like the earlier ones[^]*words that were not there before[^]*<\/section>/,
  );
});

test('words are shaded by what they did, also within hostile texts', async () => {
  const { page } = await report('run');
  const [, mistakes] = /<section id="surest-mistakes"[^]*?(<ol[^]*?<\/ol>)/.exec(page)!;
  const explained = mistakes!.match(/<mark class="for s4" title="\+1.5"\s*>(?:INFO|WARNING|ERROR)<\/mark\s*>/g)!;
  expect(explained.length).toBeGreaterThanOrEqual(10);
  expect(mistakes).toMatch(/<mark class="against s2" title="-0.4"\s*>user=u\d+<\/mark\s*>/);
  expect(page).toContain('exactly what each adds');
  expect(page).toMatch(/<section id="logits">[^]*0\.500[^]*-1\.250[^]*2\.000/);
});

test('mistakes are grouped by template, commonest first', async () => {
  const results = await writeSampleResults(join(folder, 'run'));
  const { page } = await report('run');
  const counts = results.mistakes.map(({ count }) => count);
  expect(counts).toEqual([...counts].sort((a, b) => b - a));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(
    results.metrics!.rows - Math.round(results.metrics!.accuracy * results.metrics!.rows),
  );
  expect(results.mistakes[0]!.template).toMatch(/^event \* seems (INFO|WARNING|ERROR) user=\*$/);
  expect(page).toMatch(/<section id="mistakes"[^]*event \* seems/);
});

test('nothing is fetched, and only the script of the page may run', async () => {
  const { page } = await report('run');
  expect(page.match(/\b(?:src|href|action|data|poster)="(?!#)[^"]*"|url\((?!#)|@import|https?:/g) ?? []).toEqual(
    // The name space of SVG is a name, not an address.
    page.match(/http:(?=\/\/www\.w3\.org\/2000\/svg)/g),
  );
  const [, policy] = /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(page)!;
  const [, script] = /<script>([^]*?)<\/script>/.exec(page)!;
  const hash = createHash('sha256').update(script!).digest('base64');
  expect(policy!.replaceAll('&#39;', "'")).toContain(
    `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`,
  );
  expect(page.match(/<script/g)).toHaveLength(1);
});

test('texts, labels and sources from logs stay text', async () => {
  const rows = hostileTexts.map((text, index) => ({
    text,
    predicted_value: index % 2 === 0 ? hostileName : 'INFO',
    prediction_probability: 0.5 + index / 100,
    label: 'INFO',
    source: hostileName,
  }));
  writeFileSync(join(folder, 'hostile.ndjson'), rows.map((row) => JSON.stringify(row)).join('\n'));
  const { page } = await report('hostile.ndjson');
  expect(matchOf(page, /<(?:img|b[ >]|script>document|meta http-equiv="refresh)/)).toBeUndefined();
  // Inside a tag every quote is escaped, so an event handler can only stand in a text.
  for (const [tag] of page.matchAll(/<[a-z][^>]*>/gi))
    expect(tag.replace(/"[^"]*"/g, '""')).not.toMatch(/\son[a-z]+=/i);
  // eslint-disable-next-line no-control-regex
  expect(matchOf(page, /[\u202a-\u202e\u200b\u0007\u001b]/)).toBeUndefined();
  expect(page).toContain('\u2039U+202E\u203agnp.exe');
});

test('rows of another tool, with lines that are none', async () => {
  const rows = Array.from({ length: 100 }, (_, index) =>
    JSON.stringify({
      ml_input: `text ${index}`,
      predicted_label: index < 98 ? 'WARNING' : 'INFO',
      confidence: 0.5 + (index % 40) / 100,
    }),
  );
  writeFileSync(join(folder, 'other.ndjson'), [...rows, '{broken', '{"ml_input":"no label"}', ''].join('\n'));
  const { page } = await report('other.ndjson');
  expect(page).toContain('The model has collapsed');
  expect(page).toContain('2 lines');
});

test('what is no results file is refused with the reason', async () => {
  await expect(report('absent')).rejects.toThrow('error[EV1003]');
  writeFileSync(join(folder, 'other.json'), '{"a":1}');
  await expect(report('other.json')).rejects.toThrow('not written by logtwin evaluate');
  writeFileSync(join(folder, 'empty.ndjson'), '\n');
  await expect(report('empty.ndjson')).rejects.toThrow('no results in it');
});

test('a hundred thousand rows make less than 5 MB', async () => {
  await writeSampleResults(join(folder, 'large'), 3000);
  const rows = readFileSync(join(folder, 'large', 'results.ndjson'), 'utf8');
  writeFileSync(join(folder, 'large', 'results.ndjson'), rows.repeat(34));
  expect((await report('large')).bytes).toBeLessThan(5e6);
}, 60_000);
