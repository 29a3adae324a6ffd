// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A path to a field (`a.b.0.c`, `_ingest.x`, `_source.x`), split once when a pipeline is loaded.

import { Failure, illegalArgument } from '../../diagnostics/failure.js';
import { notValid } from './fieldErrors.js';

/** How a pipeline reads dotted paths: `flexible` (9.2 and later) also finds keys that hold dots, and does not go into lists. */
export type AccessPattern = 'classic' | 'flexible';

/** A field path that is ready to use. */
export interface FieldPath {
  readonly text: string;
  /** Names of keys and indexes of lists. */
  readonly elements: readonly string[];
  /** Whether the path starts in the ingest metadata and not in the document. */
  readonly ofIngest: boolean;
  readonly flexible: boolean;
  /** Why the path cannot be used. The server finds out when it uses the path, so it is thrown only then. */
  readonly problem: Failure | undefined;
}

const caches = { classic: new Map<string, FieldPath>(), flexible: new Map<string, FieldPath>() };
const cacheLimit = 4096;

/** Splits a path; the result is kept, so that computed paths cost no second split. */
export function fieldPath(text: string, pattern: AccessPattern = 'classic'): FieldPath {
  const cache = caches[pattern];
  let path = cache.get(text);
  if (path === undefined) {
    path = parse(text, pattern);
    if (cache.size >= cacheLimit) cache.clear();
    cache.set(text, path);
  }
  return path;
}

function parse(text: string, pattern: AccessPattern): FieldPath {
  const ofIngest = text.startsWith('_ingest.');
  const rest = ofIngest || text.startsWith('_source.') ? text.slice(8) : text;
  const flexible = pattern === 'flexible';
  try {
    return { text, elements: elementsOf(text, rest, flexible), ofIngest, flexible, problem: undefined };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { text, elements: [], ofIngest, flexible, problem: error };
  }
}

function elementsOf(text: string, rest: string, flexible: boolean): string[] {
  if (text === '') throw illegalArgument('path cannot be null nor empty');
  if (rest === '') throw notValid(text);
  const parts = rest.split('.');
  while (parts.length > 0 && parts.at(-1) === '') parts.pop();
  // A path of dots only: the server runs into the end of its array of elements.
  if (parts.length === 0) {
    throw new Failure('array_index_out_of_bounds_exception', 'Index -1 out of bounds for length 0');
  }
  // Brackets are kept for indexes, which 9.5 does not know yet.
  if (parts.includes('') || (flexible && /[[\]]/.test(rest))) throw notValid(text);
  return parts;
}
