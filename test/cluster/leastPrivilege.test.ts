// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The roles of ingest/security at work: each key does what its row of docs/least-privilege-key.md says, and no privilege of
// it can be left out. The node refuses what a key may not do, by Elasticsearch's own definitions.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applySteps } from '../../src/elasticsearch/apply.js';
import { backfill, cancelBackfill, type BackfillOptions } from '../../src/elasticsearch/backfill/backfill.js';
import { Cluster } from '../../src/elasticsearch/cluster.js';
import { resolveConnection } from '../../src/elasticsearch/connection.js';
import { planDeployment, readDeploymentFiles } from '../../src/elasticsearch/deploy.js';
import { destroySteps } from '../../src/elasticsearch/destroy.js';
import { readStatus } from '../../src/elasticsearch/status.js';
import { embeddedModelFolder } from '../../src/inference/embeddedModel.js';
import { startElasticsearchNode, type ElasticsearchNode } from './elasticsearchNode.js';
import { reasonToSkip } from './node.js';

const skip = reasonToSkip();
if (skip) process.stderr.write(`${skip}\n`);

interface Role {
  readonly cluster: readonly string[];
  readonly indices?: readonly { readonly names: readonly string[]; readonly privileges: readonly string[] }[];
}

/** What the role grants on the cluster and on indices; Kibana is not there to ask. */
function roleOf(name: string): Role {
  const { cluster, indices } = JSON.parse(readFileSync(`ingest/security/${name}.json`, 'utf8')) as Role;
  return { cluster, ...(indices && { indices }) };
}

/** The role with one privilege fewer, for each of its privileges. */
function weakened({ cluster, indices = [] }: Role): (readonly [privilege: string, role: Role])[] {
  return [
    ...cluster.map((left) => [left, { cluster: cluster.filter((each) => each !== left), indices }] as const),
    ...indices.flatMap(({ names, privileges }) =>
      privileges.map((left) => {
        const fewer = privileges.filter((each) => each !== left);
        return [left, { cluster, indices: fewer.length > 0 ? [{ names, privileges: fewer }] : [] }] as const;
      }),
    ),
  ];
}

(skip ? describe.skip : describe)('least-privilege keys on the test cluster', () => {
  let node: ElasticsearchNode;
  let folder: string;
  let keys = 0;
  const files = readDeploymentFiles(undefined, [], {});
  const index = 'logtwin-classified-a';

  beforeAll(async () => {
    node = await startElasticsearchNode({ auth: { username: 'elastic', password: 'changeme' } });
    folder = mkdtempSync(join(tmpdir(), 'logtwin-least-'));
    await as(undefined, deploy);
    const event = { event: { module: 'suricata' }, suricata: { eve: { event_type: 'alert' } }, rule: { name: 'a' } };
    await node.request('PUT', `/${index}/_doc/1?refresh=true`, JSON.stringify(event));
    await node.request('PUT', `/${index}/_doc/2?refresh=true`, JSON.stringify({ ...event, text_field: 5 }));
  }, 300_000);
  afterAll(async () => {
    await node?.stop();
    rmSync(folder, { recursive: true });
  }, 60_000);

  async function deploy(cluster: Cluster): Promise<readonly string[]> {
    const { steps, refusals } = await planDeployment(cluster, files);
    if (refusals.length === 0) await applySteps(cluster, 'logtwin', steps);
    return refusals;
  }

  /** Works with a key of this role; as the superuser without one. */
  async function as<Result>(role: Role | undefined, work: (cluster: Cluster) => Promise<Result>): Promise<Result> {
    const name = `key-${keys++}`;
    const body = JSON.stringify({ name, role_descriptors: { [name]: role ?? {} } });
    const made = role && ((await node.request('POST', '/_security/api_key', body)).body as { encoded: string });
    const environment = made ? { ELASTIC_API_KEY: made.encoded } : { ELASTIC_PASSWORD: 'changeme' };
    const cluster = new Cluster(resolveConnection({ url: node.url }, environment), { backoff: 5 });
    try {
      return await work(cluster);
    } finally {
      await cluster.close();
    }
  }

  const run =
    (localModel?: string) =>
    async (cluster: Cluster): Promise<unknown> => {
      const options: BackfillOptions = {
        index,
        manifest: files.manifest,
        stateFile: join(folder, `${keys}.json`),
        selection: { timeField: '@timestamp', all: true },
        localModel,
      };
      try {
        return await backfill(cluster, options);
      } finally {
        // What a refusal half-way leaves behind goes by a stronger hand.
        await as(undefined, (other) => cancelBackfill(other, options)).catch(() => undefined);
      }
    };

  const done = { total: 2, classified: 1, tagged: 1, left: 0 };

  test('the backfill key classifies on the cluster and here', async () => {
    expect(await as(roleOf('logtwin-backfill'), run())).toMatchObject(done);
    expect(await as(roleOf('logtwin-backfill'), run(embeddedModelFolder))).toMatchObject(done);
  }, 60_000);

  test.each(weakened(roleOf('logtwin-backfill')))(
    'backfill by the cluster needs %s',
    async (_privilege, role) => {
      await expect(as(role, run())).rejects.toThrow(/not allowed.*unauthorized/s);
    },
    60_000,
  );

  test('backfill from here needs no right to pipelines but to remove its own', async () => {
    const { cluster: _cluster, indices } = roleOf('logtwin-backfill');
    await expect(as({ cluster: [], indices: indices! }, run(embeddedModelFolder))).rejects.toThrow(/not allowed/);
  }, 60_000);

  test('the status key sees everything, and without read on the events all but them', async () => {
    const role = roleOf('logtwin-status');
    const look = (cluster: Cluster): ReturnType<typeof readStatus> => readStatus(cluster, files);
    expect(await as(role, look)).toMatchObject({
      refusals: [],
      drift: 0,
      model: { state: 'started' },
      events: { failed: 1, not_counted: null, indices: [{ index, documents: 2 }] },
    });
    expect(await as({ cluster: role.cluster }, look)).toMatchObject({
      refusals: [],
      drift: 0,
      events: { indices: [], not_counted: expect.stringMatching(/not allowed/) as string },
    });
    // The server's monitor implies monitor_ml, which the role names for who reads it.
    for (const [privilege, weaker] of weakened({ cluster: role.cluster }).filter(([name]) => name !== 'monitor_ml'))
      expect([
        privilege,
        (await as(weaker, look).catch((error: Error) => ({ refusals: [error.message] }))).refusals,
      ]).toEqual([privilege, [expect.stringMatching(/privileges|not allowed/)]]);
  }, 60_000);

  test('the deploy key takes away all but what names indices, and says what it lacks', async () => {
    const remove = async (cluster: Cluster): Promise<void> => {
      for (const step of await destroySteps(cluster, files.manifest.manifest)) await step.apply(() => undefined);
    };
    const role = roleOf('logtwin-deploy');
    expect(await as(role, deploy)).toEqual([]);
    await expect(as(role, remove)).rejects.toThrow(/settings.* is not allowed|cannot be deleted because it is/);
    const more = { ...role, indices: [{ names: ['logtwin-classified-*'], privileges: ['manage'] }] };
    await as(more, remove);
    expect(await as(undefined, (cluster) => destroySteps(cluster, files.manifest.manifest))).toEqual([]);
  }, 60_000);
});
