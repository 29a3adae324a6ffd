// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Ingest pipelines, written with optimistic locking on their version.

import type { Cluster } from '../cluster.js';
import { ClusterError } from '../clusterError.js';
import { isJsonObject, type JsonObject } from '../json.js';
import { ownerKey, type ResourceKind } from '../resource.js';

// Newer servers (9.2 and later) add these when a pipeline is read.
const addedByServer = ['created_date', 'created_date_millis', 'modified_date', 'modified_date_millis'];

export const pipelineKind: ResourceKind = {
  name: 'ingest pipeline',

  async read(cluster, id) {
    return (await readAll(cluster, id))[id];
  },

  async list(cluster, owner) {
    const pipelines = await readAll(cluster, '*');
    // A @custom pipeline that we made belongs to its hook, which may not be its only processor any more.
    return Object.keys(pipelines).filter(
      (id) => !id.endsWith('@custom') && pipelineKind.ownerOf(pipelines[id]!, id) === owner,
    );
  },

  async write(cluster, id, body, former) {
    const formerVersion = typeof former?.version === 'number' ? former.version : undefined;
    await cluster.request({
      method: 'PUT',
      path: path(id),
      // A pipeline without a version cannot be locked on; the first write gives it one.
      query: formerVersion === undefined ? {} : { if_version: formerVersion },
      body: { ...body, version: (formerVersion ?? 0) + 1 },
    });
  },

  async remove(cluster, id) {
    try {
      await cluster.request({ method: 'DELETE', path: path(id), accept: [404] });
    } catch (error) {
      const { message, status, type } = error as ClusterError;
      if (!message.includes('cannot be deleted because it is')) throw error;
      // Without a right on the indices that name it they could not even be seen.
      throw new ClusterError(
        message.replace(/ \(400.*$/s, ''),
        'unset index.default_pipeline of these indices, or give the key manage on them, and run the same command again',
        { status, type },
      );
    }
  },

  mark(body, owner) {
    return { ...body, _meta: { ...(isJsonObject(body._meta) ? body._meta : {}), [ownerKey]: owner } };
  },

  ownerOf(body) {
    const owner = isJsonObject(body._meta) ? body._meta[ownerKey] : undefined;
    return typeof owner === 'string' ? owner : undefined;
  },
};

function path(id: string): string {
  return `/_ingest/pipeline/${encodeURIComponent(id)}`;
}

async function readAll(cluster: Cluster, id: string): Promise<Record<string, JsonObject>> {
  const { status, body } = await cluster.request<Record<string, JsonObject>>({
    method: 'GET',
    path: path(id),
    accept: [404],
  });
  if (status === 404) return {};
  for (const pipeline of Object.values(body)) for (const key of addedByServer) delete pipeline[key];
  return body;
}
