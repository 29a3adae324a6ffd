// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What is wrong with a command line, beyond what yargs checks, and in plainer words than its own.

import { didYouMean } from '../util/didYouMean.js';

/** A command line that cannot be run: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Names of the options of a command by kind, as `getOptions()` of yargs gives them. */
export interface DeclaredOptions {
  readonly key: Readonly<Record<string, unknown>>;
  readonly array: readonly string[];
  readonly number: readonly string[];
}

/** Options that count things of which there must be one at least. */
const counts: ReadonlySet<string> = new Set(['threads', 'batch']);

/**
 * Refuses what yargs lets pass: a word where a number is due (NaN fails no comparison, and so switches limits off), no or
 * half a thread, and an option given twice that holds one value (it would become a list).
 *
 * @throws UsageError
 */
export function checkValues(args: Readonly<Record<string, unknown>>, declared: DeclaredOptions): void {
  for (const name of Object.keys(declared.key)) {
    const value = args[name];
    if (Array.isArray(value) && !declared.array.includes(name)) throw new UsageError(`${flag(name)} is given twice`);
    if (declared.number.includes(name) && Number.isNaN(value)) throw new UsageError(`${flag(name)} needs a number`);
    if (counts.has(name) && value !== undefined && !(Number.isInteger(value) && (value as number) >= 1)) {
      throw new UsageError(`${flag(name)} needs a whole number, 1 or more`);
    }
  }
}

/** Says what yargs means by a message of its own; `usage` is the command with its positionals, such as `test [dir]`. */
export function explainUsage(message: string, usage: string | undefined, declared: DeclaredOptions): string {
  if (message.startsWith('Not enough non-option arguments') && usage !== undefined) {
    const [name, ...positionals] = usage.split(' ');
    return `${name} needs ${positionals.filter((word) => word.startsWith('<')).join(' and ')}`;
  }
  const unknown = /^Unknown arguments?: ([^\s,]+)/.exec(message)?.[1];
  const near = unknown === undefined ? undefined : didYouMean(unknown, Object.keys(declared.key));
  return near === undefined ? message : `${message}; did you mean ${flag(near)}?`;
}

function flag(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}
