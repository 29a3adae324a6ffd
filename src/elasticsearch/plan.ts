// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The plan: what a cluster has, what the manifest wants, and the ordered steps between them. Building it only reads.

import { refuse } from '../diagnostics/diagnostic.js';
import { loadBundle, type Bundle } from '../ingest/bundle.js';
import { planAdditions } from './additions.js';
import { isBackfillPipelineId } from './backfill/backfillPipeline.js';
import type { Cluster } from './cluster.js';
import { readFacts, type ClusterFacts } from './facts.js';
import type { LoadedManifest, Manifest } from './manifest.js';
import { componentTemplatesOf, indexTemplatesOf } from './manifestFiles.js';
import { mappingRefusals } from './mappingRequirements.js';
import type { ModelArtifact } from './modelArtifact.js';
import { readingPrivileges, writingPrivileges } from './privileges.js';
import { refusalsOf } from './requirements.js';
import type { ResourceKind } from './resource.js';
import { deploymentStep, readDeployment, stopDeployment } from './resources/deployment.js';
import { fleetHookKind } from './resources/fleetHook.js';
import { finalPipelineKind } from './resources/finalPipeline.js';
import { defaultPipelineRemovals } from './resources/indexPipelines.js';
import { modelAliasStep } from './resources/modelAlias.js';
import { pipelineKind } from './resources/pipeline.js';
import { storedScriptKind } from './resources/storedScript.js';
import { componentTemplateKind, indexTemplateKind } from './resources/template.js';
import { listTrainedModels, removeTrainedModel, trainedModelStep } from './resources/trainedModel.js';
import { removalStep, stepFor, type DesiredResource, type Phase, type Step } from './step.js';
import { ticketPipelineId } from './ticket.js';

/** The pipeline that events are sent through. */
const classifyPipeline = 'logtwin-classify';

/** Everything that plan, deploy and status need. */
export interface Plan {
  readonly steps: readonly Step[];
  /** Why it cannot be carried out; empty when it can. */
  readonly refusals: readonly string[];
  readonly facts: ClusterFacts;
  readonly bundle: Bundle;
}

export interface PlanOptions {
  /** Whether the plan is only for looking at: then it needs fewer privileges. */
  readonly readsOnly?: boolean;
  /** Where secrets of new API keys are written. */
  readonly apiKeyFolder?: string | undefined;
  /** The check between preparing and switching; built from the plan's parts. */
  readonly gate?: (parts: { readonly bundle: Bundle; readonly artifact: ModelArtifact | undefined }) => Step;
}

const noLongerWanted = 'no longer in the manifest';

/** Kinds whose things are deleted when the manifest no longer names them, in the order of deletion. */
const removableKinds: readonly ResourceKind[] = [fleetHookKind, indexTemplateKind, componentTemplateKind, pipelineKind];

/** Reads the cluster and compares it with the manifest. */
export async function buildPlan(
  cluster: Cluster,
  loaded: LoadedManifest,
  artifact: ModelArtifact | undefined,
  options: PlanOptions = {},
): Promise<Plan> {
  const { manifest, root } = loaded;
  const owner = manifest.name;
  const bundle = loadBundle({
    root,
    scripts: manifest.scripts,
    generic: manifest.generic,
    alerts: manifest.alerts,
  });
  const desired = desiredResources(loaded, bundle);
  const facts = await readFacts(cluster, options.readsOnly ? readingPrivileges(manifest) : writingPrivileges(manifest));
  // Without a licence this cannot be read; the refusal below says so better.
  const alreadyDeployed =
    artifact !== undefined && (await readDeployment(cluster, artifact.id).catch(() => undefined)) !== undefined;
  const refusals = refusalsOf(manifest, facts, artifact, alreadyDeployed);
  // Without the rights or the licence even reading would fail, and with a misleading reason.
  if (refusals.length > 0) return { steps: [], refusals, facts, bundle };

  refusals.push(...(await mappingRefusals(cluster, loaded)));
  const steps: Step[] = [];
  const add = async (phase: DesiredResource['phase']): Promise<void> => {
    for (const resource of desired.filter((candidate) => candidate.phase === phase)) {
      const step = await stepFor(cluster, owner, resource);
      if ('refusal' in step) refusals.push(step.refusal);
      else steps.push(step);
    }
  };
  await add('prepare');
  const models = artifact
    ? [await trainedModelStep(cluster, artifact), await deploymentStep(cluster, artifact.id, manifest.deployment)]
    : [];
  const additions = await planAdditions(cluster, loaded, models, {
    readsOnly: options.readsOnly ?? false,
    apiKeyFolder: options.apiKeyFolder,
  });
  const added = (phase: Phase): readonly Step[] => additions.steps.filter((step) => step.phase === phase);
  refusals.push(...additions.refusals);
  steps.push(...models, ...added('prepare'));
  if (options.gate) steps.push(options.gate({ bundle, artifact }));
  if (artifact) steps.push(await modelAliasStep(cluster, manifest.model!.alias, artifact.id));
  await add('switch');
  steps.push(...added('switch'));
  steps.push(...(await cleaningSteps(cluster, manifest, desired, artifact)), ...added('clean'));
  return { steps, refusals, facts, bundle };
}

