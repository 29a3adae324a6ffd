// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// status on the test cluster: what the model answered, what the indices hold, which events failed and why.

import { applySteps } from '../../src/elasticsearch/apply.js';
import { planDeployment, readDeploymentFiles } from '../../src/elasticsearch/deploy.js';
import type { EventSelection } from '../../src/elasticsearch/classifiedEvents.js';
import { readStatus, type DeploymentStatus } from '../../src/elasticsearch/status.js';
import { startElasticsearchNode, type ElasticsearchNode } from './elasticsearchNode.js';
import { reasonToSkip } from './node.js';
import { onCluster } from './onCluster.js';

const skip = reasonToSkip();
if (skip) process.stderr.write(`${skip}\n`);

(skip ? describe.skip : describe)('status on the test cluster', () => {
  let node: ElasticsearchNode;
  const files = readDeploymentFiles(undefined, [], {});

  beforeAll(async () => {
    node = await startElasticsearchNode();
  }, 300_000);
  afterAll(async () => {
    await node?.stop();
  }, 60_000);

  const read = (selection?: Partial<EventSelection>): Promise<DeploymentStatus> =>
    onCluster(node, (cluster) => readStatus(cluster, files, selection));

  const alert = (rule: string, more: object = {}): object => ({
    event: { module: 'suricata', dataset: 'suricata.eve' },
    suricata: { eve: { event_type: 'alert' } },
    rule: { name: rule, category: 'Attempted Information Leak' },
    ...more,
  });

  const put = async (path: string, document: object): Promise<void> => {
    const { status } = await node.request('PUT', `/${path}?refresh=true`, JSON.stringify(document));
    expect(status).toBe(201);
  };

  test('before deploy everything is drift, and there is nothing to count', async () => {
    const state = await read();
    const kept = state.actions.filter(({ change }) => change === 'keep').map(({ kind }) => kind);
    expect(kept).toEqual(['Kibana objects']);
    expect(state.drift).toBe(state.actions.length - 1);
    expect(state).toMatchObject({
      refusals: [],
      model: { id: undefined, state: undefined, queue: { pending: 0, capacity: null } },
      events: { indices: [], failed: 0, last_failures: [], not_counted: null },
    });
  });

  test('counts answers, cache hits and failures with their reasons, index by index', async () => {
    await onCluster(node, async (cluster) => {
      const { steps } = await planDeployment(cluster, files);
      await applySteps(cluster, 'logtwin', steps);
    });
    const before = (await read()).model!;
    const at = (minute: number): object => ({ '@timestamp': `2026-01-01T00:0${minute}:00Z` });
    await put('logtwin-classified-a/_doc/1', alert('ET SCAN Nmap', at(1)));
    await put('logtwin-classified-a/_doc/2', alert('ET SCAN Nmap', at(2)));
    await put('logtwin-classified-a/_doc/3', alert('ET SCAN Masscan', { ...at(3), text_field: 5 }));
    await put('logtwin-classified-b/_doc/4', alert('ET SCAN Zmap', { ...at(4), text_field: 5 }));
    await put('logtwin-classified-b/_doc/5', { ...at(5), message: 'of no known source' });
    const state = await read();
    expect(state.drift).toBe(0);
    const counters = {
      inference_count: 2,
      inference_cache_hit_count: 1,
      rejected_execution_count: 0,
      timeout_count: 0,
    };
    for (const [name, more] of Object.entries(counters) as [keyof typeof counters, number][])
      expect([name, state.model!.counters[name]]).toEqual([name, before.counters[name] + more]);
    const { throughput } = state.model!;
    expect(throughput.cache_hit_share).toBeCloseTo(
      state.model!.counters.inference_cache_hit_count / state.model!.counters.inference_count,
    );
    expect(throughput.average_milliseconds).toBeGreaterThan(0);
    expect(state.model).toMatchObject({
      id: files.artifact!.id,
      state: 'started',
      allocations: '1 of 1',
      queue: { pending: 0, capacity: 10000 },
    });
    const none = { normalize: 0, backfill: 0 };
    expect(state.events).toMatchObject({
      failed: 2,
      not_counted: null,
      indices: [
        { index: 'logtwin-classified-a', documents: 3, classified: 2, alerts: 0, failed: { inference: 1, ...none } },
        { index: 'logtwin-classified-b', documents: 2, classified: 0, alerts: 0, failed: { inference: 1, ...none } },
      ],
      last_failures: [
        { index: 'logtwin-classified-b', id: '4', time: '2026-01-01T00:04:00Z', tags: ['_ml_inference_failure'] },
        { index: 'logtwin-classified-a', id: '3', time: '2026-01-01T00:03:00Z' },
      ],
    });
    for (const { reason } of state.events.last_failures) expect(reason).toMatch(/must be a string/);
  }, 60_000);

  test('counts other indices, and only events since a time', async () => {
    await put('others/_doc/1', { tags: ['_ml_backfill_failure'], ml: { error: { message: 'a reason' } } });
    const others = await read({ indices: ['others'] });
    expect(others.events).toMatchObject({
      indices: [{ index: 'others', failed: { backfill: 1 } }],
      last_failures: [{ time: null, reason: 'a reason' }],
    });
    expect((await read({ since: '2026-01-01T00:04:00Z' })).events).toMatchObject({
      failed: 1,
      indices: [{ index: 'logtwin-classified-b', documents: 2 }],
    });
  });

  test('says that a licence is missing, and still counts', async () => {
    await node.setLicence('basic');
    const state = await read();
    expect(state.refusals[0]).toMatch(/licen[cs]e/);
    expect(state).toMatchObject({ model: null, events: { failed: 2 } });
  });
});
