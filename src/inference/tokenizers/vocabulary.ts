// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Tokens by id and ids by token, and the special tokens that a model type needs.

import { Failure } from '../../diagnostics/failure.js';
import type { SpecialTokens } from './tokenizer.js';

/** The texts of a model type's special tokens. */
export interface SpecialTokenTexts {
  readonly cls: string;
  readonly sep: string;
  readonly pad: string;
  readonly unknown: string;
  readonly mask: string;
}

/** Ids by token; a token listed twice has its last index, as on the server. */
export function idsByToken(vocabulary: readonly string[]): Map<string, number> {
  const ids = new Map<string, number>();
  vocabulary.forEach((token, id) => ids.set(token, id));
  return ids;
}

/**
 * Finds the special tokens in a vocabulary.
 *
 * @throws Failure (status 409) as the server's tokenizer builders do, when one is missing.
 */
export function findSpecialTokens(
  ids: ReadonlyMap<string, number>,
  texts: SpecialTokenTexts,
  withSpecialTokens: boolean,
): SpecialTokens {
  const required = (token: string): number => {
    const id = ids.get(token);
    if (id === undefined) throw conflict(`stored vocabulary is missing required [${token}] token`);
    return id;
  };
  const unknown = required(texts.unknown);
  const pad = required(texts.pad);
  if (!withSpecialTokens) return { unknown, pad, cls: -1, sep: -1 };
  const missing = [...new Set([texts.sep, texts.cls])].filter((token) => !ids.has(token));
  if (missing.length > 0) throw conflict(`stored vocabulary is missing required [${missing.join(', ')}] token(s)`);
  return { unknown, pad, cls: required(texts.cls), sep: required(texts.sep) };
}

/** The server's status exception for a state that does not fit (409). */
export function conflict(reason: string): Failure {
  return new Failure('status_exception', reason, { status: 409 });
}
