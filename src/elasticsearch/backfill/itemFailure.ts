// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Documents that the server would not index: blocks end the run, single documents are tagged with the reason.

import type { Cluster } from '../cluster.js';
import { ClusterError } from '../clusterError.js';
import { backfillFailureTag } from './backfillPipeline.js';
import type { RejectedDocument } from './selection.js';

/** Error type of a block of the index or the cluster. */
export const blockType = 'cluster_block_exception';

/** One failed item of a bulk request or of a task. */
export interface ItemFailure extends RejectedDocument {
  readonly type: string;
  readonly status: number;
}

/** An item's error as the server writes it. */
export interface ItemError {
  readonly type: string;
  readonly reason?: string;
  readonly caused_by?: { readonly type: string; readonly reason?: string };
}

/** The failure of an item; the deepest cause says most. */
export function itemFailure(index: string, id: string, status: number, error: ItemError): ItemFailure {
  const reason = error.caused_by?.reason ? `${error.reason}: ${error.caused_by.reason}` : (error.reason ?? error.type);
  return { index, id, status, type: error.type, reason };
}

/** @throws ClusterError when a failure is the index's, not the document's. */
export function refuseBlocks(failures: readonly ItemFailure[]): void {
  const block = failures.find(({ type }) => type === blockType);
  if (!block) return;
  throw new ClusterError(
    `index ${block.index} cannot be written to: ${block.reason}`,
    'free disk space or lift the block of the index, then go on with --resume',
    { status: block.status, type: block.type },
  );
}

// A document whose ml is no object is left alone: the reason has no place in it.
const tagScript = `
if (ctx._source.ml != null && !(ctx._source.ml instanceof Map)) {
  ctx.op = 'none';
} else {
  if (!(ctx._source.tags instanceof List)) ctx._source.tags = ctx._source.tags == null ? [] : [ctx._source.tags];
  if (!ctx._source.tags.contains(params.tag)) ctx._source.tags.add(params.tag);
  if (ctx._source.ml == null) ctx._source.ml = [:];
  ctx._source.ml.remove('prediction');
  ctx._source.ml.error = ['message': params.reason];
  ctx._source.ml.backfill = params.run;
}
`.trim();

/** Tags documents with their reasons. Resolves to those that could not even be tagged. */
export async function tagFailures(
  cluster: Cluster,
  run: string,
  failures: readonly ItemFailure[],
): Promise<RejectedDocument[]> {
  if (failures.length === 0) return [];
  const lines = failures.flatMap(({ index, id, reason }) => [
    JSON.stringify({ update: { _index: index, _id: id, retry_on_conflict: 3 } }),
    JSON.stringify({
      script: { lang: 'painless', source: tagScript, params: { tag: backfillFailureTag, reason, run } },
    }),
  ]);
  const { body } = await cluster.request<{
    items: { update: { status: number; result?: string; error?: ItemError } }[];
  }>({
    method: 'POST',
    path: '/_bulk',
    bulkBody: `${lines.join('\n')}\n`,
  });
  return body.items.flatMap(({ update }, position) => {
    const { index, id, reason } = failures[position]!;
    // A document that was deleted meanwhile needs no tag.
    const untagged = update.result === 'noop' || (update.error && update.status !== 404);
    return untagged ? [{ index, id, reason }] : [];
  });
}
