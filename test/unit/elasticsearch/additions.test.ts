// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Roles, API keys, anomaly-detection jobs and Kibana as parts of a plan, against a cluster and a Kibana in memory.

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applySteps } from '../../../src/elasticsearch/apply.js';
import { Cluster } from '../../../src/elasticsearch/cluster.js';
import { resolveConnection } from '../../../src/elasticsearch/connection.js';
import { destroySteps } from '../../../src/elasticsearch/destroy.js';
import { loadManifest, type LoadedManifest, type Manifest } from '../../../src/elasticsearch/manifest.js';
import { buildPlan, type Plan } from '../../../src/elasticsearch/plan.js';
import type { Step } from '../../../src/elasticsearch/step.js';
import { FakeCluster } from '../../support/fakeCluster.js';
import { FakeKibana } from '../../support/fakeKibana.js';

let fake: FakeCluster;
let kibana: FakeKibana;
let cluster: Cluster;
let secrets: string;
const base = loadManifest();

beforeEach(async () => {
  fake = new FakeCluster();
  kibana = new FakeKibana();
  const flags = { url: await fake.start(), kibanaUrl: await kibana.start() };
  cluster = new Cluster(resolveConnection(flags, {}), { backoff: 1, retries: 2 });
  secrets = mkdtempSync(join(tmpdir(), 'logtwin-keys-'));
});

afterEach(async () => {
  await cluster.close();
  await fake.stop();
  await kibana.stop();
  rmSync(secrets, { recursive: true });
});

/** The default manifest without its model, and with more. */
function manifestWith(more: Partial<Manifest>): LoadedManifest {
  const { model: _model, kibana: _kibana, ...manifest } = base.manifest;
  return { ...base, manifest: { ...manifest, ...more } };
}

function plan(loaded: LoadedManifest, apiKeyFolder?: string): Promise<Plan> {
  return buildPlan(cluster, loaded, undefined, { apiKeyFolder });
}

async function deploy(loaded: LoadedManifest, apiKeyFolder?: string): Promise<number> {
  const { steps, refusals } = await plan(loaded, apiKeyFolder);
  if (refusals.length > 0) throw new Error(refusals.join('\n'));
  const before = cluster.writes;
  await applySteps(cluster, 'logtwin', steps);
  return cluster.writes - before;
}

async function destroy(loaded: LoadedManifest): Promise<readonly Step[]> {
  const steps = await destroySteps(cluster, loaded.manifest);
  for (const step of steps) await step.apply(() => undefined);
  return steps;
}

const stepOf = ({ steps }: Plan, id: string): Step => steps.find((step) => step.id === id)!;

describe('roles', () => {
  const roles = manifestWith({ security: { roles: ['logtwin-deploy', 'logtwin-status', 'logtwin-evaluate'] } });

  test('are installed with our mark, kept the second time, removed by destroy', async () => {
    fake.security.roles.set('theirs', { cluster: ['all'], metadata: {} });
    await deploy(roles);
    expect(fake.security.roles.get('logtwin-evaluate')).toMatchObject({
      cluster: ['monitor', 'monitor_ml', 'read_pipeline'],
      indices: [{ names: ['logtwin-classified-*'], privileges: ['read', 'view_index_metadata'] }],
      metadata: { managed_by: 'logtwin' },
    });
    expect(await deploy(roles)).toBe(0);
    await destroy(roles);
    expect([...fake.security.roles.keys()]).toEqual(['theirs']);
  });

  test('a role that somebody else made is refused', async () => {
    fake.security.roles.set('logtwin-status', { cluster: ['all'], metadata: {} });
    expect((await plan(roles)).refusals).toEqual([
      expect.stringMatching(/^role logtwin-status is there already and it was made by somebody else/),
    ]);
  });

  test('a change on the cluster is drift, and a role that the manifest drops goes', async () => {
    await deploy(roles);
    fake.security.roles.get('logtwin-status')!.cluster = ['all'];
    expect(stepOf(await plan(roles), 'logtwin-status')).toMatchObject({ change: 'update' });
    await deploy(manifestWith({ security: { roles: ['logtwin-status'] } }));
    expect([...fake.security.roles.keys()]).toEqual(['logtwin-status']);
    expect(fake.security.roles.get('logtwin-status')!.cluster).toEqual(['monitor', 'monitor_ml', 'read_pipeline']);
  });

  test('a role for events reads the indices that the hook classifies', async () => {
    const hook = { kind: 'fleet_custom' as const, datasets: ['zeek.notice', 'suricata.eve'] };
    await deploy(manifestWith({ hook, security: { roles: ['logtwin-evaluate'] } }));
    expect(fake.security.roles.get('logtwin-evaluate')).toMatchObject({
      indices: [{ names: ['logs-suricata.eve-*', 'logs-zeek.notice-*'] }],
    });
  });
});

