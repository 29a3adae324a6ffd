// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Backfill on the test cluster: by the cluster and here, killed, with faults, with bad documents. What every document
// should be afterwards is what the offline engine makes of it; LOGTWIN_BACKFILL_DOCUMENTS sets how many there are.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applySteps } from '../../src/elasticsearch/apply.js';
import { backfill, cancelBackfill, type BackfillOptions } from '../../src/elasticsearch/backfill/backfill.js';
import type { Cluster } from '../../src/elasticsearch/cluster.js';
import { planDeployment, readDeploymentFiles } from '../../src/elasticsearch/deploy.js';
import { embeddedModelFolder } from '../../src/inference/embeddedModel.js';
import { InferenceService } from '../../src/inference/inferenceService.js';
import { expandInputs } from '../../src/ingest/dumps/expandInputs.js';
import { readDump } from '../../src/ingest/dumps/readDump.js';
import { openPipeline } from '../../src/ingest/openPipeline.js';
import { parseJson, printJson, toPlain } from '../../src/values/json.js';
import type { HashMap } from '../../src/values/maps.js';
import { startElasticsearchNode, type ElasticsearchNode } from './elasticsearchNode.js';
import { reasonToSkip } from './node.js';
import { onCluster } from './onCluster.js';

const skip = reasonToSkip();
if (skip) process.stderr.write(`${skip}\n`);

const documents = Number(process.env['LOGTWIN_BACKFILL_DOCUMENTS'] ?? 2000);
const limit = 60_000 + documents * 20;
const index = 'events';

type Json = Record<string, unknown>;

/** What became of a document, as far as backfill decides it. */
interface Outcome {
  readonly ml_input: unknown;
  readonly label: unknown;
  readonly tags: unknown;
}

