// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Reads an index by point in time and search_after: pages of about equal weight, one read ahead, numbers typed as the
// server types them.

import type { Cluster } from '../cluster.js';
import { ClusterError } from '../clusterError.js';
import type { JsonObject } from '../json.js';
import { parseJson, toPlain } from '../../values/json.js';
import { HashMap } from '../../values/maps.js';

/** A document with what is needed to write it back. */
export interface Hit {
  readonly index: string;
  readonly id: string;
  readonly routing: string | null;
  readonly seqNo: number | bigint;
  readonly primaryTerm: number | bigint;
  readonly source: HashMap;
}

const keepAlive = '5m';
const firstPageSize = 200;
/** Most documents of a page, and the bytes that a page should have. */
const largestPageSize = 2000;
const pageBytes = 4 << 20;

/** Yields the documents that a query finds, page by page. Changes after the beginning are not seen. */
export async function* readHits(cluster: Cluster, index: string, query: JsonObject): AsyncGenerator<Hit[], void> {
  const { body } = await cluster.request<{ id: string }>({
    method: 'POST',
    path: `/${encodeURIComponent(index)}/_pit`,
    query: { keep_alive: keepAlive },
    reads: true,
  });
  let pit = body.id;
  try {
    let size = firstPageSize;
    const read = async (after: unknown): Promise<Page> => {
      const page = await readPage(cluster, { pit, query, size, after });
      pit = page.pit;
      size = Math.max(1, Math.min(largestPageSize, size * 2, Math.floor((size * pageBytes) / page.bytes)));
      return page;
    };
    let next: Promise<Page> | undefined = read(undefined);
    while (next) {
      const page: Page = await next;
      next = page.after === undefined ? undefined : read(page.after);
      // A failure of the page ahead shows when it is awaited.
      next?.catch(() => undefined);
      if (page.hits.length > 0) yield page.hits;
    }
  } finally {
    // Left open it ends by itself, so a failure here is none of the run.
    await cluster
      .request({ method: 'DELETE', path: '/_pit', body: { id: pit }, accept: [404], reads: true })
      .catch(() => undefined);
  }
}

interface Page {
  readonly pit: string;
  readonly bytes: number;
  readonly hits: Hit[];
  /** Sort values of the last hit; undefined behind the last page. */
  readonly after: unknown;
}

async function readPage(
  cluster: Cluster,
  { pit, query, size, after }: { pit: string; query: JsonObject; size: number; after: unknown },
): Promise<Page> {
  const { body: text } = await cluster.requestText({
    method: 'POST',
    path: '/_search',
    body: {
      size,
      query,
      pit: { id: pit, keep_alive: keepAlive },
      sort: [{ _shard_doc: 'asc' }],
      track_total_hits: false,
      seq_no_primary_term: true,
      ...(after !== undefined && { search_after: after }),
    },
    reads: true,
  });
  const answer = parseJson(text, { name: 'search response', duplicateKeys: 'last' }) as HashMap;
  const found = (answer.get('hits') as HashMap).get('hits') as HashMap[];
  return {
    pit: answer.get('pit_id') as string,
    bytes: text.length,
    hits: found.map(hitOf),
    after: found.length < size ? undefined : toPlain(found.at(-1)!.get('sort')),
  };
}

function hitOf(hit: HashMap): Hit {
  const index = hit.get('_index') as string;
  const source = hit.get('_source');
  if (!(source instanceof HashMap))
    throw new ClusterError(
      `index ${index} keeps no _source, so its documents cannot be classified`,
      'ingest them again into an index that keeps it',
    );
  const routing = hit.get('_routing');
  return {
    index,
    id: hit.get('_id') as string,
    routing: typeof routing === 'string' ? routing : null,
    seqNo: hit.get('_seq_no') as number | bigint,
    primaryTerm: hit.get('_primary_term') as number | bigint,
    source,
  };
}
