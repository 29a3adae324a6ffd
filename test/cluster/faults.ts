// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Decides which requests fail, and how: a seeded share of all, or just one.

/** How a request fails: an error instead of an answer, or a connection that ends before or after the request's effect. */
export type FaultKind = '429' | '503' | 'cut';

/**
 * `share` of the requests fails, each in one of the ways, equal seeds alike; or the connection of the `cutAt`-th request from now on
 * (the first is 1) is cut, before its effect or `after` it, and with `dead` that of every later one too.
 */
export type Faults =
  | { readonly seed: number; readonly share: number; readonly kinds: readonly FaultKind[] }
  | { readonly cutAt: number; readonly after?: boolean; readonly dead?: boolean };

/** A fault of one request. */
export type Fault = number | 'cut before' | 'cut after';

/** Says of each request whether and how it fails. */
export class FaultInjector {
  private faults: Faults | undefined;
  private count = 0;
  private state = 0;

  set(faults: Faults | undefined): void {
    this.faults = faults;
    this.count = 0;
    if (faults && 'seed' in faults) this.state = faults.seed;
  }

  next(): Fault | undefined {
    const faults = this.faults;
    if (!faults) return undefined;
    this.count++;
    if ('cutAt' in faults) {
      if (this.count === faults.cutAt) return faults.after ? 'cut after' : 'cut before';
      return faults.dead && this.count > faults.cutAt ? 'cut before' : undefined;
    }
    if (this.random() >= faults.share) return undefined;
    const kind = faults.kinds[Math.floor(this.random() * faults.kinds.length)]!;
    if (kind !== 'cut') return Number(kind);
    return this.random() < 0.5 ? 'cut before' : 'cut after';
  }

  /** The next of mulberry32's numbers in [0, 1). */
  private random(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
}
