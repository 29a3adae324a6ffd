// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What a backfill did, counted by the marks that it left in the documents.

import type { Cluster } from '../cluster.js';
import type { JsonObject } from '../json.js';
import type { BackfillState } from './backfillState.js';
import { countDocuments } from './round.js';
import { outcomeQueries, unprocessedQuery, type RejectedDocument } from './selection.js';

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

/** Documents whose reasons are read. */
const reasonSample = 1000;

/** What only the process knows. */
interface ReportParts {
  readonly conflicts: number;
  readonly stateFile: string;
  readonly started: number;
}

/** Counts what the run did. */
export async function reportOf(cluster: Cluster, state: BackfillState, parts: ReportParts): Promise<BackfillReport> {
  const place = state.dest ?? state.index;
  const queries = outcomeQueries(state.run);
  const classified = await countDocuments(cluster, place, queries.classified);
  const tagged = await countDocuments(cluster, place, queries.tagged);
  const withoutText = await countDocuments(cluster, place, queries.without_text);
  const rejected = state.rejected.length;
  const done = classified + tagged + withoutText + rejected;
  const left =
    state.dest === undefined
      ? await countDocuments(cluster, place, unprocessedQuery(state.selection, state.run, state.rejected))
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
export function stoppedReport(state: BackfillState, parts: ReportParts): BackfillReport {
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
