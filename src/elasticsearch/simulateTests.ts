// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Runs the documents of pipeline tests on a cluster: the pipelines are put under names of their own, asked through
// `_simulate`, and taken away again.

import { randomBytes } from 'node:crypto';
import type { LoadedPipeline } from '../ingest/loadPipeline.js';
import type { Simulator } from '../ingest/tests/generateExpected.js';
import type { TestDocument, TestSuite } from '../ingest/tests/testCase.js';
import { fromPlain, parseJson, printJson } from '../values/json.js';
import { HashMap } from '../values/maps.js';
import type { Cluster } from './cluster.js';

/** Documents in one request. */
const batchSize = 200;

/** A simulator on a cluster, named after the server and its version. */
export async function clusterSimulator(cluster: Cluster): Promise<Simulator> {
  const { body } = await cluster.request<{ version: { number: string; distribution?: string } }>({
    method: 'GET',
    path: '/',
  });
  const { number, distribution = 'elasticsearch' } = body.version;
  return {
    name: `${distribution} ${number}`,
    simulate: (suite, documents) => simulateOn(cluster, suite, documents),
  };
}

async function simulateOn(cluster: Cluster, suite: TestSuite, documents: readonly TestDocument[]): Promise<string[]> {
  const definitions: ReadonlyMap<string, LoadedPipeline> = suite.definitions ?? new Map<string, LoadedPipeline>();
  // Installed pipelines of the same names stay as they are.
  const prefix = `logtwin-test-${randomBytes(6).toString('hex')}-`;
  const pathOf = (id: string) => `/_ingest/pipeline/${encodeURIComponent(prefix + id)}`;
  try {
    for (const [id, { config }] of definitions) {
      const body = printJson(renamed(config, prefix, definitions));
      await cluster.request({ method: 'PUT', path: pathOf(id), body });
    }
    const results: string[] = [];
    for (let start = 0; start < documents.length; start += batchSize) {
      const docs = documents.slice(start, start + batchSize).map(({ index, id, source }) => {
        return `{"_index":${JSON.stringify(index)},"_id":${JSON.stringify(id)},"_source":${printJson(source)}}`;
      });
      const path = `${pathOf(suite.pipeline)}/_simulate`;
      const body = `{"docs":[${docs.join(',')}]}`;
      // As text, which tells 1.0 from 1 and keeps all digits of long numbers.
      const { body: answer } = await cluster.requestText({ method: 'POST', path, body, reads: true });
      results.push(...((parseJson(answer, { maxDepth: Infinity }) as HashMap).get('docs') as unknown[]).map(resultOf));
    }
    // Failures name the pipeline that they happened in.
    return results.map((result) => result.replaceAll(prefix, ''));
  } finally {
    for (const id of definitions.keys()) await cluster.request({ method: 'DELETE', path: pathOf(id), accept: [404] });
  }
}

function resultOf(answer: unknown): string {
  const member = (value: unknown, key: string): unknown => (value instanceof HashMap ? value.get(key) : undefined);
  const error = member(answer, 'error');
  if (error instanceof HashMap) return printJson(fromPlain({ error: error.get('reason') }));
  return printJson(member(member(answer, 'doc'), '_source') ?? null);
}

/** The definition with the calls of the suite's own pipelines renamed. */
function renamed(value: unknown, prefix: string, own: ReadonlyMap<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, prefix, own));
  if (!(value instanceof HashMap)) return value;
  return new HashMap(
    new Map(
      [...value.entries].map(([key, item]) => {
        if (key === 'pipeline' && item instanceof HashMap && own.has(String(item.get('name')))) {
          const call = item.copy();
          call.put('name', `${prefix}${String(item.get('name'))}`);
          return [key, call];
        }
        return [key, renamed(item, prefix, own)];
      }),
    ),
  );
}
