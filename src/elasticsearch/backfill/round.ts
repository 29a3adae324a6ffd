// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What the next round of a run has to do, as its state and its documents tell it.

import type { Cluster } from '../cluster.js';
import type { JsonObject } from '../json.js';
import type { BackfillState } from './backfillState.js';
import { passingQuery, processedQuery, remainingQuery } from './selection.js';

/** How a round went. */
export interface RoundEnd {
  /** Whether bad documents ended it early: then the next one can follow at once. */
  readonly interrupted: boolean;
  /** Version conflicts that it met. */
  readonly conflicts: number;
}

/** Whether documents are still to be copied; what failed then is mended in the destination. */
export function copying(state: BackfillState): boolean {
  return state.dest !== undefined && !state.copied;
}

/** The index that the next round reads. */
export function sourceOf(state: BackfillState): string {
  return copying(state) ? state.index : (state.dest ?? state.index);
}

/** The documents that the next round takes. */
export function roundQuery(state: BackfillState): JsonObject {
  const { dest, selection, run, rejected } = state;
  if (dest !== undefined && !copying(state)) return passingQuery(run);
  return remainingQuery(selection, run, rejected);
}

/** How many documents are left for the next round. */
export async function countRemaining(cluster: Cluster, state: BackfillState): Promise<number> {
  const found = await countDocuments(cluster, sourceOf(state), roundQuery(state));
  if (!copying(state)) return found;
  return found - (await countDocuments(cluster, state.dest!, processedQuery(state.run)));
}

/** Documents of an index that a query finds. */
export async function countDocuments(cluster: Cluster, index: string, query: JsonObject): Promise<number> {
  const { body } = await cluster.request<{ count: number }>({
    method: 'POST',
    path: `/${encodeURIComponent(index)}/_count`,
    body: { query },
    reads: true,
  });
  return body.count;
}

/** Makes what the round wrote visible to searches. */
export async function refresh(cluster: Cluster, { index, dest }: BackfillState): Promise<void> {
  await cluster.request({ method: 'POST', path: `/${encodeURIComponent(dest ?? index)}/_refresh`, reads: true });
}

/** By which a task of the round is found again. */
export function opaqueIdOf({ run, round }: BackfillState): string {
  return `logtwin-backfill-${run}-${round}`;
}
