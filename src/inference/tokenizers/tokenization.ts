// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The `tokenization` object of a model, as Elastic ML names and checks it, and the tokenizer that it asks for.

import { Failure, illegalArgument } from '../../diagnostics/failure.js';
import { BertTokenizer, bertSpecialTokens, mpnetSpecialTokens } from './bertTokenizer.js';
import { BpeTokenizer, robertaSpecialTokens } from './bpeTokenizer.js';
import type { CharMap } from './charMap.js';
import { normalizeForAlbert } from './albertNormalizer.js';
import type { LengthLimits, PairLayout, Truncate } from './lengthLimits.js';
import type { Tokenizer } from './tokenizer.js';
import { albertSpecialTokens, debertaSpecialTokens, UnigramTokenizer } from './unigramTokenizer.js';
import type { SpecialTokenTexts } from './vocabulary.js';

/** A model type's tokenizer: what the server builds, how pairs are laid out, how many inputs the model gets. */
interface TokenizerKind extends PairLayout {
  /** How many tensors the native process passes: ids, attention mask, token type ids, position ids. */
  readonly arity: 2 | 3 | 4;
  readonly specialTokens: SpecialTokenTexts;
  /** The error's name of a type that refuses do_lower_case. */
  readonly refusesLowerCase?: string;
  readonly files: 'vocabulary' | 'merges' | 'scores';
  /** True for what Elastic ML has no tokenization for: such models answer locally and cannot be deployed. */
  readonly isLocalOnly?: true;
}

/** Every tokenizer type that the offline twin knows. */
export const tokenizerKinds = {
  bert: { arity: 4, separators: 1, specialTokens: bertSpecialTokens, files: 'vocabulary' },
  mpnet: { arity: 2, separators: 2, specialTokens: mpnetSpecialTokens, files: 'vocabulary' },
  roberta: {
    arity: 2,
    separators: 2,
    specialTokens: robertaSpecialTokens,
    files: 'merges',
    refusesLowerCase: 'roberta',
  },
  byte_level_bpe: {
    arity: 2,
    separators: 2,
    specialTokens: robertaSpecialTokens,
    files: 'merges',
    refusesLowerCase: 'byte_level_bpe',
  },
  xlm_roberta: {
    arity: 2,
    separators: 2,
    specialTokens: robertaSpecialTokens,
    files: 'scores',
    refusesLowerCase: 'XLMRoberta',
  },
  deberta_v2: { arity: 3, separators: 1, specialTokens: debertaSpecialTokens, files: 'scores' },
  albert: { arity: 4, separators: 1, specialTokens: albertSpecialTokens, files: 'scores', isLocalOnly: true },
} as const satisfies Record<string, TokenizerKind>;

export type TokenizerType = keyof typeof tokenizerKinds;

/** A checked tokenization with the server's defaults filled in. */
export interface Tokenization extends LengthLimits {
  readonly type: TokenizerType;
  readonly doLowerCase: boolean;
  readonly addPrefixSpace: boolean;
  readonly specialTokens: SpecialTokenTexts;
}

/** What a model's vocabulary consists of. */
export interface VocabularyFiles {
  /** Tokens by id. */
  readonly vocabulary: readonly string[];
  /** Merge lines by rank (roberta, byte_level_bpe). */
  readonly merges?: readonly string[];
  /** The score of each token (xlm_roberta, deberta_v2). */
  readonly scores?: readonly number[];
  /** The normalization of the unigram types; the server packages one of its own. */
  readonly charMap?: CharMap;
  /** Whether ALBERT keeps accents. Default false. */
  readonly keepAccents?: boolean;
}

const truncations: readonly Truncate[] = ['first', 'second', 'none', 'balanced'];
const common = ['do_lower_case', 'with_special_tokens', 'max_sequence_length', 'truncate', 'span'];
const bpeTokenFields = {
  cls: 'bos_token',
  sep: 'eos_token',
  pad: 'pad_token',
  unknown: 'unk_token',
  mask: 'mask_token',
} as const;

/** True for the name of a tokenizer type. */
export function isTokenizerType(name: string): name is TokenizerType {
  return Object.hasOwn(tokenizerKinds, name);
}

/**
 * Reads `{"bert": {"do_lower_case": true, ...}}`; absent means bert with defaults.
 *
 * @throws Failure with the server's message for settings that it refuses.
 */
export function parseTokenization(config: unknown): Tokenization {
  const entries = Object.entries((config ?? { bert: {} }) as Record<string, unknown>);
  const [name, settings] = entries[0] ?? ['bert', {}];
  if (entries.length > 1)
    throw illegalArgument(`[tokenization] must name one type, not [${entries.map(([key]) => key).join(', ')}]`);
  if (!isTokenizerType(name)) {
    throw illegalArgument(
      `unknown tokenization type [${name}], supported are [${Object.keys(tokenizerKinds).join(', ')}]`,
    );
  }
  const values = (settings ?? {}) as Readonly<Record<string, unknown>>;
  const kind: TokenizerKind = tokenizerKinds[name];
  const isBpe = kind.files === 'merges';
  const known = [
    ...common,
    ...(isBpe ? ['add_prefix_space'] : []),
    ...(name === 'byte_level_bpe' ? Object.values(bpeTokenFields) : []),
  ];
  const unknownKey = Object.keys(values).find((key) => !known.includes(key));
  if (unknownKey !== undefined) throw illegalArgument(`[${name}] unknown field [${unknownKey}]`);

  const doLowerCase = booleanOf(values, 'do_lower_case', false);
  if (doLowerCase && kind.refusesLowerCase !== undefined) {
    throw illegalArgument(`unable to set [do_lower_case] to [true] for ${kind.refusesLowerCase} tokenizer`);
  }
  const maxSequenceLength = integerOf(values, 'max_sequence_length', 512);
  const span = integerOf(values, 'span', -1);
  const truncate = truncateOf(values.truncate ?? 'first');
  if (maxSequenceLength <= 0) throw illegalArgument('[max_sequence_length] must be positive');
  checkSpan(span, maxSequenceLength, truncate);
  return {
    type: name,
    doLowerCase,
    addPrefixSpace: booleanOf(values, 'add_prefix_space', false),
    withSpecialTokens: booleanOf(values, 'with_special_tokens', true),
    maxSequenceLength,
    truncate,
    span,
    specialTokens: name === 'byte_level_bpe' ? bpeSpecialTokens(values) : kind.specialTokens,
  };
}

