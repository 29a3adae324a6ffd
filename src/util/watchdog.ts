// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Stops what runs too long. JavaScript itself offers no way to stop a regular expression; a vm context with a timeout does, for 100
// microseconds a call and more. That is much for a short match and nothing for a batch of documents: so a batch runs under one watch, and only
// the batch that is stopped runs again with each of its matches watched. Small batches without such matches need no watch at all.

import { createContext, Script } from 'node:vm';

interface Watch {
  readonly context: { run: (() => void) | undefined };
  readonly script: Script;
}

let watch: Watch | undefined;
let isBatchWatched = false;
/** Calls of withinTime so far. */
let calls = 0;

/** Thrown when the time is over. */
export class TimeIsOver extends Error {
  override readonly name = 'TimeIsOver';
}

/**
 * The answer of a synchronous function, which is stopped after a number of milliseconds, wherever it is then: no handler of its own
 * sees that. Inside a watched batch it is the batch that is stopped.
 *
 * @throws TimeIsOver
 */
export function withinTime<T>(milliseconds: number, run: () => T): T {
  calls++;
  return isBatchWatched ? run() : stopAfter(milliseconds, run);
}

/** How long a batch may take, in milliseconds, before it runs again with each match watched: more than one without a runaway does. */
function patience(bytes: number): number {
  return 2000 + Math.ceil(bytes / 1000);
}

/** Watches the batches of one kind of work. */
export class BatchWatch {
  /** Calls of withinTime in the last batch. Before the first one there may be many. */
  private lastCalls = Infinity;

  /**
   * The answer of a synchronous function that calls withinTime many times, and that gives the same answer when it is run again: which it is
   * where it takes unusually long. Behind a batch with hardly a call of withinTime each call is watched for itself.
   *
   * @param bytes - what it works on
   */
  run<T>(bytes: number, run: () => T): T {
    const before = calls;
    try {
      return isBatchWatched || this.lastCalls <= 1 ? run() : runWatched(bytes, run);
    } finally {
      this.lastCalls = calls - before;
    }
  }
}

function runWatched<T>(bytes: number, run: () => T): T {
  try {
    isBatchWatched = true;
    return stopAfter(patience(bytes), run);
  } catch (error) {
    if (!(error instanceof TimeIsOver)) throw error;
  } finally {
    isBatchWatched = false;
  }
  return run();
}

function stopAfter<T>(milliseconds: number, run: () => T): T {
  watch ??= { context: createContext({ run: undefined }) as Watch['context'], script: new Script('run()') };
  let answer: T | undefined;
  watch.context.run = () => {
    answer = run();
  };
  try {
    watch.script.runInContext(watch.context, { timeout: milliseconds });
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw new TimeIsOver();
    throw error;
  } finally {
    watch.context.run = undefined;
  }
  return answer as T;
}
