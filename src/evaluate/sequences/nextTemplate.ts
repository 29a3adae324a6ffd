// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// How surprising the next event of an entity is after its last ones: an n-gram model over templates with the smoothing of
// Witten and Bell (1991), the baseline that sequence models such as DeepLog have to beat.

/** Counts what followed one context. */
interface Followers {
  total: number;
  readonly counts: Map<number, number>;
}

/** Learns which template follows which, and says how surprising one is. */
export class NextTemplateModel {
  private readonly order: number;
  private readonly maxContexts: number;
  /** Followers of the last 0, 1, ... templates; the context that was not met for longest makes room. */
  private readonly followers = new Map<string, Followers>();
  private readonly known = new Set<number>();

  /** @param order - templates looked at, the judged one included; 3 is a trigram model */
  constructor(order = 3, maxContexts = 1_000_000) {
    this.order = order;
    this.maxContexts = maxContexts;
  }

  /** Bits of surprise of a template after others, the latest last: -log2 of its probability. */
  surprise(history: readonly number[], next: number): number {
    // One place for all that was never seen: the share of the unseen goes to it and to each known template alike.
    let probability = 1 / (this.known.size + 1);
    for (let length = 0; length < this.order; length++) {
      if (length > history.length) break;
      const found = this.followers.get(keyOf(history, length));
      if (!found) break;
      const kinds = found.counts.size;
      probability = ((found.counts.get(next) ?? 0) + kinds * probability) / (found.total + kinds);
    }
    return -Math.log2(probability);
  }

  /** Learns that a template came after others. */
  learn(history: readonly number[], next: number): void {
    this.known.add(next);
    for (let length = 0; length < this.order && length <= history.length; length++) {
      const key = keyOf(history, length);
      const found = this.followers.get(key) ?? { total: 0, counts: new Map<number, number>() };
      found.total++;
      found.counts.set(next, (found.counts.get(next) ?? 0) + 1);
      this.followers.delete(key);
      if (this.followers.size >= this.maxContexts) this.followers.delete(this.followers.keys().next().value!);
      this.followers.set(key, found);
    }
  }
}

function keyOf(history: readonly number[], length: number): string {
  return history.slice(history.length - length).join(' ');
}
