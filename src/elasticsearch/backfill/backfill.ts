// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Classifies documents that are indexed already, in rounds: each takes what is left of the selection, until nothing is
// left or a round brings nothing. Documents say themselves which run processed them, so a run that was stopped, killed or
// met by faults goes on without doing anything twice, and what it counts is what the index holds.

import { randomBytes } from 'node:crypto';
import { createEngine } from '../../ingest/engine.js';
import { loadBundle } from '../../ingest/bundle.js';
import { InferenceService } from '../../inference/inferenceService.js';
import type { Cluster } from '../cluster.js';
import { ClusterError } from '../clusterError.js';
import type { JsonObject } from '../json.js';
import type { LoadedManifest } from '../manifest.js';
import { compareMappings, propertiesOf, readMappings } from '../mappings.js';
import { componentTemplatesOf } from '../manifestFiles.js';
import { pipelineKind } from '../resources/pipeline.js';
import { backfillPipeline, backfillPipelineId } from './backfillPipeline.js';
import { readState, removeState, stateFileOf, writeState, type BackfillState } from './backfillState.js';
import { cancelTask, findTask, startTask, watchTask, type ClusterRound } from './clusterRound.js';
import { refuseBlocks, tagFailures, type ItemFailure } from './itemFailure.js';
import { runLocalRound } from './localRound.js';
import {
  outcomeQueries,
  passingQuery,
  processedQuery,
  remainingQuery,
  unprocessedQuery,
  selectedQuery,
  type RejectedDocument,
  type Selection,
} from './selection.js';

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

/** What a backfill did: total = classified + tagged + without_text + rejected + left. Null where a stopped run cannot ask. */
export interface BackfillReport {
  readonly index: string;
  readonly dest: string | null;
  readonly run: string;
  /** Documents of the selection when the run began; fewer in total were deleted meanwhile, more came in. */
  readonly selected: number;
  readonly total: number | null;
  readonly classified: number | null;
  /** Documents with a failure tag and its reason in ml.error.message. */
  readonly tagged: number | null;
  /** Documents of which the pipeline makes no text. */
  readonly without_text: number | null;
  /** Documents that could be neither processed nor tagged; they are as they were. */
  readonly rejected: number;
  /** Documents that others kept changing, or that the pipeline dropped; they are as they were. */
  readonly left: number | null;
  /** Version conflicts met on the way; their documents were taken again. */
  readonly conflicts: number;
  /** Reasons of tagged documents, of at most 1,000 of them, most frequent first. */
  readonly reasons: readonly { readonly reason: string; readonly documents: number }[];
  readonly rejected_documents: readonly RejectedDocument[];
  readonly rounds: number;
  readonly seconds: number;
  /** Interrupted: the run can go on, and where the cluster does the work its task does go on. */
  readonly stopped: boolean;
  readonly state_file: string;
}

/** What failed for a reason that passes gets time to pass, in milliseconds. */
const pauseBetweenRounds = 1000;
const mostRejected = 10_000;
/** Documents whose reasons are read. */
const reasonSample = 1000;

/**
 * Runs a backfill to its end, or until the signal.
 *
 * @throws ClusterError with cause and remedy; the run can then go on with `resume`.
 */
