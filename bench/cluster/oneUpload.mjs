// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// One upload in a process of its own, for upload.mjs: as logtwin does it, or in eland's way, in parts of 1 MB one after
// another, with the same client. Prints {"seconds", "processor_seconds"} of the upload alone, and takes the model away.
// Run after `npm run build`. Arguments: address, overlay, "logtwin" or "sequential".

import { openSync, readSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { Cluster } from '../../dist/elasticsearch/cluster.js';
import { resolveConnection } from '../../dist/elasticsearch/connection.js';
import { readDeploymentFiles } from '../../dist/elasticsearch/deploy.js';
import { removeTrainedModel, trainedModelStep } from '../../dist/elasticsearch/resources/trainedModel.js';

const sequentialId = 'bench_sequential';
const [url, overlay, way] = process.argv.slice(2);
const { artifact } = readDeploymentFiles(undefined, [overlay], {});
const cluster = new Cluster(resolveConnection({ url }, {}));
const started = performance.now();
const used = process.cpuUsage();
if (way === 'logtwin') {
  const step = await trainedModelStep(cluster, artifact);
  await step.apply(() => undefined);
} else {
  await uploadSequentially(artifact, `/_ml/trained_models/${sequentialId}`);
}
const { user, system } = process.cpuUsage(used);
const seconds = (performance.now() - started) / 1000;
process.stderr.write(`${JSON.stringify({ seconds, processor_seconds: (user + system) / 1e6 })}\n`);
await removeTrainedModel(cluster, way === 'logtwin' ? artifact.id : sequentialId);
await cluster.close();

async function uploadSequentially({ config, definitionFile, definitionBytes }, path) {
  await cluster.request({ method: 'PUT', path, body: config });
  const parts = Math.ceil(definitionBytes / (1 << 20));
  const file = openSync(definitionFile, 'r');
  const chunk = Buffer.alloc(1 << 20);
  for (let part = 0; part < parts; part++) {
    const length = readSync(file, chunk, 0, chunk.length, part * chunk.length);
    const definition = chunk.toString('base64', 0, length);
    const body = { definition, total_definition_length: definitionBytes, total_parts: parts };
    await cluster.request({ method: 'PUT', path: `${path}/definition/${part}`, body });
  }
}
