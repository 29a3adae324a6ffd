// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The pipeline of one backfill run: it takes stale results out, calls the classify pipeline, and marks the document as
// done. A document on which anything fails keeps its content and gets the reason: one bad document must not end a task.

import type { Bundle, PipelineJson } from '../../ingest/bundle.js';
import { invariant } from '../../util/invariant.js';
import { ownerKey } from '../resource.js';
import { runField } from './selection.js';

/** The tag of documents that a backfill could not process. */
export const backfillFailureTag = '_ml_backfill_failure';

/** Id of the pipeline of a run. */
export function backfillPipelineId(owner: string, run: string): string {
  return `${owner}-backfill-${run}`;
}

/** Whether an id is that of a run's pipeline. */
export function isBackfillPipelineId(owner: string, id: string): boolean {
  return id.startsWith(`${owner}-backfill-`);
}

/** The pipeline of a run, the same on the cluster and in the offline engine. */
export function backfillPipeline(bundle: Bundle, owner: string, run: string, pipeline: string): PipelineJson {
  const clear = bundle.scripts.get('logtwin-clear_results');
  invariant(clear, 'painless/clear_results.painless is part of every bundle');
  const mark = { set: { field: runField, value: run } };
  return {
    description: 'Works for one run of backfill and is removed at its end.',
    processors: [
      { script: { lang: 'painless', source: clear.source, tag: 'logtwin-clear_results' } },
      { pipeline: { name: pipeline, tag: 'logtwin-backfill' } },
      mark,
    ],
    on_failure: [
      { append: { field: 'tags', value: [backfillFailureTag], allow_duplicates: false } },
      { set: { field: 'ml.error.message', value: '{{{_ingest.on_failure_message}}}' } },
      mark,
    ],
    _meta: { [ownerKey]: owner, run },
  };
}
