// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What is left of a deployment after destroy: indices that still take events.

import { applySteps } from '../../src/elasticsearch/apply.js';
import { planDeployment, readDeploymentFiles, type DeploymentFiles } from '../../src/elasticsearch/deploy.js';
import { destroySteps } from '../../src/elasticsearch/destroy.js';
import type { Manifest } from '../../src/elasticsearch/manifest.js';
import { startElasticsearchNode, type ElasticsearchNode } from './elasticsearchNode.js';
import { reasonToSkip } from './node.js';
import { onCluster } from './onCluster.js';

const skip = reasonToSkip();
if (skip) process.stderr.write(`${skip}\n`);

(skip ? describe.skip : describe)('destroy on the test cluster', () => {
  let node: ElasticsearchNode;

  beforeAll(async () => {
    node = await startElasticsearchNode();
  }, 300_000);
  afterAll(async () => {
    await node?.stop();
  }, 60_000);
  beforeEach(() => node.reset());

  function filesWith(more: Partial<Manifest>): DeploymentFiles {
    const { manifest } = readDeploymentFiles(undefined, [], {});
    const { model: _model, kibana: _kibana, ...rest } = manifest.manifest;
    return { artifact: undefined, manifest: { ...manifest, manifest: { ...rest, ...more } } };
  }

  const deploy = (files: DeploymentFiles): Promise<readonly string[]> =>
    onCluster(node, async (cluster) => {
      const { steps, refusals } = await planDeployment(cluster, files);
      expect(refusals).toEqual([]);
      await applySteps(cluster, 'logtwin', steps);
      return steps.filter(({ change }) => change === 'delete').map(({ kind, id }) => `${kind} ${id}`);
    });

  const put = async (path: string): Promise<number> =>
    (await node.request('PUT', `/${path}?refresh=true`, JSON.stringify({ message: 'a' }))).status;

  const settingsOf = async (index: string): Promise<unknown> => {
    const { body } = await node.request('GET', `/${index}/_settings/index.*_pipeline?flat_settings=true`);
    return (body as Record<string, { settings: unknown }>)[index]?.settings ?? {};
  };

  test('indices made from the template take events afterwards, and those of others are left alone', async () => {
    const files = filesWith({});
    await deploy(files);
    const theirs = { processors: [] };
    await node.request('PUT', '/_ingest/pipeline/logtwin-of-somebody', JSON.stringify(theirs));
    const settings = { 'index.default_pipeline': 'logtwin-of-somebody' };
    await node.request('PUT', '/others', JSON.stringify({ settings }));
    expect(await put('logtwin-classified-a/_doc/1')).toBe(201);
    await onCluster(node, async (cluster) => {
      for (const step of await destroySteps(cluster, files.manifest.manifest)) await step.apply(() => undefined);
      expect(await destroySteps(cluster, files.manifest.manifest)).toEqual([]);
    });
    expect(await put('logtwin-classified-a/_doc/2')).toBe(201);
    expect(await settingsOf('logtwin-classified-a')).toEqual({});
    expect(await settingsOf('others')).toEqual(settings);
  }, 60_000);

  test('a final pipeline goes with destroy', async () => {
    await node.request('PUT', '/events', '{}');
    const files = filesWith({ hook: { kind: 'final_pipeline', indices: ['events'] } });
    await deploy(files);
    expect(await settingsOf('events')).toEqual({ 'index.final_pipeline': 'logtwin-classify' });
    await onCluster(node, async (cluster) => {
      for (const step of await destroySteps(cluster, files.manifest.manifest)) await step.apply(() => undefined);
    });
    expect(await settingsOf('events')).toEqual({});
  }, 60_000);

  test('a manifest that drops the classify pipeline frees the indices that name it', async () => {
    await deploy(filesWith({}));
    expect(await put('logtwin-classified-a/_doc/1')).toBe(201);
    const dropped = await deploy(filesWith({ pipelines: ['logtwin-normalize'], index_templates: [] }));
    expect(dropped).toEqual([
      'index template logtwin-classified',
      'default pipeline of index logtwin-classified-a',
      'ingest pipeline logtwin-classify',
    ]);
    expect(await put('logtwin-classified-a/_doc/2')).toBe(201);
  }, 60_000);

  test('a pipeline that an index still names is not deleted, and the remedy is said', async () => {
    const files = filesWith({});
    await deploy(files);
    await onCluster(node, async (cluster) => {
      const steps = await destroySteps(cluster, files.manifest.manifest);
      await put('logtwin-classified-late/_doc/1');
      const step = steps.find(({ id }) => id === 'logtwin-classify')!;
      await expect(step.apply(() => undefined)).rejects.toThrow(
        /is the default pipeline for 1 index\(es\) including \[logtwin-classified-late\]; unset index\.default_pipeline/,
      );
    });
  }, 60_000);
});
