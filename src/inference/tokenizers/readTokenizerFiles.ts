// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A model folder's tokenizer files as what the server's tokenizers take: vocabulary by id, merges, scores, settings.
// Reads vocab.txt, vocab.json with merges.txt, tokenizer.json and sentencepiece models, with the settings of
// tokenizer_config.json.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '../../diagnostics/diagnostic.js';
import { ModelConfig } from '../../models/architectures/config.js';
import { findArchitecture } from '../../models/architectures/table.js';
import { nmtNfkc, readPrecompiledCharMap } from './charMap.js';
import { readSentencePiece } from './sentencePiece.js';
import { isTokenizerType, tokenizerKinds, type TokenizerType, type VocabularyFiles } from './tokenization.js';

/** Tokenizer files as read. */
export interface TokenizerFiles {
  /** The `tokenization` object of Elastic ML. */
  readonly tokenization: Readonly<Record<string, unknown>>;
  readonly files: VocabularyFiles;
  readonly warnings: readonly { readonly kind: 'character_map_missing'; readonly message: string }[];
}

interface TokenizerJson {
  readonly normalizer?: Normalizer | null;
  readonly added_tokens?: readonly { readonly id: number; readonly content: string }[];
  readonly model: {
    readonly vocab: Readonly<Record<string, number>> | readonly (readonly [string, number])[];
    readonly merges?: readonly (string | readonly [string, string])[];
  };
}

interface Normalizer {
  readonly type: string;
  readonly lowercase?: boolean;
  readonly precompiled_charsmap?: string;
  readonly normalizers?: readonly Normalizer[];
}

/** A special token: its text, or an object with it. */
type TokenSetting = string | { readonly content?: string } | null;

interface TokenizerConfig {
  readonly do_lower_case?: boolean;
  readonly add_prefix_space?: boolean;
  readonly keep_accents?: boolean;
  readonly tokenizer_class?: string;
  readonly cls_token?: TokenSetting;
  readonly bos_token?: TokenSetting;
  readonly sep_token?: TokenSetting;
  readonly eos_token?: TokenSetting;
  readonly unk_token?: TokenSetting;
  readonly pad_token?: TokenSetting;
  readonly mask_token?: TokenSetting;
  readonly model_max_length?: number;
}

/** The server's tokenizer of each architecture, as eland chooses it. */
const typesByArchitecture: Readonly<Record<string, TokenizerType>> = {
  linear: 'bert',
  bert: 'bert',
  distilbert: 'bert',
  electra: 'bert',
  mobilebert: 'bert',
  mpnet: 'mpnet',
  roberta: 'roberta',
  bart: 'roberta',
  modernbert: 'byte_level_bpe',
  'xlm-roberta': 'xlm_roberta',
  camembert: 'xlm_roberta',
  'deberta-v2': 'deberta_v2',
  albert: 'albert',
};

/** Longer maxima mean that the tokenizer names none. */
const longestMaximum = 8192;
const defaultMaximum = 512;

/**
 * Reads the tokenizer of a model folder.
 *
 * @param declared - the tokenization of model.json; without it, it is derived from the Hugging Face files
 * @throws DiagnosticError TK1002 when files are missing or the architecture's tokenizer is not known
 */
export function readTokenizerFiles(folder: string, architecture: string, declared: unknown): TokenizerFiles {
  const tokenizerJson = readJson<TokenizerJson>(folder, 'tokenizer.json');
  const config = {
    ...readJson<TokenizerConfig>(folder, 'special_tokens_map.json'),
    ...readJson<TokenizerConfig>(folder, 'tokenizer_config.json'),
  };
  const tokenization = (declared ?? derivedTokenization(folder, architecture, config, tokenizerJson)) as Record<
    string,
    unknown
  >;
  const type = Object.keys(tokenization)[0] ?? 'bert';
  if (type === 'bert_ja') refuseJapanese();
  if (!isTokenizerType(type)) {
    refuse(
      'TK1002',
      `The server has no [${type}] tokenizer that logtwin knows.`,
      `Known are ${Object.keys(tokenizerKinds).join(', ')}.`,
    );
  }
  const { files: kind } = tokenizerKinds[type];
  if (kind === 'vocabulary')
    return { tokenization, files: { vocabulary: wordPieceVocabulary(folder, tokenizerJson) }, warnings: [] };
  if (kind === 'merges') return { tokenization, files: mergeFiles(folder, tokenizerJson), warnings: [] };
  const unigram = unigramFiles(folder, architecture, type, tokenizerJson);
  const files = { ...unigram.files, keepAccents: config.keep_accents === true };
  return { tokenization, files, warnings: unigram.warnings };
}