describe('API keys', () => {
  const keys = manifestWith({
    security: { api_keys: [{ name: 'status-bot', role: 'logtwin-status', expiration: '90d' }] },
  });

  test('a new key writes its secret into a file that only its owner can read, and nowhere else', async () => {
    await deploy(keys, join(secrets, 'new'));
    const file = join(secrets, 'new', 'status-bot.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ name: 'status-bot', api_key: 'the-secret' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(fake.security.keys).toMatchObject([
      {
        name: 'status-bot',
        expiration: '90d',
        metadata: { managed_by: 'logtwin' },
        role_descriptors: { 'status-bot': { cluster: ['monitor', 'read_pipeline', 'monitor_ml'] } },
      },
    ]);
    expect(JSON.stringify(fake.state())).not.toContain('the-secret');
    expect(await deploy(keys)).toBe(0);
  });

  test('without a folder for secrets a key that is due is refused, and only looking needs none', async () => {
    expect((await plan(keys)).refusals).toEqual([
      expect.stringMatching(/status-bot has to be created.*--api-keys-to DIR/),
    ]);
    const looked = await buildPlan(cluster, keys, undefined, { readsOnly: true });
    expect(looked.refusals).toEqual([]);
    expect(stepOf(looked, 'status-bot')).toMatchObject({ change: 'create' });
  });

  test('a file that is there is never overwritten, and then no key is made', async () => {
    writeFileSync(join(secrets, 'status-bot.json'), 'older');
    await expect(deploy(keys, secrets)).rejects.toThrow(/EEXIST.*; move an older file away/s);
    expect(readFileSync(join(secrets, 'status-bot.json'), 'utf8')).toBe('older');
    expect(fake.security.keys).toEqual([]);
  });

  test('a key whose secret was lost on the way is made useless, not left over', async () => {
    fake.fault = (_index, line) => (line === 'POST /_security/api_key' ? 'cut after' : undefined);
    await expect(deploy(keys, secrets)).rejects.toThrow(/connection/);
    expect(fake.security.keys).toMatchObject([{ invalidated: true }]);
    expect(readdirSync(secrets)).toEqual([]);
    fake.fault = () => undefined;
    await deploy(keys, secrets);
    expect(fake.security.keys).toMatchObject([{ invalidated: true }, { invalidated: false }]);
  });

  test('another role changes the key but not its secret; destroy makes it useless', async () => {
    await deploy(keys, secrets);
    const wider = manifestWith({ security: { api_keys: [{ name: 'status-bot', role: 'logtwin-evaluate' }] } });
    expect(stepOf(await plan(wider), 'status-bot')).toMatchObject({ change: 'update' });
    await deploy(wider);
    expect(fake.security.keys).toMatchObject([{ id: 'key0', invalidated: false }]);
    expect(await deploy(wider)).toBe(0);
    await destroy(wider);
    expect(fake.security.keys).toMatchObject([{ invalidated: true }]);
  });
});

