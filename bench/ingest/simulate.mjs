// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Whole pipelines, the bytes of a `_simulate` request in and those of its response out: our engine against a real node in the same run,
// over the ECS dumps and over the pipeline tests of the integration packages. To reach: 10 times the node's documents a second.
//
// - Both sides are paid by processor time, all threads of the process counted (compilers and garbage collectors too), so that other work
//   on the machine does not count. The node has one processor and its serial collector; we have V8's defaults but for a young generation
//   of the size that the node's has (--max-semi-space-size).
// - The node also reads HTTP and writes it, which is a few microseconds a document in batches of 500.
// - Both sides work on each pipeline for the given processor seconds. Only the last third counts, when both have compiled what is hot.
// - The node is OpenSearch, whose processors are those of Elasticsearch 7.10 and later ones of its own. What it lacks is taken out of the
//   pipeline on both sides, or, for `set` with `copy_from`, given to it as its own `copy`. The last column counts the documents that fail,
//   there and here: equal numbers say that both did the same work.
//
// Run with the corpus, a JDK and Maven, for 3 processor seconds a side and every 4th data stream:
//   node --max-semi-space-size=64 --import ./scripts/typescript.mjs bench/ingest/simulate.mjs 3 4

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { loadBundle } from '../../src/ingest/bundle.ts';
import { createEngine } from '../../src/ingest/engine.ts';
import { simulateJson } from '../../src/ingest/simulateJson.ts';
import { findPackages, readCases, readDataStreams } from '../../src/ingest/tests/packageTests.ts';
import { printJson } from '../../src/values/json.ts';
import { adaptPipeline } from '../../test/cluster/adaptPipeline.ts';
import { startNode } from '../../test/cluster/node.ts';
import { readDumps } from '../../test/support/ecsDumps.ts';

const corpus = resolve(process.env.LOGTWIN_CORPUS ?? '../shared/corpus');
/** Processor seconds that each side works on each pipeline, two thirds of them to warm up. */
const seconds = Number(process.argv[2] ?? 3);
/** Measure every so many-th data stream. */
const every = Number(process.argv[3] ?? 1);
const batchSize = 500;

const docOf = ({ index, id, source }) =>
  `{"_index":${JSON.stringify(index)},"_id":${JSON.stringify(id)},"_source":${printJson(source)}}`;

/** Request bodies of whole batches: documents come again until a batch is full. */
function bodiesOf(documents) {
  const docs = documents.map(docOf);
  const count = Math.max(1, Math.ceil(docs.length / batchSize));
  return Array.from({ length: count }, (_, batch) => {
    const part = Array.from({ length: batchSize }, (_unused, index) => docs[(batch * batchSize + index) % docs.length]);
    return Buffer.from(`{"docs":[${part.join(',')}]}`);
  });
}

/** The node's answer as text: reading its JSON is not the node's work. */
async function ask(url, body) {
  const response = await globalThis.fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const bytes = await response.arrayBuffer();
  if (response.status !== 200) throw new Error(Buffer.from(bytes).toString());
  return bytes;
}

const adaptedPipeline = (text, forNode) => JSON.stringify(adaptPipeline(JSON.parse(text), { forNode }));

const failures = (bytes) => JSON.parse(Buffer.from(bytes).toString()).docs.filter((doc) => doc?.error).length;

/** Processor seconds of a process so far, all its threads. Linux tells them in hundredths. */
function processorSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** The node's process: the one Java that this process started. */
function nodeProcess() {
  return readdirSync('/proc').find((pid) => {
    if (!/^\d+$/.test(pid) || !existsSync(`/proc/${pid}/stat`)) return false;
    const [name, rest] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
    return name.endsWith('(java') && Number(rest.split(' ')[1]) === process.pid;
  });
}

