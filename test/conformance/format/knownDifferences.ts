// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The differences that are known and stay, each with its reason: test/conformance/known-differences.yml.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

import { conformanceFolder } from './suite.js';

/** Where a case is run. */
export type Backend = 'offline' | 'server';

/** A case that gives something else than is expected, and why that stays so. */
export interface KnownDifference {
  /** A case's id, or the start of several ids followed by `*`. */
  readonly id: string;
  readonly backend: Backend;
  readonly reason: string;
  /** Documentation, an issue, or a file of this project that says more. */
  readonly link: string;
}

/** Entries of one back end. */
export function knownDifferences(backend: Backend): KnownDifference[] {
  const text = readFileSync(join(conformanceFolder, 'known-differences.yml'), 'utf8');
  const entries = (parse(text) ?? []) as KnownDifference[];
  for (const entry of entries) {
    for (const key of ['id', 'backend', 'reason', 'link'] as const) {
      if (typeof entry[key] !== 'string' || entry[key] === '') {
        throw new Error(`known-differences.yml: an entry has no ${key}: ${JSON.stringify(entry)}`);
      }
    }
  }
  return entries.filter((entry) => entry.backend === backend);
}

/** Whether an entry speaks of a case. */
export function speaksOf(entry: KnownDifference, id: string): boolean {
  return entry.id.endsWith('*') ? id.startsWith(entry.id.slice(0, -1)) : entry.id === id;
}

/** What a run of all cases says of the known differences. */
export function judge(
  backend: Backend,
  ids: readonly string[],
  different: ReadonlySet<string>,
): { readonly unexplained: string[]; readonly stale: string[] } {
  const entries = knownDifferences(backend);
  return {
    unexplained: ids.filter((id) => different.has(id) && !entries.some((entry) => speaksOf(entry, id))),
    stale: entries.filter((entry) => !ids.some((id) => speaksOf(entry, id) && different.has(id))).map(({ id }) => id),
  };
}
