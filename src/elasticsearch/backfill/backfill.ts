// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Classifies documents that are indexed already, in rounds: each takes what is left of the selection, until nothing is
// left or a round brings nothing. Documents say themselves which run processed them, so a run that was stopped, killed or
// met by faults goes on without doing anything twice, and what it counts is what the index holds.

import { randomBytes } from 'node:crypto';
import type { Cluster } from '../cluster.js';
import { ClusterError } from '../clusterError.js';
import type { LoadedManifest } from '../manifest.js';
import { pipelineKind } from '../resources/pipeline.js';
import { backfillPipelineId } from './backfillPipeline.js';
import { reportOf, stoppedReport, type BackfillReport } from './backfillReport.js';
import { readState, removeState, stateFileOf, type BackfillState } from './backfillState.js';
import { cancelTask, findTask } from './clusterRound.js';
import { prepareIndex } from './prepareIndex.js';
import { copying, countDocuments, countRemaining, opaqueIdOf } from './round.js';
import { selectedQuery, type Selection } from './selection.js';
import { openWorker } from './worker.js';

/** What to classify, and how. */
export interface BackfillOptions {
  /** Index, data stream or alias. */
  readonly index: string;
  /** Copy the documents, classified, into this index instead of changing them. */
  readonly dest?: string | undefined;
  /** Pipeline that classifies. Default `logtwin-classify`. */
  readonly pipeline?: string | undefined;
  readonly selection: Selection;
  readonly manifest: LoadedManifest;
  /** Model folder: this process classifies. Without it the cluster does. */
  readonly localModel?: string | undefined;
  /** Slices of the cluster's task. Default `auto`: one a shard. */
  readonly slices?: number | 'auto' | undefined;
  /** Documents a second of the cluster's task; unlimited by default. */
  readonly requestsPerSecond?: number | undefined;
  /** Documents a bulk request of the cluster's task. Default 100: the inference queue of a deployment takes it. */
  readonly batch?: number | undefined;
  readonly stateFile?: string | undefined;
  /** Go on with the run of the state file; everything else is as that run was started. */
  readonly resume?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: BackfillProgress) => void) | undefined;
}

/** How far a round is. */
export interface BackfillProgress {
  readonly round: number;
  readonly documents: number;
  readonly total: number;
}

/** What failed for a reason that passes gets time to pass, in milliseconds. */
const pauseBetweenRounds = 1000;

/**
 * Runs a backfill to its end, or until the signal.
 *
 * @throws ClusterError with cause and remedy; the run can then go on with `resume`.
 */
export async function backfill(cluster: Cluster, options: BackfillOptions): Promise<BackfillReport> {
  const started = Date.now();
  const stateFile = options.stateFile ?? stateFileOf(options.index);
  const state = await openState(cluster, options, stateFile);
  const worker = await openWorker(cluster, options, state, stateFile);
  let conflicts = 0;
  try {
    let waits = false;
    for (let before = Infinity; ;) {
      const remaining = await countRemaining(cluster, state);
      // A task that was found running is awaited whatever it left to do.
      if (state.task === undefined) {
        // A round that brought nothing is not repeated.
        if (remaining === 0 || remaining >= before) break;
        if (waits) await cluster.wait(pauseBetweenRounds);
        state.round++;
      }
      const copied = copying(state);
      const end = await worker.round((documents) =>
        options.onProgress?.({ round: state.round, documents, total: remaining }),
      );
      conflicts += end.conflicts;
      waits = !end.interrupted;
      // What is left of mending is not to be measured by what was left of copying.
      before = copied === copying(state) ? remaining : Infinity;
    }
    const report = await reportOf(cluster, state, { conflicts, stateFile, started });
    await pipelineKind.remove(cluster, backfillPipelineId(options.manifest.manifest.name, state.run), '');
    removeState(stateFile);
    return report;
  } catch (error) {
    if (!options.signal?.aborted) throw error;
    return stoppedReport(state, { conflicts, stateFile, started });
  } finally {
    await worker.close();
  }
}

/**
 * Ends an unfinished run: its task, its pipeline, its state file. Documents that it processed stay so.
 *
 * @throws ClusterError when there is no such run.
 */
export async function cancelBackfill(
  cluster: Cluster,
  options: Pick<BackfillOptions, 'index' | 'manifest' | 'stateFile'>,
): Promise<void> {
  const stateFile = options.stateFile ?? stateFileOf(options.index);
  const state = readState(stateFile);
  if (!state) throw noState(stateFile);
  const task = state.task ?? (await findTask(cluster, opaqueIdOf(state)));
  if (task !== undefined) await cancelTask(cluster, task);
  await pipelineKind.remove(cluster, backfillPipelineId(options.manifest.manifest.name, state.run), '');
  removeState(stateFile);
}

/** The state of the run to go on with, or that of a new run on an index that has what results need. */
async function openState(cluster: Cluster, options: BackfillOptions, stateFile: string): Promise<BackfillState> {
  const { body: root } = await cluster.request<{ cluster_uuid: string }>({ method: 'GET', path: '/' });
  const found = readState(stateFile);
  if (options.resume) {
    if (!found) throw noState(stateFile);
    if (found.cluster !== root.cluster_uuid)
      throw new ClusterError(`${stateFile} is of a run on another cluster`, 'connect to that cluster');
    return found;
  }
  if (found)
    throw new ClusterError(
      `a backfill of ${found.index} that began ${found.started} is not finished (${stateFile})`,
      'go on with --resume, or end it with --cancel',
    );
  const { index, dest, selection } = options;
  await prepareIndex(cluster, options);
  const selected = await countDocuments(cluster, index, selectedQuery(selection));
  return {
    format: 1,
    cluster: root.cluster_uuid,
    index,
    dest,
    pipeline: options.pipeline ?? 'logtwin-classify',
    local: options.localModel !== undefined,
    selection,
    run: randomBytes(6).toString('hex'),
    started: new Date().toISOString(),
    selected,
    round: 0,
    copied: false,
    rejected: [],
  };
}

function noState(file: string): ClusterError {
  return new ClusterError(`there is no unfinished backfill (${file})`, 'start one without --resume and --cancel');
}
