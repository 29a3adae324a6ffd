// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Time and memory of what streams, on two sizes of one input: what is bounded takes the same memory for both. To reach: a
// million rows. Run after `npm run build`: node bench/evaluateRows.mjs [rows] [command...]

import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure, program } from './measure.mjs';

const [rows = '1000000', ...chosen] = process.argv.slice(2);
const sizes = [Number(rows) / 10, Number(rows)];
const levels = ['INFO', 'WARNING', 'ERROR'];
const kinds = [
  'session opened for user u# by host h#',
  'failed password for u# from 10.0.#.# port # ssh2',
  'disk sd# is full at # percent',
  'accepted connection # from 192.168.#.#',
];

/** Labelled lines in the order of time; a tenth of them repeat an earlier one. */
async function writeRows(path, count) {
  const file = createWriteStream(path);
  const start = Date.UTC(2026, 0, 1);
  for (let row = 0; row < count; row++) {
    const seed = row % 10 === 9 ? Math.floor(row / 2) : row;
    let at = 0;
    const text = kinds[seed % kinds.length].replace(/#/g, () => String((seed * 7919 + 104729 * ++at) % 251));
    const line = {
      '@timestamp': new Date(start + row * 200).toISOString(),
      host: `h${row % 500}`,
      text: `${text} id ${seed}`,
    };
    if (!file.write(`${JSON.stringify({ ...line, label: levels[seed % 3] })}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}

const folder = mkdtempSync(join(tmpdir(), 'logtwin-bench-'));
const inFolder = (name) => join(folder, name);
try {
  await writeRows(inFolder('quiet.ndjson'), 2000);
  const model = inFolder('quiet');
  await measure(process.execPath, [program, 'anomaly', 'fit', inFolder('quiet.ndjson'), '-o', model, '--quiet']);
  for (const size of sizes) await writeRows(inFolder(`${size}.ndjson`), size);
  const label = ['--label', 'label'];
  const split = ['--by', 'stratified', '--by', 'grouped', '--group', 'host'];
  const commands = {
    evaluate: (input) => ['evaluate', input, ...label, '--samples', '10', '--explain', '0', '-o', inFolder('results')],
    report: () => ['report', inFolder('results'), '-o', inFolder('report')],
    compare: (input) => [
      'compare',
      'models/logtwin-linear',
      inFolder('results'),
      '--on',
      input,
      ...label,
      '--samples',
      '10',
      '-o',
      inFolder('comparison'),
    ],
    'anomaly score': (input) => ['anomaly', 'score', input, '--model', model],
    split: (input) => ['split', input, ...label, ...split, '-o', inFolder('parts')],
    'sequences templates': (input) => ['sequences', 'templates', input],
    'sequences surprise': (input) => ['sequences', 'surprise', input, '--by', 'host'],
    'sequences bursts': (input) => ['sequences', 'bursts', input, '--by', 'host'],
    'sequences export': (input) => ['sequences', 'export', input, '--by', 'host', '-o', inFolder('sequences')],
  };
  console.log(`${'command'.padEnd(20)} ${sizes.map((size) => `${size} rows`.padStart(26)).join('')}`);
  const measured = new Map();
  for (const size of sizes) {
    for (const [name, args] of Object.entries(commands)) {
      if (chosen.length > 0 && !chosen.includes(name)) continue;
      const run = await measure(process.execPath, [program, ...args(inFolder(`${size}.ndjson`)), '--quiet']);
      if (run.code > 1) throw new Error(`${name}: ${run.stderr}`);
      const told = `${run.seconds.toFixed(1)} s, ${Math.round(run.peak / 2 ** 20)} MiB`.padStart(26);
      measured.set(name, [...(measured.get(name) ?? []), told]);
      if (size === sizes.at(-1)) console.log(`${name.padEnd(20)} ${measured.get(name).join('')}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
