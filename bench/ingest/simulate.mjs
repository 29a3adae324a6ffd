// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Whole pipelines, the bytes of a `_simulate` request in and those of its response out: our engine against a real node in the same run.
// To reach: 10 times the node's documents a second. Two readings of it:
//
// - The corpus as it comes: all pipelines loaded, every pipeline test of the integration packages as one request, as elastic-package
//   sends it; the first pass after loading, and later ones.
// - Each pipeline for itself, which is the harder one: both sides work on it in batches of 500 for the given processor seconds, of which
//   only the last third counts, when both have compiled what is hot. Our own pipeline on the ECS dumps is among them.
//
// - Both sides are paid by processor time, all threads of the process counted (compilers and garbage collectors too), so that other work
//   on the machine does not count; wall clocks are shown beside it. The node has one processor and its serial collector; we have V8's
//   defaults but for a young generation of the size that the node's has (--max-semi-space-size).
// - The node also reads HTTP and writes it, as it does for whoever asks it: the mean of a small request is shown.
// - The node is OpenSearch, whose processors are those of Elasticsearch 7.10 and later ones of its own: adaptPipeline.ts says what becomes
//   of the others, on both sides. The documents that fail are counted, there and here: equal numbers say that both did the same work.
//
// Run with the corpus, a JDK and Maven, for 20 passes over the corpus, 3 processor seconds a side and every 4th data stream:
//   node --max-semi-space-size=64 --import ./scripts/typescript.mjs bench/ingest/simulate.mjs 20 3 4

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
/** Passes over the corpus, of which the first is cold and the last third counts as warm. */
const passes = Number(process.argv[2] ?? 20);
/** Processor seconds that each side works on each pipeline, two thirds of them to warm up. */
const seconds = Number(process.argv[3] ?? 3);
/** Measure every so many-th data stream. */
const every = Number(process.argv[4] ?? 1);
const batchSize = 500;

const docOf = ({ index, id, source }) =>
  `{"_index":${JSON.stringify(index)},"_id":${JSON.stringify(id)},"_source":${printJson(source)}}`;

const bodyOf = (docs) => Buffer.from(`{"docs":[${docs.join(',')}]}`);

/** Request bodies of whole batches: documents come again until a batch is full. */
function batchesOf(docs) {
  const count = Math.max(1, Math.ceil(docs.length / batchSize));
  return Array.from({ length: count }, (_, batch) =>
    bodyOf(Array.from({ length: batchSize }, (_unused, index) => docs[(batch * batchSize + index) % docs.length])),
  );
}

/** The data streams that have tests: pipelines as text by id, and the documents of each test as JSON. */
function readStreams() {
  const packages = join(corpus, 'integrations/packages');
  if (!existsSync(packages)) return [];
  return findPackages(packages).flatMap((folder) =>
    readDataStreams(folder).flatMap((stream) => {
      if (!existsSync(stream.testFolder) || readdirSync(stream.testFolder).length === 0) return [];
      const tests = readCases(stream).flatMap(({ documents }) => (documents.length > 0 ? [documents.map(docOf)] : []));
      const pipelines = new Map([...stream.pipelines].map(([id, { config }]) => [id, JSON.parse(printJson(config))]));
      return tests.length > 0 ? [{ name: stream.name, entry: stream.entry, pipelines, tests }] : [];
    }),
  );
}

const adapted = (pipeline, forNode) => JSON.stringify(adaptPipeline(pipeline, { forNode }));

/** Documents of an answer that failed; of those that the node refuses as a whole, one. */
const failures = (bytes) => {
  const { docs } = JSON.parse(Buffer.from(bytes).toString());
  return docs ? docs.filter((doc) => doc?.error).length : 1;
};

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

