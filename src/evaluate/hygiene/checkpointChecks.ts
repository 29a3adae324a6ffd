// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Do the files of a model folder belong together, and was its classifier ever trained? Both are read off the files
// themselves, so that a model that only looks like one is known before it has classified a single text.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '../../diagnostics/diagnostic.js';
import type { ModelFolder } from '../../inference/modelFolder.js';
import { idsByToken } from '../../inference/tokenizers/vocabulary.js';
import type { Finding } from '../findings.js';
import { readOnnxParts, type ClassifierLayer } from './onnxParts.js';

/** The keys of config.json that the checks read. */
interface Config {
  readonly vocab_size?: number;
  readonly architectures?: readonly string[];
  readonly initializer_range?: number;
  readonly [id: `${string}_token_id`]: unknown;
}

/**
 * Findings about the files of a model folder.
 *
 * @throws DiagnosticError MD4002 when the graph gives no logits: it is a base model, and there is nothing to evaluate.
 */
export function checkpointChecks(model: ModelFolder): Finding[] {
  const { embeddingRows, output, classifier } = readOnnxParts(model.onnxFile);
  if (output && output.shape.length > 2) {
    refuse(
      'MD4002',
      `${model.onnxFile} has no classifier head: it gives ${output.name} of shape [${output.shape.join(', ')}], a vector a token.`,
      'This is a base model: nothing in it was trained to tell labels apart. Fine-tune it, or take the fine-tuned checkpoint.',
    );
  }
  const config = readJson(model.path, 'config.json') as Config | undefined;
  const isTransformer = model.architecture !== 'linear';
  return [
    vocabularySize(model, embeddingRows, config),
    specialTokens(model, config),
    lowerCasing(model),
    isTransformer ? (randomHead(model, classifier, config) ?? baseCheckpoint(config)) : undefined,
  ].filter((finding) => finding !== undefined);
}

/** Matrices are padded to round sizes, by less than this share of their rows and never by many more than this number. */
const paddedShare = 0.02;
const paddedRows = 128;

/** Tokens and rows of the embedding matrix are counted by the same checkpoint. */
function vocabularySize(model: ModelFolder, rows: number | undefined, config: Config | undefined): Finding | undefined {
  const tokens = model.vocabularyFiles.vocabulary.length;
  if (rows === undefined) return undefined;
  const named = config?.vocab_size;
  const spare = rows - tokens;
  const isForeign = spare < 0 || (spare > paddedRows && spare > paddedShare * rows);
  if (!isForeign && (named === undefined || named === rows)) return undefined;
  return {
    check: 'vocabulary_size',
    weight: 'stop',
    message: isForeign
      ? 'The vocabulary belongs to another checkpoint: it does not fit the embedding matrix.'
      : 'config.json belongs to another checkpoint: it names another size than the embedding matrix has.',
    evidence:
      `The tokenizer has ${group(tokens)} tokens, the embedding matrix ${group(rows)} rows` +
      (named === undefined ? '.' : `, and config.json says ${group(named)}.`),
    remedy: 'Copy all tokenizer files and config.json from the checkpoint that the weights come from.',
  };
}

/** Tokenizations whose models count positions from the padding, so that its id changes every answer. */
const countsFromPadding: readonly string[] = ['roberta', 'xlm_roberta', 'mpnet'];

/** The ids under which the model met its special tokens. */
function specialTokens(model: ModelFolder, config: Config | undefined): Finding | undefined {
  if (!config) return undefined;
  const { tokenization, vocabularyFiles } = model;
  const { specialTokens: texts } = tokenization;
  const ids = idsByToken(vocabularyFiles.vocabulary);
  // Where a text begins with <s>, that is the token that the classifier reads; elsewhere config.json's bos means nothing.
  const beginsWithBos = texts.cls === '<s>';
  const named = {
    cls: config.cls_token_id ?? (beginsWithBos ? config.bos_token_id : undefined),
    sep: config.sep_token_id ?? (beginsWithBos ? config.eos_token_id : undefined),
    pad: config.pad_token_id,
  };
  const wrong = (['cls', 'sep', 'pad'] as const).flatMap((token) => {
    const [expected, found] = [named[token], ids.get(texts[token])];
    if (typeof expected !== 'number' || found === undefined || expected === found) return [];
    return [{ token, evidence: `${texts[token]} is token ${found} of the vocabulary and ${expected}` }];
  });
  if (wrong.length === 0) return undefined;
  // Padding is masked everywhere else.
  const isGrave = wrong.some(({ token }) => token !== 'pad') || countsFromPadding.includes(tokenization.type);
  return {
    check: 'special_tokens',
    weight: isGrave ? 'stop' : 'caution',
    message: 'The special tokens of the vocabulary stand at other places than the model has learned them.',
    evidence: `${wrong.map(({ evidence }) => evidence).join('; ')} in config.json.`,
    remedy: 'Take vocabulary and config.json from one checkpoint; the classifier reads its answer off these tokens.',
  };
}

/** Fewer tokens with letters than this say nothing about casing. */
const enoughWords = 100;
/** Share of tokens with capitals from which a vocabulary is cased, and up to which it is not. */
const casedShare = 0.05;
const uncasedShare = 0.002;

