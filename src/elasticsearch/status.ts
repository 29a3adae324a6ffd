// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What is installed and how it does: drift from the files, the deployment's numbers.

import type { Cluster } from './cluster.js';
import { planDeployment, type DeploymentFiles } from './deploy.js';
import type { JsonObject } from './json.js';
import { readDeployment } from './resources/deployment.js';
import { readAlias } from './resources/modelAlias.js';
import { actionOf, type PlannedAction } from './step.js';

/** The state of a deployment. */
export interface DeploymentStatus {
  readonly version: string;
  /** Every thing of the plan; `keep` where the cluster has what the files say. */
  readonly actions: readonly PlannedAction[];
  readonly refusals: readonly string[];
  /** Things that differ from the files. */
  readonly drift: number;
  readonly model: {
    readonly alias: string;
    /** The model that the alias points to. */
    readonly id: string | undefined;
    readonly state: string | undefined;
    readonly allocations: string | undefined;
    /** Sums over the nodes, as `_stats` names them. */
    readonly counters: Readonly<Record<string, number>>;
  } | null;
}

/** Numbers of `deployment_stats.nodes` that are worth a sum. */
const counters = [
  'inference_count',
  'error_count',
  'timeout_count',
  'rejected_execution_count',
  'inference_cache_hit_count',
  'number_of_pending_requests',
];

/** Reads the state. */
export async function readStatus(cluster: Cluster, files: DeploymentFiles): Promise<DeploymentStatus> {
  const plan = await planDeployment(cluster, files, { readsOnly: true });
  const actions = plan.steps.filter((step) => step.phase !== 'gate').map(actionOf);
  const alias = files.manifest.manifest.model?.alias;
  return {
    version: plan.facts.version,
    actions,
    refusals: plan.refusals,
    drift: actions.filter(({ change }) => change !== 'keep').length,
    model: alias === undefined ? null : await readModel(cluster, alias),
  };
}

async function readModel(cluster: Cluster, alias: string): Promise<DeploymentStatus['model']> {
  const id = await readAlias(cluster, alias);
  const stats = id === undefined ? undefined : await readDeployment(cluster, id);
  const { allocation_count: count, target_allocation_count: target } = stats?.allocation_status ?? {};
  const sum = (name: string): number =>
    (stats?.nodes ?? []).reduce(
      (total, node: JsonObject) => total + (typeof node[name] === 'number' ? node[name] : 0),
      0,
    );
  return {
    alias,
    id,
    state: stats?.state,
    allocations: count === undefined ? undefined : `${count} of ${target}`,
    counters: Object.fromEntries(counters.map((name) => [name, sum(name)])),
  };
}
