// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Deploying and destroying against a cluster in memory: the order of requests, repeats, breaks at every request, faults.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applySteps } from '../../../src/elasticsearch/apply.js';
import { Cluster } from '../../../src/elasticsearch/cluster.js';
import type { ClusterError } from '../../../src/elasticsearch/clusterError.js';
import { resolveConnection } from '../../../src/elasticsearch/connection.js';
import { destroySteps } from '../../../src/elasticsearch/destroy.js';
import { loadManifest, type LoadedManifest } from '../../../src/elasticsearch/manifest.js';
import { readModelArtifact, type ModelArtifact } from '../../../src/elasticsearch/modelArtifact.js';
import { buildPlan } from '../../../src/elasticsearch/plan.js';
import { SeededRandom } from '../../../src/util/seededRandom.js';
import { FakeCluster } from '../../support/fakeCluster.js';

let fake: FakeCluster;
let url: string;
let folder: string;
const manifest: LoadedManifest = loadManifest();

beforeEach(async () => {
  fake = new FakeCluster();
  url = await fake.start();
  folder = mkdtempSync(join(tmpdir(), 'logtwin-deploy-'));
});

afterEach(async () => {
  await fake.stop();
  rmSync(folder, { recursive: true });
});

/** A model folder as far as the upload reads it; the content stands for the weights. */
function model(content: string): ModelArtifact {
  const path = join(folder, 'tiny');
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'model.onnx'), '');
  writeFileSync(join(path, 'model.pt'), content.repeat(3 << 20));
  writeFileSync(join(path, 'vocab.txt'), '[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n');
  writeFileSync(
    join(path, 'model.json'),
    JSON.stringify({ architecture: 'linear', labels: ['ERROR', 'INFO'], tokenization: { bert: {} } }),
  );
  return readModelArtifact(path, 'logtwin', undefined, { perDeployment: 1000, perAllocation: 1000 });
}

async function deploy(artifact: ModelArtifact, loaded = manifest): Promise<number> {
  const cluster = new Cluster(resolveConnection({ url }, {}), { backoff: 1, retries: 12 });
  try {
    const plan = await buildPlan(cluster, loaded, artifact);
    if (plan.refusals.length > 0) throw new Error(plan.refusals.join('\n'));
    await applySteps(cluster, 'logtwin', plan.steps);
    return cluster.writes;
  } finally {
    await cluster.close();
  }
}

test('an empty cluster gets templates, model, alias and pipelines, and what switches comes last', async () => {
  const artifact = model('a');
  await deploy(artifact);
  expect(fake.aliases.get('logtwin-classifier')).toBe(artifact.id);
  expect(fake.models.get(artifact.id)).toMatchObject({
    totalParts: 3,
    deployment: { state: 'started', queue_capacity: 10000 },
  });
  expect([...fake.pipelines.keys()]).toEqual(['logtwin-deploy-ticket', 'logtwin-normalize', 'logtwin-classify']);
  expect(JSON.stringify(fake.pipelines.get('logtwin-normalize'))).toContain('Wazuh Alert');
  const at = (part: string): number => fake.requests.findIndex((line) => line.startsWith('PUT') && line.includes(part));
  expect(at('definition/2')).toBeLessThan(at('model_aliases'));
  expect(at('model_aliases')).toBeLessThan(at('pipeline/logtwin-classify'));
});

test('a second deploy writes nothing', async () => {
  const artifact = model('a');
  await deploy(artifact);
  expect(await deploy(artifact)).toBe(0);
});

test('a new model takes the alias over and the old one is removed', async () => {
  const first = model('a');
  await deploy(first);
  const second = model('b');
  expect(second.id).not.toBe(first.id);
  await deploy(second);
  expect([...fake.models.keys()]).toEqual([second.id]);
  expect(fake.aliases.get('logtwin-classifier')).toBe(second.id);
});

test('broken off at every request in turn, the next run ends in the planned state', async () => {
  const artifact = model('a');
  await deploy(artifact);
  const planned = fake.state();
  const total = fake.requests.length;
  for (let broken = 0; broken < total; broken++) {
    for (const fault of ['cut before', 'cut after'] as const) {
      await fake.stop();
      fake = new FakeCluster();
      url = await fake.start();
      fake.fault = (index) => (index === broken ? fault : undefined);
      const cluster = new Cluster(resolveConnection({ url }, {}), { retries: 0 });
      await buildPlan(cluster, manifest, artifact)
        .then((plan) => applySteps(cluster, 'logtwin', plan.steps))
        .catch(() => undefined);
      await cluster.close();
      fake.fault = () => undefined;
      await deploy(artifact);
      expect(fake.state()).toEqual(planned);
    }
  }
}, 60_000);

