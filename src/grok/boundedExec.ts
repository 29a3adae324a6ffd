// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Runs a regular expression for no longer than a given time. JavaScript itself offers no way to stop one; a vm context
// with a timeout does, at some 60 microseconds a call.

import { createContext, Script } from 'node:vm';

interface Guard {
  readonly context: { run: (() => void) | undefined };
  readonly script: Script;
}

let guard: Guard | undefined;

/** Thrown when the time is over. */
export class MatchTimeout extends Error {
  override readonly name = 'MatchTimeout';
}

/**
 * regex.exec(text) within a number of milliseconds.
 *
 * @throws MatchTimeout
 */
export function boundedExec(regex: RegExp, text: string, milliseconds: number): RegExpExecArray | null {
  guard ??= { context: createContext({ run: undefined }) as Guard['context'], script: new Script('run()') };
  let match: RegExpExecArray | null = null;
  guard.context.run = () => {
    match = regex.exec(text);
  };
  try {
    guard.script.runInContext(guard.context, { timeout: milliseconds });
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw new MatchTimeout();
    throw error;
  } finally {
    guard.context.run = undefined;
  }
  return match;
}
