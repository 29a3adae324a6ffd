// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// How the classified events of a cluster did, index by index: how many have a result, how many failed and why.

import type { Cluster } from './cluster.js';
import type { ClusterError } from './clusterError.js';
import type { JsonObject } from './json.js';

/** Documents of one index by what became of them. */
export interface IndexOutcome {
  readonly index: string;
  readonly documents: number;
  /** With a label. */
  readonly classified: number;
  /** Marked as alerts. */
  readonly alerts: number;
  /** By failure tag, without its underscores: inference, normalize, backfill. */
  readonly failed: Readonly<Record<Failure, number>>;
}

/** An event that carries a failure tag. */
export interface FailedEvent {
  readonly index: string;
  readonly id: string;
  readonly time: string | null;
  readonly tags: readonly string[];
  readonly reason: string;
}

/** What the indices of classified events hold. */
export interface ClassifiedEvents {
  readonly indices: readonly IndexOutcome[];
  /** Documents with any failure tag. */
  readonly failed: number;
  /** The latest of them, newest first. */
  readonly last_failures: readonly FailedEvent[];
  /** Why nothing could be counted; null when it could. */
  readonly not_counted: string | null;
}

/** Which events are looked at. */
export interface EventSelection {
  readonly indices: readonly string[];
  /** Only events from this time on, in any form that `@timestamp` takes, such as `now-1d`. */
  readonly since?: string | undefined;
}

/** Tags that the pipelines of pipelines/ and a backfill put on documents that fail. */
const failureTags = {
  inference: '_ml_inference_failure',
  normalize: '_ml_normalize_failure',
  backfill: '_ml_backfill_failure',
} as const;

type Failure = keyof typeof failureTags;

const mostIndices = 100;
const shownFailures = 5;

interface Bucket {
  readonly key: string;
  readonly doc_count: number;
  readonly [name: string]: unknown;
}

interface SearchAnswer {
  readonly hits: {
    readonly total: { readonly value: number };
    readonly hits: readonly { readonly _index: string; readonly _id: string; readonly _source?: EventSource }[];
  };
  /** Missing where no index matches. */
  readonly aggregations?: { readonly indices: { readonly buckets: readonly Bucket[] } };
}

interface EventSource {
  readonly '@timestamp'?: unknown;
  readonly tags?: unknown;
  readonly ml?: { readonly error?: { readonly message?: unknown } };
}

/** Counts the events. A key that may not read them is no failure: the answer says so. */
export async function readClassifiedEvents(cluster: Cluster, selection: EventSelection): Promise<ClassifiedEvents> {
  try {
    return outcomesOf(await search(cluster, selection));
  } catch (error) {
    const { status, message } = error as ClusterError;
    if (status !== 403) throw error;
    return { indices: [], failed: 0, last_failures: [], not_counted: message };
  }
}

async function search(cluster: Cluster, { indices, since }: EventSelection): Promise<SearchAnswer> {
  const withTag = (tag: string): JsonObject => ({ filter: { term: { tags: tag } } });
  const failures = Object.entries(failureTags).map(([name, tag]) => [name, withTag(tag)] as const);
  const { body } = await cluster.request<SearchAnswer>({
    method: 'POST',
    path: `/${indices.map(encodeURIComponent).join(',')}/_search`,
    query: { ignore_unavailable: true, allow_no_indices: true, expand_wildcards: 'open,hidden' },
    body: {
      query: since === undefined ? { match_all: {} } : { range: { '@timestamp': { gte: since } } },
      // The hits are failures; the counts are of all events.
      post_filter: { terms: { tags: Object.values(failureTags) } },
      size: shownFailures,
      sort: [{ '@timestamp': { order: 'desc', unmapped_type: 'date' } }],
      _source: ['@timestamp', 'tags', 'ml.error.message'],
      track_total_hits: true,
      aggs: {
        indices: {
          terms: { field: '_index', size: mostIndices },
          aggs: {
            classified: { filter: { exists: { field: 'ml.prediction.predicted_value' } } },
            alerts: { filter: { term: { 'ml.alert': true } } },
            ...Object.fromEntries(failures),
          },
        },
      },
    },
    reads: true,
  });
  return body;
}

function outcomesOf({ hits, aggregations }: SearchAnswer): ClassifiedEvents {
  const names = Object.keys(failureTags) as Failure[];
  const countIn = (bucket: Bucket, name: string): number => (bucket[name] as { doc_count: number }).doc_count;
  const indices = (aggregations?.indices.buckets ?? []).map((bucket) => ({
    index: bucket.key,
    documents: bucket.doc_count,
    classified: countIn(bucket, 'classified'),
    alerts: countIn(bucket, 'alerts'),
    failed: Object.fromEntries(names.map((name) => [name, countIn(bucket, name)])) as Record<Failure, number>,
  }));
  return {
    indices: indices.sort((a, b) => a.index.localeCompare(b.index)),
    failed: hits.total.value,
    last_failures: hits.hits.map(({ _index: index, _id: id, _source: source }) => ({
      index,
      id,
      time: typeof source?.['@timestamp'] === 'string' ? source['@timestamp'] : null,
      tags: [source?.tags ?? []].flat().map(String),
      reason: [source?.ml?.error?.message ?? 'no reason given'].flat().map(String).join('; '),
    })),
    not_counted: null,
  };
}
