// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// How long and how often we try: retries with back-off, one time limit for everything, Ctrl-C. A cluster and its Kibana
// share one.

import { setTimeout } from 'node:timers/promises';
import { ClusterError } from './clusterError.js';

/** How patient the user is. */
export interface PatienceOptions {
  /** Milliseconds for everything together; no limit when undefined. */
  readonly totalTimeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Retries of one request after 429, 502, 503, 504 or a cut connection. Default 8. */
  readonly retries?: number;
  /** First wait in milliseconds; doubled at each retry up to 10 s. Default 200. */
  readonly backoff?: number;
}

/** Waits and repeats, within the limits of its options. */
export class Patience {
  readonly signal: AbortSignal | undefined;
  private readonly deadline: number;
  private readonly retries: number;
  private readonly backoff: number;

  constructor(options: PatienceOptions = {}) {
    this.deadline = options.totalTimeout === undefined ? Infinity : Date.now() + options.totalTimeout;
    this.signal = options.signal;
    this.retries = options.retries ?? 8;
    this.backoff = options.backoff ?? 200;
  }

  /** Milliseconds that one request may take: what it asks for, but not past the deadline. */
  timeoutOf(wanted = 60_000): number {
    return Math.min(wanted, Math.max(1, this.deadline - Date.now()));
  }

  /**
   * Tries until it succeeds, fails for good or was tried often enough; then throws what it threw.
   *
   * @throws ClusterError when the time is over or the user stopped it.
   */
  async repeat<Answer>(once: () => Promise<Answer>, isPassing: (error: unknown) => boolean): Promise<Answer> {
    for (let attempt = 0; ; attempt++) {
      this.assertGoingOn();
      try {
        return await once();
      } catch (error) {
        if (this.signal?.aborted) this.assertGoingOn();
        if (attempt >= this.retries || !isPassing(error)) throw error;
        const pause = Math.min(10_000, this.backoff * 2 ** attempt) * (0.5 + Math.random() / 2);
        // What came last says more than that the time is over.
        if (Date.now() + pause >= this.deadline) throw error;
        await this.wait(pause);
      }
    }
  }

  /** Waits, but not past the deadline nor past Ctrl-C. */
  async wait(milliseconds: number): Promise<void> {
    this.assertGoingOn();
    const duration = Math.min(milliseconds, Math.max(0, this.deadline - Date.now()));
    // An abort ends the wait early; assertGoingOn then says so.
    await setTimeout(duration, undefined, this.signal && { signal: this.signal }).catch(() => undefined);
    this.assertGoingOn();
  }

  private assertGoingOn(): void {
    if (this.signal?.aborted) throw new ClusterError('stopped', 'run the same command again to go on');
    if (Date.now() >= this.deadline)
      throw new ClusterError(
        'the total time limit is over',
        'run the same command again to go on, or give a longer --timeout',
      );
  }
}