/** Documents a second of the process's own time, after a warm-up: other work on the machine does not count. */
async function rateOf(bodies, pid, work) {
  const spend = async (limit) => {
    const started = processorSeconds(pid);
    let done = 0;
    for (let turn = 0; turn === 0 || processorSeconds(pid) - started < limit; turn++) {
      await work(bodies[turn % bodies.length]);
      done += batchSize;
    }
    return done / (processorSeconds(pid) - started);
  };
  await spend((seconds * 2) / 3);
  return spend(seconds / 3);
}

const node = await startNode({ javaOptions: ['-XX:ActiveProcessorCount=1'] });
const pid = nodeProcess();
try {
  console.log(`${node.version}, one processor, batches of ${batchSize}`);
  console.log(
    'pipeline'.padEnd(44),
    'node/s'.padStart(9),
    'ours/s'.padStart(9),
    'times'.padStart(7),
    'failed'.padStart(9),
  );
  const ratios = [];
  const refusals = [];
  const compare = async (name, pipelines, entry, documents) => {
    for (const [id, text] of pipelines) {
      const { status, body } = await node.request(
        'PUT',
        `/_ingest/pipeline/${encodeURIComponent(id)}`,
        adaptedPipeline(text, true),
      );
      if (status === 200) continue;
      refusals.push(`${name}: ${body.error.root_cause.map(({ reason }) => reason).join('; ')}`);
      return;
    }
    const bodies = bodiesOf(documents);
    const ownPipelines = [...pipelines].map(([id, text]) => [id, adaptedPipeline(text, false)]);
    const engine = createEngine({ pipelines: new Map(ownPipelines) });
    const url = `${node.url}/_ingest/pipeline/${encodeURIComponent(entry)}/_simulate`;
    const run = (body) => simulateJson(engine, entry, body.toString());
    const failed = `${failures(await ask(url, bodies[0]))}/${failures(await run(bodies[0]))}`;
    const theirs = await rateOf(bodies, pid, (body) => ask(url, body));
    const ours = await rateOf(bodies, process.pid, run);
    ratios.push({ theirs, ours });
    const cells = [Math.round(theirs), Math.round(ours), (ours / theirs).toFixed(1), failed];
    console.log(name.padEnd(44), ...cells.map((cell, column) => String(cell).padStart([9, 9, 7, 9][column])));
  };
  const bundled = [...loadBundle().pipelines].filter(([id]) => id === 'logtwin-normalize');
  await compare(
    'logtwin-normalize on the ECS dumps',
    new Map(bundled.map(([id, pipeline]) => [id, JSON.stringify(pipeline)])),
    'logtwin-normalize',
    readDumps(),
  );
  let streams = 0;
  for (const folder of existsSync(join(corpus, 'integrations'))
    ? findPackages(join(corpus, 'integrations/packages'))
    : []) {
    for (const stream of readDataStreams(folder)) {
      if (!existsSync(stream.testFolder) || readdirSync(stream.testFolder).length === 0) continue;
      const documents = readCases(stream).flatMap((test) => test.documents);
      if (documents.length === 0) continue;
      const pipelines = new Map([...stream.pipelines].map(([id, { config }]) => [id, printJson(config)]));
      if (streams++ % every === 0) await compare(stream.name, pipelines, stream.entry, documents);
    }
  }
  const geometric = (pick) => Math.exp(ratios.reduce((sum, row) => sum + Math.log(pick(row)), 0) / ratios.length);
  const over = ratios.filter(({ ours, theirs }) => ours >= 10 * theirs).length;
  console.log(
    `${ratios.length} pipelines (${refusals.length} more are refused by the node): geometric mean ${geometric(({ theirs }) => theirs).toFixed(0)}/s there, ` +
      `${geometric(({ ours }) => ours).toFixed(0)}/s here, ${geometric(({ ours, theirs }) => ours / theirs).toFixed(1)} times; 10 times or more for ${over}`,
  );
  for (const refusal of refusals) console.log(`refused: ${refusal}`);
} finally {
  await node.stop();
}
