// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A million real documents through logtwin-normalize, one after another: time has to be linear in documents and memory
// constant. Run with the corpus: node --expose-gc --import ./scripts/typescript.mjs bench/ingest/growth.mjs [documents]

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { documentsOf } from '../../src/ingest/dumps/dumpDocument.ts';
import { HitParser } from '../../src/ingest/dumps/hitParser.ts';
import { openPipeline } from '../../src/ingest/openPipeline.ts';
import { printJson } from '../../src/values/json.ts';

const folder = resolve(process.env.LOGTWIN_CORPUS ?? '../shared/corpus', 'ecs-dumps');
const hits = readdirSync(folder)
  .filter((name) => name.endsWith('.json') && name !== 'cyberfortress-pipeline.json')
  .flatMap((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')).map((hit) => JSON.stringify(hit)));
const total = Number(process.argv[2] ?? 1_000_000);
const { engine, id } = openPipeline({});
const parser = new HitParser();

let written = 0;
const run = (document) => {
  const result = engine.run(id, document);
  if (result.status === 'ok') written += printJson(result.document.ctx.source).length;
};

console.log(`${hits.length} documents again and again, ${total} in all`);
console.log('documents   microseconds a document   heap MB   resident MB');
const rates = [];
const heaps = [];
const steps = 10;
for (let step = 1, done = 0; step <= steps; step++) {
  const before = process.cpuUsage();
  const end = Math.round((total * step) / steps);
  const count = end - done;
  for (; done < end; done++) documentsOf(parser.record(hits[done % hits.length]), run, console.error);
  const { user, system } = process.cpuUsage(before);
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  rates.push((user + system) / count);
  heaps.push(heapUsed);
  const cells = [done, rates.at(-1).toFixed(1), Math.round(heapUsed / 1e6), Math.round(rss / 1e6)];
  console.log(cells.map((cell, index) => String(cell).padStart([9, 26, 10, 14][index])).join(''));
}
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
console.log(
  `last half against second to fifth tenth: time ${(mean(rates.slice(5)) / mean(rates.slice(1, 5))).toFixed(2)}, heap ${(mean(heaps.slice(5)) / mean(heaps.slice(1, 5))).toFixed(2)}`,
);
if (written === 0) throw new Error('nothing came out');
