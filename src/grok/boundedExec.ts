// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Runs a regular expression for no longer than a given time. JavaScript itself offers no way to stop one; a vm context
// with a timeout does, at some 60 microseconds a call.

import { createContext, Script } from 'node:vm';
import { withoutPlainRepetitions } from './plainRepetitions.js';

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

/** Text up to which a harmless expression is run without a guard: even three nested loops over it end soon. */
const harmlessLength = 2000;

/** Whether matching may take long: the expression repeats a repetition, or the text is long. */
export function needsBound(regex: string, text: string): boolean {
  return text.length > harmlessLength || nestsRepetitions(regex);
}

const nesting = new Map<string, boolean>();

/** Whether an unbounded repetition stands inside of another one, as in `(a+)+`. */
function nestsRepetitions(regex: string): boolean {
  let known = nesting.get(regex);
  if (known === undefined) {
    known = findNesting(withoutPlainRepetitions(regex));
    if (nesting.size > 5000) nesting.clear();
    nesting.set(regex, known);
  }
  return known;
}

function findNesting(regex: string): boolean {
  /** For each open group, whether an unbounded repetition was seen inside. */
  const groups: boolean[] = [false];
  /** Whether the group is atomic: it matches in one way, so that repeating it is a plain repetition. */
  const atomic: boolean[] = [false];
  let inClass = 0;
  let closed = false;
  for (let index = 0; index < regex.length; index++) {
    const character = regex[index]!;
    if (character === '\\') {
      index++;
      closed = false;
      continue;
    }
    if (character === '[') inClass++;
    else if (character === ']' && inClass > 0) inClass--;
    if (inClass > 0) {
      closed = false;
      continue;
    }
    const isUnbounded = character === '*' || character === '+' || /^\{\d*,\}/.test(regex.slice(index, index + 12));
    if (isUnbounded) {
      if (closed) return true;
      groups[groups.length - 1] = true;
      closed = false;
    } else if (character === '(') {
      groups.push(false);
      atomic.push(regex.startsWith('?>', index + 1));
      closed = false;
    } else if (character === ')') {
      const isAtomic = atomic.pop() ?? false;
      const inner = (groups.pop() ?? false) && !isAtomic;
      if (groups.length === 0) groups.push(false);
      if (inner) groups[groups.length - 1] = true;
      closed = inner;
    } else {
      closed = false;
    }
  }
  return false;
}
