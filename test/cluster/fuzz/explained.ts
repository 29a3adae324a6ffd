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
    // The server folds constants after it has checked the whole script, ours while it checks: of two mistakes the other is named.
    name: 'of two mistakes in a script, one a division of constants by zero, the other is named',
    applies: ({ server, ours }) =>
      'error' in server &&
      'error' in ours &&
      server.error.script === 'compile' &&
      ours.error.script === 'compile' &&
      ours.error.reason === '/ by zero',
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
    name: 'the text of the whole document in a template shows how the server keeps metadata',
    applies: ({ server }) => JSON.stringify(server).includes('_ingest={pipeline='),
  },
];

/** Name of the explanation that a difference has, or undefined. */
export function explanationOf(compared: Compared): string | undefined {
  return explanations.find(({ applies }) => applies(compared))?.name;
}
