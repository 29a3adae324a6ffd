// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Documents through the offline engine and through the cluster's _simulate, with answers typed as the server types them.

import type { PipelineJson } from '../../ingest/bundle.js';
import type { DumpDocument } from '../../ingest/dumps/dumpDocument.js';
import type { Engine } from '../../ingest/engine.js';
import { simulate } from '../../ingest/simulate.js';
import { parseJson, printJson } from '../../values/json.js';
import { HashMap } from '../../values/maps.js';
import type { Cluster } from '../cluster.js';

/** `{doc}` or `{error}` of one document; null for a dropped one. */
export type SimulateAnswer = HashMap | null;

/** A document as _simulate takes it. */
export function simulateDoc({ index, id, routing, source }: DumpDocument): HashMap {
  const doc = new HashMap();
  if (index !== null) doc.put('_index', index);
  if (id !== null) doc.put('_id', id);
  if (routing !== null) doc.put('_routing', routing);
  doc.put('_source', source);
  return doc;
}

/**
 * Simulates a pipeline on both sides. The sources of the documents are changed.
 *
 * @param pipeline - its id, in the engine and on the cluster
 * @param definition - sent instead of the id, for a pipeline that is not installed yet
 */
export async function simulateBoth(
  cluster: Cluster,
  pipeline: string,
  engine: Engine,
  docs: readonly HashMap[],
  definition?: PipelineJson,
): Promise<{ ours: SimulateAnswer[]; theirs: SimulateAnswer[] }> {
  // Printed here, before the engine changes them, and by our printer: the client's would make 1.0 an integer.
  const documents = printJson(docs);
  const simulated = await simulate(engine, pipeline, docs);
  const { body } = await cluster.requestText({
    method: 'POST',
    path: `/_ingest/pipeline/${definition ? '' : `${encodeURIComponent(pipeline)}/`}_simulate`,
    body: `{${definition ? `"pipeline":${JSON.stringify(definition)},` : ''}"docs":${documents}}`,
    reads: true,
  });
  const answer = parseJson(body, { name: 'response of _simulate', duplicateKeys: 'last' }) as HashMap;
  return { ours: simulated.get('docs') as SimulateAnswer[], theirs: answer.get('docs') as SimulateAnswer[] };
}
