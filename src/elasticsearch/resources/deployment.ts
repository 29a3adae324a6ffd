// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The deployment of a trained model: its allocations, started, adjusted and awaited.

import type { Cluster } from '../cluster.js';
import { ClusterError } from '../clusterError.js';
import { canonicalJson, diffJson, type JsonObject } from '../json.js';
import type { Manifest } from '../manifest.js';
import type { Step } from '../step.js';

/** What `_stats` tells of a deployment. */
export interface DeploymentStats {
  readonly deployment_id: string;
  readonly state?: string;
  readonly reason?: string;
  readonly number_of_allocations?: number;
  readonly threads_per_allocation?: number;
  readonly queue_capacity?: number;
  readonly priority?: string;
  readonly cache_size?: string;
  readonly adaptive_allocations?: JsonObject;
  readonly allocation_status?: {
    readonly state?: string;
    readonly allocation_count?: number;
    readonly target_allocation_count?: number;
  };
  readonly nodes?: readonly JsonObject[];
  readonly [key: string]: unknown;
}

/** How often a deployment is asked whether it is ready, in milliseconds. */
const pollInterval = 500;

/** A step that starts or adjusts the deployment, and waits until every allocation works. */
export async function deploymentStep(
  cluster: Cluster,
  modelId: string,
  settings: Manifest['deployment'],
): Promise<Step> {
  const stats = await readDeployment(cluster, modelId);
  const common = { kind: 'deployment', id: modelId, phase: 'prepare' as const };
  const wait = (report: (progress: string) => void) => awaitAllocated(cluster, modelId, report).then(() => undefined);
  if (!stats || stats.state === 'stopping') {
    const start = async (report: (progress: string) => void): Promise<undefined> => {
      await startDeployment(cluster, modelId, settings);
      return wait(report);
    };
    return { ...common, change: 'create', reason: 'not started', diff: [], apply: start };
  }
  const restart = async (report: (progress: string) => void): Promise<undefined> => {
    await stopDeployment(cluster, modelId);
    await startDeployment(cluster, modelId, settings);
    return wait(report);
  };
  const failure = failureOf(stats);
  if (failure !== undefined)
    return {
      ...common,
      change: 'update',
      reason: `it failed and needs a restart: ${failure}`,
      diff: [],
      apply: restart,
    };
  const { number_of_allocations: allocations, adaptive_allocations: adaptive, ...fixed } = settings;
  const now = Object.fromEntries(Object.keys(fixed).map((key) => [key, stats[key]]));
  const fixedDiff = diffJson(now, fixed);
  if (fixedDiff.length > 0) {
    return {
      ...common,
      change: 'update',
      reason: 'these settings need a restart; events meanwhile fail inference and are tagged',
      diff: fixedDiff,
      apply: restart,
    };
  }
  const sameCount = adaptive
    ? canonicalJson(adaptive) === canonicalJson(stats.adaptive_allocations)
    : allocations === stats.number_of_allocations;
  if (!sameCount) {
    const body = adaptive ? { adaptive_allocations: adaptive } : { number_of_allocations: allocations };
    const from = adaptive
      ? { adaptive_allocations: stats.adaptive_allocations }
      : { number_of_allocations: stats.number_of_allocations };
    const update = async (report: (progress: string) => void): Promise<undefined> => {
      await cluster.request({ method: 'POST', path: `${path(modelId)}/_update`, body });
      return wait(report);
    };
    return {
      ...common,
      change: 'update',
      reason: 'another number of allocations',
      diff: diffJson(from, body),
      apply: update,
    };
  }
  if (stats.allocation_status?.state === 'fully_allocated') {
    return {
      ...common,
      change: 'keep',
      reason: 'started and fully allocated',
      diff: [],
      apply: () => Promise.resolve(undefined),
    };
  }
  return { ...common, change: 'update', reason: `not ready: ${stats.state ?? 'unknown state'}`, diff: [], apply: wait };
}

/** Statistics of a model's deployment, or undefined when it has none. */
export async function readDeployment(cluster: Cluster, modelId: string): Promise<DeploymentStats | undefined> {
  const { status, body } = await cluster.request<{ trained_model_stats?: { deployment_stats?: DeploymentStats }[] }>({
    method: 'GET',
    path: `/_ml/trained_models/${encodeURIComponent(modelId)}/_stats`,
    accept: [404],
  });
  return status === 404
    ? undefined
    : body.trained_model_stats?.find((stats) => stats.deployment_stats)?.deployment_stats;
}

/** Stops a deployment, also when pipelines still name it. */
export async function stopDeployment(cluster: Cluster, modelId: string): Promise<void> {
  await cluster.request({ method: 'POST', path: `${path(modelId)}/_stop`, query: { force: true }, accept: [404] });
}

async function startDeployment(cluster: Cluster, modelId: string, settings: Manifest['deployment']): Promise<void> {
  const { adaptive_allocations: adaptive, number_of_allocations: allocations, ...rest } = settings;
  try {
    await cluster.request({
      method: 'POST',
      path: `${path(modelId)}/_start`,
      query: {
        ...rest,
        ...(adaptive ? {} : { number_of_allocations: allocations }),
        wait_for: 'starting',
        timeout: '30s',
      },
      ...(adaptive && { body: { adaptive_allocations: adaptive } }),
      // The server may give up waiting while it goes on starting; the wait below decides.
      accept: [408],
    });
  } catch (error) {
    // A start whose answer was lost finds itself on the second try.
    if (!/already (exist|start)|existing deployment/i.test((error as ClusterError).message)) throw error;
  }
}

async function awaitAllocated(cluster: Cluster, modelId: string, report: (progress: string) => void): Promise<void> {
  for (;;) {
    const stats = await readDeployment(cluster, modelId);
    const failure = stats && failureOf(stats);
    if (failure !== undefined) {
      throw new ClusterError(
        `the deployment of ${modelId} failed: ${failure}`,
        "look at the ML node's log, then run deploy again",
      );
    }
    const { state, allocation_count: count = 0, target_allocation_count: target = 0 } = stats?.allocation_status ?? {};
    if (state === 'fully_allocated') return;
    report(`${count} of ${target} allocations${stats?.reason ? ` (${stats.reason})` : ''}`);
    await cluster.wait(pollInterval);
  }
}

/**
 * Why a deployment will not become ready by itself: it says so, or a node failed to load the model and none is still
 * trying. (9.x: the deployment's own state stays `starting` when nodes fail.)
 */
function failureOf({ state, reason, nodes = [] }: DeploymentStats): string | undefined {
  const routes = nodes.map(
    ({ routing_state: route }) => route as { routing_state?: string; reason?: string } | undefined,
  );
  const failed = routes.find((route) => route?.routing_state === 'failed');
  const hopeless = failed && !routes.some((route) => route?.routing_state === 'starting');
  if (state !== 'failed' && !hopeless) return undefined;
  return reason ?? failed?.reason ?? 'no reason given';
}

function path(modelId: string): string {
  return `/_ml/trained_models/${encodeURIComponent(modelId)}/deployment`;
}