describe('anomaly detection', () => {
  const names = ['logtwin-rare-labels', 'logtwin-label-counts', 'logtwin-message-categories'];
  const jobs = manifestWith({ anomaly_detection: { jobs: names } });
  const states = (): unknown[] =>
    names.map((id) => [fake.anomalies.jobs.get(id)?.state, fake.anomalies.datafeeds.get(`datafeed-${id}`)?.state]);

  test('jobs are created, opened and started, kept the second time, removed by destroy', async () => {
    fake.anomalies.jobs.set('theirs', { config: {}, state: 'opened' });
    await deploy(jobs);
    expect(states()).toEqual(names.map(() => ['opened', 'started']));
    expect(fake.anomalies.datafeeds.get('datafeed-logtwin-rare-labels')!.config).toMatchObject({
      job_id: 'logtwin-rare-labels',
      indices: ['logtwin-classified-*'],
    });
    expect(await deploy(jobs)).toBe(0);
    await destroy(jobs);
    expect([...fake.anomalies.jobs.keys()]).toEqual(['theirs']);
    expect(fake.anomalies.datafeeds.size).toBe(0);
  });

  test('before the first event jobs wait, and start at the deploy after it', async () => {
    fake.anomalies.hasEvents = false;
    await deploy(jobs);
    expect(states()).toEqual(names.map(() => ['closed', 'stopped']));
    expect(stepOf(await plan(jobs), names[0]!)).toMatchObject({
      change: 'keep',
      reason: 'as in the files; deploy starts it once there are events',
    });
    fake.anomalies.hasEvents = true;
    await deploy(jobs);
    expect(states()).toEqual(names.map(() => ['opened', 'started']));
  });

  test('a job made from another file is replaced, one that stopped is started, one dropped goes', async () => {
    await deploy(jobs);
    const [rare, counts] = names.map((id) => fake.anomalies.jobs.get(id)!);
    (rare!.config.custom_settings as Record<string, string>).content = 'older';
    fake.anomalies.datafeeds.get(`datafeed-${names[1]!}`)!.state = 'stopped';
    const fewer = manifestWith({ anomaly_detection: { jobs: names.slice(0, 2) } });
    const planned = await plan(fewer);
    expect(stepOf(planned, names[0]!)).toMatchObject({
      change: 'update',
      reason: expect.stringContaining('discarded') as string,
    });
    expect(stepOf(planned, names[1]!)).toMatchObject({
      change: 'update',
      reason: 'the job is opened, its datafeed is stopped',
    });
    expect(stepOf(planned, names[2]!)).toMatchObject({ change: 'delete' });
    await deploy(fewer);
    expect(fake.anomalies.jobs.get(names[0]!)).not.toBe(rare);
    expect(fake.anomalies.jobs.get(names[1]!)).toBe(counts);
    expect(states()).toEqual([
      ['opened', 'started'],
      ['opened', 'started'],
      [undefined, undefined],
    ]);
  });

  test('a job of somebody else is refused', async () => {
    fake.anomalies.jobs.set(names[0]!, { config: {}, state: 'closed' });
    expect((await plan(jobs)).refusals).toEqual([
      expect.stringMatching(/logtwin-rare-labels is there already and it was made/),
    ]);
  });

  test('broken off at every request, the next run ends in the planned state', async () => {
    await deploy(jobs);
    const total = fake.requests.length;
    expect(total).toBeGreaterThan(20);
    for (let broken = 0; broken < total; broken++) {
      await destroy(jobs);
      fake.requests.length = 0;
      fake.fault = (index) => (index === broken ? 400 : undefined);
      await deploy(jobs).catch(() => undefined);
      fake.fault = () => undefined;
      await deploy(jobs);
      expect(states()).toEqual(names.map(() => ['opened', 'started']));
    }
  }, 60_000);
});

describe('Kibana', () => {
  const shown = manifestWith({ kibana: { space: 'default', saved_objects: ['logtwin'] } });

  test('objects come with the switch, are kept the second time and go with destroy', async () => {
    await deploy(shown);
    expect([...kibana.in('default').keys()]).toContain('dashboard:logtwin-overview');
    expect(await deploy(shown)).toBe(0);
    const steps = await destroy(shown);
    expect(steps[0]).toMatchObject({ kind: 'Kibana dashboard' });
    expect(kibana.in('default').size).toBe(0);
  });

  test('models and jobs that Kibana does not know yet are shown to it', async () => {
    const both = manifestWith({
      kibana: { space: 'default', saved_objects: [] },
      anomaly_detection: { jobs: ['logtwin-label-counts'] },
    });
    await deploy(both);
    expect(kibana.requests).toContain('GET /api/ml/saved_objects/sync?simulate=false');
    expect(await deploy(both)).toBe(0);
    kibana.unsynced.set('anomaly-detector', ['logtwin-label-counts']);
    const due = (await plan(both)).steps.filter(({ change, phase }) => change !== 'keep' && phase !== 'gate');
    expect(due).toMatchObject([{ kind: 'Kibana view of machine learning', change: 'update' }]);
    await deploy(both);
    expect(kibana.unsynced.size).toBe(0);
  });

  test('without a Kibana its objects are left out, and the plan says so', async () => {
    const alone = new Cluster(resolveConnection({ url: cluster.address }, {}));
    const { steps, refusals } = await buildPlan(alone, shown, undefined);
    await alone.close();
    expect(refusals).toEqual([]);
    expect(steps.find(({ kind }) => kind === 'Kibana objects')).toMatchObject({
      change: 'keep',
      reason: 'left out, because no Kibana is named (--kibana-url or KIBANA_URL)',
    });
  });

  test('a Kibana that fails takes back what was switched', async () => {
    kibana.importError = () => ({ type: 'unknown', message: 'disk is full' });
    await expect(deploy(shown)).rejects.toThrow(/disk is full/);
    expect([...fake.pipelines.keys()]).toEqual(['logtwin-deploy-ticket']);
  });
});

