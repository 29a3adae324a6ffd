// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Differences that are no defects of our engine: where this server is not Elasticsearch, or the JVM decides. Each is as narrow as
// can be; a long run reports those that no difference had.

import { isDeepStrictEqual } from 'node:util';

import type { Compared, Kind } from './fuzz.js';

/** A kind of difference. */
interface Explanation {
  readonly id: string;
  /** What is generated where it is met. */
  readonly kind: Kind;
  readonly reason: string;
  readonly link: string;
  readonly applies: (compared: Compared) => boolean;
}

const hereNotElasticsearch = 'test/cluster/README.md';

/** Texts of identity (`java.util.ArrayList$Itr@<hash>`) without the name of the class, which may be one of the JVM's own. */
function withoutIdentities(outcome: unknown): unknown {
  return JSON.parse(JSON.stringify(outcome).replace(/[\w.$/<>]+@<hash>/g, '<identity>')) as unknown;
}

/** Doubles to twelve digits. */
function withoutLastDigits(outcome: unknown): unknown {
  const text = JSON.stringify(outcome).replace(/-?\d+\.\d{10,}(?:E-?\d+)?/g, (number) =>
    Number(number).toPrecision(12),
  );
  return JSON.parse(text) as unknown;
}

/** The same however it says that a field is missing. */
function withoutMissing(outcome: unknown): unknown {
  const missing = /field \[[^\]]*\] (?:doesn't exist|not present as part of path \[[^\]]*\])/g;
  return JSON.parse(JSON.stringify(outcome).replace(missing, '<missing>')) as unknown;
}

/** Whether the elements of a set or keys of a map are of a class whose hash code is that of its identity. */
const hasIdentityKeys = (entries: readonly unknown[], keyOf: (entry: unknown) => unknown): boolean =>
  entries.some((entry) => /^\{"\$(object|array)"/.test(JSON.stringify(keyOf(entry))));

/** The same with sets and maps sorted whose order is that of hash codes of identity. */
function withoutIdentityOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutIdentityOrder);
  const { $set: set, $map: map } = value as { readonly $set?: unknown[]; readonly $map?: [unknown, unknown][] };
  const items = set ?? map;
  if (items && hasIdentityKeys(items, (entry) => (map ? (entry as [unknown, unknown])[0] : entry)))
    return { sorted: items.map((item) => JSON.stringify(withoutIdentityOrder(item))).sort() };
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutIdentityOrder(item)]));
}

