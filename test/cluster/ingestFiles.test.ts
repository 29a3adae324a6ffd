// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What ingest/security and ingest/anomaly_detection become on the wire, asked of Elasticsearch's own parsers, and a
// deployment by a key that may do no more than its role says.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applySteps } from '../../src/elasticsearch/apply.js';
import { Cluster } from '../../src/elasticsearch/cluster.js';
import { resolveConnection } from '../../src/elasticsearch/connection.js';
import { planDeployment, readDeploymentFiles, type DeploymentFiles } from '../../src/elasticsearch/deploy.js';
import { destroySteps } from '../../src/elasticsearch/destroy.js';
import type { Manifest } from '../../src/elasticsearch/manifest.js';
import { anomalyJobBodies } from '../../src/elasticsearch/resources/anomalyJob.js';
import { apiKeyBody } from '../../src/elasticsearch/resources/apiKey.js';
import { roleKind } from '../../src/elasticsearch/resources/role.js';
import { startElasticsearchNode, type ElasticsearchNode } from './elasticsearchNode.js';
import { reasonToSkip } from './node.js';

const skip = reasonToSkip();
if (skip) process.stderr.write(`${skip}\n`);

type Json = Record<string, unknown>;

const namesIn = (folder: string): string[] => readdirSync(`ingest/${folder}`).map((file) => file.replace('.json', ''));
const read = (folder: string, name: string): Json =>
  JSON.parse(readFileSync(`ingest/${folder}/${name}.json`, 'utf8')) as Json;

