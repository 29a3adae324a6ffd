// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The state file of a backfill: what was asked for and which task works on it. It holds no secrets and no progress,
// which is told by the documents.

import { readFileSync, rmSync } from 'node:fs';
import { AtomicFile } from '../../models/atomicFile.js';
import { ClusterError } from '../clusterError.js';
import { isJsonObject } from '../json.js';
import type { RejectedDocument, Selection } from './selection.js';

/** Everything that a later process needs to go on. */
export interface BackfillState {
  readonly format: 1;
  /** `cluster_uuid`: a state belongs to one cluster. */
  readonly cluster: string;
  readonly index: string;
  /** Index or data stream that gets the documents; the same index when undefined. */
  readonly dest?: string | undefined;
  readonly pipeline: string;
  readonly local: boolean;
  readonly selection: Selection;
  readonly run: string;
  readonly started: string;
  /** Documents that the selection had when the run began. */
  readonly selected: number;
  /** Rounds that were begun. */
  round: number;
  /** Task that works on the round. */
  task?: string | undefined;
  /** Whether everything was copied into `dest`. */
  copied: boolean;
  rejected: readonly RejectedDocument[];
}

/** Default name of the state file of an index, in the working directory. */
export function stateFileOf(index: string): string {
  return `logtwin-backfill-${index.replace(/[^\w.-]/g, '_')}.json`;
}

/**
 * Reads the state of an unfinished run.
 *
 * @returns undefined when there is none
 * @throws ClusterError for a file that is no state
 */
export function readState(file: string): BackfillState | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch {
    state = undefined;
  }
  if (!isJsonObject(state) || state.format !== 1)
    throw new ClusterError(`${file} is not the state of a backfill`, 'delete it, or name another with --state');
  return state as unknown as BackfillState;
}

/** Writes the state; a crash leaves the former or the new one. */
export function writeState(file: string, state: BackfillState): void {
  AtomicFile.write(file, (output) => output.write(Buffer.from(`${JSON.stringify(state, undefined, 2)}\n`)));
}

/** Removes the state of a run that ended. */
export function removeState(file: string): void {
  rmSync(file, { force: true });
}
