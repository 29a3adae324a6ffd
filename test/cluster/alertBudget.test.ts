// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A threshold chosen offline by a budget, deployed: the cluster alerts on as many events as were promised, and on the same.

import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applySteps } from '../../src/elasticsearch/apply.js';
import { Cluster } from '../../src/elasticsearch/cluster.js';
import { resolveConnection } from '../../src/elasticsearch/connection.js';
import { planDeployment, readDeploymentFiles } from '../../src/elasticsearch/deploy.js';
import { evaluate } from '../../src/evaluate/evaluate.js';
import { readInputs } from '../../src/evaluate/readInputs.js';
import { writeThreshold } from '../../src/evaluate/thresholds/writeThreshold.js';
import { embeddedModelFolder } from '../../src/inference/embeddedModel.js';
import { loadClassifier } from '../../src/inference/textClassification.js';
import { expandInputs } from '../../src/ingest/dumps/expandInputs.js';
import { readDump } from '../../src/ingest/dumps/readDump.js';
import { packageRoot } from '../../src/util/packageRoot.js';
import { printJson } from '../../src/values/json.js';
import { startElasticsearchNode, type ElasticsearchNode } from './elasticsearchNode.js';
import { reasonToSkip } from './node.js';

const skip = reasonToSkip();
if (skip) process.stderr.write(`${skip}\n`);

const index = 'logtwin-classified-test';

interface Hit {
  readonly _source: {
    readonly ml_input?: string;
    readonly ml?: { readonly alert?: boolean; readonly threshold?: number };
  };
}

(skip ? describe.skip : describe)('a budget of alerts on the test cluster', () => {
  let node: ElasticsearchNode;
  const root = mkdtempSync(join(tmpdir(), 'logtwin-'));
  const manifest = join(root, 'ingest', 'manifest.json');

  beforeAll(async () => {
    for (const name of ['pipelines', 'painless', 'ingest', 'models']) {
      cpSync(join(packageRoot, name), join(root, name), { recursive: true });
    }
    node = await startElasticsearchNode();
  }, 300_000);
  afterAll(async () => {
    await node?.stop();
    rmSync(root, { recursive: true });
  }, 60_000);

  it('is kept as promised', async () => {
    // The source of some events is told by their index: here and there they lie in the same one.
    const events: string[] = [];
    for (const { path } of expandInputs(['ingest/samples'])) {
      for await (const item of readDump(path)) {
        if (!('document' in item)) throw new Error(`${path}: ${item.problem.reason}`);
        events.push(printJson(item.document.source));
      }
    }
    const dump = join(root, 'events.ndjson');
    writeFileSync(dump, events.map((event) => `{"_index":"${index}","_source":${event}}\n`).join(''));
    const classifier = await loadClassifier(embeddedModelFolder);
    const { statistics, threshold } = await evaluate({
      classifier,
      texts: readInputs([dump]),
      folder: join(root, 'results'),
      version: '0.0.0',
      model: { id: classifier.modelId },
      inputs: [dump],
      thresholdRule: { kind: 'budget', alertsPerDay: 200, eventsPerDay: 1000 },
    });
    await classifier.close();
    const { outcome, ...choice } = threshold!.choice!;
    expect(outcome.alerts).toBeGreaterThan(5);
    expect(outcome.alerts).toBeLessThanOrEqual(statistics.texts * 0.2);
    writeThreshold(manifest, { ...choice, outcome });

    const files = readDeploymentFiles(manifest, [], {});
    const cluster = new Cluster(resolveConnection({ url: node.url }, {}), { backoff: 5, retries: 12 });
    try {
      const plan = await planDeployment(cluster, files);
      expect(plan.refusals).toEqual([]);
      await applySteps(cluster, files.manifest.manifest.name, plan.steps);
    } finally {
      await cluster.close();
    }
    const actions = events.map((event) => `{"index":{}}\n${event}\n`).join('');
    const bulk = await node.request('POST', `/${index}/_bulk?refresh=true`, actions);
    expect(bulk.body).toMatchObject({ errors: false });
    const search = async (query: object): Promise<readonly Hit[]> => {
      const body = JSON.stringify({ size: 1000, query });
      const answer = await node.request('POST', `/${index}/_search`, body);
      return (answer.body as { hits: { hits: Hit[] } }).hits.hits;
    };
    const alerts = await search({ term: { 'ml.alert': true } });
    expect(alerts).toHaveLength(outcome.alerts);
    expect(await search({ term: { 'ml.alert': false } })).toHaveLength(statistics.texts - outcome.alerts);
    expect(new Set(alerts.map(({ _source: source }) => source.ml?.threshold))).toEqual(new Set([choice.threshold]));
  }, 120_000);
});