(skip ? describe.skip : describe)('files of ingest/ on the test cluster', () => {
  let node: ElasticsearchNode;
  let secrets: string;
  const files = readDeploymentFiles(undefined, [], {});

  beforeAll(async () => {
    node = await startElasticsearchNode({ auth: { username: 'elastic', password: 'changeme' } });
    secrets = mkdtempSync(join(tmpdir(), 'logtwin-keys-'));
  }, 300_000);
  afterAll(async () => {
    await node?.stop();
    rmSync(secrets, { recursive: true });
  }, 60_000);

  test.each(namesIn('anomaly_detection'))('the server accepts job and datafeed %s', async (id) => {
    const { job, datafeed } = anomalyJobBodies('logtwin', {
      id,
      ...(read('anomaly_detection', id) as { job: Json; datafeed: Json & { indices: string[] } }),
    });
    // The endpoint parses under an id of its own.
    expect(await node.parse('anomaly_job', job)).toBeUndefined();
    expect(await node.parse('datafeed', { ...datafeed, job_id: 'parsed' })).toBeUndefined();
  });

  test('the parsers refuse what is wrong in a job', async () => {
    const { job, datafeed } = read('anomaly_detection', 'logtwin-message-categories') as { job: Json; datafeed: Json };
    const { categorization_field_name: _field, ...analysis } = job.analysis_config as Json;
    expect(await node.parse('anomaly_job', { ...job, analysis_config: analysis })).toMatchObject({
      reason: expect.stringMatching(/failed to parse field \[analysis_config\]/) as string,
    });
    expect(await node.parse('datafeed', { ...datafeed, job_id: 'parsed', indexes: [] })).toBeDefined();
  });

  test.each(namesIn('security'))('the server accepts role and key %s', async (name) => {
    const role = read('security', name);
    expect(await node.parse('role', roleKind.mark(role, 'logtwin'))).toBeUndefined();
    expect(await node.parse('api_key', apiKeyBody('logtwin', { name, role, expiration: '90d' }))).toBeUndefined();
  });

  test('the runtime fields of the data view find host and source, however the fields are mapped', async () => {
    const ndjson = readFileSync('ingest/kibana/logtwin.ndjson', 'utf8').split('\n')[0]!;
    const { attributes } = JSON.parse(ndjson) as { attributes: { runtimeFieldMap: string } };
    const fields = JSON.parse(attributes.runtimeFieldMap) as Record<string, { script: { source: string } }>;
    // The node has no runtime fields; a script field reads the same `doc`, and gives its value back instead of emitting it.
    const scripts = Object.entries(fields).map(([name, { script }]) => {
      const source = script.source
        .replace(/emit\((.*)\);\n\s+return;/, 'return $1;')
        .replace(/emit\((.*)\);/, 'return $1;');
      return [name, { script: { source } }] as const;
    });
    const keyword = { type: 'keyword' };
    const mappings = {
      properties: { host: { properties: { name: keyword } }, event: { properties: { dataset: keyword } } },
    };
    await node.request('PUT', '/mapped', JSON.stringify({ mappings }));
    const documents = {
      'mapped/_doc/1': { host: { name: 'a' }, event: { dataset: 'zeek.dns' } },
      'mapped/_doc/2': { agent: { name: 'b' } },
      'unmapped/_doc/3': { host: { name: 'c' }, agent: { name: 'x' }, event: { module: 'suricata' } },
      'unmapped/_doc/4': { other: true },
    };
    for (const [path, document] of Object.entries(documents))
      expect((await node.request('PUT', `/${path}?refresh=true`, JSON.stringify(document))).status).toBe(201);
    const search = JSON.stringify({ script_fields: Object.fromEntries(scripts) });
    const { body } = await node.request('POST', '/mapped,unmapped/_search', search);
    const { hits } = (body as { hits: { hits: { _id: string; fields: Json }[] } }).hits;
    const found = Object.fromEntries(hits.map(({ _id, fields: values }) => [_id, values]));
    expect(found).toEqual({
      1: { logtwin_source: ['zeek.dns'], logtwin_host: ['a'] },
      2: { logtwin_source: ['mapped'], logtwin_host: ['b'] },
      3: { logtwin_source: ['suricata'], logtwin_host: ['c'] },
      4: { logtwin_source: ['unmapped'], logtwin_host: [null] },
    });
  }, 60_000);

  /** Runs with a connection of its own, as the superuser or with a key. */
  async function as<Result>(apiKey: string | undefined, work: (cluster: Cluster) => Promise<Result>): Promise<Result> {
    const environment = apiKey === undefined ? { ELASTIC_PASSWORD: 'changeme' } : { ELASTIC_API_KEY: apiKey };
    const cluster = new Cluster(resolveConnection({ url: node.url }, environment), { backoff: 5 });
    try {
      return await work(cluster);
    } finally {
      await cluster.close();
    }
  }

  function withSecurity(security: Manifest['security']): DeploymentFiles {
    const { model: _model, ...manifest } = files.manifest.manifest;
    return { artifact: undefined, manifest: { ...files.manifest, manifest: { ...manifest, security: security! } } };
  }

  test('a key made by deploy may deploy, one for looking may only look, and destroy ends both', async () => {
    const keys = withSecurity({
      roles: ['logtwin-deploy', 'logtwin-status', 'logtwin-evaluate'],
      api_keys: [
        { name: 'ci', role: 'logtwin-deploy' },
        { name: 'watch', role: 'logtwin-status', expiration: '90d' },
      ],
    });
    const plan = await as(undefined, (cluster) => planDeployment(cluster, keys, { apiKeyFolder: secrets }));
    expect(plan.refusals).toEqual([]);
    await as(undefined, async (cluster) => {
      const { steps } = await planDeployment(cluster, keys, { apiKeyFolder: secrets });
      await applySteps(cluster, 'logtwin', steps);
      const again = await planDeployment(cluster, keys, { apiKeyFolder: secrets });
      expect(again.steps.filter(({ change, phase }) => change !== 'keep' && phase !== 'gate')).toEqual([]);
    });
    const secretOf = (name: string): string =>
      (JSON.parse(readFileSync(join(secrets, `${name}.json`), 'utf8')) as { encoded: string }).encoded;

    expect((await as(secretOf('ci'), (cluster) => planDeployment(cluster, files))).refusals).toEqual([]);
    expect((await as(secretOf('watch'), (cluster) => planDeployment(cluster, files))).refusals).toEqual([
      expect.stringMatching(/lacks the privileges manage_ingest_pipelines, manage_index_templates, manage_ml;/),
    ]);
    const looked = await as(secretOf('watch'), (cluster) => planDeployment(cluster, files, { readsOnly: true }));
    expect(looked.refusals).toEqual([]);

    await as(undefined, async (cluster) => {
      for (const step of await destroySteps(cluster, keys.manifest.manifest)) await step.apply(() => undefined);
    });
    await expect(as(secretOf('ci'), (cluster) => planDeployment(cluster, files))).rejects.toThrow(
      /refused the credentials/,
    );
  }, 120_000);
});
