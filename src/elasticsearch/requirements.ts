// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Why a plan cannot be carried out on this cluster: each reason with its remedy, before anything is written.

import type { ClusterFacts } from './facts.js';
import type { Manifest } from './manifest.js';
import type { ModelArtifact } from './modelArtifact.js';

/** Licences that include machine learning. */
const mlLicences = new Set(['trial', 'platinum', 'enterprise']);
/** Memory that a deployment takes beside its model (StartTrainedModelDeploymentAction, 9.x). */
const deploymentOverheadBytes = 240 << 20;
/** The first version whose trained models have text classification, and the first with each later tokenization. */
const firstVersions: Readonly<Record<string, string>> = {
  bert: '8.0.0',
  mpnet: '8.1.0',
  roberta: '8.2.0',
  xlm_roberta: '8.9.0',
  deberta_v2: '8.16.0',
  byte_level_bpe: '9.3.0',
};

/** Reasons against the plan, as cause and remedy; empty when it can be carried out. */
export function refusalsOf(
  manifest: Manifest,
  facts: ClusterFacts,
  artifact: ModelArtifact | undefined,
  alreadyDeployed: boolean,
): string[] {
  const refusals: string[] = [];
  if (facts.missingPrivileges.length > 0) {
    refusals.push(
      `the user lacks the privileges ${facts.missingPrivileges.join(', ')}; grant them, or use a key made as docs/least-privilege-key.md says`,
    );
  }
  if (!artifact) return refusals;
  const type = artifact.folder.tokenization.type;
  const needed = firstVersions[type]!;
  if (compareVersions(facts.version, needed) < 0) {
    refusals.push(
      `the cluster has version ${facts.version}, but models with ${type} tokenization need ${needed}; upgrade the cluster, or use backfill --local`,
    );
  }
  if (!mlLicences.has(facts.licence.type) || !facts.licence.active) {
    refusals.push(
      `the licence is ${facts.licence.type}${facts.licence.active ? '' : ' and not active'}, which does not include machine learning; ` +
        'start a trial with --start-trial (30 days, once per major version), or use backfill --local',
    );
  }
  if (!alreadyDeployed && facts.mlNodes.length > 0) refusals.push(...memoryRefusals(manifest, facts, artifact));
  return refusals;
}

function memoryRefusals(manifest: Manifest, facts: ClusterFacts, artifact: ModelArtifact): string[] {
  const metadata = artifact.config.metadata as {
    per_deployment_memory_bytes: number;
    per_allocation_memory_bytes: number;
  };
  const allocations = manifest.deployment.number_of_allocations;
  const needed =
    deploymentOverheadBytes + metadata.per_deployment_memory_bytes + allocations * metadata.per_allocation_memory_bytes;
  const free = Math.max(...facts.mlNodes.map((node) => node.max - node.used));
  if (free >= needed) return [];
  const nodes = facts.mlNodes
    .map((node) => `${node.name}: ${megabytes(node.used)} of ${megabytes(node.max)} used`)
    .join('; ');
  return [
    `the model needs ${megabytes(needed)} of ML memory (240 MB + ${megabytes(metadata.per_deployment_memory_bytes)} for the model + ` +
      `${allocations} x ${megabytes(metadata.per_allocation_memory_bytes)} for allocations), but the freest ML node has ${megabytes(free)} (${nodes}); ` +
      'add memory, set xpack.ml.use_auto_machine_memory_percent: true, or deploy a smaller or quantized model',
  ];
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / (1 << 20))} MB`;
}

/** Negative, zero or positive, as the first version is older, the same or newer. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(/[.-]/).slice(0, 3).map(Number));
  for (let index = 0; index < 3; index++) {
    const difference = left![index]! - right![index]!;
    if (difference !== 0) return difference;
  }
  return 0;
}
