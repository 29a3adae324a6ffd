// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A path to a field (`a.b.0.c`, `_ingest.x`, `_source.x`), split once when a pipeline is loaded.

import { parseJavaInt } from '../../util/parseJavaInt.js';
import { illegalArgument } from '../../diagnostics/failure.js';
import { Failure } from '../../diagnostics/failure.js';

/** How a pipeline reads dotted paths: `flexible` (9.2 and later) also finds keys that hold dots, and indexes lists by `[0]`. */
export type AccessPattern = 'classic' | 'flexible';

/** A field path that is ready to use. */
export interface FieldPath {
  readonly text: string;
  /** Names of keys; list indexes of the flexible pattern are numbers. */
  readonly elements: readonly (string | number)[];
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

function elementsOf(text: string, rest: string, flexible: boolean): (string | number)[] {
  if (text === '') throw illegalArgument('path cannot be null nor empty');
  if (rest === '') throw illegalArgument(`path [${text}] is not valid`);
  const parts = rest.split('.');
  while (parts.length > 0 && parts.at(-1) === '') parts.pop();
  // A path of dots only: the server runs into the end of its array of elements.
  if (parts.length === 0) {
    throw new Failure('array_index_out_of_bounds_exception', 'Index -1 out of bounds for length 0');
  }
  const elements = flexible ? parts.flatMap((part) => flexibleElements(text, part)) : parts;
  if (elements.includes('')) throw illegalArgument('fieldName cannot be empty');
  return elements;
}

/** `name[0][1]` as a name and list indexes. */
function flexibleElements(text: string, part: string): (string | number)[] {
  const open = part.indexOf('[');
  if (open < 0) {
    if (part.includes(']')) throw illegalArgument(`path [${text}] is not valid`);
    return [part];
  }
  const indexes = part.slice(open);
  if (open === 0 || !/^(\[[^\]]*\])+$/.test(indexes)) throw illegalArgument(`path [${text}] is not valid`);
  const elements: (string | number)[] = [part.slice(0, open)];
  for (const [, raw] of indexes.matchAll(/\[([^\]]*)\]/g)) {
    const index = parseJavaInt(raw!);
    if (index === undefined) {
      throw illegalArgument(`[${raw}] is not an integer, cannot be used as an index as part of path [${text}]`);
    }
    if (index < 0) throw new Failure('index_out_of_bounds_exception', `Index out of range: ${index}`);
    elements.push(index);
  }
  return elements;
}
