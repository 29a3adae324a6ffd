// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Error answers in the server's shape.

import type { Answer } from './elasticsearchAdaptations.js';

/** An error answer as the server's REST layer writes it. */
export function errorAnswer(
  status: number,
  type: string,
  reason: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status, body: { error: { root_cause: [{ type, reason }], type, reason }, status }, headers };
}

/** What the server says to a path that it does not know. */
export function noHandlerAnswer(method: string, path: string): Answer {
  return { status: 400, body: { error: `no handler found for uri [${path}] and method [${method}]`, status: 400 } };
}
