// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// `logtwin convert`, the whole command, on an export, beside a lean converter in Python (bench/peerConverter.py) and
// the rate of the converter of Cyberfortress-ML-Logs-Classification (Python, about 2,700 documents a second on one core of the machine that
// this project was built on). To reach: at least ten times the latter.
// Run after `npm run build`: node bench/convert.mjs [documents] [rounds]

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleHits, writeDump } from './generateDump.mjs';
import { fastest, program } from './measure.mjs';

/** Documents a second. */
const cyberfortressRate = 2700;
const wanted = Number(process.argv[2] ?? 100_000);
const rounds = Number(process.argv[3] ?? 3);
const folder = mkdtempSync(join(tmpdir(), 'logtwin-bench-'));
try {
  const { hits, origin } = sampleHits();
  for (const format of ['array', 'ndjson']) {
    const dump = join(folder, `dump.${format === 'array' ? 'json' : 'ndjson'}`);
    const { documents, bytes } = await writeDump(dump, hits, (count) => count >= wanted, format);
    console.log(`${format}: ${documents} ${origin}, ${Math.round(bytes / documents)} bytes each`);
    const ours = [process.execPath, [program, 'convert', dump, '-o', join(folder, 'out'), '--quiet']];
    const single = [process.execPath, [...ours[1], '--threads', '1']];
    // The peer reads arrays only, as the converter that it stands for does.
    const peer =
      format === 'array'
        ? [['python3', [new URL('peerConverter.py', import.meta.url).pathname, dump, join(folder, 'peer.ndjson')]]]
        : [];
    const [all, one, python] = await fastest(rounds, [ours, single, ...peer]);
    const rate = (run) => Math.round(documents / run.seconds);
    const show = (name, run) =>
      console.log(
        `  ${name.padEnd(28)} ${String(rate(run)).padStart(7)} documents/s, peak ${Math.round(run.peak / 1e6)} MB`,
      );
    show('logtwin convert', all);
    show('logtwin convert --threads 1', one);
    if (python) show('lean Python converter', python);
    const against = (rate, name) =>
      console.log(
        `  ratio to ${name}: ${(documents / all.seconds / rate).toFixed(1)}, in one thread ${(documents / one.seconds / rate).toFixed(1)}`,
      );
    against(cyberfortressRate, `Cyberfortress's ${cyberfortressRate} documents/s (to reach: 10)`);
    if (python) against(documents / python.seconds, 'the lean Python converter');
  }
} finally {
  rmSync(folder, { recursive: true });
}
