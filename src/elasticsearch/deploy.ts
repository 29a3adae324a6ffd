// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// From a manifest file to a plan on a cluster, with everything that the plan needs read and checked.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '../diagnostics/diagnostic.js';
import { checkArchive } from '../models/preflight.js';
import type { Cluster } from './cluster.js';
import { loadManifest, modelFolderOf, type LoadedManifest } from './manifest.js';
import { readModelArtifact, type ModelArtifact, type ModelMemory } from './modelArtifact.js';
import { buildPlan, type Plan, type PlanOptions } from './plan.js';
import { probeStep } from './probe.js';

/** What a deployment is made from. */
export interface DeploymentFiles {
  readonly manifest: LoadedManifest;
  readonly artifact: ModelArtifact | undefined;
}

/**
 * Reads the manifest and its model, and refuses a model that no server would accept.
 *
 * @throws DiagnosticError ES2001 for the manifest, ES3001 and MDxxxx for the model.
 */
export function readDeploymentFiles(
  manifestFile: string | undefined,
  overlays: readonly string[],
  environment: NodeJS.ProcessEnv,
): DeploymentFiles {
  const manifest = loadManifest(manifestFile, overlays, environment);
  const folder = modelFolderOf(manifest);
  if (folder === undefined) return { manifest, artifact: undefined };
  const { model, name } = manifest.manifest;
  const artifact = readModelArtifact(folder, name, model?.id_prefix, memoryOf(folder));
  for (const { status, name: check, message, remedy } of checkArchive(artifact.definitionFile)) {
    if (status === 'error')
      refuse('ES3001', `${artifact.definitionFile}: ${check}: ${message}`, ...(remedy ? [remedy] : []));
  }
  return { manifest, artifact };
}

/**
 * The plan of a deployment, with the parity probe between preparing and switching. Only reads; one that is not to be
 * carried out needs fewer privileges.
 */
export function planDeployment(
  cluster: Cluster,
  { manifest, artifact }: DeploymentFiles,
  options: Pick<PlanOptions, 'readsOnly' | 'apiKeyFolder'> = {},
): Promise<Plan> {
  return buildPlan(cluster, manifest, artifact, { ...options, gate: (parts) => probeStep(cluster, parts) });
}

/** Starts the 30-day trial licence, which an explicit wish must precede: it can be had once per major version. */
export async function startTrial(cluster: Cluster): Promise<void> {
  await cluster.request({ method: 'POST', path: '/_license/start_trial', query: { acknowledge: true }, accept: [403] });
}

/** The memory figures that conversion measured and wrote into model.json. */
function memoryOf(folder: string): ModelMemory {
  const file = join(folder, 'model.json');
  let memory: { per_deployment_memory_bytes?: number; per_allocation_memory_bytes?: number } | undefined;
  try {
    ({ memory } = JSON.parse(readFileSync(file, 'utf8')) as { memory?: typeof memory });
  } catch (error) {
    refuse('ES3001', `${file}: ${(error as Error).message}`, `make it: logtwin model convert ${folder}`);
  }
  const { per_deployment_memory_bytes: perDeployment, per_allocation_memory_bytes: perAllocation } = memory ?? {};
  if (perDeployment === undefined || perAllocation === undefined) {
    refuse(
      'ES3001',
      `${file} > /memory: says nothing of the memory that the model needs`,
      `make it again: logtwin model convert ${folder}`,
    );
  }
  return { perDeployment, perAllocation };
}
