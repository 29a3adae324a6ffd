// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// From an empty test cluster to an enriched event that a search finds, by one command, with the embedded model and with
// one of DistilBERT's size (268 MB); and the upload of the latter beside eland's way, 1 MB parts one after another, on
// the same server. To reach: 15 s, 60 s; 3 times faster; 200 MB.
// Run after `npm run build`: node --import ./scripts/typescript.mjs bench/cluster/deploy.mjs [PYTHON with eland==9.2.0]

/* global fetch */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { readDeploymentFiles } from '../../src/elasticsearch/deploy.ts';
import { measure, program } from '../measure.mjs';
import { writeCheckpoint } from '../models/distilbertCheckpoint.mjs';

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
import json, sys
from elasticsearch import Elasticsearch
from eland.ml.pytorch import PyTorchModel
url, config, path = sys.argv[1:]
es = Elasticsearch(url, request_timeout=300)
es.ml.put_trained_model(model_id="bench_eland", **json.load(open(config)))
PyTorchModel(es, "bench_eland").put_model(path)
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

  const upload = async (name, way) => {
    const args = [...typescript, 'bench/cluster/upload.mjs', node.url, overlay, way];
    const { stderr, peak, code } = await measure(process.execPath, args);
    const seconds = Number(stderr.trim().split('\n').at(-1));
    if (code !== 0) throw new Error(stderr);
    console.log(`${name}: ${seconds.toFixed(2)} s, peak ${megabytes(peak)}`);
    return seconds;
  };
  const ours = await upload('upload, logtwin', 'logtwin');
  const theirs = await upload("upload, eland's way", 'sequential');
  console.log(`  ${(theirs / ours).toFixed(1)} times faster`);
  const [python] = process.argv.slice(2);
  if (python) {
    const { artifact } = readDeploymentFiles(undefined, [overlay], {});
    const config = join(folder, 'trained_model.json');
    writeFileSync(config, JSON.stringify(artifact.config));
    const run = await measure(python, ['-c', eland, node.url, config, artifact.definitionFile]);
    if (run.code !== 0) throw new Error(run.stderr);
    console.log(`upload, eland itself with its imports: ${run.seconds.toFixed(2)} s, peak ${megabytes(run.peak)}`);
  }
} finally {
  await node.stop();
  rmSync(folder, { recursive: true });
}
