// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// One tagged processor in a `logs-<dataset>@custom` pipeline, which Fleet's managed pipelines call. The pipeline may be
// the user's own: only our processor is added, replaced or removed, nothing else of it is touched.

import type { Cluster } from '../cluster.js';
import type { JsonObject } from '../json.js';
import type { ResourceKind } from '../resource.js';
import { pipelineKind } from './pipeline.js';

/** The id is the @custom pipeline's, the body is the processor. */
export const fleetHookKind: ResourceKind = {
  name: 'hook in @custom pipeline',

  async read(cluster, id, owner) {
    return hookIn(await pipelineKind.read(cluster, id, owner), owner);
  },

  async list(cluster, owner) {
    const { body } = await cluster.request<Record<string, JsonObject>>({
      method: 'GET',
      path: '/_ingest/pipeline/*@custom',
      accept: [404],
    });
    return Object.keys(body).filter((id) => hookIn(body[id], owner) !== undefined);
  },

  async write(cluster, id, body) {
    await rewrite(cluster, id, tagOf(body)!.replace(/-hook$/, ''), body);
  },

  async remove(cluster, id, owner) {
    await rewrite(cluster, id, owner, undefined);
  },

  mark: (body, owner) => ({ pipeline: { ...(body.pipeline as JsonObject), tag: `${owner}-hook` } }),

  ownerOf: (body) => tagOf(body)?.replace(/-hook$/, ''),
};

function tagOf(processor: JsonObject): string | undefined {
  return (processor.pipeline as { tag?: string } | undefined)?.tag;
}

function hookIn(pipeline: JsonObject | undefined, owner: string): JsonObject | undefined {
  return ((pipeline?.processors ?? []) as JsonObject[]).find((processor) => tagOf(processor) === `${owner}-hook`);
}

/** Replaces our processor where it stands, adds it at the end, or takes it out; a pipeline of ours left empty is deleted. */
async function rewrite(cluster: Cluster, id: string, owner: string, processor: JsonObject | undefined): Promise<void> {
  const former = await pipelineKind.read(cluster, id, owner);
  const processors = [...((former?.processors ?? []) as JsonObject[])];
  const at = processors.findIndex((candidate) => tagOf(candidate) === `${owner}-hook`);
  processors.splice(at < 0 ? processors.length : at, at < 0 ? 0 : 1, ...(processor ? [processor] : []));
  const createdByUs = former === undefined || pipelineKind.ownerOf(former, id) === owner;
  if (processors.length === 0 && createdByUs) return pipelineKind.remove(cluster, id, owner);
  const body = { ...former, processors };
  await pipelineKind.write(cluster, id, createdByUs ? pipelineKind.mark(body, owner) : body, former);
}
