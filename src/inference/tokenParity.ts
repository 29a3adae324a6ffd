// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Texts that the server's tokenizer and Hugging Face's see differently, and which rule is behind it.

import type { HuggingFaceTokenizer } from './tokenizers/huggingFace.js';
import type { Tokenizer } from './tokenizers/tokenizer.js';

/** A text whose token ids differ. */
export interface TokenDifference {
  readonly text: string;
  readonly server: readonly string[];
  readonly hugging_face: readonly string[];
  readonly reasons: readonly string[];
}

/** How many texts are equal, and the first that are not. */
export interface TokenParity {
  readonly texts: number;
  readonly equal: number;
  readonly different: number;
  /** Differing texts by reason; a text with several counts for each. */
  readonly by_reason: Readonly<Record<string, number>>;
  readonly differences: readonly TokenDifference[];
}

const shown = 20;

/** Rules in which the server departs from Hugging Face (docs/server-and-local-answers.md), by what the text holds. */
const rules: readonly { readonly holds: RegExp; readonly reason: string }[] = [
  {
    holds: /[\u{10000}-\u{10ffff}]/u,
    reason: 'the server drops characters above U+FFFF (BERT), or takes them as symbols (BPE)',
  },
  { holds: /[\u00a0\u2007\u202f]/, reason: 'no-break spaces do not separate words on the server' },
  { holds: /\ufffd|\p{Cn}/u, reason: 'the server keeps U+FFFD and unassigned characters' },
  {
    holds: /\[(CLS|SEP|PAD|UNK|MASK)\]|<\/?s>|<(pad|unk|mask)>/,
    reason: 'special tokens typed in a text are plain text on the server',
  },
  {
    holds: /\S{101}/,
    reason: 'long runs are cut at 512 characters on the server before words over 100 become unknown',
  },
  { holds: /'/, reason: 'apostrophes are cut off in other places by byte-level BPE' },
  { holds: /\s{2}|[\n\r\t]/, reason: 'runs of white space stay one piece in byte-level BPE' },
];

/** Compares both tokenizations over many texts. */
export async function compareTokens(
  texts: AsyncIterable<string> | Iterable<string>,
  server: Tokenizer,
  huggingFace: HuggingFaceTokenizer,
): Promise<TokenParity> {
  let count = 0;
  let different = 0;
  const byReason: Record<string, number> = {};
  const differences: TokenDifference[] = [];
  for await (const text of texts) {
    count++;
    const ours = server.tokenize(text).ids;
    const theirs = huggingFace(text);
    if (ours.length === theirs.length && theirs.every((id, index) => id === ours[index])) continue;
    different++;
    const found = rules.filter(({ holds }) => holds.test(text)).map(({ reason }) => reason);
    const reasons = found.length > 0 ? found : ['no listed rule explains it'];
    for (const reason of reasons) byReason[reason] = (byReason[reason] ?? 0) + 1;
    const spell = (ids: Iterable<number>): string[] => Array.from(ids, (id) => server.vocabulary[id] ?? `#${id}`);
    if (differences.length < shown)
      differences.push({ text, server: spell(ours), hugging_face: spell(theirs), reasons });
  }
  return { texts: count, equal: count - different, different, by_reason: byReason, differences };
}