/**
 * A tokenization with what a request changes of it: `{"bert": {"truncate": "none", "span": 128}}`.
 *
 * @throws Failure with the server's message for another type, another setting or settings that exclude each other.
 */
export function updateTokenization(
  tokenization: Tokenization,
  update: Readonly<Record<string, unknown>>,
): Tokenization {
  const [name = tokenization.type, settings] = Object.entries(update)[0] ?? [];
  if (name !== tokenization.type) {
    throw badRequest(
      `Tokenization config of type [${tokenization.type}] can not be updated with a request of type [${name}]`,
    );
  }
  const values = (settings ?? {}) as Readonly<Record<string, unknown>>;
  const unknownKey = Object.keys(values).find((key) => key !== 'truncate' && key !== 'span');
  if (unknownKey !== undefined) throw illegalArgument(`[${name}_tokenization_update] unknown field [${unknownKey}]`);
  const truncate = values.truncate == null ? tokenization.truncate : truncateOf(values.truncate);
  const span = integerOf({ span: values.span ?? tokenization.span }, 'span', -1);
  // The server means to drop a span that goes not with the new truncation, but tests the wrong way round: `none` drops
  // every span, and any other keeps the model's, which is then refused (BertTokenizationUpdate and its likes, 9.5.3).
  if (values.truncate != null && truncate === 'none') return { ...tokenization, truncate, span: -1 };
  checkSpan(span, tokenization.maxSequenceLength, truncate);
  return { ...tokenization, truncate, span };
}

/**
 * The tokenizer of a tokenization over a model's vocabulary.
 *
 * @throws Failure as the server does when the vocabulary lacks what the type needs.
 */
export function createTokenizer(tokenization: Tokenization, files: VocabularyFiles): Tokenizer {
  const { type, specialTokens, withSpecialTokens, doLowerCase, addPrefixSpace } = tokenization;
  const { files: needed } = tokenizerKinds[type];
  if (needed === 'vocabulary')
    return new BertTokenizer(files.vocabulary, { doLowerCase, withSpecialTokens, specialTokens });
  if (needed === 'merges') {
    const merges = files.merges ?? [];
    if (merges.length === 0) throw missingFile(type, 'merges');
    return new BpeTokenizer(files.vocabulary, { merges, addPrefixSpace, withSpecialTokens, specialTokens });
  }
  const scores = files.scores ?? [];
  if (scores.length === 0) throw missingFile(type, 'scores');
  const { mask, unknown, sep, pad, cls } = specialTokens;
  return new UnigramTokenizer(files.vocabulary, {
    scores,
    byteFallback: type === 'deberta_v2',
    charMap: files.charMap,
    prepare:
      type === 'albert'
        ? (text) => normalizeForAlbert(text, { doLowerCase, keepAccents: files.keepAccents === true })
        : undefined,
    endBlank: type === 'albert',
    withSpecialTokens,
    specialTokens,
    neverSplit: type === 'xlm_roberta' ? [mask] : [unknown, sep, pad, cls, mask],
  });
}

function checkSpan(span: number, maxSequenceLength: number, truncate: Truncate): void {
  if (span < -1) {
    throw illegalArgument(
      '[span] must be non-negative to indicate span length or [-1] to indicate no windowing should occur',
    );
  }
  if (span > maxSequenceLength) {
    throw illegalArgument(
      `[span] provided [${span}] must not be greater than [max_sequence_length] provided [${maxSequenceLength}]`,
    );
  }
  if (span >= 0 && truncate !== 'none')
    throw illegalArgument(`[span] must not be provided when [truncate] is [${truncate}]`);
}

function badRequest(reason: string): Failure {
  return new Failure('status_exception', reason, { status: 400 });
}

function missingFile(type: TokenizerType, what: string): Error {
  return illegalArgument(
    `cannot put vocabulary for model as tokenizer type [${type}] requires [${what}] to be provided and non-empty`,
  );
}

function bpeSpecialTokens(values: Readonly<Record<string, unknown>>): SpecialTokenTexts {
  const text = (key: keyof typeof bpeTokenFields): string => {
    const value = values[bpeTokenFields[key]];
    return typeof value === 'string' && value.trim() !== '' ? value : robertaSpecialTokens[key];
  };
  return { cls: text('cls'), sep: text('sep'), pad: text('pad'), unknown: text('unknown'), mask: text('mask') };
}

function booleanOf(values: Readonly<Record<string, unknown>>, key: string, otherwise: boolean): boolean {
  const value = values[key] ?? otherwise;
  if (typeof value === 'boolean') return value;
  throw illegalArgument(`[${key}] must be a boolean`);
}

function integerOf(values: Readonly<Record<string, unknown>>, key: string, otherwise: number): number {
  const value = values[key] ?? otherwise;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw illegalArgument(`[${key}] must be an integer`);
}

function truncateOf(value: unknown): Truncate {
  const truncate = truncations.find((known) => known === String(value).toLowerCase());
  if (truncate) return truncate;
  throw illegalArgument(`[truncate] must be one of [${truncations.join(', ')}], not [${String(value)}]`);
}