describe('alert rules', () => {
  const alerts = { labels: ['ERROR'], threshold: 0.5 };
  const names = ['logtwin-alerts', 'logtwin-failures'];
  const withRules = (alert_rules: readonly string[], space = 'default'): LoadedManifest =>
    manifestWith({ alerts, kibana: { space, saved_objects: [], alert_rules } });
  const rules = withRules(names);
  const ruleOf = (name: string): Record<string, unknown> =>
    [...kibana.rules.values()].find(({ tags }) => (tags as string[]).includes(`file:${name}`))!;

  test('are made over the indices of the events, kept the second time, removed by destroy', async () => {
    const theirs = { id: 'theirs', space: 'default', tags: ['logtwin', 'managed_by:logtwin', 'file:logtwin-alerts'] };
    kibana.rules.set('theirs', theirs);
    const hook = { kind: 'fleet_custom' as const, datasets: ['zeek.notice', 'suricata.eve'] };
    const manifest = { ...rules, manifest: { ...rules.manifest, hook } };
    await deploy(manifest);
    expect(ruleOf('logtwin-failures')).toMatchObject({
      rule_type_id: '.es-query',
      consumer: 'stackAlerts',
      enabled: true,
      schedule: { interval: '5m' },
      params: { index: ['logs-zeek.notice-*', 'logs-suricata.eve-*'], threshold: [0] },
      actions: [],
    });
    expect(await deploy(manifest)).toBe(0);
    const steps = await destroy(manifest);
    expect(steps.filter(({ kind }) => kind === 'Kibana alert rule').map(({ id }) => id)).toEqual(names);
    expect([...kibana.rules.values()]).toEqual([theirs]);
  });

  test('what was changed in Kibana is put right, and actions that were added there stay', async () => {
    await deploy(rules);
    const rule = ruleOf('logtwin-alerts');
    const action = { id: 'mail', group: 'query matched', params: { to: ['soc'] }, connector_type_id: '.email' };
    // Kibana adds parameters of its own; muting is left to people.
    Object.assign(rule, { schedule: { interval: '1h' }, actions: [action], mute_all: true });
    (rule.params as Record<string, unknown>).termSize = 5;
    expect(stepOf(await plan(rules), 'logtwin-alerts')).toMatchObject({
      change: 'update',
      diff: ['- /schedule/interval: "1h"', '+ /schedule/interval: "1m"'],
    });
    await deploy(rules);
    expect(ruleOf('logtwin-alerts')).toMatchObject({
      schedule: { interval: '1m' },
      actions: [action],
      mute_all: true,
    });
    expect(await deploy(rules)).toBe(0);
  });

  test('a rule that the manifest drops goes, and each space has its own', async () => {
    await deploy(rules);
    await deploy(withRules(['logtwin-alerts'], 'soc'));
    expect(kibana.rules.size).toBe(3);
    await deploy(withRules(['logtwin-failures']));
    expect([...kibana.rules.values()].map(({ name, space }) => [name, space])).toEqual([
      ['logtwin: events that could not be classified', 'default'],
      ['logtwin: events that alert', 'soc'],
    ]);
  });

  test('a rule on alerts is refused where nothing is marked as one', async () => {
    const unmarked = manifestWith({ kibana: { space: 'default', saved_objects: [], alert_rules: names } });
    expect((await plan(unmarked)).refusals).toEqual([
      expect.stringMatching(/^alert rule logtwin-alerts would never fire/),
    ]);
  });

  test('broken off at every request, the next run ends in the planned state', async () => {
    await deploy(rules);
    const total = kibana.requests.length;
    for (let broken = 0; broken < total; broken++) {
      await destroy(rules);
      kibana.requests.length = 0;
      kibana.fault = (index) => (index === broken ? 'cut after' : index > broken ? 400 : undefined);
      await deploy(rules).catch(() => undefined);
      kibana.fault = () => undefined;
      await deploy(rules);
      expect(kibana.rules.size).toBe(2);
    }
  }, 60_000);
});
