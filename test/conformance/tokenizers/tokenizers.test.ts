// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The vectors that Elasticsearch's own tokenizer tests state (vectors.json names the test of each), run on our tokenizers.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { classProbabilities, softmax, topIndices } from '../../../src/inference/textClassificationResult.js';
import { basicTokens, filterControlCharacters } from '../../../src/inference/tokenizers/basicTokens.js';
import {
  BertTokenizer,
  bertSpecialTokens,
  mpnetSpecialTokens,
} from '../../../src/inference/tokenizers/bertTokenizer.js';
import { bpePieceEnd } from '../../../src/inference/tokenizers/bpePieces.js';
import { BpeTokenizer, robertaSpecialTokens } from '../../../src/inference/tokenizers/bpeTokenizer.js';
import { nmtNfkc, normalizeText } from '../../../src/inference/tokenizers/charMap.js';
import { isBertPunctuation } from '../../../src/inference/tokenizers/javaCharacters.js';
import { encodePair, encodeText, type Encoding } from '../../../src/inference/tokenizers/lengthLimits.js';
import { nativeRequest } from '../../../src/inference/tokenizers/nativeRequest.js';
import {
  createTokenizer,
  isTokenizerType,
  parseTokenization,
  tokenizerKinds,
} from '../../../src/inference/tokenizers/tokenization.js';
import type { Token, Tokenizer } from '../../../src/inference/tokenizers/tokenizer.js';
import { UnigramTokenizer } from '../../../src/inference/tokenizers/unigramTokenizer.js';
import { WordPieces } from '../../../src/inference/tokenizers/wordPieces.js';

interface Row {
  token_ids?: number[];
  token_map?: number[];
  ids_as_tokens?: string[];
}

interface Expected extends Row {
  tokens?: string[];
  error?: string;
  throws?: string;
  no_error?: boolean;
  windows?: Row[];
  window_count?: number;
  batch?: Row[];
  request?: Record<string, unknown>;
  request_key_count?: number;
  position_offsets?: [number, number][];
  position_increments?: number[];
  offset_text?: string[];
  first_token_id_not?: number;
  cls_token_id?: number;
  sep_token_id?: number;
  text?: string;
  punctuation?: boolean;
  pieces?: string[];
  prefixes?: string[];
  probabilities?: number[] | number[][];
  indices?: number[];
  scores?: number[];
  tolerance?: number;
}

interface Vector {
  tokenizer: string;
  name: string;
  source: string;
  vocabulary?: string[];
  merges?: string[];
  scores?: number[];
  options: Record<string, unknown>;
  text?: string;
  text_pair?: [string, string];
  texts?: string[];
  input?: unknown;
  expect: Expected;
}

const vectors = JSON.parse(readFileSync(join(__dirname, 'vectors.json'), 'utf8')) as Vector[];

// The options of the Java tests that are none of a model's tokenization.
const testOnly = ['never_split', 'request_id', 'char_map'];

describe.each([...new Set(vectors.map((vector) => vector.tokenizer))])('%s', (kind) => {
  const cases = vectors.filter((vector) => vector.tokenizer === kind);
  test.each(cases.map((vector) => [`${vector.name} (${vector.source})`, vector] as const))('%s', (_, vector) => {
    const check = isTokenizerType(kind) ? expectModelType : expectPart[kind];
    expect(check).toBeDefined();
    check!(vector);
  });
});

