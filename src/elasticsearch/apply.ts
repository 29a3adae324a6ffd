// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Carries out a plan: takes the ticket, prepares, checks, switches, cleans. What was switched goes back on a failure.

import type { Cluster } from './cluster.js';
import { ClusterError } from './clusterError.js';
import type { Step } from './step.js';
import { takeTicket } from './ticket.js';

/** How applying tells what it does. */
export interface ApplyListener {
  started?(step: Step, index: number, total: number): void;
  progressed?(step: Step, text: string): void;
  finished?(step: Step): void;
  tookBack?(step: Step): void;
}

/**
 * Applies the steps that change something, in order. Nothing at all is written when every step keeps.
 *
 * @throws ClusterError of the step that failed, after switched steps went back.
 */
export async function applySteps(
  cluster: Cluster,
  owner: string,
  steps: readonly Step[],
  listener: ApplyListener = {},
): Promise<void> {
  const due = steps.filter((step) => step.change !== 'keep');
  if (!due.some((step) => step.phase !== 'gate')) return;
  const ticket = await takeTicket(cluster, owner);
  const switched: { step: Step; undo: () => Promise<void> }[] = [];
  try {
    for (const [index, step] of due.entries()) {
      // Another deploy may have taken over meanwhile: it must not meet a half of ours.
      if (step.phase !== 'prepare') await ticket.check();
      listener.started?.(step, index, due.length);
      const undo = await step.apply((text) => listener.progressed?.(step, text));
      if (undo && step.phase === 'switch') switched.push({ step, undo });
      listener.finished?.(step);
    }
  } catch (error) {
    for (const { step, undo } of switched.reverse()) {
      try {
        await undo();
        listener.tookBack?.(step);
      } catch (undoError) {
        throw new ClusterError(
          `${(error as Error).message}; and ${step.kind} ${step.id} could not be taken back: ${(undoError as Error).message}`,
          'run deploy again: it ends in the planned state',
        );
      }
    }
    throw error;
  }
}