function desiredResources(loaded: LoadedManifest, bundle: Bundle): DesiredResource[] {
  const { manifest } = loaded;
  const phase = 'prepare' as const;
  const desired: DesiredResource[] = [
    ...componentTemplatesOf(loaded).map((file) => ({ kind: componentTemplateKind, ...file, phase })),
    ...indexTemplatesOf(loaded).map((file) => ({ kind: indexTemplateKind, ...file, phase })),
  ];
  if (manifest.scripts === 'stored') {
    for (const [id, { lang, source }] of bundle.scripts)
      desired.push({ kind: storedScriptKind, id, body: { lang, source }, phase: 'prepare' });
  }
  for (const id of manifest.pipelines) {
    const pipeline =
      bundle.pipelines.get(id) ??
      refuse('ES2001', `the manifest names the pipeline "${id}", but there is no pipelines/${id}.json`);
    desired.push({ kind: pipelineKind, id, body: { ...pipeline }, phase: 'switch' });
  }
  return [...desired, ...hooks(manifest)];
}

function hooks({ hook }: Manifest): DesiredResource[] {
  if (hook.kind === 'fleet_custom') {
    const processor = {
      pipeline: {
        name: classifyPipeline,
        description: 'Classifies the event; installed by logtwin deploy.',
        ignore_missing_pipeline: true,
        // A failing classification must never keep an event from being indexed.
        ignore_failure: true,
      },
    };
    return hook.datasets.map((dataset) => ({
      kind: fleetHookKind,
      id: `logs-${dataset}@custom`,
      body: processor,
      phase: 'switch',
    }));
  }
  if (hook.kind === 'final_pipeline') {
    return hook.indices.map((id) => ({
      kind: finalPipelineKind,
      id,
      body: { final_pipeline: classifyPipeline },
      phase: 'switch',
    }));
  }
  return [];
}

/** Steps that take away what an earlier manifest installed and this one does not want. */
async function cleaningSteps(
  cluster: Cluster,
  manifest: Manifest,
  desired: readonly DesiredResource[],
  artifact: ModelArtifact | undefined,
): Promise<Step[]> {
  const owner = manifest.name;
  const steps: Step[] = [];
  for (const kind of removableKinds) {
    const wanted = new Set(desired.filter((resource) => resource.kind === kind).map(({ id }) => id));
    const obsolete = (await kind.list(cluster, owner)).filter(
      (id) => !wanted.has(id) && id !== ticketPipelineId(owner) && !isBackfillPipelineId(owner, id),
    );
    if (kind === pipelineKind) steps.push(...(await defaultPipelineRemovals(cluster, obsolete, noLongerWanted)));
    for (const id of obsolete) steps.push(removalStep(cluster, owner, kind, id, noLongerWanted));
  }
  if (artifact) {
    for (const id of await listTrainedModels(cluster, owner)) {
      if (id !== artifact.id) steps.push(oldModelStep(cluster, id));
    }
  }
  return steps;
}

function oldModelStep(cluster: Cluster, id: string): Step {
  return {
    kind: 'trained model',
    id,
    phase: 'clean',
    change: 'delete',
    reason: 'an older version that nothing uses any more',
    diff: [],
    apply: async () => {
      if (await readDeployment(cluster, id)) await stopDeployment(cluster, id);
      await removeTrainedModel(cluster, id);
      return undefined;
    },
  };
}
