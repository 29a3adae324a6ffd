// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Whole pipelines, JSON in and JSON out: our engine against a real node's `_simulate` in the same run, over the ECS dumps
// and over the pipeline tests of integration packages whose pipelines the node loads too. To reach: 10 times the node's
// documents a second on one core.
// Run with the corpus, a JDK and Maven: node --import ./scripts/typescript.mjs bench/ingest/simulate.mjs [seconds]

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { loadBundle } from '../../src/ingest/bundle.ts';
import { createEngine } from '../../src/ingest/engine.ts';
import { simulate } from '../../src/ingest/simulate.ts';
import { findPackages, readCases, readDataStreams } from '../../src/ingest/tests/packageTests.ts';
import { parseJson, printJson } from '../../src/values/json.ts';
import { startNode } from '../../test/cluster/node.ts';
import { readDumps } from '../../test/support/ecsDumps.ts';

const corpus = resolve(process.env.LOGTWIN_CORPUS ?? '../shared/corpus');
/** Processor seconds that each side works on each pipeline, half of them to warm up. */
const seconds = Number(process.argv[2] ?? 2);
const batchSize = 500;

const docOf = ({ index, id, source }) =>
  `{"_index":${JSON.stringify(index)},"_id":${JSON.stringify(id)},"_source":${printJson(source)}}`;

/** Request bodies of whole batches: documents come again until a batch is full. */
function bodiesOf(documents) {
  const docs = documents.map(docOf);
  const count = Math.max(1, Math.ceil(docs.length / batchSize));
  return Array.from({ length: count }, (_, batch) => {
    const part = Array.from({ length: batchSize }, (_unused, index) => docs[(batch * batchSize + index) % docs.length]);
    return `{"docs":[${part.join(',')}]}`;
  });
}

/** The node's answer as text: reading its JSON is not the node's work. */
async function ask(url, body) {
  const response = await globalThis.fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(text);
}

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
  await spend(seconds / 2);
  return spend(seconds / 2);
}

const node = await startNode({ javaOptions: ['-XX:ActiveProcessorCount=1'] });
const pid = nodeProcess();
try {
  console.log(`${node.version}, one processor, batches of ${batchSize}`);
  console.log('pipeline'.padEnd(44), 'node/s'.padStart(9), 'ours/s'.padStart(9), 'times'.padStart(7));
  const ratios = [];
  const compare = async (name, pipelines, entry, documents) => {
    for (const [id, text] of pipelines) {
      const { status } = await node.request('PUT', `/_ingest/pipeline/${encodeURIComponent(id)}`, text);
      if (status !== 200) return false;
    }
    const bodies = bodiesOf(documents);
    const engine = createEngine({ pipelines });
    const path = `/_ingest/pipeline/${encodeURIComponent(entry)}/_simulate`;
    const theirs = await rateOf(bodies, pid, (body) => ask(node.url + path, body));
    const ours = await rateOf(bodies, process.pid, async (body) =>
      printJson(await simulate(engine, entry, parseJson(body).get('docs'))),
    );
    ratios.push({ theirs, ours });
    const cells = [Math.round(theirs), Math.round(ours), (ours / theirs).toFixed(1)];
    console.log(name.padEnd(44), ...cells.map((cell, column) => String(cell).padStart([9, 9, 7][column])));
    return true;
  };
  const bundled = [...loadBundle().pipelines].filter(([id]) => id === 'logtwin-normalize');
  await compare(
    'logtwin-normalize on the ECS dumps',
    new Map(bundled.map(([id, pipeline]) => [id, JSON.stringify(pipeline)])),
    'logtwin-normalize',
    readDumps(),
  );
  let left = 0;
  for (const folder of existsSync(join(corpus, 'integrations'))
    ? findPackages(join(corpus, 'integrations/packages'))
    : []) {
    for (const stream of readDataStreams(folder)) {
      if (!existsSync(stream.testFolder) || readdirSync(stream.testFolder).length === 0) continue;
      const documents = readCases(stream).flatMap((test) => test.documents);
      if (documents.length === 0) continue;
      const pipelines = new Map([...stream.pipelines].map(([id, { config }]) => [id, printJson(config)]));
      if (!(await compare(stream.name, pipelines, stream.entry, documents))) left++;
    }
  }
  const geometric = (pick) => Math.exp(ratios.reduce((sum, row) => sum + Math.log(pick(row)), 0) / ratios.length);
  const over = ratios.filter(({ ours, theirs }) => ours >= 10 * theirs).length;
  console.log(
    `${ratios.length} pipelines (${left} use what this node does not have): geometric mean ${geometric(({ theirs }) => theirs).toFixed(0)}/s there, ` +
      `${geometric(({ ours }) => ours).toFixed(0)}/s here, ${geometric(({ ours, theirs }) => ours / theirs).toFixed(1)} times; 10 times or more for ${over}`,
  );
} finally {
  await node.stop();
}
