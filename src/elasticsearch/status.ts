// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What is installed and how it does: drift from the files, the deployment's numbers, the events that failed.

import { readClassifiedEvents, type ClassifiedEvents, type EventSelection } from './classifiedEvents.js';
import type { Cluster } from './cluster.js';
import { planDeployment, type DeploymentFiles } from './deploy.js';
import { eventIndices } from './events.js';
import type { JsonObject } from './json.js';
import { readDeployment, type DeploymentStats } from './resources/deployment.js';
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
  readonly model: ModelStatus | null;
  readonly events: ClassifiedEvents;
}

/** How the model answers. */
export interface ModelStatus {
  readonly alias: string;
  /** The model that the alias points to. */
  readonly id: string | undefined;
  readonly state: string | undefined;
  readonly allocations: string | undefined;
  /** Sums over the nodes since the deployment started, as `_stats` names them. */
  readonly counters: Readonly<Record<Counter, number>>;
  readonly throughput: Throughput;
  readonly queue: {
    readonly pending: number;
    /** Requests that may wait on each node. */
    readonly capacity: number | null;
  };
}

/** How much the deployment does. */
export interface Throughput {
  /** Inferences of the last full minute, cache hits included; null where the server does not say. */
  readonly last_minute: number | null;
  /** Most inferences of any minute. */
  readonly peak_per_minute: number | null;
  /** Mean time of an inference that the cache did not answer, in milliseconds. */
  readonly average_milliseconds: number | null;
  /** Share of the inferences that the cache answered, in [0, 1]; null before the first one. */
  readonly cache_hit_share: number | null;
}

/** Numbers of `deployment_stats.nodes` that are worth a sum. */
const counters = [
  'inference_count',
  'inference_cache_hit_count',
  'error_count',
  'timeout_count',
  'rejected_execution_count',
  'number_of_pending_requests',
] as const;

type Counter = (typeof counters)[number];

/** Reads the state. The events are those of the manifest, unless `selection` names others. */
export async function readStatus(
  cluster: Cluster,
  files: DeploymentFiles,
  selection: Partial<EventSelection> = {},
): Promise<DeploymentStatus> {
  const { manifest } = files.manifest;
  const plan = await planDeployment(cluster, files, { readsOnly: true });
  const actions = plan.steps.filter((step) => step.phase !== 'gate').map(actionOf);
  // Without the licence or the rights, asking for the model fails; the refusals say why.
  const readsModel = manifest.model !== undefined && plan.refusals.length === 0;
  return {
    version: plan.facts.version,
    actions,
    refusals: plan.refusals,
    drift: actions.filter(({ change }) => change !== 'keep').length,
    model: readsModel ? await readModel(cluster, manifest.model.alias) : null,
    events: await readClassifiedEvents(cluster, { indices: eventIndices(manifest), ...selection }),
  };
}

async function readModel(cluster: Cluster, alias: string): Promise<ModelStatus> {
  const id = await readAlias(cluster, alias);
  const stats = id === undefined ? undefined : await readDeployment(cluster, id);
  const { allocation_count: count, target_allocation_count: target } = stats?.allocation_status ?? {};
  const nodes = stats?.nodes ?? [];
  const sums = Object.fromEntries(counters.map((name) => [name, sum(nodes, name) ?? 0])) as Record<Counter, number>;
  return {
    alias,
    id,
    state: stats?.state,
    allocations: count === undefined ? undefined : `${count} of ${target}`,
    counters: sums,
    throughput: throughputOf(stats, sums),
    queue: { pending: sums.number_of_pending_requests, capacity: stats?.queue_capacity ?? null },
  };
}

function throughputOf(stats: DeploymentStats | undefined, sums: Readonly<Record<Counter, number>>): Throughput {
  const nodes = stats?.nodes ?? [];
  const { inference_count: inferences, inference_cache_hit_count: hits } = sums;
  const peak = stats?.['peak_throughput_per_minute'];
  return {
    last_minute: sum(nodes, 'throughput_last_minute'),
    peak_per_minute: typeof peak === 'number' ? peak : null,
    average_milliseconds: averageTime(nodes),
    cache_hit_share: inferences > 0 ? hits / inferences : null,
  };
}

/** The nodes' averages, each as often as it was measured. */
function averageTime(nodes: readonly JsonObject[]): number | null {
  let time = 0;
  let measured = 0;
  for (const node of nodes) {
    // Servers before 8.5 have no cache and give one average only.
    const average = node['average_inference_time_ms_excluding_cache_hits'] ?? node['average_inference_time_ms'];
    const runs = (sum([node], 'inference_count') ?? 0) - (sum([node], 'inference_cache_hit_count') ?? 0);
    if (typeof average !== 'number' || runs <= 0) continue;
    time += average * runs;
    measured += runs;
  }
  return measured > 0 ? time / measured : null;
}

/** The sum over the nodes that give the number; null when none does. */
function sum(nodes: readonly JsonObject[], name: string): number | null {
  const numbers = nodes.map((node) => node[name]).filter((value) => typeof value === 'number');
  return numbers.length > 0 ? numbers.reduce((total, value) => total + value, 0) : null;
}
