// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Who does the rounds of a run: the cluster, by tasks, or this process. Both keep the state file so that another process
// can go on at any moment.

import { createEngine } from '../../ingest/engine.js';
import { loadBundle } from '../../ingest/bundle.js';
import { InferenceService } from '../../inference/inferenceService.js';
import type { Cluster } from '../cluster.js';
import { ClusterError } from '../clusterError.js';
import { pipelineKind } from '../resources/pipeline.js';
import type { BackfillOptions } from './backfill.js';
import { backfillPipeline, backfillPipelineId } from './backfillPipeline.js';
import { writeState, type BackfillState } from './backfillState.js';
import { findTask, startTask, watchTask } from './clusterRound.js';
import { refuseBlocks, tagFailures, type ItemFailure } from './itemFailure.js';
import { runLocalRound } from './localRound.js';
import { copying, opaqueIdOf, refresh, roundQuery, sourceOf, type RoundEnd } from './round.js';

/** Does the rounds of one run. */
export interface Worker {
  round(onProgress: (documents: number) => void): Promise<RoundEnd>;
  close(): Promise<void>;
}

const mostRejected = 10_000;

/** Makes ready whoever does the work of a run, and writes the state file. */
export async function openWorker(
  cluster: Cluster,
  options: BackfillOptions,
  state: BackfillState,
  stateFile: string,
): Promise<Worker> {
  const save = (): void => writeState(stateFile, state);
  const worker = state.local
    ? localWorker(cluster, options, state, save)
    : await clusterWorker(cluster, options, state, save);
  return {
    ...worker,
    async round(onProgress) {
      save();
      const end = await worker.round(onProgress);
      save();
      await refresh(cluster, state);
      return end;
    },
  };
}

function localWorker(cluster: Cluster, options: BackfillOptions, state: BackfillState, save: () => void): Worker {
  const { manifest, localModel } = options;
  if (localModel === undefined)
    throw new ClusterError('this run was started with --local', 'go on with --local and --resume');
  const service = new InferenceService(() => localModel);
  const bundle = bundleOf(options);
  const engine = createEngine({ pipelines: bundle.pipelines, storedScripts: bundle.scripts, infer: service.infer });
  engine.pipeline(state.pipeline);
  const owner = manifest.manifest.name;
  const pipeline = backfillPipelineId(owner, state.run);
  engine.put(pipeline, backfillPipeline(bundle, owner, state.run, state.pipeline));
  return {
    async round(onProgress) {
      const index = sourceOf(state);
      const dest = copying(state) ? state.dest : undefined;
      const round = { index, dest, query: roundQuery(state), engine, pipeline };
      await runLocalRound(cluster, round, onProgress, (failures) => settle(cluster, state, failures, save));
      state.copied = true;
      return { interrupted: false, conflicts: 0 };
    },
    close: () => service.close(),
  };
}

async function clusterWorker(
  cluster: Cluster,
  options: BackfillOptions,
  state: BackfillState,
  save: () => void,
): Promise<Worker> {
  const owner = options.manifest.manifest.name;
  if ((await pipelineKind.read(cluster, state.pipeline, owner)) === undefined)
    throw new ClusterError(
      `the cluster has no pipeline ${state.pipeline}`,
      'install it with logtwin deploy, or classify here with --local',
    );
  save();
  const pipeline = backfillPipelineId(owner, state.run);
  if ((await pipelineKind.read(cluster, pipeline, owner)) === undefined) {
    const body = backfillPipeline(bundleOf(options), owner, state.run, state.pipeline);
    await pipelineKind.write(cluster, pipeline, { ...body }, undefined);
  }
  // The process may have ended between the start of a task and the note of its id.
  if (state.round > 0) state.task ??= await findTask(cluster, opaqueIdOf(state));
  return {
    async round(onProgress) {
      state.task ??= await startTask(cluster, {
        index: sourceOf(state),
        dest: copying(state) ? state.dest : undefined,
        query: roundQuery(state),
        pipeline,
        opaqueId: opaqueIdOf(state),
        slices: options.slices ?? 'auto',
        requestsPerSecond: options.requestsPerSecond ?? -1,
        batch: options.batch ?? 100,
      });
      save();
      // What was copied before is a conflict for a copy that goes on, and none that counts.
      const counted = !copying(state);
      let conflicts = 0;
      const end = await watchTask(cluster, state.task, (status) => {
        if (counted) conflicts = status.version_conflicts;
        onProgress(status.updated + (status.created ?? 0) + status.noops + status.version_conflicts);
      });
      state.task = undefined;
      // Where the server has forgotten the task, the documents tell what it did.
      if (end === 'unknown') return { interrupted: true, conflicts };
      save();
      if ('error' in end) throw end.error;
      await settle(cluster, state, end.failures, save);
      // A failure ends a task before its last document.
      const interrupted = end.failures.length > 0;
      state.copied = !interrupted;
      return { interrupted, conflicts };
    },
    close: () => Promise.resolve(),
  };
}

function bundleOf({ manifest }: BackfillOptions): ReturnType<typeof loadBundle> {
  return loadBundle({ root: manifest.root, scripts: 'inline', generic: manifest.manifest.generic });
}

/** Tags the documents of failures with their reasons, and notes those that cannot even be tagged. */
async function settle(
  cluster: Cluster,
  state: BackfillState,
  failures: readonly ItemFailure[],
  save: () => void,
): Promise<void> {
  refuseBlocks(failures);
  // A document that was not copied has no copy to tag.
  const rejected = copying(state)
    ? failures.map(({ id, reason }) => ({ index: state.index, id, reason }))
    : await tagFailures(cluster, state.run, failures);
  if (rejected.length === 0) return;
  state.rejected = [...state.rejected, ...rejected];
  save();
  if (state.rejected.length > mostRejected)
    throw new ClusterError(
      `more than ${mostRejected} documents can be neither processed nor tagged: ${rejected[0]!.reason}`,
      'mend the cause, then go on with --resume',
    );
}