test('one request in five failing with 429, 503 or a cut connection changes nothing in the end', async () => {
  const artifact = model('a');
  await deploy(artifact);
  const planned = fake.state();
  const random = new SeededRandom(7);
  const faults = [429, 503, 'cut before', 'cut after'] as const;
  for (let round = 0; round < 10; round++) {
    await fake.stop();
    fake = new FakeCluster();
    url = await fake.start();
    fake.fault = () => (random.fraction() < 0.2 ? faults[Math.floor(random.fraction() * faults.length)] : undefined);
    await deploy(artifact);
    expect(fake.state()).toEqual(planned);
  }
}, 60_000);

test('a pipeline of somebody else is refused and left alone', async () => {
  fake.pipelines.set('logtwin-classify', { processors: [] });
  await expect(deploy(model('a'))).rejects.toThrow(
    /ingest pipeline logtwin-classify is there already and it was made by somebody else/,
  );
  expect(fake.requests.filter((line) => line.startsWith('PUT'))).toEqual([]);
});

test.each([
  [
    'an old version',
    (): void => void (fake.version = '7.17.0'),
    /version 7\.17\.0, but models with bert tokenization need 8\.0\.0/,
  ],
  ['a basic licence', (): void => void (fake.licence = 'basic'), /the licence is basic.*--start-trial/],
  ['missing privileges', (): void => void (fake.missingPrivileges = ['manage_ml']), /lacks the privileges manage_ml/],
])('%s is refused before anything is written', async (_name, prepare, message) => {
  prepare();
  await expect(deploy(model('a'))).rejects.toThrow(message);
  expect(fake.requests.filter((line) => /^(PUT|DELETE)/.test(line))).toEqual([]);
});

test('what was switched goes back when a later switch fails', async () => {
  await deploy(model('a'));
  const before = fake.state() as { aliases: unknown; pipelines: unknown };
  const changed = { ...manifest, manifest: { ...manifest.manifest, generic: true } };
  const second = model('b');
  let armed = true;
  fake.fault = (_index, line) => {
    if (armed && line === 'PUT /_ingest/pipeline/logtwin-normalize') {
      armed = false;
      return 400;
    }
    return undefined;
  };
  await expect(deploy(second, changed)).rejects.toThrow(/injected fault/);
  const after = fake.state() as typeof before;
  expect(after.aliases).toEqual(before.aliases);
  expect(after.pipelines).toEqual(before.pipelines);
});

test('of two deploys at once, the one that lost its ticket stops and says so', async () => {
  const artifact = model('a');
  fake.fault = (_index, line) => {
    // The other deploy takes its ticket while this one uploads.
    if (line.includes('/definition/'))
      fake.pipelines.set('logtwin-deploy-ticket', {
        processors: [],
        version: 9,
        _meta: { managed_by: 'logtwin', holder: 'other' },
      });
    return undefined;
  };
  await expect(deploy(artifact)).rejects.toThrow(/another deploy is running/);
  expect(fake.aliases.size).toBe(0);
});

test("a Fleet hook is added to the user's own pipeline, and destroy leaves only what the user made", async () => {
  const own = { processors: [{ set: { field: 'a', value: 1 } }] };
  fake.pipelines.set('logs-zeek.notice@custom', { ...own });
  const hooked = {
    ...manifest,
    manifest: {
      ...manifest.manifest,
      hook: { kind: 'fleet_custom' as const, datasets: ['zeek.notice', 'suricata.eve'] },
    },
  };
  await deploy(model('a'), hooked);
  expect(fake.pipelines.get('logs-zeek.notice@custom')).toMatchObject({
    processors: [own.processors[0], { pipeline: { name: 'logtwin-classify', tag: 'logtwin-hook' } }],
  });
  expect(await deploy(model('a'), hooked)).toBe(0);

  const cluster = new Cluster(resolveConnection({ url }, {}));
  for (const step of await destroySteps(cluster, hooked.manifest)) await step.apply(() => undefined);
  await cluster.close();
  expect(fake.state()).toEqual({
    pipelines: { 'logs-zeek.notice@custom': own },
    componentTemplates: {},
    indexTemplates: {},
    scripts: {},
    models: [],
    aliases: {},
  });
});

test('an error names its cause and remedy and has the status', async () => {
  fake.fault = () => 401;
  const error = await deploy(model('a')).catch((caught: ClusterError) => caught);
  expect(error).toMatchObject({ name: 'ClusterError', status: 401 });
  expect((error as ClusterError).message).toMatch(/refused the credentials \(401\); check the user name/);
});
