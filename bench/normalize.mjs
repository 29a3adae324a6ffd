// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Normalization alone: from the parsed document to ml_input through logtwin-normalize, on one core, beside the parts of
// the conversion around it. To reach: at least 200,000 documents a second.
// Run after `npm run build`: node bench/normalize.mjs [rounds]

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

function parsed() {
  const documents = [];
  for (const hit of hits)
    documentsOf(
      parser.record(hit),
      (document) => documents.push(document),
      (reason) => console.log(reason),
    );
  return documents;
}

/** Documents a second of processor time, in the fastest round. */
function best(prepare, work) {
  let fastest = Infinity;
  for (let round = 0; round < rounds; round++) {
    const input = prepare();
    const before = process.cpuUsage();
    work(input);
    const { user, system } = process.cpuUsage(before);
    fastest = Math.min(fastest, user + system);
  }
  return hits.length / (fastest / 1e6);
}

const show = (name, rate, note = '') =>
  console.log(
    `${name.padEnd(22)} ${String(Math.round(rate)).padStart(8)} documents/s, ${Math.round((rate * bytes) / hits.length / 1e6)} MB/s${note}`,
  );
console.log(`${hits.length} ${origin}, ${Math.round(bytes / hits.length)} bytes each`);
show(
  'JSON.parse',
  best(
    () => hits,
    (texts) => texts.forEach((text) => JSON.parse(text)),
  ),
);
show(
  'parse and nest',
  best(() => hits, parsed),
);
show(
  'normalize',
  best(parsed, (documents) => documents.forEach((document) => engine.run(id, document))),
  ' (to reach: 200000 documents/s)',
);
show(
  'print',
  best(parsed, (documents) => documents.forEach(({ source }) => printJson(source))),
);
