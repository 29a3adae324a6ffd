// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Anomaly-detection jobs deployed to the test cluster, whose endpoints parse and print with Elasticsearch's own classes.

import { applySteps } from '../../src/elasticsearch/apply.js';
import { planDeployment, readDeploymentFiles, type DeploymentFiles } from '../../src/elasticsearch/deploy.js';
import { destroySteps } from '../../src/elasticsearch/destroy.js';
import { startElasticsearchNode, type ElasticsearchNode } from './elasticsearchNode.js';
import { reasonToSkip } from './node.js';
import { onCluster } from './onCluster.js';

const skip = reasonToSkip();
if (skip) process.stderr.write(`${skip}\n`);

const names = ['logtwin-label-counts', 'logtwin-message-categories', 'logtwin-rare-labels'];

(skip ? describe.skip : describe)('anomaly-detection jobs on the test cluster', () => {
  let node: ElasticsearchNode;
  const files = withJobs(names);

  function withJobs(jobs: readonly string[]): DeploymentFiles {
    const { manifest } = readDeploymentFiles(undefined, [], {});
    const { model: _model, kibana: _kibana, ...rest } = manifest.manifest;
    const alone = { pipelines: [], component_templates: [], index_templates: [], anomaly_detection: { jobs } };
    return { artifact: undefined, manifest: { ...manifest, manifest: { ...rest, ...alone } } };
  }

  beforeAll(async () => {
    node = await startElasticsearchNode();
  }, 300_000);
  afterAll(async () => {
    await node?.stop();
  }, 60_000);
  beforeEach(() => node.reset());

  /** Resolves to the number of writes. */
  const deploy = (wanted: DeploymentFiles): Promise<number> =>
    onCluster(node, async (cluster) => {
      const { steps, refusals } = await planDeployment(cluster, wanted);
      expect(refusals).toEqual([]);
      await applySteps(cluster, 'logtwin', steps);
      return cluster.writes;
    });

  const putEvent = (): Promise<unknown> =>
    node.request(
      'PUT',
      '/logtwin-classified-a/_doc/1?refresh=true&pipeline=_none',
      JSON.stringify({ '@timestamp': '2026-01-01T00:00:00Z', ml: { prediction: { predicted_value: 'INFO' } } }),
    );

  async function states(): Promise<unknown> {
    const jobs = await node.request('GET', '/_ml/anomaly_detectors/_stats');
    const datafeeds = await node.request('GET', '/_ml/datafeeds/_stats');
    return [
      (jobs.body as { jobs: { job_id: string; state: string }[] }).jobs.map(({ job_id: id, state }) => [id, state]),
      (datafeeds.body as { datafeeds: { state: string }[] }).datafeeds.map(({ state }) => state),
    ];
  }

  const all = (job: string, datafeed: string): unknown => [names.map((id) => [id, job]), names.map(() => datafeed)];

  test('jobs run after deploy, a second deploy writes nothing, destroy leaves nothing of ours', async () => {
    await putEvent();
    const theirs = { analysis_config: { detectors: [{ function: 'count' }] }, data_description: {} };
    await node.request('PUT', '/_ml/anomaly_detectors/theirs', JSON.stringify(theirs));
    await deploy(files);
    expect(await states()).toEqual([
      [...names.map((id) => [id, 'opened']), ['theirs', 'closed']],
      names.map(() => 'started'),
    ]);
    expect(await deploy(files)).toBe(0);
    await onCluster(node, async (cluster) => {
      for (const step of await destroySteps(cluster, files.manifest.manifest)) await step.apply(() => undefined);
      expect(await destroySteps(cluster, files.manifest.manifest)).toEqual([]);
    });
    expect(await states()).toEqual([[['theirs', 'closed']], []]);
  }, 60_000);

  test('jobs wait for the first event, and a job that was changed by hand or dropped is put right', async () => {
    await deploy(files);
    expect(await states()).toEqual(all('closed', 'stopped'));
    expect(await deploy(files)).toBe(0);
    await putEvent();
    await deploy(files);
    expect(await states()).toEqual(all('opened', 'started'));
    await node.request('POST', `/_ml/datafeeds/datafeed-${names[0]}/_stop`);
    await node.request('DELETE', `/_ml/anomaly_detectors/${names[1]}?force=true`);
    await deploy(files);
    expect(await states()).toEqual(all('opened', 'started'));
    await deploy(withJobs(names.slice(0, 1)));
    expect(await states()).toEqual([[[names[0], 'opened']], ['started']]);
  }, 60_000);

  test('cut at every request, the next deploy ends in the planned state', async () => {
    await putEvent();
    const one = withJobs(names.slice(0, 1));
    node.clearRequests();
    await deploy(one);
    const total = node.requests().length;
    expect(total).toBeGreaterThan(10);
    for (let at = 1; at <= total; at++) {
      await onCluster(node, async (cluster) => {
        for (const step of await destroySteps(cluster, one.manifest.manifest)) await step.apply(() => undefined);
      });
      node.setFaults({ cutAt: at, after: at % 2 === 0, dead: true });
      await expect(deploy(one)).rejects.toThrow();
      node.setFaults(undefined);
      await deploy(one);
      expect(await states()).toEqual([[[names[0], 'opened']], ['started']]);
    }
  }, 120_000);

  test('the endpoints keep the rules of the server', async () => {
    const answer = async (method: string, path: string, body?: unknown): Promise<unknown> => {
      const { status, body: given } = await node.request(
        method,
        `/_ml/${path}`,
        body === undefined ? undefined : JSON.stringify(body),
      );
      return [status, (given as { error?: { reason: string } }).error?.reason];
    };
    const job = { analysis_config: { detectors: [{ function: 'count' }] }, data_description: { time_field: 't' } };
    const datafeed = { job_id: 'a', indices: ['x'], indices_options: { ignore_unavailable: true } };
    expect(await answer('PUT', 'anomaly_detectors/A', job)).toEqual([
      400,
      expect.stringMatching(/must be lowercase|Invalid job_id/),
    ]);
    expect(await answer('PUT', 'datafeeds/f', datafeed)).toEqual([404, "No known job with id 'a'"]);
    expect(await answer('PUT', 'anomaly_detectors/a', job)).toEqual([200, undefined]);
    expect(await answer('PUT', 'anomaly_detectors/a', job)).toEqual([
      400,
      "The job cannot be created with the Id 'a'. The Id is already used.",
    ]);
    expect(await answer('PUT', 'datafeeds/f', datafeed)).toEqual([200, undefined]);
    expect(await answer('PUT', 'datafeeds/g', datafeed)).toEqual([
      409,
      expect.stringMatching(/already exists for job/),
    ]);
    expect(await answer('POST', 'datafeeds/f/_start')).toEqual([
      400,
      expect.stringMatching(/\[t\] because it has no mappings/),
    ]);
    await node.request('PUT', '/x', JSON.stringify({ mappings: { properties: { t: { type: 'date' } } } }));
    expect(await answer('POST', 'datafeeds/f/_start')).toEqual([409, expect.stringMatching(/job \[a\] is closed/)]);
    expect(await answer('POST', 'anomaly_detectors/a/_open', {})).toEqual([200, undefined]);
    expect(await answer('POST', 'datafeeds/f/_start')).toEqual([200, undefined]);
    expect(await answer('DELETE', 'datafeeds/f')).toEqual([409, expect.stringMatching(/while its status is started/)]);
    expect(await answer('DELETE', 'anomaly_detectors/a')).toEqual([409, expect.stringMatching(/the job is opened/)]);
    expect(await answer('GET', 'anomaly_detectors/b')).toEqual([404, "No known job with id 'b'"]);
    const { body } = await node.request('GET', '/_ml/memory/_stats');
    const [stats] = Object.values((body as { nodes: Record<string, { mem: { ml: Record<string, number> } }> }).nodes);
    // The default limit of 1 GB and the process's 10 MB.
    expect(stats!.mem.ml.anomaly_detectors_in_bytes).toBe(1034 * 2 ** 20);
    expect(await answer('DELETE', 'anomaly_detectors/a?force=true')).toEqual([200, undefined]);
    expect(await answer('GET', 'datafeeds/f')).toEqual([404, 'No datafeed with id [f] exists']);
    await node.setLicence('basic');
    expect(await answer('GET', 'anomaly_detectors')).toEqual([403, expect.stringMatching(/non-compliant for \[ml\]/)]);
  }, 60_000);
});
