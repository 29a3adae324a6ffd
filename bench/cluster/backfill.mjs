// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Backfill of the sample events, again and again up to a number, on the test cluster: by the cluster and by this program.
// Beside each the least that anybody has to do: the server's own _update_by_query without a pipeline, and a loop that
// reads pages by scroll and writes the same documents back by _bulk, one page after the other.
// Run after `npm run build`: node --import ./scripts/typescript.mjs bench/cluster/backfill.mjs [DOCUMENTS, default 20000]

/* global fetch */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { expandInputs } from '../../src/ingest/dumps/expandInputs.ts';
import { readDump } from '../../src/ingest/dumps/readDump.ts';
import { printJson } from '../../src/values/json.ts';
import { measure, program } from '../measure.mjs';

const documents = Number(process.argv[2] ?? 20_000);
const page = 1000;
const everything = JSON.stringify({ query: { match_all: {} } });

/** The test cluster in a process of its own, so that it does not share a thread with what is measured. */
async function startCluster() {
  const child = spawn(
    process.execPath,
    ['--import', './scripts/typescript.mjs', 'test/cluster/main.ts', '--port', '0'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const url = await new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('the test cluster did not start')));
    child.stdout.on('data', (chunk) => {
      const found = /answers at (\S+)/.exec(chunk.toString());
      if (found) resolve(found[1]);
    });
  });
  const stop = async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  };
  return { url, stop };
}

async function ask(url, method, path, body) {
  const type = path.includes('_bulk') ? 'application/x-ndjson' : 'application/json';
  const headers = { 'content-type': type };
  const response = await fetch(url + path, { method, ...(body && { body, headers }) });
  const answer = await response.json();
  if (!response.ok || answer.errors) throw new Error(`${method} ${path}: ${JSON.stringify(answer).slice(0, 500)}`);
  return answer;
}

async function fill(url, index) {
  const samples = [];
  for (const { path } of expandInputs(['ingest/samples']))
    for await (const item of readDump(path)) if ('document' in item) samples.push(printJson(item.document.source));
  const settings = JSON.stringify({ settings: { number_of_shards: 2 }, mappings: { dynamic: false } });
  await ask(url, 'PUT', `/${index}`, settings);
  for (let from = 0; from < documents; from += 5000) {
    const lines = Array.from({ length: Math.min(5000, documents - from) }, (_, at) => [
      '{"index":{}}',
      samples[(from + at) % samples.length],
    ]);
    await ask(url, 'POST', `/${index}/_bulk?refresh=true`, `${lines.flat().join('\n')}\n`);
  }
}

/** Every document read and written back as it is. */
async function scrollAndBulk(url, index) {
  let { _scroll_id: scroll, hits } = await ask(
    url,
    'POST',
    `/${index}/_search?scroll=1m`,
    JSON.stringify({ size: page, sort: ['_doc'] }),
  );
  while (hits.hits.length > 0) {
    const lines = hits.hits.map(({ _id, _source }) => `{"index":{"_id":"${_id}"}}\n${JSON.stringify(_source)}\n`);
    await ask(url, 'POST', `/${index}/_bulk`, lines.join(''));
    ({ _scroll_id: scroll, hits } = await ask(
      url,
      'POST',
      '/_search/scroll',
      JSON.stringify({ scroll: '1m', scroll_id: scroll }),
    ));
  }
}

async function timed(name, work) {
  const started = performance.now();
  const peak = await work();
  const seconds = (performance.now() - started) / 1000;
  const memory = peak === undefined ? '' : `, peak ${Math.round(peak / 1e6)} MB`;
  console.log(`${name}: ${Math.round(documents / seconds)} documents/s (${seconds.toFixed(1)} s${memory})`);
  return seconds;
}

async function run(...args) {
  const { code, stderr, peak } = await measure(process.execPath, [program, ...args, '--quiet']);
  if (code !== 0) throw new Error(stderr);
  return peak;
}

const folder = mkdtempSync(join(tmpdir(), 'logtwin-bench-'));
const { url, stop } = await startCluster();
try {
  await run('deploy', '--url', url);
  const backfill = async (index, ...flags) => {
    await fill(url, index);
    const state = ['--state', join(folder, `${index}.json`)];
    return timed(`backfill, ${index}`, () => run('backfill', index, '--url', url, ...state, ...flags));
  };
  const byCluster = await backfill('by-the-cluster');
  await fill(url, 'server');
  const server = await timed('_update_by_query without a pipeline, batches of 100', async () => {
    const flags = 'slices=auto&scroll_size=100&refresh=true&wait_for_completion=false';
    const { task } = await ask(url, 'POST', `/server/_update_by_query?${flags}`, everything);
    while (!(await ask(url, 'GET', `/_tasks/${task}`)).completed) await setTimeout(100);
  });
  const here = await backfill('by-this-program', '--local');
  await fill(url, 'plain');
  const plain = await timed(`scroll and bulk, pages of ${page}`, () => scrollAndBulk(url, 'plain'));
  console.log(`by the cluster: ${(byCluster / server).toFixed(1)} times the time of its _update_by_query`);
  console.log(`by this program: ${(here / plain).toFixed(1)} times the time of scroll and bulk`);
} finally {
  await stop();
  rmSync(folder, { recursive: true });
}
