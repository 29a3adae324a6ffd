// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The settings by which an index names the pipelines of its documents.

import type { Cluster } from '../cluster.js';
import type { JsonObject } from '../json.js';
import type { Step } from '../step.js';

/** The two settings. */
export type PipelineSetting = 'index.default_pipeline' | 'index.final_pipeline';

/** The pipelines that a setting names, by index; data streams give their backing indices. */
export async function readIndexPipelines(
  cluster: Cluster,
  setting: PipelineSetting,
  expression: string,
): Promise<Map<string, string>> {
  const { status, body } = await cluster.request<Record<string, { settings?: JsonObject }>>({
    method: 'GET',
    path: `/${encodeURIComponent(expression)}/_settings/${setting}`,
    query: { flat_settings: true, expand_wildcards: 'all' },
    accept: [404],
  });
  const pipelines = new Map<string, string>();
  if (status === 404) return pipelines;
  for (const [index, { settings }] of Object.entries(body)) {
    const pipeline = settings?.[setting];
    if (typeof pipeline === 'string' && pipeline !== '_none') pipelines.set(index, pipeline);
  }
  return pipelines;
}

/** Sets or, with null, unsets it. An index that is gone needs nothing. */
export async function writeIndexPipeline(
  cluster: Cluster,
  setting: PipelineSetting,
  index: string,
  pipeline: unknown,
): Promise<void> {
  await cluster.request({
    method: 'PUT',
    path: `/${encodeURIComponent(index)}/_settings`,
    body: { [setting]: pipeline },
    accept: [404],
  });
}

/**
 * Steps that end the use of pipelines that are about to be deleted as default pipelines, which indices have from our
 * templates: the server deletes no pipeline in use (since 7.16), and an index whose default pipeline is missing takes no
 * document.
 */
export async function defaultPipelineRemovals(
  cluster: Cluster,
  pipelines: readonly string[],
  reason: string,
): Promise<Step[]> {
  if (pipelines.length === 0) return [];
  const uses = await readIndexPipelines(cluster, 'index.default_pipeline', '*');
  return [...uses]
    .filter(([, pipeline]) => pipelines.includes(pipeline))
    .map(([index, pipeline]) => ({
      kind: 'default pipeline of index',
      id: index,
      phase: 'clean',
      change: 'delete',
      reason: `${pipeline} goes: ${reason}`,
      diff: [],
      apply: () => writeIndexPipeline(cluster, 'index.default_pipeline', index, null).then(() => undefined),
    }));
}
