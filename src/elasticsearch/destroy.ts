// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Takes away exactly what deploy installed, told by its marks; in the order that leaves nothing pointing to nothing.

import { planRemovalOfAdditions } from './additions.js';
import type { Cluster } from './cluster.js';
import type { Manifest } from './manifest.js';
import type { ResourceKind } from './resource.js';
import { readDeployment, stopDeployment } from './resources/deployment.js';
import { fleetHookKind } from './resources/fleetHook.js';
import { finalPipelineKind } from './resources/finalPipeline.js';
import { defaultPipelineRemovals } from './resources/indexPipelines.js';
import { readAlias, removeAlias } from './resources/modelAlias.js';
import { pipelineKind } from './resources/pipeline.js';
import { storedScriptKind } from './resources/storedScript.js';
import { componentTemplateKind, indexTemplateKind } from './resources/template.js';
import { listTrainedModels, removeTrainedModel } from './resources/trainedModel.js';
import { removalStep, type Step } from './step.js';

/** What points to pipelines goes before them; component templates go after the index templates that use them. */
const beforePipelines: readonly ResourceKind[] = [
  fleetHookKind,
  finalPipelineKind,
  indexTemplateKind,
  componentTemplateKind,
];

const reason = 'installed by this deployment';

/** The steps that remove everything of a deployment. Only reads. */
export async function destroySteps(cluster: Cluster, manifest: Manifest): Promise<Step[]> {
  const owner = manifest.name;
  const steps: Step[] = await planRemovalOfAdditions(cluster, manifest);
  const addAll = async (kind: ResourceKind): Promise<void> => {
    for (const id of await kind.list(cluster, owner)) steps.push(removalStep(cluster, owner, kind, id, reason));
  };
  for (const kind of beforePipelines) await addAll(kind);
  steps.push(...(await defaultPipelineRemovals(cluster, await pipelineKind.list(cluster, owner), reason)));
  await addAll(pipelineKind);
  if (manifest.scripts === 'stored') await addAll(storedScriptKind);
  if (manifest.model) steps.push(...(await modelSteps(cluster, owner, manifest.model.alias)));
  return steps;
}

async function modelSteps(cluster: Cluster, owner: string, alias: string): Promise<Step[]> {
  const steps: Step[] = [];
  const common = {
    phase: 'clean' as const,
    change: 'delete' as const,
    reason,
    diff: [],
  };
  const models = await listTrainedModels(cluster, owner);
  const aliased = await readAlias(cluster, alias);
  if (aliased !== undefined && models.includes(aliased)) {
    steps.push({
      ...common,
      kind: 'model alias',
      id: alias,
      apply: () => removeAlias(cluster, alias, aliased).then(() => undefined),
    });
  }
  for (const id of models) {
    if (await readDeployment(cluster, id)) {
      steps.push({ ...common, kind: 'deployment', id, apply: () => stopDeployment(cluster, id).then(() => undefined) });
    }
    steps.push({
      ...common,
      kind: 'trained model',
      id,
      apply: () => removeTrainedModel(cluster, id).then(() => undefined),
    });
  }
  return steps;
}
