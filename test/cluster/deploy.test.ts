// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Deploying on the test cluster: an empty one to enriched events, again, broken off anywhere, with faults, and away.

import { applySteps } from '../../src/elasticsearch/apply.js';
import type { Cluster } from '../../src/elasticsearch/cluster.js';
import { planDeployment, readDeploymentFiles, type DeploymentFiles } from '../../src/elasticsearch/deploy.js';
import { destroySteps } from '../../src/elasticsearch/destroy.js';
import type { JsonObject } from '../../src/elasticsearch/json.js';
import { readStatus } from '../../src/elasticsearch/status.js';
import { embeddedModelFolder } from '../../src/inference/embeddedModel.js';
import { loadClassifier } from '../../src/inference/textClassification.js';
import { expandInputs } from '../../src/ingest/dumps/expandInputs.js';
import { readDump } from '../../src/ingest/dumps/readDump.js';
import { printJson } from '../../src/values/json.js';
import { startElasticsearchNode, type ElasticsearchNode } from './elasticsearchNode.js';
import { reasonToSkip } from './node.js';
import { onCluster } from './onCluster.js';

const skip = reasonToSkip();
if (skip) process.stderr.write(`${skip}\n`);

/** Every n-th request is cut in turn, every n-th step met by a second deploy; LOGTWIN_EVERY_CUT=1 takes each. */
const everyCut = process.env['LOGTWIN_EVERY_CUT'] === '1';
const cutStep = everyCut ? 1 : 7;

