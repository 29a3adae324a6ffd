// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What the server's native process gets for a request: rows of one length in the order of forward's arguments.

import type { Encoding } from './lengthLimits.js';
import { tokenizerKinds, type TokenizerType } from './tokenization.js';

/** The request body, as the server's TokenizationResult classes write it. */
export interface NativeRequest {
  readonly request_id: string;
  readonly tokens: number[][];
  readonly arg_1: number[][];
  readonly arg_2?: number[][];
  readonly arg_3?: number[][];
}

/** Builds the request. Ids and the attention mask alike are padded with the id of the padding token. */
export function nativeRequest(
  requestId: string,
  type: TokenizerType,
  encodings: readonly Encoding[],
  padId: number,
): NativeRequest {
  const longest = encodings.reduce((length, encoding) => Math.max(length, encoding.ids.length), 0);
  const rows = (value: (encoding: Encoding, index: number) => number): number[][] =>
    encodings.map((encoding) => Array.from({ length: longest }, (_, index) => value(encoding, index)));
  const { arity } = tokenizerKinds[type];
  return {
    request_id: requestId,
    tokens: rows((encoding, index) => encoding.ids[index] ?? padId),
    arg_1: rows((encoding, index) => (index < encoding.ids.length ? 1 : padId)),
    ...(arity >= 3 && { arg_2: rows(() => 0) }),
    ...(arity === 4 && { arg_3: rows((_, index) => index) }),
  };
}
