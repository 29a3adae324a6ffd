// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// parity --cluster on the test cluster: real ECS dumps and the embedded samples, field by field and text by text.

/* eslint jest/no-standalone-expect: ['error', { additionalTestBlockFunctions: ['onDumps'] }] */

import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { applySteps } from '../../src/elasticsearch/apply.js';
import { Cluster } from '../../src/elasticsearch/cluster.js';
import { resolveConnection } from '../../src/elasticsearch/connection.js';
import { planDeployment, readDeploymentFiles } from '../../src/elasticsearch/deploy.js';
import {
  clusterParity,
  probabilityTolerance,
  type ClusterParityReport,
} from '../../src/elasticsearch/parity/clusterParity.js';
import { embeddedModelFolder } from '../../src/inference/embeddedModel.js';
import { startElasticsearchNode, type ElasticsearchNode } from './elasticsearchNode.js';
import { reasonToSkip } from './node.js';

const skip = reasonToSkip();
if (skip) process.stderr.write(`${skip}\n`);

const dumps = join(resolve(process.env['LOGTWIN_CORPUS'] ?? '../shared/corpus'), 'ecs-dumps');
const haveDumps = existsSync(dumps);
if (!haveDumps) process.stderr.write(`SKIPPED: no ECS dumps in ${dumps}; set LOGTWIN_CORPUS\n`);

(skip ? describe.skip : describe)('parity with the test cluster', () => {
  let node: ElasticsearchNode;
  let cluster: Cluster;
  const files = readDeploymentFiles(undefined, [], {});

  beforeAll(async () => {
    node = await startElasticsearchNode();
    cluster = new Cluster(resolveConnection({ url: node.url }, {}));
    const plan = await planDeployment(cluster, files);
    await applySteps(cluster, 'logtwin', plan.steps);
  }, 300_000);
  afterAll(async () => {
    await cluster?.close();
    await node?.stop();
  }, 60_000);

  const compare = (inputs: readonly string[], pipeline?: string): Promise<ClusterParityReport> =>
    clusterParity(cluster, inputs, { manifest: files.manifest, model: embeddedModelFolder, pipeline });

  const equal = {
    different: 0,
    texts_different: 0,
    label_flips: 0,
    truncation_differences: 0,
    problems: 0,
    differences: [],
  };

  it.each(['logtwin-normalize', 'logtwin-classify'])(
    'finds no difference on the samples by %s',
    async (pipeline) => {
      const report = await compare(['ingest/samples'], pipeline);
      expect(report).toMatchObject(equal);
      expect(report.compared).toBeGreaterThan(20);
      expect(report.max_probability_difference).toBeLessThanOrEqual(probabilityTolerance);
    },
    60_000,
  );

  const onDumps = haveDumps ? it : it.skip;
  onDumps(
    'finds no difference on 1,480 real documents',
    async () => {
      const inputs = readdirSync(dumps)
        .filter((name) => name.endsWith('.json') && !name.includes('pipeline'))
        .map((name) => join(dumps, name));
      const report = await compare(inputs);
      expect(report).toMatchObject({ ...equal, compared: 1480, equal: 1480 });
      expect(report.max_probability_difference).toBeLessThanOrEqual(probabilityTolerance);
    },
    120_000,
  );

  it('finds a pipeline that differs from the files', async () => {
    const path = '/_ingest/pipeline/logtwin-normalize';
    const installed = ((await node.request('GET', path)).body as Record<string, { processors: unknown[] }>)[
      'logtwin-normalize'
    ]!;
    const changed = {
      processors: [
        ...installed.processors,
        { set: { field: 'ml_input', value: 'changed', if: 'ctx.ml_input != null' } },
      ],
    };
    await node.request('PUT', path, JSON.stringify(changed));
    const report = await compare(['ingest/samples']);
    expect(report.different).toBeGreaterThan(10);
    expect(report.differences[0]).toMatchObject({
      kind: 'document',
      fields: [{ pointer: '/doc/_source/ml_input', cluster: '"changed"' }],
    });
  }, 60_000);
});