(skip ? describe.skip : describe)('deploy on the test cluster', () => {
  let node: ElasticsearchNode;
  const files = readDeploymentFiles(undefined, [], {});

  beforeAll(async () => {
    node = await startElasticsearchNode();
  }, 300_000);
  afterAll(async () => {
    await node?.stop();
  }, 60_000);
  beforeEach(async () => {
    await node.reset();
  }, 60_000);

  /** Runs with a connection of its own. Resolves to the write requests that it sent. */
  function withCluster(work: (cluster: Cluster) => Promise<void>, retries = 12): Promise<number> {
    return onCluster(node, (cluster) => work(cluster).then(() => cluster.writes), { retries });
  }

  async function deploy(cluster: Cluster, wanted: DeploymentFiles = files): Promise<void> {
    const plan = await planDeployment(cluster, wanted);
    if (plan.refusals.length > 0) throw new Error(plan.refusals.join('\n'));
    await applySteps(cluster, wanted.manifest.manifest.name, plan.steps);
  }

  /** The message of an error, or undefined where there is none. */
  function outcomeOf(work: Promise<unknown>): Promise<string | undefined> {
    return work.then(
      () => undefined,
      (error: unknown) => (error as Error).message,
    );
  }

  /** Everything that a deployment may leave on the cluster, but for what differs each time. */
  async function stateOf(): Promise<JsonObject> {
    const get = async (path: string): Promise<JsonObject> => (await node.request('GET', path)).body as JsonObject;
    const pipelines = (await get('/_ingest/pipeline')) as Record<string, JsonObject>;
    delete pipelines['logtwin-deploy-ticket'];
    for (const pipeline of Object.values(pipelines))
      for (const key of Object.keys(pipeline)) if (/^version$|_date/.test(key)) delete pipeline[key];
    const models = (await get('/_ml/trained_models?include=definition_status&tags=logtwin')) as {
      trained_model_configs: JsonObject[];
    };
    const stats = (await get('/_ml/trained_models/_all/_stats')) as { trained_model_stats: JsonObject[] };
    const indexTemplates = (await get('/_index_template/logtwin*')).index_templates;
    const componentTemplates = (await get('/_component_template/logtwin*')).component_templates;
    return {
      pipelines,
      indexTemplates,
      componentTemplates,
      models: models.trained_model_configs.map(({ model_id, fully_defined }) => ({ model_id, fully_defined })),
      deployments: stats.trained_model_stats.flatMap(({ deployment_stats: deployment }) => {
        const { deployment_id, state, allocation_status } = (deployment ?? {}) as JsonObject;
        return deployment ? [{ deployment_id, state, allocation_status }] : [];
      }),
      alias: (await get('/_ml/trained_models/logtwin-classifier')).trained_model_configs !== undefined,
    };
  }

  it('takes an empty cluster to enriched events that a search finds, and then writes nothing more', async () => {
    await withCluster(deploy);
    const lines: string[] = [];
    for (const { path } of expandInputs(['ingest/samples'])) {
      for await (const item of readDump(path)) {
        if (!('document' in item)) throw new Error(`${path}: ${item.problem.reason}`);
        lines.push('{"index":{}}', printJson(item.document.source));
      }
    }
    const { body } = await node.request('POST', '/logtwin-classified-test/_bulk?refresh=true', `${lines.join('\n')}\n`);
    expect(body).toMatchObject({ errors: false });
    const found = await node.request(
      'POST',
      '/logtwin-classified-test/_search',
      JSON.stringify({ size: 1000, query: { exists: { field: 'ml.prediction.predicted_value' } } }),
    );
    const hits = (found.body as { hits: { hits: { _source: JsonObject }[] } }).hits.hits;
    const texts = hits.map(({ _source: source }) => source.ml_input as string);
    expect(texts.length).toBeGreaterThan(20);
    const classifier = await loadClassifier(embeddedModelFolder);
    const expected = await classifier.classify(texts);
    await classifier.close();
    hits.forEach(({ _source: source }, position) => {
      const { predicted_value: label, prediction_probability: probability } = expected[position]!;
      expect(source.ml).toMatchObject({ prediction: { predicted_value: label } });
      const there = (source.ml as { prediction: { prediction_probability: number } }).prediction;
      expect(Math.abs(there.prediction_probability - probability)).toBeLessThanOrEqual(1e-4);
    });
    node.clearRequests();
    expect(await withCluster(deploy)).toBe(0);
    const writing = node
      .requests()
      .filter(({ method, path }) => method !== 'GET' && !/_has_privileges|_simulate/.test(path));
    expect(writing).toEqual([]);
    await withCluster(async (cluster) => {
      expect(await readStatus(cluster, files)).toMatchObject({ drift: 0, refusals: [], model: { state: 'started' } });
    });
  }, 60_000);

  it(
    'ends in the planned state when it was broken off at any request before',
    async () => {
      node.clearRequests();
      await withCluster(deploy);
      const total = node.requests().length;
      const planned = await stateOf();
      for (let broken = 1; broken <= total; broken += cutStep) {
        for (const after of [false, true]) {
          await node.reset();
          node.setFaults({ cutAt: broken, after, dead: true });
          await withCluster(deploy, 0).catch(() => undefined);
          node.setFaults(undefined);
          await withCluster(deploy);
          expect({ broken, after, state: await stateOf() }).toEqual({ broken, after, state: planned });
        }
      }
    },
    everyCut ? 3_600_000 : 600_000,
  );

  it('ends in the planned state while one request in ten fails', async () => {
    await withCluster(deploy);
    const planned = await stateOf();
    for (let seed = 1; seed <= 5; seed++) {
      await node.reset();
      node.setFaults({ seed, share: 0.1, kinds: ['429', '503', 'cut'] });
      await withCluster(deploy);
      node.setFaults(undefined);
      expect(await stateOf()).toEqual(planned);
    }
  }, 120_000);

  it(
    'lets one of two deploys win and the other stop, at whatever step of the first the second comes',
    async () => {
      await withCluster(deploy);
      const planned = await stateOf();
      await node.reset();
      let steps = 1;
      for (let met = 0; met < steps; met += cutStep) {
        await node.reset();
        let second = Promise.resolve<unknown>(undefined);
        const first = withCluster(async (cluster) => {
          const plan = await planDeployment(cluster, files);
          await applySteps(cluster, 'logtwin', plan.steps, {
            started(_step, index, total) {
              steps = total;
              if (index === met) second = outcomeOf(withCluster(deploy));
            },
          });
        });
        const outcomes = [await outcomeOf(first), await second];
        const stopped = outcomes.filter((outcome) => outcome !== undefined);
        expect({ met, stopped }).toEqual({
          met,
          stopped: stopped.slice(0, 1).map(() => expect.stringMatching(/^another deploy is running;/) as string),
        });
        expect({ met, state: await stateOf() }).toEqual({ met, state: planned });
        expect(await withCluster(deploy)).toBe(0);
      }
    },
    everyCut ? 600_000 : 120_000,
  );

  it('says at once why a model could not be loaded, and starts it again when deployed again', async () => {
    await node.setLoadFailure('the native process ended');
    await withCluster(async (cluster) => {
      await expect(deploy(cluster)).rejects.toThrow(
        /^the deployment of logtwin-linear_\w+ failed: the native process ended;/,
      );
    });
    expect(await stateOf()).toMatchObject({ pipelines: {}, alias: false });
    await node.setLoadFailure(undefined);
    await withCluster(deploy);
    expect(await stateOf()).toMatchObject({ deployments: [{ state: 'started' }], alias: true });
  }, 60_000);

  it('destroys exactly what it installed', async () => {
    const own = { description: 'not ours', processors: [{ set: { field: 'a', value: 1 } }] };
    await node.request('PUT', '/_ingest/pipeline/own', JSON.stringify(own));
    const before = await stateOf();
    await withCluster(deploy);
    await withCluster(async (cluster) => {
      for (const step of await destroySteps(cluster, files.manifest.manifest)) await step.apply(() => undefined);
    });
    expect(await stateOf()).toEqual(before);
  }, 60_000);
});