/** Seconds of the processor and of the wall clock that some work of a process takes. */
async function timed(pid, work) {
  const processor = processorSeconds(pid);
  const wall = globalThis.performance.now();
  await work();
  return { processor: processorSeconds(pid) - processor, wall: (globalThis.performance.now() - wall) / 1000 };
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

/** A line of a table: the first column is of names, the others are of numbers. */
const line = (name, ...cells) => console.log(name.padEnd(44), ...cells.map((cell) => String(cell).padStart(9)));

const node = await startNode({ javaOptions: ['-XX:ActiveProcessorCount=1'] });
const nodePid = nodeProcess();

const addressOf = (entry) => `${node.url}/_ingest/pipeline/${encodeURIComponent(entry)}/_simulate`;

/** The node's answer as bytes: reading its JSON is not the node's work. */
async function ask(entry, body) {
  const headers = { 'content-type': 'application/json' };
  const response = await globalThis.fetch(addressOf(entry), { method: 'POST', headers, body });
  return response.arrayBuffer();
}

/** Why the node refuses a pipeline, or nothing. */
async function refusalOf(id, pipeline) {
  const path = `/_ingest/pipeline/${encodeURIComponent(id)}`;
  const { status, body } = await node.request('PUT', path, adapted(pipeline, true));
  return status === 200 ? undefined : body.error.root_cause.map(({ reason }) => reason).join('; ');
}

/** The corpus as it comes. Returns the data streams whose pipelines the node takes. */
async function compareCorpus(streams) {
  const taken = [];
  const refused = [];
  const theirLoad = await timed(nodePid, async () => {
    for (const stream of streams) {
      const refusals = [];
      for (const [id, pipeline] of stream.pipelines) refusals.push(await refusalOf(id, pipeline));
      const reason = refusals.find((text) => text !== undefined);
      if (reason === undefined) taken.push(stream);
      else refused.push(`${stream.name}: ${reason}`);
    }
  });
  const texts = new Map(
    taken.flatMap(({ pipelines }) => [...pipelines].map(([id, pipeline]) => [id, adapted(pipeline, false)])),
  );
  let engine;
  const ourLoad = await timed(process.pid, () => {
    engine = createEngine({ pipelines: texts });
  });
  const requests = taken.flatMap(({ entry, tests }) => tests.map((docs) => ({ entry, docs, body: bodyOf(docs) })));
  const documents = requests.reduce((sum, { docs }) => sum + docs.length, 0);
  const pass = (send) => async () => {
    for (const { entry, body } of requests) await send(entry, body);
  };
  const ours = (entry, body) => simulateJson(engine, entry, body.toString());
  const failed = { there: 0, here: 0 };
  const measured = { there: [], here: [] };
  const count = (side, send) => async (entry, body) => {
    failed[side] += failures(await send(entry, body));
  };
  for (let index = 0; index < passes; index++) {
    measured.there.push(await timed(nodePid, pass(ask)));
    measured.here.push(await timed(process.pid, pass(ours)));
  }
  await pass(count('there', ask))();
  await pass(count('here', ours))();

  console.log(
    `\nThe corpus as it comes: ${taken.length} data streams, ${texts.size} pipelines, ${requests.length} requests, ${documents} documents`,
  );
  line('', 'node s', 'ours s', 'node/s', 'ours/s', 'times', 'by clock');
  const row = (name, theirs, own, work) => {
    const rate = (seconds_) => (work === undefined ? '' : Math.round(work / seconds_));
    const times = (measure) => (theirs[measure] / own[measure]).toFixed(1);
    line(
      name,
      theirs.processor.toFixed(2),
      own.processor.toFixed(2),
      rate(theirs.processor),
      rate(own.processor),
      times('processor'),
      times('wall'),
    );
  };
  const sum = (rows) => ({
    processor: rows.reduce((total, { processor }) => total + processor, 0),
    wall: rows.reduce((total, { wall }) => total + wall, 0),
  });
  const last = Math.ceil(passes / 3);
  row('loading the pipelines', theirLoad, ourLoad);
  row('the first pass', measured.there[0], measured.here[0], documents);
  row(
    `the last ${last} of ${passes} passes`,
    sum(measured.there.slice(-last)),
    sum(measured.here.slice(-last)),
    documents * last,
  );
  row(
    'loading and all passes',
    sum([theirLoad, ...measured.there]),
    sum([ourLoad, ...measured.here]),
    documents * passes,
  );
  console.log(`${failed.there} documents fail there, ${failed.here} here`);
  for (const refusal of refused) console.log(`refused: ${refusal}`);
  return taken;
}

/** One pipeline, or some that call one another, for themselves. */
async function comparePipeline({ name, entry, pipelines, tests }) {
  for (const [id, pipeline] of pipelines) await refusalOf(id, pipeline);
  const bodies = batchesOf(tests.flat());
  const engine = createEngine({ pipelines: new Map([...pipelines].map(([id, own]) => [id, adapted(own, false)])) });
  const run = (body) => simulateJson(engine, entry, body.toString());
  const failed = `${failures(await ask(entry, bodies[0]))}/${failures(await run(bodies[0]))}`;
  const theirs = await rateOf(bodies, nodePid, (body) => ask(entry, body));
  const ours = await rateOf(bodies, process.pid, run);
  line(name, Math.round(theirs), Math.round(ours), (ours / theirs).toFixed(1), failed);
  return { theirs, ours };
}

try {
  console.log(`${node.version}, one processor`);
  const streams = await compareCorpus(readStreams());
  console.log(`\nEach pipeline for itself, batches of ${batchSize}`);
  line('', 'node/s', 'ours/s', 'times', 'failed');
  const own = {
    name: 'logtwin-normalize on the ECS dumps',
    entry: 'logtwin-normalize',
    pipelines: new Map([...loadBundle().pipelines].filter(([id]) => id === 'logtwin-normalize')),
    tests: [readDumps().map(docOf)],
  };
  const rates = [];
  for (const stream of [own, ...streams.filter((_, index) => index % every === 0)]) {
    rates.push(await comparePipeline(stream));
  }
  const geometric = (pick) => Math.exp(rates.reduce((sum, row) => sum + Math.log(pick(row)), 0) / rates.length);
  const over = rates.filter(({ ours, theirs }) => ours >= 10 * theirs).length;
  console.log(
    `${rates.length} rows: geometric mean ${geometric(({ theirs }) => theirs).toFixed(0)}/s there, ${geometric(({ ours }) => ours).toFixed(0)}/s here, ` +
      `${geometric(({ ours, theirs }) => ours / theirs).toFixed(1)} times; 10 times or more for ${over}`,
  );
} finally {
  await node.stop();
}
