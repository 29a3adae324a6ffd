// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Every body that logtwin sends to a cluster, judged by Elasticsearch 9.5.3's own parsers: everything that can be deployed,
// changed, asked about, filled in and destroyed is, and what the log of the node then holds decides which requests there are.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applySteps } from '../../src/elasticsearch/apply.js';
import { backfill } from '../../src/elasticsearch/backfill/backfill.js';
import { Cluster } from '../../src/elasticsearch/cluster.js';
import { resolveConnection } from '../../src/elasticsearch/connection.js';
import { planDeployment, readDeploymentFiles } from '../../src/elasticsearch/deploy.js';
import { destroySteps } from '../../src/elasticsearch/destroy.js';
import type { JsonObject } from '../../src/elasticsearch/json.js';
import { clusterParity } from '../../src/elasticsearch/parity/clusterParity.js';
import { readStatus } from '../../src/elasticsearch/status.js';
import { embeddedModelFolder } from '../../src/inference/embeddedModel.js';
import {
  reasonToSkipElasticsearch,
  startElasticsearchNode,
  type BodyKind,
  type ElasticsearchNode,
} from './elasticsearchNode.js';

const skip = reasonToSkipElasticsearch();
if (skip) process.stderr.write(`${skip}\n`);

/** The kind of body of each request that has one. All of them occur, and no other does. */
const kinds: readonly (readonly [string, RegExp, BodyKind])[] = [
  ['PUT', /^\/_ml\/trained_models\/[^/]+$/, 'trained_model'],
  ['PUT', /^\/_ml\/trained_models\/[^/]+\/vocabulary$/, 'vocabulary'],
  ['PUT', /^\/_ml\/trained_models\/[^/]+\/definition\/\d+$/, 'definition_part'],
  ['POST', /^\/_ml\/trained_models\/[^/]+\/deployment\/_start$/, 'deployment_start'],
  ['POST', /^\/_ml\/trained_models\/[^/]+\/deployment\/_update$/, 'deployment_update'],
  ['POST', /^\/_ml\/trained_models\/[^/]+\/_infer$/, 'infer'],
  ['PUT', /^\/_ml\/anomaly_detectors\/[^/]+$/, 'anomaly_job'],
  ['POST', /^\/_ml\/anomaly_detectors\/[^/]+\/_open$/, 'job_open'],
  ['PUT', /^\/_ml\/datafeeds\/[^/]+$/, 'datafeed'],
  ['POST', /^\/_ml\/datafeeds\/[^/]+\/_start$/, 'datafeed_start'],
  ['PUT', /^\/_component_template\/[^/]+$/, 'component_template'],
  ['PUT', /^\/_index_template\/[^/]+$/, 'index_template'],
  ['PUT', /^\/_ingest\/pipeline\/[^/]+$/, 'pipeline'],
  ['POST', /^\/_ingest\/pipeline\/([^/]+\/)?_simulate$/, 'pipeline_simulate'],
  ['PUT', /^\/_scripts\/[^/]+(\/[^/]+)?$/, 'stored_script'],
  ['PUT', /^\/_security\/role\/[^/]+$/, 'role'],
  ['POST', /^\/_security\/api_key$/, 'api_key'],
  ['PUT', /^\/_security\/api_key\/[^/]+$/, 'api_key_update'],
  ['DELETE', /^\/_security\/api_key$/, 'api_key_invalidate'],
  ['POST', /^\/_security\/user\/_has_privileges$/, 'has_privileges'],
  ['PUT', /^\/[^/_][^/]*$/, 'create_index'],
  ['PUT', /^\/[^/]+\/_mapping$/, 'mapping'],
  ['PUT', /^\/[^/]+\/_settings$/, 'index_settings'],
  ['POST', /^\/_bulk$/, 'bulk'],
  ['POST', /^(\/[^/]+)?\/_search$/, 'search'],
  ['POST', /^\/[^/]+\/_count$/, 'count'],
  ['DELETE', /^\/_pit$/, 'point_in_time_close'],
  ['POST', /^\/_reindex$/, 'reindex'],
  ['POST', /^\/[^/]+\/_update_by_query$/, 'update_by_query'],
];

/** What is wrong where a key that nobody knows is not. */
const wrong: Partial<Record<BodyKind, string>> = {
  job_open: '{"timeout": "soon"}',
  datafeed_start: '{"timeout": "soon"}',
  mapping: '{"_doc": {"properties": {}}}',
  index_settings: '[]',
};

