// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Differences that are no defects of our engine: where this server is not Elasticsearch, or the JVM decides.

import type { Compared } from './fuzz.js';

/** A kind of difference with its reason. */
interface Explanation {
  readonly name: string;
  readonly applies: (compared: Compared) => boolean;
}

const explanations: readonly Explanation[] = [];

/** Name of the explanation that a difference has, or undefined. */
export function explanationOf(compared: Compared): string | undefined {
  return explanations.find(({ applies }) => applies(compared))?.name;
}
