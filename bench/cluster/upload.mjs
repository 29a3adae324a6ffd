// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The upload of a model of DistilBERT's size (268 MB) beside eland's way, 1 MB parts one after another, to the same test
// cluster, in turns: on this machine, and over a link with 25 ms each way, as to a cluster elsewhere. To reach: 3 times
// faster, in 200 MB. The test cluster writes each part into an index as the server does, on this machine's own
// processors, and that bounds what a client can reach here: the bound is printed.
// Run after `npm run build`: node bench/cluster/upload.mjs [PYTHON with eland==9.2.0]

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDeploymentFiles } from '../../dist/elasticsearch/deploy.js';
import { measure, program } from '../measure.mjs';
import { writeCheckpoint } from '../models/distilbertCheckpoint.mjs';
import { openSlowLink } from './slowLink.mjs';
import { startCluster } from './testCluster.mjs';

const rounds = 3;
const linkMilliseconds = 25;
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

const folder = mkdtempSync(join(tmpdir(), 'logtwin-bench-'));
const model = join(folder, 'distilbert');
const overlay = join(folder, 'overlay.json');
const config = join(folder, 'trained_model.json');
const node = await startCluster();
try {
  writeCheckpoint(folder);
  const conversion = await measure(process.execPath, [program, 'model', 'convert', folder, '-o', model, '--quiet']);
  if (conversion.code !== 0) throw new Error(conversion.stderr);
  writeFileSync(overlay, JSON.stringify({ model: { folder: model } }));
  const { artifact } = readDeploymentFiles(undefined, [overlay], {});
  writeFileSync(config, JSON.stringify(artifact.config));
  const [python] = process.argv.slice(2);
  const one = (url, way) => [process.execPath, ['bench/cluster/oneUpload.mjs', url, overlay, way]];

  // The server's compiler has to know its work before anything is measured.
  await run(one(node.url, 'logtwin'));
  const here = [
    { name: 'logtwin', command: one(node.url, 'logtwin'), runs: [] },
    { name: "eland's way", command: one(node.url, 'sequential'), runs: [] },
  ];
  if (python) {
    const command = [python, ['-c', eland, node.url, config, artifact.definitionFile]];
    here.push({ name: 'eland itself', command, runs: [] });
  }
  console.log('on this machine');
  const megabytes = artifact.definitionBytes / 1e6;
  printBound(await compare(here, megabytes));
  const link = await openSlowLink(node.url, linkMilliseconds);
  console.log(`over a link with ${linkMilliseconds} ms each way`);
  await compare(
    [
      { name: 'logtwin', command: one(link.url, 'logtwin'), runs: [] },
      { name: "eland's way", command: one(link.url, 'sequential'), runs: [] },
    ],
    megabytes,
  );
  link.close();
} finally {
  await node.stop();
  rmSync(folder, { recursive: true });
}

/** One upload: its seconds, and the processor seconds of both sides. */
async function run(command) {
  const before = node.processorSeconds();
  const { stderr, peak, code } = await measure(...command);
  if (code !== 0) throw new Error(stderr);
  const { seconds, processor_seconds: client } = JSON.parse(stderr.trim().split('\n').at(-1));
  return { seconds, client, server: node.processorSeconds() - before, peak };
}

/** Runs the ways in turns and prints them, then the first beside each of the others. */
async function compare(ways, megabytes) {
  for (let round = 0; round < rounds; round++) for (const { command, runs } of ways) runs.push(await run(command));
  for (const { name, runs } of ways) {
    const each = (key) => ((middle(runs, key) / megabytes) * 1000).toFixed(1);
    const peak = Math.round(Math.max(...runs.map((one) => one.peak)) / 1e6);
    console.log(`  ${name}: ${middle(runs, 'seconds').toFixed(2)} s, peak ${peak} MB`);
    console.log(`    processor milliseconds a megabyte: client ${each('client')}, server ${each('server')}`);
  }
  const [ours, ...theirs] = ways;
  for (const { name, runs } of theirs) {
    const ratio = (key) => (middle(runs, key) / middle(ours.runs, key)).toFixed(1);
    console.log(`  ${ratio('seconds')} times faster than ${name}`);
    console.log(`    ${ratio('client')} times less processor time of the client, the server's taken out`);
  }
  return ways;
}

/** One after another takes the sum of both sides' processor time; side by side shares it among the processors. */
function printBound([ours, theirs]) {
  const used = ({ runs }) => middle(runs, 'client') + middle(runs, 'server');
  const processors = availableParallelism();
  const bound = ((used(theirs) / used(ours)) * processors).toFixed(1);
  console.log(`  ${processors} processors for both sides, and nothing else on them, allow ${bound} times`);
}

function middle(runs, key) {
  return runs.map((one) => one[key]).sort((a, b) => a - b)[Math.floor(runs.length / 2)];
}