function derivedTokenization(
  folder: string,
  architecture: string,
  config: TokenizerConfig,
  json: TokenizerJson | undefined,
): Record<string, unknown> {
  const type = typesByArchitecture[architecture];
  if (!type) {
    refuse(
      'TK1002',
      `It is not known which tokenizer of the server fits a model of type [${architecture}].`,
      'Say so in model.json: {"tokenization": {"bert": {"do_lower_case": true}}}',
    );
  }
  checkTokenizerClass(type, architecture, config.tokenizer_class);
  const named = config.model_max_length ?? defaultMaximum;
  const longest = named <= longestMaximum ? named : defaultMaximum;
  const settings: Record<string, unknown> = {
    max_sequence_length: Math.min(longest, positionsOf(folder) ?? longest),
    ...(type === 'byte_level_bpe' && byteLevelTokens(config)),
  };
  if (type === 'bert' || type === 'mpnet' || type === 'albert')
    settings.do_lower_case = config.do_lower_case ?? normalizerOf(json, 'lowercase') ?? true;
  if (tokenizerKinds[type].files === 'merges') settings.add_prefix_space = config.add_prefix_space ?? false;
  return { [type]: settings };
}

/** How many tokens the model has positions for; undefined for an architecture that logtwin does not know. */
function positionsOf(folder: string): number | undefined {
  const json = readJson<object>(folder, 'config.json');
  const config = json && new ModelConfig(json);
  return config && findArchitecture(config)?.longestSequence(config);
}

/** The special tokens of byte-level BPE under the server's names; those that are not named are the server's own. */
function byteLevelTokens(config: TokenizerConfig): Record<string, string> {
  const tokens = {
    bos_token: config.cls_token ?? config.bos_token,
    eos_token: config.sep_token ?? config.eos_token,
    unk_token: config.unk_token,
    pad_token: config.pad_token,
    mask_token: config.mask_token,
  };
  return Object.fromEntries(
    Object.entries(tokens).flatMap(([name, token]) => {
      const text = typeof token === 'string' ? token : token?.content;
      return text === undefined ? [] : [[name, text]];
    }),
  );
}

/** The server's tokenizer of each class of transformers, without `Fast`. Other classes say nothing of their rules. */
const typesByClass: Readonly<Record<string, readonly TokenizerType[]>> = {
  BertTokenizer: ['bert'],
  DistilBertTokenizer: ['bert'],
  ElectraTokenizer: ['bert'],
  MPNetTokenizer: ['mpnet'],
  RobertaTokenizer: ['roberta', 'byte_level_bpe'],
  GPT2Tokenizer: ['roberta', 'byte_level_bpe'],
  XLMRobertaTokenizer: ['xlm_roberta'],
  CamembertTokenizer: ['xlm_roberta'],
  DebertaV2Tokenizer: ['deberta_v2'],
  AlbertTokenizer: ['albert'],
};

function refuseJapanese(): never {
  refuse(
    'TK1002',
    'Japanese BERT finds words by a dictionary that logtwin does not have (bert_ja on the server).',
    'logtwin model convert makes its model.pt; logtwin can neither ask it locally nor deploy it.',
  );
}

/** Refuses the tokenizer of another family of models, whose ids would mean other words. */
function checkTokenizerClass(type: TokenizerType, architecture: string, tokenizerClass = ''): void {
  if (/^BertJapanese/.test(tokenizerClass)) refuseJapanese();
  const types = typesByClass[tokenizerClass.replace(/Fast$/, '')];
  if (types === undefined || types.includes(type)) return;
  refuse(
    'TK1002',
    `tokenizer_config.json names a ${tokenizerClass}, but models of type [${architecture}] are tokenized as ${type} on the server.`,
    `If the checkpoint was trained with it, say so in model.json: {"tokenization": {"${types[0]}": {}}}`,
  );
}

function wordPieceVocabulary(folder: string, json: TokenizerJson | undefined): string[] {
  const file = join(folder, 'vocab.txt');
  if (existsSync(file)) {
    const lines = readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.replace(/\r$/, ''));
    if (lines.at(-1) === '') lines.pop();
    return lines;
  }
  if (json) return byId(json);
  refuse('TK1002', `${folder} has neither vocab.txt nor tokenizer.json.`, 'Copy them from where the model comes from.');
}

function mergeFiles(folder: string, json: TokenizerJson | undefined): VocabularyFiles {
  const vocabulary = readJson<Record<string, number>>(folder, 'vocab.json');
  const mergesFile = join(folder, 'merges.txt');
  if (vocabulary && existsSync(mergesFile)) {
    const merges = readFileSync(mergesFile, 'utf8')
      .split('\n')
      .map((line) => line.replace(/\r$/, ''));
    return {
      vocabulary: byId({ added_tokens: json?.added_tokens ?? [], model: { vocab: vocabulary } }),
      merges: merges.filter((line, index) => line !== '' && !(index === 0 && line.startsWith('#version'))),
    };
  }
  if (json?.model.merges) {
    return {
      vocabulary: byId(json),
      merges: json.model.merges.map((merge) => (typeof merge === 'string' ? merge : merge.join(' '))),
    };
  }
  refuse('TK1002', `${folder} has neither vocab.json with merges.txt nor a tokenizer.json with merges.`);
}

/** A unigram vocabulary, from tokenizer.json or, without one, from the sentencepiece model that it is made of. */
interface UnigramVocabulary {
  /** Tokens with their scores, by id. */
  readonly entries: readonly (readonly [string, number])[];
  readonly charMap: Buffer | undefined;
  readonly file: string;
}