/** Only tokenizers that can lower-case at all are asked. */
function lowerCasing(model: ModelFolder): Finding | undefined {
  const { tokenization, vocabularyFiles } = model;
  if (tokenization.type !== 'bert' && tokenization.type !== 'mpnet') return undefined;
  const words = vocabularyFiles.vocabulary.filter(
    (token) => !/^[[<].*[\]>]$/.test(token) && /[\p{Ll}\p{Lu}]/u.test(token),
  );
  const capitals = words.filter((token) => /\p{Lu}/u.test(token)).length / Math.max(1, words.length);
  const isCased =
    words.length < enoughWords
      ? undefined
      : capitals >= casedShare
        ? true
        : capitals <= uncasedShare
          ? false
          : undefined;
  const stated = statedLowerCasing(model.path);
  const { doLowerCase } = tokenization;
  const contradictsVocabulary = isCased !== undefined && isCased === doLowerCase;
  const contradictsFiles = stated !== undefined && stated.value !== doLowerCase;
  // A setting that fits the vocabulary is right, whatever a copied tokenizer_config.json says.
  if (!contradictsVocabulary && (!contradictsFiles || isCased !== undefined)) return undefined;
  return {
    check: 'lower_casing',
    weight: contradictsVocabulary ? 'stop' : 'caution',
    message: doLowerCase
      ? 'Texts are put into lower case, but the model was made with capitals: its words with capitals are never found.'
      : 'Texts keep their capitals, but the model knows none: every word with a capital is unknown or cut to crumbs.',
    evidence:
      `do_lower_case is ${String(doLowerCase)}; ${(capitals * 100).toFixed(1)} % of the ${group(words.length)} tokens with letters have capitals` +
      (stated && contradictsFiles ? `, and ${stated.file} says ${String(stated.value)}.` : '.'),
    remedy: `Set do_lower_case to ${String(!doLowerCase)} in the tokenization of model.json (and of the cluster's model).`,
  };
}

/** What the checkpoint's own files say of lower-casing. */
function statedLowerCasing(path: string): { readonly file: string; readonly value: boolean } | undefined {
  const stated: readonly (readonly [file: string, value: unknown])[] = [
    [
      'tokenizer_config.json',
      (readJson(path, 'tokenizer_config.json') as { do_lower_case?: unknown } | undefined)?.do_lower_case,
    ],
    [
      'tokenizer.json',
      (readJson(path, 'tokenizer.json') as { normalizer?: { lowercase?: unknown } | null } | undefined)?.normalizer
        ?.lowercase,
    ],
  ];
  for (const [file, value] of stated) if (typeof value === 'boolean') return { file, value };
  return undefined;
}

/** The deviation that transformers draws new weights with, unless config.json names another. */
const defaultInitializerRange = 0.02;

/** A last layer as it was made: training moves every bias off zero at its first step. */
function randomHead(
  model: ModelFolder,
  layer: ClassifierLayer | undefined,
  config: Config | undefined,
): Finding | undefined {
  if (!layer?.bias?.every((value) => value === 0)) return undefined;
  const { weights, width } = layer;
  const { mean, deviation } = momentsOf(weights);
  const temperature = temperatureOf(model.path);
  // ModernBERT draws its head with 1 / sqrt(width) (transformers 4.57), every other architecture with one deviation.
  const drawnWith = [config?.initializer_range ?? defaultInitializerRange, 1 / Math.sqrt(width)];
  // Five standard errors of the deviation of so many normal numbers, and what cutting off the tails takes from it.
  const tolerance = 5 / Math.sqrt(2 * weights.length) + 0.02;
  const initial = drawnWith.find((expected) => Math.abs((deviation * temperature) / expected - 1) <= tolerance);
  return {
    check: 'random_head',
    weight: initial === undefined ? 'caution' : 'stop',
    message:
      initial === undefined
        ? 'The biases of the classifier head are exactly zero, as before training.'
        : 'The classifier head was never trained: its weights are the random numbers that it was made with.',
    evidence:
      `All ${layer.bias.length} biases are 0; ${group(weights.length)} weights have mean ${mean.toFixed(4)} and deviation ${deviation.toFixed(4)}` +
      (initial === undefined ? '.' : `, and new ones have 0 and ${(initial / temperature).toFixed(4)}.`),
    remedy:
      'This is a base checkpoint with a new head, or the fine-tuned one was never saved: load the fine-tuned checkpoint and convert it again.',
  };
}

/** A graph with a head, beside the configuration of a model that has none. */
function baseCheckpoint(config: Config | undefined): Finding | undefined {
  const named = config?.architectures ?? [];
  if (named.length === 0 || named.some((name) => name.endsWith('ForSequenceClassification'))) return undefined;
  return {
    check: 'base_checkpoint',
    weight: 'caution',
    message: 'config.json describes a base model, not a classifier: the head may have been added without training.',
    evidence: `architectures: ${named.join(', ')}.`,
    remedy: 'Make sure that weights and config.json are those of the fine-tuned checkpoint.',
  };
}

function momentsOf(values: Float32Array): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

/** What the logits were divided by when the model was converted. */
function temperatureOf(path: string): number {
  const calibration = (
    readJson(path, 'model.json') as { calibration?: { temperature?: number; folded?: boolean } } | undefined
  )?.calibration;
  return calibration?.folded ? (calibration.temperature ?? 1) : 1;
}

/** A JSON file that the loader of the folder has parsed before; undefined when there is none. */
function readJson(path: string, name: string): unknown {
  const file = join(path, name);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as unknown) : undefined;
}

function group(count: number): string {
  return count.toLocaleString('en-US');
}
