// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The dictionary of a grok expression: built-in patterns and the pipeline's own, checked as Elasticsearch checks them.

import { illegalArgument } from '../diagnostics/failure.js';
import { ecsV1Patterns } from './ecsV1Patterns.js';
import { legacyPatterns } from './legacyPatterns.js';

/** Which built-in names patterns have: the old ones or those of the Elastic Common Schema. */
export type EcsCompatibility = 'disabled' | 'v1';

/** Definitions by name. */
export type PatternBank = ReadonlyMap<string, string>;

const builtin = new Map<EcsCompatibility, PatternBank>();

/** The built-in patterns. */
export function builtinPatterns(ecsCompatibility: EcsCompatibility = 'disabled'): PatternBank {
  let bank = builtin.get(ecsCompatibility);
  if (!bank) {
    bank = new Map(Object.entries(ecsCompatibility === 'v1' ? ecsV1Patterns : legacyPatterns));
    builtin.set(ecsCompatibility, bank);
  }
  return bank;
}

/**
 * A bank with more definitions, which win.
 *
 * @throws Failure illegal_argument_exception for references that form a circle or lead nowhere.
 */
export function extendBank(bank: PatternBank, definitions: Readonly<Record<string, string>>): PatternBank {
  const names = Object.keys(definitions);
  if (names.length === 0) return bank;
  const extended = new Map([...bank, ...Object.entries(definitions)]);
  // The built-in definitions are sound; only what the new ones reach needs a look.
  const sound = new Set<string>();
  for (const name of names) check(extended, name, [], sound);
  return extended;
}

function check(bank: PatternBank, name: string, path: readonly string[], sound: Set<string>): void {
  if (sound.has(name)) return;
  const start = path.indexOf(name);
  if (start >= 0) throw illegalArgument(`circular reference detected: ${[...path.slice(start), name].join('->')}`);
  for (const reference of referencesOf(bank.get(name)!)) {
    if (!bank.has(reference))
      throw illegalArgument(`pattern [${name}] is referencing a non-existent pattern [${reference}]`);
    check(bank, reference, [...path, name], sound);
  }
  sound.add(name);
}

/** Names in `%{NAME}` and `%{NAME:..}`. */
function referencesOf(definition: string): string[] {
  return [...definition.matchAll(/%\{([^}:]+)[^}]*\}/g)].map((match) => match[1]!);
}
