// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The model alias that the classify pipeline names, so that a new model is switched to in one request.

import type { Cluster } from '../cluster.js';
import type { Step } from '../step.js';

/** A step that points the alias to a model. */
export async function modelAliasStep(cluster: Cluster, alias: string, modelId: string): Promise<Step> {
  const former = await readAlias(cluster, alias);
  const common = { kind: 'model alias', id: alias, phase: 'switch' as const };
  if (former === modelId)
    return {
      ...common,
      change: 'keep',
      reason: `points to ${modelId}`,
      diff: [],
      apply: () => Promise.resolve(undefined),
    };
  return {
    ...common,
    change: former ? 'update' : 'create',
    reason: former ? 'a new model' : 'not there',
    diff: former ? [`- /model_id: ${former}`, `+ /model_id: ${modelId}`] : [],
    apply: async () => {
      await pointAlias(cluster, alias, modelId);
      return () => (former ? pointAlias(cluster, alias, former) : removeAlias(cluster, alias, modelId));
    },
  };
}

/** The id of the model that an alias points to, or undefined. */
export async function readAlias(cluster: Cluster, alias: string): Promise<string | undefined> {
  const { status, body } = await cluster.request<{ trained_model_configs?: { model_id: string }[] }>({
    method: 'GET',
    path: `/_ml/trained_models/${encodeURIComponent(alias)}`,
    accept: [404],
  });
  return status === 404 ? undefined : body.trained_model_configs?.[0]?.model_id;
}

/** Removes an alias from its model. */
export async function removeAlias(cluster: Cluster, alias: string, modelId: string): Promise<void> {
  await cluster.request({ method: 'DELETE', path: path(alias, modelId), accept: [404] });
}

async function pointAlias(cluster: Cluster, alias: string, modelId: string): Promise<void> {
  await cluster.request({ method: 'PUT', path: path(alias, modelId), query: { reassign: true } });
}

function path(alias: string, modelId: string): string {
  return `/_ml/trained_models/${encodeURIComponent(modelId)}/model_aliases/${encodeURIComponent(alias)}`;
}