export async function backfill(cluster: Cluster, options: BackfillOptions): Promise<BackfillReport> {
  const started = Date.now();
  const stateFile = options.stateFile ?? stateFileOf(options.index);
  const { state, work, close } = await prepare(cluster, options, stateFile);
  let conflicts = 0;
  const noteConflicts = (count: number): void => void (conflicts += count);
  try {
    for (let before = Infinity; ;) {
      const remaining = await countRemaining(cluster, state);
      if (state.task === undefined) {
        // A round that brought nothing is not repeated.
        if (remaining === 0 || remaining >= before) break;
        if (before !== Infinity) await cluster.wait(pauseBetweenRounds);
        state.round++;
      }
      const phase = copying(state);
      before = remaining;
      await work(noteConflicts, (documents) =>
        options.onProgress?.({ round: state.round, documents, total: remaining }),
      );
      // What is left of mending is not to be measured by what was left of copying.
      if (phase !== copying(state)) before = Infinity;
    }
    const report = await reportOf(cluster, state, { conflicts, stateFile, started });
    await pipelineKind.remove(cluster, backfillPipelineId(options.manifest.manifest.name, state.run), '');
    removeState(stateFile);
    return report;
  } catch (error) {
    if (!options.signal?.aborted) throw error;
    return stoppedReport(state, { conflicts, stateFile, started });
  } finally {
    await close();
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

type Work = (noteConflicts: (count: number) => void, onProgress: (documents: number) => void) => Promise<void>;

interface Prepared {
  readonly state: BackfillState;
  readonly work: Work;
  readonly close: () => Promise<void>;
}

async function prepare(cluster: Cluster, options: BackfillOptions, stateFile: string): Promise<Prepared> {
  const { manifest } = options;
  const owner = manifest.manifest.name;
  const state = await openState(cluster, options, stateFile);
  const bundle = loadBundle({
    root: manifest.root,
    scripts: 'inline',
    generic: manifest.manifest.generic,
    alerts: manifest.manifest.alerts,
  });
  const wrapper = backfillPipeline(bundle, owner, state.run, state.pipeline);
  const id = backfillPipelineId(owner, state.run);
  const save = (): void => writeState(stateFile, state);
  const reject = async (failures: readonly ItemFailure[]): Promise<void> => {
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
  };

  if (state.local) {
    const folder = options.localModel!;
    const service = new InferenceService(() => folder);
    const engine = createEngine({ pipelines: bundle.pipelines, storedScripts: bundle.scripts, infer: service.infer });
    engine.pipeline(state.pipeline);
    engine.put(id, wrapper);
    save();
    return {
      state,
      close: () => service.close(),
      async work(_noteConflicts, onProgress) {
        save();
        const index = sourceOf(state);
        const dest = copying(state) ? state.dest : undefined;
        await runLocalRound(
          cluster,
          { index, dest, query: roundQuery(state), engine, pipeline: id },
          onProgress,
          reject,
        );
        state.copied = true;
        await refresh(cluster, state);
      },
    };
  }

  if ((await pipelineKind.read(cluster, state.pipeline, owner)) === undefined)
    throw new ClusterError(
      `the cluster has no pipeline ${state.pipeline}`,
      'install it with logtwin deploy, or classify here with --local',
    );
  save();
  if ((await pipelineKind.read(cluster, id, owner)) === undefined)
    await pipelineKind.write(cluster, id, { ...wrapper }, undefined);
  // The process may have ended between the start of a task and the note of its id.
  if (state.round > 0) state.task ??= await findTask(cluster, opaqueIdOf(state));
  return {
    state,
    close: () => Promise.resolve(),
    async work(noteConflicts, onProgress) {
      const round: ClusterRound = {
        index: sourceOf(state),
        dest: copying(state) ? state.dest : undefined,
        query: roundQuery(state),
        pipeline: id,
        opaqueId: opaqueIdOf(state),
        slices: options.slices ?? 'auto',
        requestsPerSecond: options.requestsPerSecond ?? -1,
        batch: options.batch ?? 100,
      };
      save();
      state.task ??= await startTask(cluster, round);
      save();
      let conflicts = 0;
      const end = await watchTask(cluster, state.task, (status) => {
        conflicts = status.version_conflicts;
        onProgress(status.updated + (status.created ?? 0) + status.noops + status.version_conflicts);
      });
      // What was copied before is a conflict for a copy that goes on, and none that counts.
      if (!copying(state)) noteConflicts(conflicts);
      // Where the server has forgotten the task, the documents tell what it did.
      if (end !== 'unknown') {
        state.task = undefined;
        save();
        if ('error' in end) throw end.error;
        await reject(end.failures);
        // A failure ends a task before its last document.
        state.copied = end.failures.length === 0;
      }
      state.task = undefined;
      save();
      await refresh(cluster, state);
    },
  };
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
  await prepareMappings(cluster, options);
  const { body } = await cluster.request<{ count: number }>({
    method: 'POST',
    path: `/${encodeURIComponent(index)}/_count`,
    body: { query: selectedQuery(selection) },
    reads: true,
  });
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
    selected: body.count,
    round: 0,
    copied: false,
    rejected: [],
  };
}

/** Sees to it that results can be indexed and searched for; maps what is not mapped yet. */
async function prepareMappings(cluster: Cluster, { index, dest, manifest }: BackfillOptions): Promise<void> {
  const sources = await readMappings(cluster, index);
  if (sources.size === 0) throw new ClusterError(`the cluster has no index ${index}`, 'check the name');
  const targets = dest === undefined ? sources : await readMappings(cluster, dest);
  const wanted = propertiesOf(componentTemplatesOf(manifest).map(({ body }) => body));
  const needed = new Map<string, JsonObject>();
  for (const [name, mapping] of targets) {
    const { conflicts, missing } = compareMappings(wanted, mapping);
    if (conflicts.length > 0)
      throw new ClusterError(
        `index ${name} cannot hold the results: ${conflicts.join(', ')}`,
        'copy the documents into another index with --dest',
      );
    if (Object.keys(missing).length > 0) needed.set(name, { properties: missing });
  }
  for (const [name, body] of needed)
    await cluster.request({ method: 'PUT', path: `/${encodeURIComponent(name)}/_mapping`, body });
  // A new destination gets its mapping before its first document.
  if (dest !== undefined && targets.size === 0)
    await cluster.request({
      method: 'PUT',
      path: `/${encodeURIComponent(dest)}`,
      body: { mappings: { properties: wanted } },
    });
}

/** Whether documents are still to be copied; what failed then is mended in the destination. */
function copying(state: BackfillState): boolean {
  return state.dest !== undefined && !state.copied;
}

/** The index that the next round reads. */
function sourceOf(state: BackfillState): string {
  return copying(state) ? state.index : (state.dest ?? state.index);
}

/** The documents that the next round takes. */
function roundQuery(state: BackfillState): JsonObject {
  const { dest, selection, run, rejected } = state;
  if (dest !== undefined && !copying(state)) return passingQuery(run);
  return remainingQuery(selection, run, rejected);
}

async function countRemaining(cluster: Cluster, state: BackfillState): Promise<number> {
  const found = await count(cluster, sourceOf(state), roundQuery(state));
  return copying(state) ? found - (await count(cluster, state.dest!, processedQuery(state.run))) : found;
}

async function refresh(cluster: Cluster, { index, dest }: BackfillState): Promise<void> {
  await cluster.request({ method: 'POST', path: `/${encodeURIComponent(dest ?? index)}/_refresh`, reads: true });
}

async function count(cluster: Cluster, index: string, query: JsonObject): Promise<number> {
  const { body } = await cluster.request<{ count: number }>({
    method: 'POST',
    path: `/${encodeURIComponent(index)}/_count`,
    body: { query },
    reads: true,
  });
  return body.count;
}

interface ReportParts {
  readonly conflicts: number;
  readonly stateFile: string;
  readonly started: number;
}

async function reportOf(cluster: Cluster, state: BackfillState, parts: ReportParts): Promise<BackfillReport> {
  const place = state.dest ?? state.index;
  const queries = outcomeQueries(state.run);
  const classified = await count(cluster, place, queries.classified);
  const tagged = await count(cluster, place, queries.tagged);
  const withoutText = await count(cluster, place, queries.without_text);
  const rejected = state.rejected.length;
  const done = classified + tagged + withoutText + rejected;
  const left =
    state.dest === undefined
      ? await count(cluster, place, unprocessedQuery(state.selection, state.run, state.rejected))
      : Math.max(0, state.selected - done);
  return {
    index: state.index,
    dest: state.dest ?? null,
    run: state.run,
    selected: state.selected,
    total: done + left,
    classified,
    tagged,
    without_text: withoutText,
    rejected,
    left,
    conflicts: parts.conflicts,
    reasons: tagged > 0 ? await reasonsOf(cluster, place, queries.tagged) : [],
    rejected_documents: state.rejected.slice(0, 100),
    rounds: state.round,
    seconds: (Date.now() - parts.started) / 1000,
    stopped: false,
    state_file: parts.stateFile,
  };
}

async function reasonsOf(cluster: Cluster, index: string, query: JsonObject): Promise<BackfillReport['reasons']> {
  const { body } = await cluster.request<{
    hits: { hits: { _source?: { ml?: { error?: { message?: string } } } }[] };
  }>({
    method: 'POST',
    path: `/${encodeURIComponent(index)}/_search`,
    body: { size: reasonSample, query, _source: ['ml.error.message'], track_total_hits: false },
    reads: true,
  });
  const counts = new Map<string, number>();
  for (const { _source: source } of body.hits.hits) {
    const reason = source?.ml?.error?.message ?? 'no reason given';
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts]
    .map(([reason, documents]) => ({ reason, documents }))
    .sort((a, b) => b.documents - a.documents)
    .slice(0, 20);
}

/** What is known when the run was interrupted and the cluster cannot be asked any more. */
function stoppedReport(state: BackfillState, parts: ReportParts): BackfillReport {
  return {
    index: state.index,
    dest: state.dest ?? null,
    run: state.run,
    selected: state.selected,
    total: null,
    classified: null,
    tagged: null,
    without_text: null,
    rejected: state.rejected.length,
    left: null,
    conflicts: parts.conflicts,
    reasons: [],
    rejected_documents: state.rejected.slice(0, 100),
    rounds: state.round,
    seconds: (Date.now() - parts.started) / 1000,
    stopped: true,
    state_file: parts.stateFile,
  };
}

function opaqueIdOf({ run, round }: BackfillState): string {
  return `logtwin-backfill-${run}-${round}`;
}

function noState(file: string): ClusterError {
  return new ClusterError(`there is no unfinished backfill (${file})`, 'start one without --resume and --cancel');
}