/** A vector of a tokenizer as models name them: tokens, rows, windows, requests, errors. */
function expectModelType(vector: Vector): void {
  const { expect: expected, options, text, text_pair: pair, texts } = vector;
  const settings = Object.fromEntries(Object.entries(options).filter(([key]) => !testOnly.includes(key)));
  const tokenization = parseTokenization({ [vector.tokenizer]: settings });
  const tokenizer = modelTokenizer(vector);
  const encode = (): Encoding[][] => {
    const { special } = tokenizer;
    if (pair) {
      const [first, second] = pair.map((side) => tokenizer.tokenize(side));
      return [encodePair(first!, second!, special, tokenization, tokenizerKinds[tokenization.type])];
    }
    return (texts ?? (text === undefined ? [] : [text])).map((one) =>
      encodeText(tokenizer.tokenize(one), special, tokenization),
    );
  };
  if (expected.error !== undefined || expected.throws !== undefined) {
    expect(encode).toThrow(expected.error);
    return;
  }
  const encoded = encode();
  const rows = encoded[0] ?? [];
  if (expected.token_ids || expected.token_map || expected.ids_as_tokens) expectRow(rows[0]!, expected, tokenizer);
  if (expected.tokens) expect(tokenizer.describe(text!).map((token) => token.text)).toEqual(expected.tokens);
  if (expected.first_token_id_not !== undefined) expect(rows[0]!.ids[0]).not.toBe(expected.first_token_id_not);
  if (expected.windows) {
    expect(rows).toHaveLength(expected.window_count!);
    expected.windows.forEach((window, index) => expectRow(rows[index]!, window, tokenizer));
  }
  expected.batch?.forEach((row, index) => expectRow(encoded[index]![0]!, row, tokenizer));
  if (expected.request) {
    const { type } = tokenization;
    const request = nativeRequest('request1', type, encoded.flat(), tokenizer.special.pad);
    expect(request).toMatchObject(expected.request);
    if (expected.request_key_count !== undefined) expect(Object.keys(request)).toHaveLength(expected.request_key_count);
  }
  if (expected.cls_token_id !== undefined) {
    expect([tokenizer.special.cls, tokenizer.special.sep]).toEqual([expected.cls_token_id, expected.sep_token_id]);
  }
  if (expected.no_error) expect(rows.length).toBeGreaterThan(0);
}

/** Never-split tokens beyond the mask token exist in the Java builders only. */
function modelTokenizer(vector: Vector): Tokenizer {
  const { options, vocabulary, merges, scores } = vector;
  const settings = Object.fromEntries(Object.entries(options).filter(([key]) => !testOnly.includes(key)));
  const tokenization = parseTokenization({ [vector.tokenizer]: settings });
  if (options.never_split) {
    return new BertTokenizer(vocabulary!, { ...tokenization, neverSplit: options.never_split as string[] });
  }
  return createTokenizer(tokenization, {
    vocabulary: vocabulary!,
    ...(merges && { merges }),
    ...(scores && { scores }),
    ...(options.char_map === 'server' && { charMap: nmtNfkc }),
  });
}

function expectRow(row: Encoding, expected: Row, tokenizer: Tokenizer): void {
  if (expected.token_ids) expect([...row.ids]).toEqual(expected.token_ids);
  if (expected.token_map) expect([...row.positions]).toEqual(expected.token_map);
  if (expected.ids_as_tokens) {
    expect(Array.from(row.ids, (id) => tokenizer.vocabulary[id])).toEqual(expected.ids_as_tokens);
  }
}

function expectTokens(tokens: readonly Token[], vector: Vector): void {
  const { expect: expected, text } = vector;
  if (expected.tokens) expect(tokens.map((token) => token.text)).toEqual(expected.tokens);
  if (expected.token_ids) expect(tokens.map((token) => token.id)).toEqual(expected.token_ids);
  if (expected.token_map) expect(tokens.map((token) => token.position)).toEqual(expected.token_map);
  if (expected.position_offsets) {
    expect(tokens.map((token) => [token.start, token.end])).toEqual(expected.position_offsets);
  }
  if (expected.offset_text) {
    expect(tokens.map((token) => text!.slice(token.start, token.end))).toEqual(expected.offset_text);
  }
}

function expectWordpiece({ text, vocabulary, options, expect: expected }: Vector): void {
  const words = basicTokens(text!, basicOptions(options));
  const pieces = new WordPieces(vocabulary!, {
    unknownId: vocabulary!.indexOf(options.unknown_token as string),
    ignoreCase: options.do_lower_case as boolean,
    neverSplit: options.never_split as string[],
    maxWordLength: options.max_chars_per_word as number,
  });
  const found = words.map((word) => {
    pieces.findText(word.text);
    return Array.from({ length: pieces.end - pieces.first }, (_, index) => pieces.piece(pieces.first + index));
  });
  expect(found.flat()).toEqual(expected.token_ids);
  expect(found.flat().map((id) => vocabulary![id])).toEqual(expected.tokens);
  expect(found.flatMap((ids) => ids.map((_, index) => (index === 0 ? 1 : 0)))).toEqual(expected.position_increments);
}

function expectBasic({ text, options, expect: expected }: Vector): void {
  expect(basicTokens(text!, basicOptions(options)).map((token) => token.text)).toEqual(expected.tokens);
}

function expectControlCharFilter({ text, expect: expected }: Vector): void {
  expect(filterControlCharacters(text!)).toBe(expected.text);
}

