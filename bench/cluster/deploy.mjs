// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// From an empty test cluster to an enriched event that a search finds, by one command, with the embedded model and with
// one of DistilBERT's size (268 MB). To reach: 15 s, 60 s.
// Run after `npm run build`: node bench/cluster/deploy.mjs

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { measure, program } from '../measure.mjs';
import { writeCheckpoint } from '../models/distilbertCheckpoint.mjs';
import { startCluster } from './testCluster.mjs';

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
} finally {
  await node.stop();
  rmSync(folder, { recursive: true });
}
