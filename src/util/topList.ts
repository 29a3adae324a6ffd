// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Keeps the few items with the highest rank out of a long stream.

/** At most `limit` items, the highest rank first; of equal ranks the earlier item stays first. */
export class TopList<Item> {
  private readonly limit: number;
  private readonly kept: { readonly rank: number; readonly item: Item }[] = [];

  constructor(limit: number) {
    this.limit = limit;
  }

  /** True when an item of this rank would be kept: ask before building a costly item. */
  accepts(rank: number): boolean {
    return this.kept.length < this.limit || rank > this.kept[this.kept.length - 1]!.rank;
  }

  add(rank: number, item: Item): void {
    if (!this.accepts(rank)) return;
    let at = this.kept.length;
    while (at > 0 && this.kept[at - 1]!.rank < rank) at--;
    this.kept.splice(at, 0, { rank, item });
    if (this.kept.length > this.limit) this.kept.pop();
  }

  items(): Item[] {
    return this.kept.map(({ item }) => item);
  }
}
