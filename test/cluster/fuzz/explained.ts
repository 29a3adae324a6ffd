// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Differences that are no defects of our engine: where this server is not Elasticsearch, or the JVM decides.

import type { Compared } from './fuzz.js';

/** A kind of difference with its reason. */
interface Explanation {
  readonly name: string;
  readonly applies: (compared: Compared) => boolean;
}

const explanations: readonly Explanation[] = [
  {
    // For some scripts this server's compiler writes bytecode that the JVM refuses: a compound assignment of a def shift distance to an
    // int, instanceof of a primitive. Ours do what the language says.
    name: 'the compiler of the server is at fault (verify_error)',
    applies: ({ server }) => 'error' in server && server.error.type === 'verify_error',
  },
  {
    // An instanceof of a long or double leaves half of it on the stack; inside of a loop or try the library that writes the bytecode stumbles
    // over that before the JVM refuses it.
    name: 'bytecode that the JVM would refuse breaks the library that writes it',
    applies: ({ server, ours }) =>
      'error' in server &&
      'error' in ours &&
      ours.error.type === 'verify_error' &&
      server.error.script === 'compile' &&
      server.error.type === 'array_index_out_of_bounds_exception',
  },
  {
    // This server's foreach looks for its field outside of what deals with failures: the request fails instead of the document. It also
    // knows no objects, over whose entries Elasticsearch 7.16 and later loops.
    name: 'foreach of the server fails the whole request',
    applies: ({ input, server }) =>
      'error' in server &&
      server.error.processor === undefined &&
      input.kind === 'pipeline' &&
      JSON.stringify(input.pipeline).includes('"foreach"') &&
      /\[java\.util\.List\]|as part of path|cannot loop over/.test(server.error.reason ?? ''),
  },
  {
    // OpenSearch hands a script a copy of the document (test/cluster/README.md); Elasticsearch the document, in which both names are one map.
    name: 'a script puts one map under two names, of which the copy of the server makes two',
    applies: ({ input }) => input.kind === 'pipeline' && JSON.stringify(input.pipeline).includes('ctx.m = ctx.map'),
  },
  {
    name: 'the JVM says in a text of the document what was null',
    applies: ({ server }) => /Cannot invoke .{1,200} because .{1,80} is null/.test(JSON.stringify(server)),
  },
  {
    name: 'the text of the whole document in a template shows how the server keeps metadata',
    applies: ({ server }) => JSON.stringify(server).includes('_ingest={pipeline='),
  },
];

/** Name of the explanation that a difference has, or undefined. */
export function explanationOf(compared: Compared): string | undefined {
  return explanations.find(({ applies }) => applies(compared))?.name;
}
