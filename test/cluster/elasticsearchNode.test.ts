// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The test cluster itself: that it refuses what Elasticsearch refuses, and that its models answer as ours do here.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

import type { Cluster } from '../../src/elasticsearch/cluster.js';
import { Secret } from '../../src/elasticsearch/secret.js';
import type { Connection } from '../../src/elasticsearch/connection.js';
import type { JsonObject } from '../../src/elasticsearch/json.js';
import { readModelArtifact, type ModelArtifact } from '../../src/elasticsearch/modelArtifact.js';
import { embeddedModelFolder } from '../../src/inference/embeddedModel.js';
import { loadClassifier } from '../../src/inference/textClassification.js';
import { writeSeededModel } from '../support/seededModel.js';
import { reasonToSkipElasticsearch, startElasticsearchNode, type ElasticsearchNode } from './elasticsearchNode.js';
import { onCluster } from './onCluster.js';

const skip = reasonToSkipElasticsearch();
if (skip) process.stderr.write(`${skip}\n`);

const texts = [
  'Failed password for root from 10.0.0.5 port 22 ssh2',
  'user admin logged in',
  '',
  'disk full: connection closed '.repeat(60),
  'Ünïcode 日本語 \u{1f600} [SEP] "quoted"',
];

(skip ? describe.skip : describe)('the test cluster', () => {
  let node: ElasticsearchNode;
  const folder = mkdtempSync(join(tmpdir(), 'logtwin-cluster-'));
  const linear = artifactOf(embeddedModelFolder);
  beforeAll(async () => {
    node = await startElasticsearchNode();
  }, 300_000);
  afterAll(async () => {
    await node?.stop();
    rmSync(folder, { recursive: true });
  }, 60_000);
  beforeEach(() => node.reset(), 60_000);

  async function send(method: string, path: string, body?: unknown): Promise<{ status: number; body: JsonObject }> {
    const answer = await node.request(method, path, body === undefined ? undefined : JSON.stringify(body));
    return { status: answer.status, body: answer.body as JsonObject };
  }

  /** `status reason` of an error. */
  async function refusal(method: string, path: string, body?: unknown): Promise<string> {
    const answer = await send(method, path, body);
    const { reason } = answer.body.error as { reason: string };
    return `${answer.status} ${reason}`;
  }

  async function expectOk(method: string, path: string, body?: unknown): Promise<JsonObject> {
    const answer = await send(method, path, body);
    expect({ path, ...answer }).toMatchObject({ path, status: 200 });
    return answer.body;
  }

  const model = (id: string): string => `/_ml/trained_models/${id}`;

  async function upload(id: string, { config, vocabulary, definitionFile }: ModelArtifact): Promise<void> {
    await expectOk('PUT', model(id), config);
    await expectOk('PUT', `${model(id)}/vocabulary`, vocabulary);
    await expectOk('PUT', `${model(id)}/definition/0`, partOf(readFileSync(definitionFile)));
  }

  async function deploy(id: string, artifact: ModelArtifact, query = ''): Promise<void> {
    await upload(id, artifact);
    await expectOk('POST', `${model(id)}/deployment/_start?wait_for=fully_allocated${query}`);
  }

  describe('answers as Elasticsearch', () => {
    it('to the official client, whatever its media types', async () => {
      await withCluster({ url: node.url }, async (cluster) => {
        const { body } = await cluster.request<JsonObject>({ method: 'GET', path: '/' });
        expect(body.version).toMatchObject({ number: '9.5.3' });
        const bulkBody = '{"index":{"_index":"a"}}\n{"n":1}\n{"index":{"_index":"a"}}\n{"n":2}\n';
        await cluster.request({ method: 'POST', path: '/_bulk', query: { refresh: true }, bulkBody });
        const found = await cluster.request<JsonObject>({
          method: 'POST',
          path: '/a/_search',
          body: { size: 0 },
          reads: true,
        });
        expect(found.body.hits).toMatchObject({ total: { value: 2 } });
      });
      const refused = await fetch(node.url, {
        headers: { accept: 'application/vnd.elasticsearch+json; compatible-with=7' },
      });
      expect(refused.status).toBe(400);
      expect(refused.headers.get('x-elastic-product')).toBe('Elasticsearch');
    });

    it('with a point in time that sorts to the end', async () => {
      for (let n = 0; n < 5; n++) await send('PUT', `/a/_doc/${n}?refresh=true`, { n });
      const { id } = await expectOk('POST', '/a/_pit?keep_alive=1m');
      const page = { pit: { id, keep_alive: '1m' }, size: 3, sort: [{ n: 'asc' }] };
      const first = (await expectOk('POST', '/_search', page)) as { hits: { hits: { sort: unknown[] }[] } };
      const last = first.hits.hits.at(-1)!.sort;
      expect(last).toEqual([2, expect.any(Number)]);
      const second = (await expectOk('POST', '/_search', { ...page, search_after: last })) as typeof first;
      expect(second.hits.hits.map(({ sort }) => sort[0])).toEqual([3, 4]);
      expect(await expectOk('DELETE', '/_pit', { id })).toEqual({ succeeded: true, num_freed: 1 });
    });

    it('keeping _meta of pipelines, and locking on their version', async () => {
      const pipeline = { _meta: { owner: 'me' }, version: 1, processors: [] };
      await expectOk('PUT', '/_ingest/pipeline/p', pipeline);
      expect(await expectOk('GET', '/_ingest/pipeline/p')).toEqual({ p: pipeline });
      expect(await refusal('PUT', '/_ingest/pipeline/p?if_version=7', { ...pipeline, version: 8 })).toBe(
        '400 version conflict, required version [7] for pipeline [p] but current version is [1]',
      );
      expect(await refusal('PUT', '/_ingest/pipeline/q?if_version=1', pipeline)).toBe(
        '400 version conflict, required version [1] for pipeline [q] but no pipeline was found',
      );
      expect(await refusal('PUT', '/_ingest/pipeline/p?if_version=1', pipeline)).toBe(
        '400 cannot update pipeline [p] with the same version [1]',
      );
      const answers = await Promise.all(
        [2, 3].map((version) => send('PUT', '/_ingest/pipeline/p?if_version=1', { ...pipeline, version })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
    });

    it('counting requests, and failing as told', async () => {
      const ask = (): Promise<number> =>
        send('GET', '/').then(
          ({ status }) => status,
          () => 0,
        );
      node.setFaults({ cutAt: 2 });
      expect([await ask(), await ask(), await ask()]).toEqual([200, 0, 200]);
      node.setFaults({ cutAt: 2, dead: true });
      expect([await ask(), await ask(), await ask()]).toEqual([200, 0, 0]);
      const run = async (seed: number): Promise<number[]> => {
        node.setFaults({ seed, share: 0.5, kinds: ['429', '503', 'cut'] });
        const statuses: number[] = [];
        for (let n = 0; n < 40; n++) statuses.push(await ask());
        return statuses;
      };
      const statuses = await run(1);
      expect(new Set(statuses)).toEqual(new Set([200, 429, 503, 0]));
      expect(await run(1)).toEqual(statuses);
      expect(await run(2)).not.toEqual(statuses);
      node.setFaults({ cutAt: 1, after: true });
      await send('PUT', '/b').catch(() => undefined);
      expect((await send('GET', '/b')).status).toBe(200);
      expect(node.requests().slice(-2)).toEqual([
        { method: 'PUT', path: '/b', status: 0 },
        { method: 'GET', path: '/b', status: 200 },
      ]);
    }, 30_000);

    it('with TLS, credentials and API keys', async () => {
      const front = await node.openFront({ tls: true, auth: { username: 'elastic', password: 'right' } });
      const ca = front.caCertificate!;
      const as = (auth: Connection['auth'], tls: Partial<Connection['tls']> = { ca }): Connection => ({
        url: front.url,
        ...(auth && { auth }),
        tls: { verify: true, ...tls },
      });
      const basic = (password: string): Connection['auth'] => ({
        kind: 'basic',
        username: 'elastic',
        password: new Secret(password),
      });
      await expect(whoIs(as(basic('wrong')))).rejects.toThrow('refused the credentials (401)');
      await expect(whoIs(as(undefined))).rejects.toThrow('refused the credentials (401)');
      await expect(whoIs(as(basic('right'), {}))).rejects.toThrow('signed by no authority');
      expect(await whoIs(as(basic('right')))).toBe('elastic realm');
      const key = await withCluster(as(basic('right')), async (cluster) => {
        const body = { name: 'status', role_descriptors: { status: { cluster: ['monitor_ml'], indices: [] } } };
        return (await cluster.request<{ encoded: string }>({ method: 'POST', path: '/_security/api_key', body })).body
          .encoded;
      });
      const keyed = as({ kind: 'apiKey', apiKey: new Secret(key) });
      expect(await whoIs(keyed)).toBe('elastic api_key');
      const has = await withCluster(keyed, async (cluster) => {
        const body = { cluster: ['monitor_ml', 'manage_ml'] };
        return (await cluster.request({ method: 'POST', path: '/_security/user/_has_privileges', body, reads: true }))
          .body;
      });
      expect(has).toMatchObject({ has_all_requested: false, cluster: { monitor_ml: true, manage_ml: false } });
      await expect(
        withCluster(keyed, (cluster) =>
          cluster.request({ method: 'PUT', path: '/_ingest/pipeline/p', body: { processors: [] } }),
        ),
      ).rejects.toMatchObject({ status: 403, message: expect.stringContaining('manage_ingest_pipelines') as string });
      await withCluster(as(basic('right')), async (cluster) => {
        const path = '/_security/api_key';
        const read = async (): Promise<JsonObject> => {
          const query = { active_only: true, owner: true };
          const { body } = await cluster.request<{ api_keys: JsonObject[] }>({ method: 'GET', path, query });
          return body.api_keys[0]!;
        };
        const { id, role_descriptors: roles } = await read();
        expect(roles).toEqual({ status: { cluster: ['monitor_ml'], indices: [] } });
        const role_descriptors = { status: { cluster: ['monitor'], indices: [] } };
        await cluster.request({ method: 'PUT', path: `${path}/${String(id)}`, body: { role_descriptors } });
        expect(await read()).toMatchObject({ id, role_descriptors });
      });
      await withCluster(as(basic('right')), (cluster) =>
        cluster.request({ method: 'DELETE', path: '/_security/api_key', body: { name: 'status' } }),
      );
      await expect(whoIs(keyed)).rejects.toThrow('refused the credentials (401)');
      await front.stop();
      const expired = await node.openFront({ tls: { expired: true } });
      await expect(whoIs({ url: expired.url, tls: { verify: true, ca: expired.caCertificate! } })).rejects.toThrow(
        'has expired',
      );
      await expired.stop();
    }, 30_000);

    it('refusing machine learning to a basic licence, whose trial can be started once', async () => {
      await node.setLicence('basic');
      expect(await refusal('GET', '/_ml/trained_models')).toBe('403 current license is non-compliant for [ml]');
      expect((await expectOk('GET', '/_license')).license).toMatchObject({ type: 'basic', status: 'active' });
      expect(await expectOk('POST', '/_license/start_trial')).toMatchObject({ trial_was_started: false });
      expect(await expectOk('POST', '/_license/start_trial?acknowledge=true')).toMatchObject({
        trial_was_started: true,
      });
      await expectOk('GET', '/_ml/trained_models');
      expect((await send('POST', '/_license/start_trial?acknowledge=true')).status).toBe(403);
    });
  });

  describe('keeps the rules of trained models', () => {
    it('create-only', async () => {
      await upload('m', linear);
      expect(await refusal('PUT', model('m'), linear.config)).toBe(
        '400 Trained machine learning model [m] already exists',
      );
      expect(await refusal('PUT', `${model('m')}/vocabulary`, linear.vocabulary)).toBe(
        '400 Trained machine learning model [m] vocabulary already exists',
      );
      expect(await refusal('PUT', `${model('m')}/definition/0`, partOf(Buffer.from('x')))).toBe(
        '400 Trained machine learning model chunked doc [m][0] already exists',
      );
      expect(await refusal('PUT', `${model('n')}/vocabulary`, linear.vocabulary)).toBe(
        '404 Could not find trained model [n]',
      );
      expect(await refusal('PUT', model('Upper'), linear.config)).toMatch(/^400 .*Invalid model_id; 'Upper'/);
      expect(await refusal('GET', `${model('m')}?unknown=1`)).toMatch(/^400 .*unrecognized parameter: \[unknown\]/);
    });

    it('whole only when every part is there', async () => {
      await expectOk('PUT', model('m'), linear.config);
      const archive = readFileSync(linear.definitionFile);
      const half = archive.length >> 1;
      const part = (bytes: Buffer): JsonObject => ({
        ...partOf(bytes),
        total_definition_length: archive.length,
        total_parts: 2,
      });
      const isWhole = async (): Promise<unknown> => {
        const body = (await expectOk('GET', `${model('m')}?include=definition_status`)) as {
          trained_model_configs: JsonObject[];
        };
        return body.trained_model_configs[0]!.fully_defined;
      };
      expect(await refusal('POST', `${model('m')}/deployment/_start`)).toBe(
        '404 Could not find trained model definition [m]',
      );
      await expectOk('PUT', `${model('m')}/definition/1`, part(archive.subarray(half)));
      expect(await isWhole()).toBe(false);
      expect(await refusal('POST', `${model('m')}/deployment/_start`)).toMatch(
        /^400 .*please delete and recreate the model definition/,
      );
      expect(await refusal('PUT', `${model('m')}/definition/2`, part(archive))).toContain(
        '[part] must be less than total_parts',
      );
    });

    it('finding models by id, alias, wildcard, tag and page', async () => {
      for (const id of ['a1', 'a2', 'b1'])
        await expectOk('PUT', model(id), { ...linear.config, tags: [id.slice(0, 1)] });
      await expectOk('PUT', `${model('b1')}/model_aliases/other`);
      const found = async (path: string): Promise<unknown> => {
        const body = (await expectOk('GET', path)) as { trained_model_configs: JsonObject[] };
        return body.trained_model_configs.map(({ model_id: id }) => id);
      };
      expect(await found(model('a*'))).toEqual(['a1', 'a2']);
      expect(await found(model('other,a1'))).toEqual(['a1', 'b1']);
      expect(await found('/_ml/trained_models?tags=b')).toEqual(['b1']);
      expect(await found('/_ml/trained_models?from=1&size=1')).toEqual(['a2']);
      expect(await found(model('c*'))).toEqual([]);
      expect(await refusal('GET', model('c'))).toMatch(/^404 No known trained model with model_id \[c\]/);
      expect(await refusal('PUT', model('other'), linear.config)).toMatch(/^400 .*same as an existing model_alias/);
    });

    it('of aliases', async () => {
      await deploy('m1', linear);
      await upload('m2', linear);
      const alias = (id: string, query = ''): string => `${model(id)}/model_aliases/current${query}`;
      await expectOk('PUT', alias('m1'));
      expect(await refusal('PUT', alias('m2'))).toMatch(
        /^400 cannot assign model_alias \[current\].*already refers to \[m1\]/,
      );
      expect(await refusal('PUT', alias('m2', '?reassign=true'))).toBe(
        '400 cannot reassign model_alias [current] to model [m2] from model [m1] as it is not yet deployed',
      );
      await expectOk('POST', `${model('m2')}/deployment/_start?wait_for=fully_allocated`);
      await expectOk('PUT', alias('m2', '?reassign=true'));
      expect(await refusal('PUT', `${model('m2')}/model_aliases/v2`)).toMatch(/^400 .*cannot end with numbers/);
      expect(await refusal('DELETE', alias('m1'))).toBe(
        '409 model_alias [current] does not refer to provided model_id [m1]',
      );
      await expectOk('PUT', '/_ingest/pipeline/p', { processors: [{ inference: { model_id: 'current' } }] });
      expect(await refusal('POST', `${model('m2')}/deployment/_stop`)).toMatch(
        /^409 .*model_alias \[current\] that is still referenced/,
      );
      expect(await refusal('DELETE', model('m2'))).toMatch(/^409 .*model_alias \[current\] that is still referenced/);
      await expectOk('DELETE', '/_ingest/pipeline/p');
      expect(await refusal('DELETE', model('m2'))).toMatch(/^409 .*currently deployed/);
      await expectOk('POST', `${model('m2')}/deployment/_stop`);
      await expectOk('DELETE', model('m2'));
      expect(await refusal('GET', model('current'))).toMatch(/^404/);
    }, 30_000);

    it('of deployments', async () => {
      await upload('m', linear);
      const start = `${model('m')}/deployment/_start`;
      await node.setMlMemory(100 * 2 ** 20);
      expect(await refusal('POST', start)).toBe(
        '429 Could not start deployment because no ML nodes with sufficient capacity were found',
      );
      await node.setMlMemory(2 ** 30);
      expect(await refusal('POST', `${start}?threads_per_allocation=3`)).toContain(
        '[threads_per_allocation] must be a power of 2',
      );
      expect(await refusal('POST', `${start}?priority=low&number_of_allocations=2`)).toContain(
        '[number_of_allocations] must be 1',
      );
      expect(await refusal('POST', `${model('m')}/_infer`, { docs: [{ text_field: 'x' }] })).toMatch(
        /^400 .*must be deployed to use/,
      );
      const started = await expectOk('POST', `${start}?queue_capacity=7&wait_for=fully_allocated`);
      expect(started.assignment).toMatchObject({ assignment_state: 'started', task_parameters: { queue_capacity: 7 } });
      expect(await refusal('POST', start)).toMatch(/^400 .*existing deployment with the same id \[m\] exist/);
      await expectOk('POST', `${model('m')}/deployment/_update`, { number_of_allocations: 2 });
      const stats = (await expectOk('GET', `${model('m')}/_stats`)) as { trained_model_stats: JsonObject[] };
      expect(stats.trained_model_stats[0]).toMatchObject({
        deployment_stats: {
          state: 'started',
          number_of_allocations: 2,
          allocation_status: { state: 'fully_allocated' },
        },
      });
      await expectOk('POST', `${model('m')}/deployment/_stop`);
      expect(await refusal('POST', `${model('m')}/deployment/_stop?allow_no_match=false`)).toMatch(/^404/);
    }, 30_000);

    it('of archives', async () => {
      const archive = readFileSync(linear.definitionFile);
      const changed = (from: string, to: string): Buffer => changeSource(archive, from, to);
      const startOf = async (id: string, bytes: Buffer, vocabulary = true): Promise<string> => {
        await expectOk('PUT', model(id), linear.config);
        if (vocabulary) await expectOk('PUT', `${model(id)}/vocabulary`, linear.vocabulary);
        await expectOk('PUT', `${model(id)}/definition/0`, partOf(bytes));
        return refusal('POST', `${model(id)}/deployment/_start`);
      };
      expect(await startOf('no-archive', Buffer.from('no archive'))).toMatch(/^500 .*nodes failed with errors/);
      expect(await startOf('no-vocabulary', archive, false)).toContain('Could not find vocabulary document');
      expect(await startOf('operation', changed('torch.sum(', 'torch.std('))).toContain('aten::std');
      expect(await startOf('hook', changed('attention_mask', '__setstate__xx'))).toContain('__setstate__');
    }, 30_000);

    it('of a full queue', async () => {
      await deploy('m', linear, '&queue_capacity=1');
      await node.setInferenceDelay(300);
      const ask = (n: number): Promise<number> =>
        send('POST', `${model('m')}/_infer`, { docs: [{ text_field: `text ${n}` }] }).then(({ status }) => status);
      const statuses = await Promise.all([1, 2, 3, 4, 5].map(ask));
      expect(statuses.sort()).toEqual([200, 200, 429, 429, 429]);
      expect(await refusal('POST', `${model('m')}/_infer?timeout=50ms`, { docs: [{ text_field: 'late' }] })).toMatch(
        /^408 .*timeout \[50ms\] waiting for inference result/,
      );
      const stats = (await expectOk('GET', `${model('m')}/_stats`)) as {
        trained_model_stats: { deployment_stats: JsonObject }[];
      };
      expect(stats.trained_model_stats[0]!.deployment_stats).toMatchObject({
        rejected_execution_count: 3,
        timeout_count: 1,
      });
    }, 30_000);
  });

  describe('infers', () => {
    it.each(['bert', 'distilbert', 'electra', 'mpnet', 'roberta', 'modernbert', 'xlm-roberta', 'deberta-v3'] as const)(
      'as ONNX does here with a %s',
      async (name) => {
        const types = {
          mpnet: 'mpnet',
          roberta: 'roberta',
          modernbert: 'byte_level_bpe',
          'xlm-roberta': 'xlm_roberta',
          'deberta-v3': 'deberta_v2',
        } as const;
        const artifact = artifactOf(
          writeSeededModel(folder, name, name in types ? types[name as keyof typeof types] : 'bert'),
        );
        await expectSameAnswers(artifact);
      },
      60_000,
    );

    it('as ONNX does here with the embedded model', () => expectSameAnswers(linear), 60_000);

    async function expectSameAnswers(artifact: ModelArtifact): Promise<void> {
      await deploy('m', artifact);
      const classifier = await loadClassifier(artifact.folder.path);
      try {
        const ours = await classifier.classify(texts);
        const { inference_results: theirs } = (await expectOk('POST', `${model('m')}/_infer`, {
          docs: texts.map((text) => ({ text_field: text })),
          inference_config: { text_classification: { num_top_classes: -1 } },
        })) as { inference_results: JsonObject[] };
        for (const [index, { predicted_value, top_classes, prediction_probability, is_truncated }] of ours.entries()) {
          const result = theirs[index]!;
          expect([result.predicted_value, result.is_truncated]).toEqual([predicted_value, is_truncated]);
          expect(Math.abs((result.prediction_probability as number) - prediction_probability)).toBeLessThan(1e-4);
          expect((result.top_classes as JsonObject[]).map(({ class_name: name }) => name)).toEqual(
            top_classes!.map(({ class_name: name }) => name),
          );
        }
      } finally {
        await classifier.close();
      }
    }

    it('with windows, which an update can only take away', async () => {
      const text = 'disk full: connection closed '.repeat(300);
      const bert = { do_lower_case: true, max_sequence_length: 512, truncate: 'none', span: 64 };
      const labels = { classification_labels: linear.folder.labels };
      const inference_config = { text_classification: { tokenization: { bert }, ...labels } };
      await deploy('m', { ...linear, config: { ...linear.config, inference_config } });
      const infer = async (update?: JsonObject): Promise<JsonObject> => {
        const body = {
          docs: [{ text_field: text }],
          ...(update && { inference_config: { text_classification: { tokenization: { bert: update } } } }),
        };
        const answer = (await expectOk('POST', `${model('m')}/_infer`, body)) as { inference_results: JsonObject[] };
        return answer.inference_results[0]!;
      };
      const classifier = await loadClassifier(embeddedModelFolder, { tokenization: { bert } });
      const [ours] = await classifier.classify([text]);
      const theirs = await infer();
      expect(Math.abs((theirs.prediction_probability as number) - ours!.prediction_probability)).toBeLessThan(1e-4);
      expect(theirs.is_truncated).toBeUndefined();
      for (const update of [{ truncate: 'none' }, { truncate: 'none', span: 32 }, { truncate: 'first' }]) {
        const { error } = await infer(update);
        const message = await classifier
          .classify([text], { tokenization: { bert: update } })
          .then(String, ({ message }) => message as string);
        expect([update, error]).toEqual([update, message]);
      }
      await classifier.close();
    }, 30_000);
  });

  describe('classifies documents', () => {
    beforeEach(() => deploy('m', linear), 30_000);

    async function simulate(inference: JsonObject, source: JsonObject): Promise<unknown> {
      const pipeline = { processors: [{ inference: { model_id: 'm', ...inference } }] };
      const { body } = await send('POST', '/_ingest/pipeline/_simulate', { pipeline, docs: [{ _source: source }] });
      const [result] = (body.docs ?? [body]) as { doc?: { _source: unknown }; error?: { reason: string } }[];
      return result!.doc?._source ?? result!.error?.reason;
    }
    const shaped = { target_field: 'ml.prediction', field_map: { message: 'text_field' } };
    const prediction = { predicted_value: 'INFO', prediction_probability: expect.any(Number) as number, model_id: 'm' };

    it('with target_field and field_map', async () => {
      expect(await simulate(shaped, { message: 'ok' })).toEqual({ message: 'ok', ml: { prediction } });
      // What stands in text_field already wins, and a second run appends.
      expect(await simulate(shaped, { message: 'ok', ml: { prediction: { old: true } } })).toEqual({
        message: 'ok',
        ml: { prediction: [{ old: true }, prediction] },
      });
      expect(await simulate(shaped, { other: 'ok' })).toBe(
        'Input field [text_field] does not exist in the source document',
      );
      expect(await simulate(shaped, { message: ['ok'] })).toBe(
        'Input value [[ok]] for field [text_field] must be a string',
      );
      const top = { inference_config: { text_classification: { num_top_classes: 1, results_field: 'label' } } };
      expect(await simulate({ ...shaped, ...top }, { message: 'ok' })).toMatchObject({
        ml: { prediction: { label: 'INFO', top_classes: [{ class_name: 'INFO' }] } },
      });
      expect(await simulate({}, { text_field: 'ok' })).toMatchObject({ ml: { inference: prediction } });
    });

    it('with input_output, which writes no label', async () => {
      const pairs = { input_output: [{ input_field: 'message', output_field: 'ml.label' }] };
      expect(await simulate(pairs, { message: 'ok' })).toEqual({ message: 'ok', ml: { model_id: 'm' } });
      expect(await simulate({ ...pairs, ignore_missing: true }, { other: 'ok' })).toEqual({ other: 'ok' });
      expect(await simulate(pairs, { message: 5 })).toContain('[message]');
      expect(await simulate({ ...pairs, target_field: 'ml' }, { message: 'ok' })).toContain(
        'option is incompatible with [input_output]',
      );
    });

    it('refusing wrong settings', async () => {
      const config = (text_classification: unknown): JsonObject => ({
        ...shaped,
        inference_config: { text_classification },
      });
      expect(await simulate(config({ labels: 1 }), { message: 'ok' })).toContain('Unrecognized fields [labels]');
      expect(await simulate({ ...shaped, inference_config: {} }, { message: 'ok' })).toContain('one inference type');
      expect(await simulate(config({ classification_labels: ['a'] }), { message: 'ok' })).toContain(
        'classification_labels',
      );
      expect(await simulate({ ...shaped, unknown: 1 }, { message: 'ok' })).toContain("doesn't support one or more");
    });

    it('on their way into an index, through an alias', async () => {
      await expectOk('PUT', `${model('m')}/model_aliases/current`);
      const on_failure = [{ set: { field: 'failure', value: '{{{_ingest.on_failure_message}}}' } }];
      const pipeline = { processors: [{ inference: { ...shaped, model_id: 'current', on_failure } }] };
      await expectOk('PUT', '/_ingest/pipeline/p', pipeline);
      await send('PUT', '/a/_doc/1?pipeline=p', { message: 'ok' });
      await send('PUT', '/a/_doc/2?pipeline=p', { message: 1 });
      expect((await expectOk('GET', '/a/_doc/1'))._source).toEqual({ message: 'ok', ml: { prediction } });
      expect((await expectOk('GET', '/a/_doc/2'))._source).toEqual({
        message: 1,
        failure: 'Input value [1] for field [text_field] must be a string',
      });
    });
  });
});

function artifactOf(model: string): ModelArtifact {
  return readModelArtifact(model, 'logtwin', undefined, { perDeployment: 1, perAllocation: 1 });
}

/** Replaces a text by one of the same length in an archive's TorchScript source, and mends its checksum. */
function changeSource(archive: Buffer, from: string, to: string): Buffer {
  const start = archive.indexOf('PK\x03\x04', archive.lastIndexOf('PK\x03\x04', archive.indexOf('code/__torch__.py')));
  const length = archive.readUInt32LE(start + 18);
  const data = start + 30 + archive.readUInt16LE(start + 26) + archive.readUInt16LE(start + 28);
  const source = Buffer.from(archive.toString('latin1', data, data + length).replaceAll(from, to), 'latin1');
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(source));
  const copy = Buffer.from(archive);
  source.copy(copy, data);
  // It stands before the entry and in the directory at the end.
  const former = archive.subarray(start + 14, start + 18);
  for (let at = archive.indexOf(former); at >= 0; at = archive.indexOf(former, at + 1)) sum.copy(copy, at);
  return copy;
}

/** An archive as the body of its only part. */
function partOf(archive: Buffer): JsonObject {
  return { definition: archive.toString('base64'), total_definition_length: archive.length, total_parts: 1 };
}

function withCluster<T>(
  connection: Omit<Connection, 'tls'> & Partial<Connection>,
  work: (cluster: Cluster) => Promise<T>,
): Promise<T> {
  return onCluster({ tls: { verify: true }, ...connection }, work, { retries: 2 });
}

async function whoIs(connection: Connection): Promise<string> {
  return withCluster(connection, async (cluster) => {
    const { body } = await cluster.request<JsonObject>({ method: 'GET', path: '/_security/_authenticate' });
    return `${String(body.username)} ${String(body.authentication_type)}`;
  });
}
