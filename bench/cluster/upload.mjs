// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// One upload in a process of its own, for deploy.mjs: as logtwin does it, or as eland 9.2 does it, in parts of 1 MB one
// after another. Prints the seconds of the upload alone.
// Arguments: address, overlay, "logtwin" or "sequential".

import { openSync, readSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { Cluster } from '../../src/elasticsearch/cluster.ts';
import { resolveConnection } from '../../src/elasticsearch/connection.ts';
import { readDeploymentFiles } from '../../src/elasticsearch/deploy.ts';
import { trainedModelStep } from '../../src/elasticsearch/resources/trainedModel.ts';

const [url, overlay, way] = process.argv.slice(2);
const { artifact } = readDeploymentFiles(undefined, [overlay], {});
const cluster = new Cluster(resolveConnection({ url }, {}));
const started = performance.now();
if (way === 'logtwin') {
  const step = await trainedModelStep(cluster, artifact);
  await step.apply(() => undefined);
} else {
  await uploadSequentially(artifact, '/_ml/trained_models/bench_sequential');
}
process.stderr.write(`${(performance.now() - started) / 1000}\n`);
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