function unigramFiles(
  folder: string,
  architecture: string,
  type: TokenizerType,
  json: TokenizerJson | undefined,
): Pick<TokenizerFiles, 'files' | 'warnings'> {
  const { entries, charMap, file } =
    json && Array.isArray(json.model.vocab) ? unigramOfJson(json) : unigramOfModel(folder, architecture, type);
  const message = `${file} carries no precompiled character map; the rules of nmt_nfkc stand in for it.`;
  return {
    files: {
      vocabulary: entries.map(([token]) => token),
      scores: entries.map(([, score]) => score),
      charMap: charMap ? readPrecompiledCharMap(charMap) : nmtNfkc,
    },
    warnings: charMap ? [] : [{ kind: 'character_map_missing', message }],
  };
}

function unigramOfJson(json: TokenizerJson): UnigramVocabulary {
  const entries = [...(json.model.vocab as readonly (readonly [string, number])[])];
  for (const { id, content } of json.added_tokens ?? []) if (id >= entries.length) entries[id] = [content, 0];
  const compiled = normalizerOf(json, 'precompiled_charsmap');
  return {
    entries: Array.from(entries, (entry, id) => (entry as readonly [string, number] | undefined) ?? [unusedId(id), 0]),
    charMap: compiled === undefined ? undefined : Buffer.from(compiled, 'base64'),
    file: 'tokenizer.json',
  };
}

const sentencePieceFiles = ['sentencepiece.bpe.model', 'spm.model', 'spiece.model'];

function unigramOfModel(folder: string, architecture: string, type: TokenizerType): UnigramVocabulary {
  const file = sentencePieceFiles.find((name) => existsSync(join(folder, name)));
  if (file === undefined) {
    refuse(
      'TK1002',
      `${folder} has neither a tokenizer.json with a unigram vocabulary nor ${sentencePieceFiles.join(' or ')}.`,
      'Copy them from where the model comes from.',
    );
  }
  const { kind, pieces, charMap } = readSentencePiece(join(folder, file));
  if (kind !== 'unigram') {
    refuse(
      'TK1002',
      `${join(folder, file)} is a ${kind} model; the server's ${type} tokenizer computes unigram models only.`,
      'Its answers would be those of other tokens. Take a checkpoint whose tokenizer is a unigram model.',
    );
  }
  const entries = pieces.map(({ text, score }): readonly [string, number] => [text, score]);
  return { entries: idsAsTrained(architecture, type, entries), charMap, file };
}

/**
 * A model's ids are not those of its sentencepiece file: each family of models puts special tokens of its own before and
 * behind the pieces (the converters of transformers 4.57 say which).
 */
function idsAsTrained(
  architecture: string,
  type: TokenizerType,
  pieces: readonly (readonly [string, number])[],
): readonly (readonly [string, number])[] {
  const special = (...tokens: readonly string[]) => tokens.map((token): readonly [string, number] => [token, 0]);
  if (architecture === 'camembert') {
    const first = [...special('<s>NOTUSED', '<pad>', '</s>NOTUSED', '<unk>'), ['<unk>NOTUSED', -100] as const];
    return [...first, ...pieces.slice(1), ...special('<mask>')];
  }
  if (type === 'xlm_roberta')
    return [...special('<s>', '<pad>', '</s>', '<unk>'), ...pieces.slice(3), ...special('<mask>')];
  // A digit before a comma is a token of its own: numbers with separators are spelled alike.
  if (type === 'albert') return pieces.map(([text, score]) => [text, /\p{Nd},$/u.test(text) ? score - 100 : score]);
  const names = new Set(pieces.map(([text]) => text));
  return [...pieces, ...special('[MASK]').filter(([token]) => !names.has(token))];
}

/** Tokens by id, those added to the model's own vocabulary too. */
function byId(json: Pick<TokenizerJson, 'added_tokens' | 'model'>): string[] {
  const tokens: string[] = [];
  for (const [token, id] of Object.entries(json.model.vocab as Readonly<Record<string, number>>)) tokens[id] = token;
  for (const { id, content } of json.added_tokens ?? []) tokens[id] ??= content;
  // Ids without a token get a text that no input can have.
  return Array.from(tokens, (token: string | undefined, id) => token ?? unusedId(id));
}

const unusedId = (id: number): string => `[unused id ${id}]`;

/** The first value of a key in the normalizer of tokenizer.json or one of its parts. */
function normalizerOf<Key extends keyof Normalizer>(
  json: TokenizerJson | undefined,
  key: Key,
): Normalizer[Key] | undefined {
  const normalizer = json?.normalizer;
  const parts = normalizer ? [normalizer, ...(normalizer.normalizers ?? [])] : [];
  return parts.find((part) => part[key] !== undefined)?.[key];
}

function readJson<T>(folder: string, name: string): T | undefined {
  const file = join(folder, name);
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch (error) {
    refuse('TK1002', `${file} is not JSON: ${(error as { message: string }).message}`);
  }
}