(skip ? describe.skip : describe)('backfill on the test cluster', () => {
  let node: ElasticsearchNode;
  let folder: string;
  let stateFile: string;
  const files = readDeploymentFiles(undefined, [], {});
  const manifest = files.manifest;

  beforeAll(async () => {
    node = await startElasticsearchNode();
    // Otherwise the node lifts the block of a full disk that is not full.
    const settings = { transient: { 'cluster.routing.allocation.disk.threshold_enabled': false } };
    await node.request('PUT', '/_cluster/settings', JSON.stringify(settings));
    await withCluster(async (cluster) => {
      const plan = await planDeployment(cluster, files);
      await applySteps(cluster, 'logtwin', plan.steps);
    });
  }, 300_000);
  afterAll(async () => {
    await node?.stop();
  }, 60_000);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'logtwin-backfill-'));
    stateFile = join(folder, 'state.json');
  });
  afterEach(async () => {
    node.setFaults(undefined);
    rmSync(folder, { recursive: true });
    await node.request('DELETE', `/${index}`);
  });

  function withCluster<T>(work: (cluster: Cluster) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return onCluster(node, work, { retries: 12, ...(signal && { signal }) });
  }

  const optionsOf = (options: Partial<BackfillOptions>): BackfillOptions => ({
    index,
    manifest,
    stateFile,
    selection: { timeField: '@timestamp', all: false },
    ...options,
  });

  const run = (options: Partial<BackfillOptions> = {}) =>
    withCluster((cluster) => backfill(cluster, optionsOf(options)), options.signal);

  /** Sample events again and again; one in twenty is bad, when wanted. */
  async function sampleEvents(bad: boolean, count = documents): Promise<HashMap[]> {
    const samples: string[] = [];
    for (const { path } of expandInputs(['ingest/samples']))
      for await (const item of readDump(path)) if ('document' in item) samples.push(printJson(item.document.source));
    return Array.from({ length: count }, (_, position) => {
      const event = parseJson(samples[position % samples.length]!) as HashMap;
      event.put('n', position);
      // The model's own field, and not a text: inference fails.
      if (bad && position % 20 === 7) event.put('text_field', 5);
      // No result fits into this.
      if (bad && position % 100 === 13) event.put('ml', 'a text');
      return event;
    });
  }

  async function indexEvents(events: readonly HashMap[]): Promise<void> {
    const body = {
      settings: { number_of_shards: 2 },
      mappings: { dynamic: false, properties: { n: { type: 'integer' } } },
    };
    await node.request('PUT', `/${index}`, JSON.stringify(body));
    for (let from = 0; from < events.length; from += 5000) {
      const lines = events
        .slice(from, from + 5000)
        .flatMap((event, at) => [`{"index":{"_id":"${from + at}"}}`, printJson(event)]);
      const answer = await node.request('POST', `/${index}/_bulk?refresh=true`, `${lines.join('\n')}\n`);
      expect(answer.body).toMatchObject({ errors: false });
    }
  }

  /** What the offline engine makes of the events; undefined for those that keep what they were. */
  async function expectedOutcomes(events: readonly HashMap[]): Promise<(Outcome | undefined)[]> {
    const service = new InferenceService(() => embeddedModelFolder);
    const { engine, id } = openPipeline({ pipeline: 'logtwin-classify' }, service.infer);
    const results = await Promise.all(
      events.map(async (event) => engine.run(id, { source: parseJson(printJson(event)) as HashMap, index })),
    );
    await service.close();
    return results.map((result, position) =>
      result.status === 'ok' && typeof events[position]!.get('ml') !== 'string'
        ? outcomeOf(toPlain(result.document.ctx.source) as Json)
        : undefined,
    );
  }

  function outcomeOf(source: Json): Outcome {
    const { prediction } = (source['ml'] ?? {}) as { prediction?: unknown };
    // A second inference would have made a list of it.
    const label = Array.isArray(prediction) ? prediction : (prediction as Json | undefined)?.['predicted_value'];
    return { ml_input: source['ml_input'], label, tags: source['tags'] };
  }

  async function actualOutcomes(count: number, from = index): Promise<Map<number, Outcome>> {
    const outcomes = new Map<number, Outcome>();
    for (let at = 0; at < count; at += 5000) {
      const query = { range: { n: { gte: at, lt: at + 5000 } } };
      const { body } = await node.request('POST', `/${from}/_search`, JSON.stringify({ size: 5000, query }));
      for (const { _source: source } of (body as { hits: { hits: { _source: Json }[] } }).hits.hits)
        outcomes.set(source['n'] as number, outcomeOf(source));
    }
    return outcomes;
  }

  /** Every document is as the offline engine makes it, and the counts say so. */
  async function expectDone(events: readonly HashMap[], report: object): Promise<void> {
    const pipelines = await node.request('GET', '/_ingest/pipeline/logtwin-backfill-*');
    expect(pipelines.body).toEqual({});
    const actual = await actualOutcomes(events.length);
    const expected = await expectedOutcomes(events);
    expect(actual.size).toBe(events.length);
    expected.forEach((outcome, position) => {
      const found = actual.get(position)!;
      if (outcome) expect({ position, ...found }).toEqual({ position, ...outcome });
      else expect(found.label).toBeUndefined();
    });
    const tagged = expected.filter((outcome) => JSON.stringify(outcome?.tags ?? '').includes('_failure')).length;
    const classified = expected.filter((outcome) => outcome?.label !== undefined).length;
    const rejected = expected.filter((outcome) => outcome === undefined).length;
    expect(report).toMatchObject({
      selected: events.length,
      total: events.length,
      classified,
      tagged,
      rejected,
      without_text: events.length - classified - tagged - rejected,
      left: 0,
      stopped: false,
    });
    expect(existsSync(stateFile)).toBe(false);
  }

  it.each([
    ['the cluster', undefined],
    ['this process', embeddedModelFolder],
  ])(
    'classifies or tags every document, one in twenty bad, by %s',
    async (_who, localModel) => {
      const events = await sampleEvents(true);
      await indexEvents(events);
      const report = await run({ localModel });
      await expectDone(events, report);
      expect(report.tagged).toBeGreaterThan(documents / 30);
      expect(report.reasons[0]!.reason).toContain('must be a string');
      // Only what is left without a result is taken again, and nothing changes.
      const again = await run({ localModel });
      expect(again).toMatchObject({ classified: 0, selected: documents - report.classified! });
    },
    limit,
  );

  it.each([
    ['the cluster', []],
    ['this process', ['--local']],
  ])(
    'goes on after the process was killed while %s worked',
    async (_who, flags) => {
      const events = await sampleEvents(true);
      await indexEvents(events);
      node.clearRequests();
      const child = spawn(
        process.execPath,
        [
          '--import',
          './scripts/typescript.mjs',
          'src/cli/main.ts',
          'backfill',
          index,
          '--url',
          node.url,
          '--state',
          stateFile,
        ].concat(flags, flags.length > 0 ? [] : ['--requests-per-second', String(documents / 2)]),
        { stdio: 'ignore' },
      );
      const exited = new Promise((resolve) => child.once('exit', resolve));
      const working = flags.length > 0 ? /_bulk/ : /_tasks\/[^?]/;
      while (child.exitCode === null && !node.requests().some(({ path }) => working.test(path)))
        await new Promise((resolve) => setTimeout(resolve, 5));
      child.kill('SIGKILL');
      await exited;
      expect(existsSync(stateFile)).toBe(true);
      await expect(run()).rejects.toThrow(/is not finished .*go on with --resume/);
      const localModel = flags.length > 0 ? embeddedModelFolder : undefined;
      await expectDone(events, await run({ resume: true, localModel }));
    },
    limit,
  );

  it.each([
    ['the cluster', undefined],
    ['this process', embeddedModelFolder],
  ])(
    'ends right while one request in ten fails and %s works',
    async (_who, localModel) => {
      const events = await sampleEvents(true);
      await indexEvents(events);
      node.setFaults({ seed: 3, share: 0.1, kinds: ['429', '503', 'cut'] });
      const report = await run({ localModel });
      node.setFaults(undefined);
      await expectDone(events, report);
    },
    limit,
  );

  it(
    'replaces stale results instead of adding to them',
    async () => {
      const events = await sampleEvents(false, 300);
      await indexEvents(events);
      await run();
      const report = await run({ selection: { timeField: '@timestamp', all: true } });
      await expectDone(events, report);
    },
    limit,
  );

  it(
    'takes the documents of a query and of a time',
    async () => {
      const events = await sampleEvents(false, 300);
      await indexEvents(events);
      const query = { range: { n: { lt: 100 } } };
      expect(await run({ selection: { query, timeField: 'n', from: '50', all: false } })).toMatchObject({ total: 50 });
      const touched = [...(await actualOutcomes(300))].filter(([, { ml_input: text }]) => text !== undefined);
      expect(touched.every(([n]) => n >= 50 && n < 100)).toBe(true);
    },
    limit,
  );

  it(
    'keeps what others write meanwhile, and classifies it',
    async () => {
      const events = await sampleEvents(false, 2500);
      await indexEvents(events);
      let changed = false;
      const changes: Promise<unknown>[] = [];
      const report = await run({
        localModel: embeddedModelFolder,
        onProgress: () => {
          if (changed) return;
          changed = true;
          const body = JSON.stringify({ script: { source: 'ctx._source.changed = true' }, query: { match_all: {} } });
          changes.push(node.request('POST', `/${index}/_update_by_query?conflicts=proceed&refresh=true`, body));
        },
      });
      await Promise.all(changes);
      expect(report).toMatchObject({ total: 2500, left: 0 });
      await expectDone(events, report);
    },
    limit,
  );

  it(
    'takes documents again for which the queue was full',
    async () => {
      const events = await sampleEvents(false, 200);
      await indexEvents(events);
      const path = `/_ml/trained_models/${files.artifact!.id}/deployment`;
      await node.request('POST', `${path}/_stop?force=true`);
      await node.request('POST', `${path}/_start?queue_capacity=8&wait_for=started`);
      await node.setInferenceDelay(1);
      const report = await run({ batch: 100 });
      await node.setInferenceDelay(0);
      expect(report).toMatchObject({ total: 200, tagged: 0, left: 0 });
      await node.request('POST', `${path}/_stop?force=true`);
      await node.request('POST', `${path}/_start?queue_capacity=10000&wait_for=started`);
    },
    limit,
  );

  it(
    'copies classified documents and leaves the others as they are',
    async () => {
      const events = await sampleEvents(false, 300);
      await indexEvents(events);
      const expected = await expectedOutcomes(events);
      for (const [dest, localModel] of [
        ['copy-there', undefined],
        ['copy-here', embeddedModelFolder],
      ] as const) {
        const report = await run({ dest, localModel });
        expect(report).toMatchObject({ total: 300, rejected: 0, left: 0 });
        const copies = await actualOutcomes(300, dest);
        expected.forEach((outcome, position) => expect(copies.get(position)).toEqual(outcome));
        await node.request('DELETE', `/${dest}`);
      }
      const originals = await actualOutcomes(300);
      expect([...originals.values()].every(({ ml_input: text }) => text === undefined)).toBe(true);
    },
    limit,
  );

  it(
    'is interrupted, goes on in the cluster, and can be cancelled',
    async () => {
      await indexEvents(await sampleEvents(false, 1000));
      const interrupt = new AbortController();
      const report = await run({
        signal: interrupt.signal,
        requestsPerSecond: 50,
        onProgress: () => interrupt.abort(),
      });
      expect(report).toMatchObject({ stopped: true, total: null });
      const running = async (): Promise<number> => {
        const { body } = await node.request('GET', '/_tasks?actions=*byquery&group_by=none');
        return ((body as { tasks?: unknown[] }).tasks ?? []).length;
      };
      expect(await running()).toBeGreaterThan(0);
      await withCluster((cluster) => cancelBackfill(cluster, { index, manifest, stateFile }));
      expect(await running()).toBe(0);
      expect(existsSync(stateFile)).toBe(false);
      await expect(run({ resume: true })).rejects.toThrow(/there is no unfinished backfill/);
    },
    limit,
  );

  it.each([
    ['a field of another type', { properties: { ml_input: { type: 'long' } } }, {}, /ml_input is long.*--dest/],
    ['a read-only index', {}, { 'index.blocks.read_only': true }, /read-only.*lift the block/],
    ['a disk that is full', {}, { 'index.blocks.read_only_allow_delete': true }, /free disk space/],
  ])(
    'refuses %s before it changes anything',
    async (_what, mappings, blocks, message) => {
      await node.request('PUT', `/${index}`, JSON.stringify({ mappings }));
      await node.request('POST', `/${index}/_doc/1?refresh=true`, '{"n":1}');
      await node.request('PUT', `/${index}/_settings`, JSON.stringify(blocks));
      try {
        for (const localModel of [undefined, embeddedModelFolder])
          await expect(run({ localModel })).rejects.toThrow(message);
        expect(existsSync(stateFile)).toBe(false);
        expect((await node.request('GET', `/${index}/_doc/1`)).body).toMatchObject({ _version: 1 });
      } finally {
        const none = Object.fromEntries(Object.keys(blocks).map((name) => [name, null]));
        await node.request('PUT', `/${index}/_settings`, JSON.stringify(none));
      }
    },
    limit,
  );
});
