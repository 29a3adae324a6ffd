// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Keeps two deploys from mixing: each takes the next version of a small marker pipeline, and stops when it finds that
// another took a later one. A deploy that was killed leaves nothing that blocks the next.

import { randomUUID } from 'node:crypto';
import type { Cluster } from './cluster.js';
import { ClusterError } from './clusterError.js';
import { isJsonObject } from './json.js';
import { ownerKey } from './resource.js';
import { pipelineKind } from './resources/pipeline.js';

/** Id of the marker pipeline of a deployment; it has no processors. */
export function ticketPipelineId(owner: string): string {
  return `${owner}-deploy-ticket`;
}

/** The right to switch, until another deploy takes it. */
export interface Ticket {
  /** @throws ClusterError when another deploy has taken over. */
  check(): Promise<void>;
}

/**
 * Takes the next ticket.
 *
 * @throws ClusterError when another deploy takes it at the same moment.
 */
export async function takeTicket(cluster: Cluster, owner: string): Promise<Ticket> {
  const id = ticketPipelineId(owner);
  const holder = randomUUID();
  const lost = (): ClusterError =>
    new ClusterError('another deploy is running', 'wait until it is done, then run this one again');
  const former = await pipelineKind.read(cluster, id, owner);
  const body = {
    description: 'Marks the newest deploy; it processes nothing.',
    processors: [],
    _meta: { [ownerKey]: owner, holder },
  };
  try {
    await pipelineKind.write(cluster, id, body, former);
  } catch (error) {
    if (
      error instanceof ClusterError &&
      /version|conflict/i.test(error.message) &&
      error.status !== undefined &&
      error.status < 500
    )
      throw lost();
    throw error;
  }
  const check = async (): Promise<void> => {
    const now = await pipelineKind.read(cluster, id, owner);
    if (!isJsonObject(now?._meta) || now._meta.holder !== holder) throw lost();
  };
  // The first write of all has no version to lock on, so two first deploys both succeed: the later one holds.
  await check();
  return { check };
}
