// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// One round of a backfill in which this process does the work: documents are read from the cluster, run through the
// offline engine with the local model, and written back unless they changed meanwhile. While one page is classified,
// the next is read and the former written; memory does not grow with the index.

import type { Engine, IngestResult } from '../../ingest/engine.js';
import { fromPlain, printJson } from '../../values/json.js';
import type { Cluster } from '../cluster.js';
import type { JsonObject } from '../json.js';
import { BulkWriter, type BulkItem } from './bulkWriter.js';
import { type ItemFailure } from './itemFailure.js';
import { readHits, type Hit } from './readHits.js';

/** What a round is to do. */
export interface LocalRound {
  readonly index: string;
  /** Where documents are copied to; they are changed in place when undefined. */
  readonly dest: string | undefined;
  readonly query: JsonObject;
  readonly engine: Engine;
  /** Pipeline of the run. */
  readonly pipeline: string;
}

/** Runs the round. `onFailures` is told the documents that could not be written, page by page. */
export async function runLocalRound(
  cluster: Cluster,
  round: LocalRound,
  onProgress: (documents: number) => void,
  onFailures: (failures: readonly ItemFailure[]) => Promise<void>,
): Promise<void> {
  const writer = new BulkWriter(cluster);
  let documents = 0;
  let writing: Promise<void> = Promise.resolve();
  for await (const hits of readHits(cluster, round.index, round.query)) {
    const { items, failures } = await classifyPage(round, hits);
    await writing;
    writing = writer.write(items).then(async (refused) => {
      await onFailures([...failures, ...refused]);
      documents += hits.length;
      onProgress(documents);
    });
    // A failure shows when the writing is awaited.
    writing.catch(() => undefined);
  }
  await writing;
}

async function classifyPage(
  { engine, pipeline, dest }: LocalRound,
  hits: readonly Hit[],
): Promise<{ items: BulkItem[]; failures: ItemFailure[] }> {
  // Together, so that the model gets its texts in batches.
  const results = await Promise.all(hits.map(async (hit) => engine.run(pipeline, hit)));
  const items: BulkItem[] = [];
  const failures: ItemFailure[] = [];
  results.forEach((result, position) => {
    const hit = hits[position]!;
    const failed = (type: string, reason: string): void =>
      void failures.push({ index: hit.index, id: hit.id, status: 400, type, reason });
    if (result.status === 'failed') {
      failed(result.failure.type, result.failure.reason ?? result.failure.type);
    } else if (result.status === 'ok') {
      const target = result.document.ctx.get('_index');
      if (target === hit.index) items.push(itemOf(hit, result, dest));
      else failed('illegal_state_exception', `the pipeline sends the document to [${String(target)}]`);
    }
  });
  return { items, failures };
}

function itemOf(hit: Hit, result: Extract<IngestResult, { status: 'ok' }>, dest: string | undefined): BulkItem {
  const { index, id, routing, seqNo, primaryTerm } = hit;
  const place = { _index: dest ?? index, _id: id, ...(routing !== null && { routing }) };
  const action =
    dest === undefined ? { index: { ...place, if_seq_no: seqNo, if_primary_term: primaryTerm } } : { create: place };
  return {
    index: place._index,
    id,
    action: printJson(fromPlain(action)),
    source: printJson(result.document.ctx.source),
  };
}
