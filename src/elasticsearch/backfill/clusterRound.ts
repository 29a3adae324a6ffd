// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// One round of a backfill in which the cluster does the work: a task of _update_by_query or _reindex, started, watched,
// and found again after a break.

import type { Cluster } from '../cluster.js';
import { ClusterError } from '../clusterError.js';
import type { JsonObject } from '../json.js';
import { itemFailure, type ItemError, type ItemFailure } from './itemFailure.js';

/** What a round is to do. */
export interface ClusterRound {
  readonly index: string;
  /** Where documents are copied to; they are changed in place when undefined. */
  readonly dest: string | undefined;
  readonly query: JsonObject;
  /** Pipeline of the run. */
  readonly pipeline: string;
  /** Finds the task again when the answer to its start was lost. */
  readonly opaqueId: string;
  readonly slices: number | 'auto';
  /** Documents a second and slice; -1 is unlimited. */
  readonly requestsPerSecond: number;
  /** Documents a bulk request. */
  readonly batch: number;
}

/** Progress of a task, as `_tasks` tells it. */
export interface TaskStatus {
  readonly total: number;
  readonly created?: number;
  readonly updated: number;
  readonly version_conflicts: number;
  readonly noops: number;
}

interface TaskAnswer {
  readonly completed: boolean;
  readonly task: { readonly status?: TaskStatus };
  readonly error?: { readonly type: string; readonly reason: string };
  readonly response?: TaskStatus & {
    readonly canceled?: string;
    readonly failures?: readonly { index: string; id: string; status: number; cause: ItemError }[];
  };
}

/** How often a task is asked how far it is, in milliseconds: first, and at most. */
const firstPoll = 100;
const slowestPoll = 2000;

/** Starts the task of a round. Resolves to its id. */
export async function startTask(cluster: Cluster, round: ClusterRound): Promise<string> {
  const { index, dest, query, pipeline, slices, requestsPerSecond, batch, opaqueId } = round;
  const shared = { wait_for_completion: false, slices, requests_per_second: requestsPerSecond, refresh: true };
  const request =
    dest === undefined
      ? {
          path: `/${encodeURIComponent(index)}/_update_by_query`,
          query: { ...shared, pipeline, conflicts: 'proceed', scroll_size: batch },
          body: { query },
        }
      : {
          path: '/_reindex',
          query: shared,
          // With `create` a repeated round skips what an earlier one copied.
          body: {
            conflicts: 'proceed',
            source: { index, query, size: batch },
            dest: { index: dest, pipeline, op_type: 'create' },
          },
        };
  for (let attempt = 0; ; attempt++) {
    const running = await findTask(cluster, opaqueId);
    if (running !== undefined) return running;
    try {
      // Sent twice, it would start twice: after a fault the task is looked for instead.
      const { body } = await cluster.request<{ task: string }>({ method: 'POST', ...request, opaqueId, again: false });
      return body.task;
    } catch (error) {
      const { status } = error as ClusterError;
      const fault = status === undefined || status === 429 || (status >= 502 && status <= 504);
      if (!fault || attempt >= 8) throw error;
      await cluster.wait(200 * 2 ** attempt);
    }
  }
}

/** How a task ended. */
export type TaskEnd =
  | { readonly failures: readonly ItemFailure[] }
  /** It failed or was cancelled as a whole. */
  | { readonly error: ClusterError }
  /** The server no longer knows it: its node was restarted. */
  | 'unknown';

/** Waits for a task. Throws only when the cluster cannot be asked. */
export async function watchTask(
  cluster: Cluster,
  task: string,
  onProgress: (status: TaskStatus) => void,
): Promise<TaskEnd> {
  for (let pause = firstPoll; ; pause = Math.min(slowestPoll, pause * 1.5)) {
    const { status, body } = await cluster.request<TaskAnswer>({ method: 'GET', path: taskPath(task), accept: [404] });
    if (status === 404) return 'unknown';
    if (body.task.status) onProgress(body.task.status);
    if (!body.completed) {
      await cluster.wait(pause);
      continue;
    }
    const failed = (cause: string, type?: string): TaskEnd => ({
      error: new ClusterError(cause, 'mend the cause, then go on with --resume', { type }),
    });
    if (body.error) return failed(`task ${task} failed: ${body.error.reason}`, body.error.type);
    const { canceled, failures = [] } = body.response ?? {};
    if (canceled !== undefined) return failed(`task ${task} was cancelled ${canceled}`);
    return { failures: failures.map(({ index, id, status: code, cause }) => itemFailure(index, id, code, cause)) };
  }
}

/** Cancels a task; nothing happens when it has ended. */
export async function cancelTask(cluster: Cluster, task: string): Promise<void> {
  await cluster.request({
    method: 'POST',
    path: `${taskPath(task)}/_cancel`,
    query: { wait_for_completion: true },
    accept: [404],
  });
}

/** The running task that was started with this opaque id. */
export async function findTask(cluster: Cluster, opaqueId: string): Promise<string | undefined> {
  const { body } = await cluster.request<{
    tasks?: readonly { node: string; id: number; parent_task_id?: string; headers?: Record<string, string> }[];
  }>({
    method: 'GET',
    path: '/_tasks',
    query: { actions: '*/update/byquery,*/write/reindex', detailed: true, group_by: 'none' },
  });
  // Slices carry the id too; the task that was asked for is their parent.
  const found = (body.tasks ?? []).find((task) => task.headers?.['X-Opaque-Id'] === opaqueId && !task.parent_task_id);
  return found && `${found.node}:${found.id}`;
}

function taskPath(task: string): string {
  return `/_tasks/${encodeURIComponent(task)}`;
}
