// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Memory of `logtwin convert` on a large input of every shape. To reach: at most 300 MB resident on 2 GB of NDJSON.
// Run after `npm run build`: node bench/convertMemory.mjs [gigabytes]

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleHits, writeDump } from './generateDump.mjs';
import { measure, program } from './measure.mjs';

const wanted = Number(process.argv[2] ?? 2) * 1e9;
const folder = mkdtempSync(join(tmpdir(), 'logtwin-bench-'));
try {
  const { hits } = sampleHits();
  for (const format of ['ndjson', 'array']) {
    const dump = join(folder, 'dump');
    const { documents, bytes } = await writeDump(dump, hits, (_, written) => written >= wanted, format);
    const run = await measure(process.execPath, [program, 'convert', dump, '-o', join(folder, 'out'), '--quiet']);
    console.log(
      `${format}: ${(bytes / 1e9).toFixed(2)} GB, ${documents} documents: peak ${Math.round(run.peak / 1e6)} MB (limit 300 MB), ` +
        `${Math.round(documents / run.seconds)} documents/s`,
    );
    rmSync(join(folder, 'out'), { recursive: true });
  }
} finally {
  rmSync(folder, { recursive: true });
}