function expectIsPunctuation({ text, expect: expected }: Vector): void {
  expect(isBertPunctuation(text!.charCodeAt(0))).toBe(expected.punctuation);
}

function expectBpe(vector: Vector): void {
  const tokenizer = new BpeTokenizer(vector.vocabulary!, {
    merges: vector.merges!,
    addPrefixSpace: vector.options.add_prefix_space as boolean,
    withSpecialTokens: false,
    specialTokens: robertaSpecialTokens,
  });
  expectTokens(tokenizer.describe(vector.text!), vector);
  expect([...tokenizer.tokenize(vector.text!).ids]).toEqual(tokenizer.describe(vector.text!).map((token) => token.id));
}

function expectBpePresplit({ text, expect: expected }: Vector): void {
  const pieces: string[] = [];
  for (let start = 0; start < text!.length;) {
    const end = bpePieceEnd(text!, start, text!.length);
    pieces.push(text!.slice(start, end));
    start = end;
  }
  expect(pieces).toEqual(expected.pieces);
}

function expectUnigram(vector: Vector): void {
  expectTokens(unigram(vector).describe(vector.text!), vector);
}

function expectUnigramPrefixes(vector: Vector): void {
  const tokenizer = unigram({ ...vector, scores: vector.vocabulary!.map(() => 0) });
  expect(tokenizer.prefixes(vector.text!).map((id) => vector.vocabulary![id])).toEqual(vector.expect.prefixes);
}

function expectPrecompiledCharMap({ text, expect: expected }: Vector): void {
  expect(normalizeText(text!, nmtNfkc).text).toBe(expected.text);
}

function expectSoftmax({ input, expect: expected }: Vector): void {
  const rows = (Array.isArray((input as unknown[])[0]) ? input : [input]) as number[][];
  const wanted = (
    Array.isArray(expected.probabilities![0]) ? expected.probabilities : [expected.probabilities]
  ) as number[][];
  const difference = rows.map((row, at) =>
    [...softmax(row)].map((value, index) => Math.abs(value - wanted[at]![index]!)),
  );
  expect(Math.max(...difference.flat())).toBeLessThanOrEqual(expected.tolerance!);
}

function expectTopK({ input, options, expect: expected }: Vector): void {
  expect(topIndices(input as number[], options.k as number)).toEqual(expected.indices);
}

function expectTextClassification({ input, options, expect: expected }: Vector): void {
  const rows = (input as number[][][]).flat();
  expect(() => classProbabilities(rows, (options.classification_labels as string[]).length)).toThrow(expected.error);
}

/** Checks of the parts that the Java tests exercise by themselves. */
const expectPart: Readonly<Record<string, (vector: Vector) => void>> = {
  wordpiece: expectWordpiece,
  basic: expectBasic,
  control_char_filter: expectControlCharFilter,
  is_punctuation: expectIsPunctuation,
  bpe: expectBpe,
  bpe_presplit: expectBpePresplit,
  unigram: expectUnigram,
  unigram_prefixes: expectUnigramPrefixes,
  precompiled_char_map: expectPrecompiledCharMap,
  softmax: expectSoftmax,
  top_k: expectTopK,
  text_classification: expectTextClassification,
};

function basicOptions(options: Record<string, unknown>) {
  return {
    stripAccents: options.strip_accents as boolean,
    splitCjk: options.tokenize_cjk as boolean,
    neverSplit: options.never_split as string[],
    maxRunLength: options.whitespace_max_token_length as number,
  };
}

/** The Java tests build this tokenizer without special tokens; ours asks for them, so they follow the vocabulary. */
function unigram(vector: Vector): UnigramTokenizer {
  const { vocabulary, scores, options } = vector;
  const unknown = (options.unknown_token as string | undefined) ?? '<unk>';
  const added = ['<unk>', '<pad>'].filter((token) => !vocabulary!.includes(token));
  return new UnigramTokenizer([...vocabulary!, ...added], {
    scores: [...scores!, ...added.map(() => 0)],
    byteFallback: (options.byte_fallback as boolean | undefined) ?? false,
    charMap: options.char_map === 'server' ? nmtNfkc : undefined,
    withSpecialTokens: false,
    specialTokens: { ...mpnetSpecialTokens, unknown, mask: bertSpecialTokens.mask },
    neverSplit: (options.never_split as string[] | undefined) ?? [],
  });
}
