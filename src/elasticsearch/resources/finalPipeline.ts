// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// `index.final_pipeline` of an index or of a data stream's backing indices.

import type { Cluster } from '../cluster.js';
import type { JsonObject } from '../json.js';
import type { ResourceKind } from '../resource.js';

const setting = 'index.final_pipeline';

/** The id is the index or data stream, the body is `{ final_pipeline }`. */
export const finalPipelineKind: ResourceKind = {
  name: 'final pipeline of index',

  async read(cluster, id) {
    const pipelines = [...(await settingsOf(cluster, id)).values()];
    const [first] = pipelines;
    // Backing indices that disagree are brought together by writing all of them.
    return first === undefined
      ? undefined
      : { final_pipeline: pipelines.every((each) => each === first) ? first : null };
  },

  async list(cluster, owner) {
    const settings = await settingsOf(cluster, '*');
    return [...settings].filter(([, pipeline]) => pipeline.startsWith(`${owner}-`)).map(([index]) => index);
  },

  async write(cluster, id, body) {
    await put(cluster, id, body.final_pipeline);
  },

  async remove(cluster, id) {
    await put(cluster, id, null);
  },

  mark: (body) => body,

  ownerOf: (body) => (typeof body.final_pipeline === 'string' ? body.final_pipeline.split('-')[0] : undefined),
};

async function settingsOf(cluster: Cluster, id: string): Promise<Map<string, string>> {
  const { status, body } = await cluster.request<Record<string, { settings?: JsonObject }>>({
    method: 'GET',
    path: `/${encodeURIComponent(id)}/_settings/${setting}`,
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

async function put(cluster: Cluster, id: string, pipeline: unknown): Promise<void> {
  await cluster.request({
    method: 'PUT',
    path: `/${encodeURIComponent(id)}/_settings`,
    body: { [setting]: pipeline },
    accept: [404],
  });
}
