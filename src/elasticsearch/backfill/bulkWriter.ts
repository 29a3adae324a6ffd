// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Writes lines by _bulk as fast as the cluster takes them: fewer at once when it refuses some, more when it does not.

import type { Cluster } from '../cluster.js';
import { ClusterError } from '../clusterError.js';
import { blockType, itemFailure, type ItemError, type ItemFailure } from './itemFailure.js';

/** One document to write: two lines of a bulk body. */
export interface BulkItem {
  readonly index: string;
  readonly id: string;
  /** `{"index": ...}` or `{"create": ...}`. */
  readonly action: string;
  readonly source: string;
}

interface ItemAnswer {
  readonly status: number;
  readonly error?: ItemError;
}

const mostItems = 1000;
const fewestItems = 10;
const mostCharacters = 8 << 20;
const refusedLimit = 20;

export class BulkWriter {
  private readonly cluster: Cluster;
  /** Items a request. */
  private limit = 500;

  constructor(cluster: Cluster) {
    this.cluster = cluster;
  }

  /**
   * Writes the items in order. Resolves to those that failed; a version conflict is none: its document changed
   * meanwhile, and is found again by the next round if it still has to be processed.
   */
  async write(items: readonly BulkItem[]): Promise<ItemFailure[]> {
    const failures: ItemFailure[] = [];
    let waiting = [...items];
    for (let refusals = 0; waiting.length > 0;) {
      const chunk = this.take(waiting);
      const answers = await this.send(chunk);
      const refused: BulkItem[] = [];
      answers.forEach(({ status, error }, position) => {
        const item = chunk[position]!;
        // A blocked index answers 429 too, and goes on doing so.
        if (status === 429 && error?.type !== blockType) refused.push(item);
        else if (error && status !== 409) failures.push(itemFailure(item.index, item.id, status, error));
      });
      waiting = [...refused, ...waiting.slice(chunk.length)];
      if (refused.length === 0) {
        refusals = 0;
        this.limit = Math.min(mostItems, this.limit + 50);
        continue;
      }
      if (++refusals > refusedLimit)
        throw new ClusterError('the cluster refuses to write (429)', 'go on later with --resume', { status: 429 });
      this.limit = Math.max(fewestItems, Math.floor(this.limit / 2));
      await this.cluster.wait(Math.min(10_000, 100 * 2 ** refusals));
    }
    return failures;
  }

  private take(items: readonly BulkItem[]): BulkItem[] {
    let characters = 0;
    const end = items.findIndex(
      ({ action, source }, position) =>
        position >= this.limit || ((characters += action.length + source.length) > mostCharacters && position > 0),
    );
    return items.slice(0, end < 0 ? items.length : end);
  }

  private async send(items: readonly BulkItem[]): Promise<ItemAnswer[]> {
    const { body } = await this.cluster.request<{ items: Record<string, ItemAnswer>[] }>({
      method: 'POST',
      path: '/_bulk',
      // The documents went through the pipeline here; an index's default pipeline must not run again.
      query: { pipeline: '_none' },
      bulkBody: items.map(({ action, source }) => `${action}\n${source}\n`).join(''),
    });
    return body.items.map((item) => Object.values(item)[0]!);
  }
}