const explanations: readonly Explanation[] = [
  {
    id: 'verify-error',
    kind: 'scripts',
    reason:
      'The compiler of the server writes bytecode that the JVM refuses (a compound assignment of a def shift distance to an int, ' +
      'instanceof of a primitive); ours do what the language says.',
    link: 'https://docs.oracle.com/en/java/javase/25/docs/api/java.base/java/lang/VerifyError.html',
    applies: ({ server }) => 'error' in server && server.error.type === 'verify_error',
  },
  {
    id: 'verify-error-of-the-library',
    kind: 'scripts',
    reason:
      'An instanceof of a long or double leaves half of it on the stack; inside of a loop or try the library that writes the ' +
      'bytecode stumbles over that before the JVM refuses it.',
    link: 'https://asm.ow2.io/javadoc/org/objectweb/asm/ClassWriter.html#COMPUTE_FRAMES',
    applies: ({ server, ours }) =>
      'error' in server &&
      'error' in ours &&
      ours.error.type === 'verify_error' &&
      server.error.script === 'compile' &&
      server.error.type === 'array_index_out_of_bounds_exception',
  },
  {
    id: 'frames-of-the-library',
    kind: 'scripts',
    reason:
      'Around code behind a throw inside of try and loop the library that writes the bytecode loses count of the stack and fails; ' +
      'ours run the script.',
    link: 'https://asm.ow2.io/javadoc/org/objectweb/asm/ClassWriter.html#COMPUTE_FRAMES',
    applies: ({ server }) =>
      'error' in server && server.error.script === 'compile' && server.error.type === 'negative_array_size_exception',
  },
  {
    id: 'identity-text',
    kind: 'scripts',
    reason:
      'The text of an object that has none of its own is the name of its class and its hash of identity; streams, comparators ' +
      'and iterators are of classes that only the JVM knows.',
    link: 'https://docs.oracle.com/en/java/javase/25/docs/api/java.base/java/lang/Object.html#toString()',
    applies: ({ server, ours }) => isDeepStrictEqual(withoutIdentities(server), withoutIdentities(ours)),
  },
  {
    id: 'last-digit',
    kind: 'scripts',
    reason:
      'The JVM computes functions that have no exact result by instructions of the processor; they may differ in the last digit from ' +
      "those of the language's own library.",
    link: 'https://docs.oracle.com/en/java/javase/25/docs/api/java.base/java/lang/Math.html',
    applies: ({ input, server, ours }) =>
      input.kind === 'script' &&
      /\bMath\.(sin|cos|tan|asin|acos|atan|sinh|cosh|tanh|exp|log|log10|log1p|expm1|pow|cbrt)\w*\(/.test(
        input.source,
      ) &&
      isDeepStrictEqual(withoutLastDigits(server), withoutLastDigits(ours)),
  },
  {
    id: 'identity-order',
    kind: 'scripts',
    reason:
      'Sets and maps iterate in the order of hash codes; those of arrays, builders, streams and the like are of identity, and so ' +
      'another in every run.',
    link: 'https://docs.oracle.com/en/java/javase/25/docs/api/java.base/java/lang/System.html#identityHashCode(java.lang.Object)',
    applies: ({ server, ours }) =>
      isDeepStrictEqual(withoutIdentityOrder(withoutIdentities(server)), withoutIdentityOrder(withoutIdentities(ours))),
  },
  {
    id: 'foreach-fails-the-request',
    kind: 'pipelines',
    reason:
      "This server's foreach looks for its field outside of what deals with failures: the request fails instead of the document. " +
      'It also knows no objects, over whose entries Elasticsearch 7.16 and later loops.',
    link: 'https://github.com/elastic/elasticsearch/pull/77437',
    applies: ({ input, server }) =>
      'error' in server &&
      server.error.processor === undefined &&
      input.kind === 'pipeline' &&
      JSON.stringify(input.pipeline).includes('"foreach"') &&
      /\[java\.util\.List\]|as part of path|cannot loop over/.test(server.error.reason ?? ''),
  },
  {
    id: 'one-map-under-two-names',
    kind: 'pipelines',
    reason:
      'OpenSearch hands a script a copy of the document, in which one map under two names becomes two; Elasticsearch the document.',
    link: hereNotElasticsearch,
    applies: ({ input }) => input.kind === 'pipeline' && JSON.stringify(input.pipeline).includes('ctx.m = ctx.map'),
  },
  {
    id: 'remove-in-words-of-its-own',
    kind: 'pipelines',
    reason:
      'OpenSearch looks for a field before it removes it, and a document that keeps the message of a failure shows its words; in ' +
      'Elasticsearch the path speaks.',
    link: hereNotElasticsearch,
    applies: ({ input, server, ours }) =>
      input.kind === 'pipeline' &&
      JSON.stringify(input.pipeline).includes('"remove"') &&
      isDeepStrictEqual(withoutMissing(server), withoutMissing(ours)),
  },
  {
    id: 'null-named-by-the-jvm',
    kind: 'pipelines',
    reason: 'The JVM says in a text of the document what was null.',
    link: hereNotElasticsearch,
    applies: ({ server }) => /Cannot invoke .{1,200} because .{1,80} is null/.test(JSON.stringify(server)),
  },
  {
    id: 'metadata-in-the-text-of-a-document',
    kind: 'pipelines',
    reason: 'The text of the whole document in a template shows how the server keeps metadata.',
    link: hereNotElasticsearch,
    applies: ({ server }) => JSON.stringify(server).includes('_ingest={pipeline='),
  },
];

/** The id of the explanation that a difference has, or undefined. */
export function explanationOf(compared: Compared): string | undefined {
  const kind = compared.input.kind === 'script' ? 'scripts' : 'pipelines';
  return explanations.find((explanation) => explanation.kind === kind && explanation.applies(compared))?.id;
}

/** The ids of all explanations for what is generated. */
export function explanationsOf(kind: Kind): readonly string[] {
  return explanations.filter((explanation) => explanation.kind === kind).map(({ id }) => id);
}
