// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Expected documents of pipeline tests from a cluster: what is sent, what is taken away again, what comes out.

import type { Cluster, ClusterRequest } from '../../../src/elasticsearch/cluster.js';
import { clusterSimulator } from '../../../src/elasticsearch/simulateTests.js';
import { createEngine } from '../../../src/ingest/engine.js';
import { loadPipeline } from '../../../src/ingest/loadPipeline.js';
import type { TestDocument, TestSuite } from '../../../src/ingest/tests/testCase.js';
import { fromPlain } from '../../../src/values/json.js';

const definitions = new Map([
  ['p', loadPipeline({ processors: [{ pipeline: { name: 'q' } }, { pipeline: { name: 'elsewhere' } }] }, 'p')],
  ['q', loadPipeline({ processors: [{ set: { field: 'a', value: 1 } }] }, 'q')],
]);
const suite: TestSuite = { name: 's', engine: createEngine(), pipeline: 'p', cases: [], definitions };
const documents = ['x', 'y', 'z'].map((message, index): TestDocument => ({
  source: fromPlain({ message }),
  index: 'logs',
  id: String(index),
  place: `${index}`,
}));

function fake(simulate: (path: string) => string) {
  const requests: ClusterRequest[] = [];
  const request = (sent: ClusterRequest) => {
    requests.push(sent);
    return Promise.resolve({ status: 200, body: sent.path === '/' ? { version: { number: '9.1.0' } } : {} });
  };
  const requestText = (sent: ClusterRequest) => {
    requests.push(sent);
    return Promise.resolve({ status: 200, body: simulate(sent.path) });
  };
  return { cluster: { request, requestText } as unknown as Cluster, requests };
}

test('pipelines go under names of their own, which do not show in the results, and are deleted', async () => {
  const { cluster, requests } = fake(
    (path) =>
      `{"docs":[{"doc":{"_source":{"pipeline":"${path.split('/')[3]!}","n":[9007199254740993,1.0]}}},null,{"error":{"reason":"no"}}]}`,
  );
  const simulator = await clusterSimulator(cluster);
  expect(simulator.name).toBe('elasticsearch 9.1.0');
  expect(await simulator.simulate(suite, documents)).toEqual([
    '{"pipeline":"p","n":[9007199254740993,1.0]}',
    'null',
    '{"error":"no"}',
  ]);
  const prefix = /logtwin-test-[0-9a-f]{12}-/.exec(requests[1]!.path)![0];
  expect(requests.map(({ method, path }) => `${method} ${path.replaceAll(prefix, '*')}`)).toEqual([
    'GET /',
    'PUT /_ingest/pipeline/*p',
    'PUT /_ingest/pipeline/*q',
    'POST /_ingest/pipeline/*p/_simulate',
    'DELETE /_ingest/pipeline/*p',
    'DELETE /_ingest/pipeline/*q',
  ]);
  expect(JSON.parse(requests[1]!.body as string)).toEqual({
    processors: [{ pipeline: { name: `${prefix}q` } }, { pipeline: { name: 'elsewhere' } }],
  });
});

test('pipelines are deleted after a failure too', async () => {
  const { cluster, requests } = fake(() => {
    throw new Error('gone');
  });
  await expect((await clusterSimulator(cluster)).simulate(suite, documents)).rejects.toThrow('gone');
  expect(requests.filter(({ method }) => method === 'DELETE')).toHaveLength(2);
});
