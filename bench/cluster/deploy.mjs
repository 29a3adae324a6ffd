// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// From an empty test cluster to an enriched event that a search finds, by one command, with the embedded model and with
// one of DistilBERT's size (268 MB); and the upload of the latter beside eland's way, 1 MB parts one after another, on
// the same server, in turns. To reach: 15 s, 60 s; 3 times faster; 200 MB. The test cluster writes each part into an index
// as the server does, on this machine's own processors, and that bounds what a client can reach: the bound is printed.
// Run after `npm run build`: node --import ./scripts/typescript.mjs bench/cluster/deploy.mjs [PYTHON with eland==9.2.0]

/* global fetch */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { readDeploymentFiles } from '../../src/elasticsearch/deploy.ts';
import { measure, processorSecondsOfTree, program } from '../measure.mjs';
import { writeCheckpoint } from '../models/distilbertCheckpoint.mjs';

const rounds = 3;
const typescript = ['--import', './scripts/typescript.mjs'];
const event = {
  event: { module: 'suricata', dataset: 'suricata.eve' },
  suricata: { eve: { event_type: 'alert' } },
  rule: { name: 'ET SCAN Nmap', category: 'Attempted Information Leak' },
};
const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;

/** One command, one event, one search. */
async function provision(node, name, flags) {
  const started = performance.now();
  const run = await measure(process.execPath, [program, 'deploy', '--url', node.url, '--quiet', ...flags]);
  if (run.code !== 0) throw new Error(run.stderr);
  await node.request('PUT', '/logtwin-classified-bench/_doc/1?refresh=true', JSON.stringify(event));
  const query = { query: { exists: { field: 'ml.prediction.predicted_value' } } };
  const { body } = await node.request('POST', '/logtwin-classified-bench/_search', JSON.stringify(query));
  if (body.hits.total.value !== 1) throw new Error('the event was not found with a result');
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${name}: found after ${seconds} s; deploy ${run.seconds.toFixed(1)} s, peak ${megabytes(run.peak)}`);
}

const eland = `
import json, os, sys, time
from elasticsearch import Elasticsearch
from eland.ml.pytorch import PyTorchModel
url, config, path = sys.argv[1:]
es = Elasticsearch(url, request_timeout=300)
used, started = sum(os.times()[:2]), time.monotonic()
es.ml.put_trained_model(model_id="bench_eland", **json.load(open(config)))
PyTorchModel(es, "bench_eland").put_model(path)
seconds, processor = time.monotonic() - started, sum(os.times()[:2]) - used
es.ml.delete_trained_model(model_id="bench_eland", force=True)
print(json.dumps({"seconds": seconds, "processor_seconds": processor}), file=sys.stderr)
`;

/** The test cluster in a process of its own, so that it does not share a thread with what is measured. */
async function startCluster() {
  const child = spawn(process.execPath, [...typescript, 'test/cluster/main.ts', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('the test cluster did not start')));
    child.stdout.on('data', (chunk) => {
      const found = /answers at (\S+)/.exec(chunk.toString());
      if (found) resolve(found[1]);
    });
  });
  return {
    url,
    processorSeconds: () => processorSecondsOfTree(child.pid),
    async request(method, path, body) {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(url + path, { method, ...(body && { body, headers }) });
      return { body: await response.json() };
    },
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function runProgram(args) {
  const run = await measure(process.execPath, [program, ...args]);
  if (run.code !== 0) throw new Error(run.stderr);
}

const folder = mkdtempSync(join(tmpdir(), 'logtwin-bench-'));
const node = await startCluster();
try {
  await provision(node, 'embedded model', []);
  await runProgram(['destroy', '--yes', '--url', node.url, '--quiet']);
  await node.request('DELETE', '/logtwin-classified-bench');

  const model = join(folder, 'distilbert');
  writeCheckpoint(folder);
  await runProgram(['model', 'convert', folder, '-o', model, '--quiet']);
  const overlay = join(folder, 'overlay.json');
  writeFileSync(overlay, JSON.stringify({ model: { folder: model } }));
  await provision(node, 'DistilBERT size', ['--overlay', overlay]);
  await runProgram(['destroy', '--yes', '--url', node.url, '--quiet']);

  const { artifact } = readDeploymentFiles(undefined, [overlay], {});
  const config = join(folder, 'trained_model.json');
  writeFileSync(config, JSON.stringify(artifact.config));
  const [python] = process.argv.slice(2);
  const script = 'bench/cluster/upload.mjs';
  const ways = [
    { name: 'upload, logtwin', command: [process.execPath, [script, node.url, overlay, 'logtwin']], runs: [] },
    { name: "upload, eland's way", command: [process.execPath, [script, node.url, overlay, 'sequential']], runs: [] },
  ];
  const elandItself = [python, ['-c', eland, node.url, config, artifact.definitionFile]];
  if (python) ways.push({ name: 'upload, eland itself', command: elandItself, runs: [] });
  for (let round = 0; round < rounds; round++) {
    for (const { command, runs } of ways) {
      const before = node.processorSeconds();
      const { stderr, peak, code } = await measure(...command);
      if (code !== 0) throw new Error(stderr);
      const { seconds, processor_seconds: client } = JSON.parse(stderr.trim().split('\n').at(-1));
      runs.push({ seconds, client, server: node.processorSeconds() - before, peak });
    }
  }
  const middle = (runs, key) => runs.map((run) => run[key]).sort((a, b) => a - b)[Math.floor(runs.length / 2)];
  const megabyte = artifact.definitionBytes / 1e6;
  for (const { name, runs } of ways) {
    const [seconds, client, server] = ['seconds', 'client', 'server'].map((key) => middle(runs, key));
    const each = (value) => ((value / megabyte) * 1000).toFixed(1);
    const peak = megabytes(Math.max(...runs.map((run) => run.peak)));
    console.log(`${name}: ${seconds.toFixed(2)} s, peak ${peak}`);
    console.log(`  processor milliseconds a megabyte: client ${each(client)}, server ${each(server)}`);
  }
  const [ours, ...theirs] = ways;
  const processors = availableParallelism();
  const processorTime = (runs) => middle(runs, 'client') + middle(runs, 'server');
  for (const { name, runs } of theirs) {
    const ratio = (key) => (middle(runs, key) / middle(ours.runs, key)).toFixed(1);
    // One after another takes the sum of both sides' time, whatever the processors; side by side shares it among them.
    const bound = (processorTime(runs) / processorTime(ours.runs)) * processors;
    console.log(`against ${name}: ${ratio('seconds')} times faster`);
    console.log(`  ${ratio('client')} times less processor time of the client, the server's taken out`);
    console.log(`  ${processors} processors for both sides allow ${bound.toFixed(1)} times`);
  }
} finally {
  await node.stop();
  rmSync(folder, { recursive: true });
}