const credentials = { username: 'elastic', password: 'right-password' };
const index = 'events';
const event = JSON.stringify({
  '@timestamp': '2026-01-01T00:00:00Z',
  event: { module: 'suricata', dataset: 'suricata.eve' },
  suricata: { eve: { event_type: 'alert' } },
  rule: { name: 'ET SCAN Nmap', category: 'Attempted Information Leak' },
});

(skip ? describe.skip : describe)("request bodies and Elasticsearch's parsers", () => {
  let node: ElasticsearchNode;
  const folder = mkdtempSync(join(tmpdir(), 'logtwin-bodies-'));
  beforeAll(async () => {
    node = await startElasticsearchNode({ auth: credentials });
  }, 300_000);
  afterAll(async () => {
    await node?.stop();
    rmSync(folder, { recursive: true });
  }, 60_000);

  const files = (overlay: JsonObject) => {
    const path = join(folder, 'overlay.json');
    writeFileSync(path, JSON.stringify(overlay));
    return readDeploymentFiles(undefined, [path], {});
  };

  async function everything(cluster: Cluster): Promise<void> {
    await node.request('PUT', `/logtwin-classified-a/_doc/1?refresh=true&pipeline=_none`, event);
    await node.request('PUT', `/${index}/_doc/1?refresh=true`, event);
    node.clearRequests();
    const deploy = async (overlay: JsonObject): Promise<void> => {
      const { steps, refusals } = await planDeployment(cluster, files(overlay), { apiKeyFolder: folder });
      expect(refusals).toEqual([]);
      await applySteps(cluster, 'logtwin', steps);
    };
    const more = {
      scripts: 'stored',
      generic: true,
      alerts: { labels: ['ERROR'], threshold: 0.5 },
      hook: { kind: 'fleet_custom', datasets: ['suricata.eve'] },
      security: { roles: ['logtwin-deploy', 'logtwin-status'], api_keys: [{ name: 'a', role: 'logtwin-status' }] },
      anomaly_detection: { jobs: ['logtwin-label-counts', 'logtwin-message-categories', 'logtwin-rare-labels'] },
    };
    await deploy({
      ...more,
      deployment: { adaptive_allocations: { enabled: true, min_number_of_allocations: 1 }, cache_size: '1mb' },
    });
    const last = {
      ...more,
      deployment: { number_of_allocations: 2, cache_size: '1mb' },
      scripts: 'inline',
      hook: { kind: 'final_pipeline', indices: [index] },
      security: { ...more.security, api_keys: [{ name: 'a', role: 'logtwin-deploy', expiration: '30d' }] },
    };
    await deploy(last);
    const wanted = files(last);
    const { manifest } = wanted;
    expect(await readStatus(cluster, wanted)).toMatchObject({ refusals: [] });
    await clusterParity(cluster, ['ingest/samples'], { manifest, model: embeddedModelFolder });
    const common = { index, manifest, stateFile: join(folder, 'state.json') };
    const selection = {
      timeField: '@timestamp',
      all: true,
      from: 'now-5y',
      query: { exists: { field: 'event.module' } },
    };
    await backfill(cluster, { ...common, selection });
    await backfill(cluster, { ...common, selection, dest: 'copied' });
    await backfill(cluster, { ...common, selection, localModel: embeddedModelFolder });
    await backfill(cluster, { ...common, selection, localModel: embeddedModelFolder, dest: 'copied-here' });
    for (const step of await destroySteps(cluster, manifest.manifest)) await step.apply(() => undefined);
  }

  it('accepts every one', async () => {
    node.recordBodies(true);
    const cluster = new Cluster(
      resolveConnection({ url: node.url, username: 'elastic' }, { ELASTIC_PASSWORD: credentials.password }),
    );
    try {
      await everything(cluster);
    } finally {
      await cluster.close();
    }
    node.recordBodies(false);
    const refused: unknown[] = [];
    const seen = new Set<BodyKind>();
    for (const { method, path, body } of node.requests()) {
      if (body === undefined || body === '') continue;
      const [, , kind] = kinds.find(([verb, place]) => verb === method && place.test(path.split('?')[0]!)) ?? [];
      if (kind === undefined) {
        refused.push(`${method} ${path}: no parser is named for it`);
        continue;
      }
      seen.add(kind);
      const error = await node.parse(kind, body);
      if (error) refused.push({ method, path, body: body.slice(0, 1000), error });
    }
    expect(refused).toEqual([]);
    expect([...seen].sort()).toEqual(kinds.map(([, , kind]) => kind).sort());
  }, 120_000);

  it.each(kinds.map(([, , kind]) => kind))('refuses what is no body of %s', async (kind) => {
    expect(await node.parse(kind, wrong[kind] ?? '{"surplus": 1}')).toMatchObject({
      reason: expect.any(String) as string,
    });
  });
});
