// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Brings what a server answered into the form of case files, and compares two outcomes.

import { isDeepStrictEqual } from 'node:util';

import { doubleText } from '../../../src/values/javaText.js';
import type { DocumentOutcome, ExpectedError, Outcome } from './suite.js';
import { taggedOf, type TagName, type TypedValue } from './typedValue.js';

type Plain = Record<string, TypedValue>;

/** Metadata that every document has and that says nothing when it is as it was. */
const defaultMetadata: Plain = {
  _index: '_index',
  _id: '_id',
  _version: null,
  _version_type: 'internal',
  _routing: null,
};

/** An error object of the API, as case files state it. */
export function errorOf(error: TypedValue): ExpectedError {
  const outer = error as Plain;
  const scriptException = findScriptException(outer);
  const cause = (scriptException?.['caused_by'] ?? scriptException ?? outer) as Plain;
  const header = (outer['header'] ?? {}) as Plain;
  const property = outer['property_name'] ?? header['property_name'];
  const processor = outer['processor_type'] ?? header['processor_type'];
  const position = scriptException?.['position'] as Plain | undefined;
  return {
    type: cause['type'] as string,
    reason: reasonOf(cause),
    ...(scriptException === undefined ? {} : { script: phaseOf(scriptException['reason'] as string) }),
    // Where a stack overflows depends on its size.
    ...(position === undefined || cause['type'] === 'stack_overflow_error' ? {} : { at: position['offset'] as number }),
    ...(typeof processor === 'string' ? { processor } : {}),
    ...(typeof property === 'string' ? { property } : {}),
  };
}

/** What a JVM says of a null depends on its version and on how often the script ran: case files keep only that it spoke. */
const jvmReason = '<said by the JVM>';

function reasonOf(cause: Plain): string | null {
  const reason = (cause['reason'] ?? null) as string | null;
  if (cause['type'] === 'null_pointer_exception' && reason !== null && / because ".*" is null$/.test(reason))
    return jvmReason;
  return steadyText(reason);
}

/** Script exceptions arrive bare, or as the cause of the processor's or request's failure. */
function findScriptException(error: Plain): Plain | undefined {
  for (let at: Plain | undefined = error; at !== undefined; at = at['caused_by'] as Plain | undefined) {
    if (at['type'] === 'script_exception') return at;
  }
  return undefined;
}

function phaseOf(reason: string): 'compile' | 'runtime' | 'other' {
  if (reason === 'compile error') return 'compile';
  return reason === 'runtime error' ? 'runtime' : 'other';
}

/** Identity hashes, addresses of lambdas and times differ from run to run, and this server's packages are not Elasticsearch's. */
export function steadyText(text: string | null): string | null {
  if (text === null) return null;
  return text
    .replace(/\borg\.opensearch\.core\.xcontent\./g, 'org.elasticsearch.xcontent.')
    .replace(/\borg\.opensearch\.tools\.jackson\./g, 'com.fasterxml.jackson.')
    .replace(/\borg\.opensearch\./g, 'org.elasticsearch.')
    .replace(/\btimestamp=[-0-9T:.]+Z/g, 'timestamp=<timestamp>')
    .replace(/@[0-9a-f]{4,8}\b/g, '@<hash>')
    .replace(/\$\$Lambda\/0x[0-9a-f]+/g, '$$Lambda/<address>');
}

/** A value whose texts are steady. */
export function steadyTyped(value: TypedValue): TypedValue {
  if (typeof value === 'string') return steadyText(value)!;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(steadyTyped);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, steadyTyped(item)]));
}

/** What became of a document, from its sourceAndMetadata (null: none) and its place in the API's answer. */
export function documentOutcome(typed: TypedValue, answer: TypedValue, input: TypedValue): DocumentOutcome {
  const reply = answer as Plain | null;
  if (reply === null) return { dropped: true };
  if (reply['error'] !== undefined) return { error: errorOf(reply['error']) };
  const source: Plain = {};
  const metadata: Plain = {};
  const given = { ...defaultMetadata, ...(input as Plain) };
  for (const [key, value] of Object.entries(typed as Plain)) {
    if (!(key in defaultMetadata)) source[key] = value;
    else if (!isDeepStrictEqual(value, given[key])) metadata[key] = value;
  }
  return { source, ...(Object.keys(metadata).length === 0 ? {} : { metadata }) };
}

/** An answer of _simulate without what differs from run to run (timestamps, hashes) and without the JVM's own stack frames. */
export function steadyResponse(response: TypedValue): TypedValue {
  if (typeof response === 'string') return steadyText(response)!;
  if (typeof response === 'number') return numberOfJson(response);
  if (typeof response !== 'object' || response === null) return response;
  const tagged = taggedOf(response);
  if (tagged && numberTags.has(tagged.tag)) return numberOfJson(Number(tagged.content));
  if (Array.isArray(response)) return response.map(steadyResponse);
  return Object.fromEntries(
    Object.entries(response).map(([key, value]) => {
      if (key === 'timestamp') return [key, '<timestamp>'];
      if (key === 'script_stack')
        return [key, (value as string[]).filter((frame) => !/^(java\.base|org\.\w+)[./]/.test(frame))];
      return [key, key === 'reason' && typeof value === 'string' ? reasonOf(response as Plain) : steadyResponse(value)];
    }),
  );
}

const numberTags: ReadonlySet<TagName> = new Set([
  'long',
  'double',
  'float',
  'short',
  'byte',
  'biginteger',
  'bigdecimal',
]);

/** A number of an answer, by its value: JSON does not say whether 1 was an Integer or a Long, and readers do not see 1.0. */
function numberOfJson(value: number): TypedValue {
  if (!Number.isInteger(value)) return { $double: doubleText(value) };
  return Math.abs(value) < 2147483648 ? value : { $long: value.toString() };
}

/** Whether two outcomes are equal: types count, the order of a map's keys does not. */
export function sameOutcome(expected: Outcome, actual: Outcome): boolean {
  return isDeepStrictEqual(canonical(expected), canonical(actual, expected));
}

/** The same data in one realm's plain objects, sorted by key; where `expected` leaves a reason to the JVM, any will do. */
function canonical(value: unknown, expected?: unknown): unknown {
  if (typeof value !== 'object' || value === null) return expected === jvmReason ? jvmReason : value;
  const pattern = (typeof expected === 'object' && expected !== null ? expected : {}) as Record<string, unknown>;
  if (Array.isArray(value)) return value.map((item, index) => canonical(item, pattern[index]));
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => [key, canonical(item, pattern[key])]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
