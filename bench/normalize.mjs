// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Normalization alone: from the parsed document to ml_input through logtwin-normalize, on one core, beside the parts of
// the conversion around it. To reach: at least 200,000 documents a second.
// Run after `npm run build`: node bench/normalize.mjs [rounds]

import { performance } from 'node:perf_hooks';
import { openPipeline } from '../dist/ingest/openPipeline.js';
import { HitParser } from '../dist/ingest/dumps/hitParser.js';
import { documentsOf } from '../dist/ingest/dumps/dumpDocument.js';
import { printJson } from '../dist/values/json.js';
import { sampleHits } from './generateDump.mjs';

const rounds = Number(process.argv[2] ?? 30);
const { engine, id } = openPipeline({});
const { hits, origin } = sampleHits();
const parser = new HitParser();
const bytes = hits.reduce((sum, hit) => sum + Buffer.byteLength(hit), 0);

/** Documents that are worked on together: as many as stay in the processor's cache, as in the conversion. */
const together = 32;

function parsed(texts) {
  const documents = [];
  for (const hit of texts) {
    documentsOf(
      parser.record(hit),
      (document) => documents.push(document),
      (reason) => console.log(reason),
    );
  }
  return documents;
}

/** Documents a second in the fastest round. */
function best(prepare, work) {
  let fastest = Infinity;
  for (let round = 0; round < rounds; round++) {
    let milliseconds = 0;
    for (let start = 0; start < hits.length; start += together) {
      const input = prepare(hits.slice(start, start + together));
      const before = performance.now();
      work(input);
      milliseconds += performance.now() - before;
    }
    fastest = Math.min(fastest, milliseconds);
  }
  return hits.length / (fastest / 1000);
}

const show = (name, rate, note = '') =>
  console.log(
    `${name.padEnd(22)} ${String(Math.round(rate)).padStart(8)} documents/s, ${Math.round((rate * bytes) / hits.length / 1e6)} MB/s${note}`,
  );
console.log(`${hits.length} ${origin}, ${Math.round(bytes / hits.length)} bytes each`);
const texts = (hits) => hits;
show(
  'JSON.parse',
  best(texts, (group) => group.forEach((text) => JSON.parse(text))),
);
show('parse and nest', best(texts, parsed));
const normalize = (group) => group.forEach((document) => engine.run(id, document));
show('normalize', best(parsed, normalize), ' (to reach: 200000 documents/s)');
show(
  'print',
  best(parsed, (group) => group.forEach(({ source }) => printJson(source))),
);
