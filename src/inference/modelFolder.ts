// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What a model folder says about a text classifier: its graph, labels, tokenization and vocabulary. Reads our own
// format (model.json) and Hugging Face exports (config.json with tokenizer files); where both are there, model.json wins.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { refuse } from '../diagnostics/diagnostic.js';
import { validateJson } from '../diagnostics/validate.js';
import { modelJsonSchema } from '../models/modelJsonSchema.js';
import { readTokenizerFiles } from './tokenizers/readTokenizerFiles.js';
import { parseTokenization, type Tokenization, type VocabularyFiles } from './tokenizers/tokenization.js';

/** A finding about a model that does not stop it from running. */
export interface ModelWarning {
  readonly kind: 'labels_disagree' | 'labels_missing' | 'character_map_missing';
  readonly message: string;
}

/** What a model answers: labels, or a vector. */
export type ModelTask = 'text_classification' | 'text_embedding';

/** A model as its folder describes it. */
export interface ModelFolder {
  readonly path: string;
  readonly task: ModelTask;
  readonly modelId: string;
  readonly onnxFile: string;
  /** `linear` for our own models, else the model_type of config.json. */
  readonly architecture: string;
  /** None for an embedding model. */
  readonly labels: readonly string[];
  /** Labels from the least to the most severe, when the folder says so. */
  readonly severity: readonly string[] | undefined;
  readonly tokenization: Tokenization;
  readonly vocabularyFiles: VocabularyFiles;
  readonly warnings: readonly ModelWarning[];
}

/** The keys of model.json that inference reads. */
interface ModelJson {
  readonly id?: string;
  readonly task?: ModelTask;
  readonly architecture?: string;
  readonly labels?: readonly string[];
  readonly severity?: readonly string[];
  readonly tokenization?: unknown;
}

/** The keys of a Hugging Face config.json that inference reads. */
interface HuggingFaceConfig {
  readonly model_type?: string;
  readonly id2label?: Readonly<Record<string, string>>;
  readonly label2id?: Readonly<Record<string, number>>;
}

const onnxFiles = ['model.onnx', 'onnx/model.onnx'];

/**
 * Reads a model folder.
 *
 * @param use - what the model is wanted for: an encoder can be had of a classifier, but no labels of an embedding model
 * @throws DiagnosticError MD4001 when files are missing or broken, TK1002 when no tokenizer can be made of them;
 * MD4002 for an embedding model that is to classify; Failure when the tokenization is one that the server refuses.
 */
export function readModelFolder(folder: string, use: ModelTask = 'text_classification'): ModelFolder {
  const path = resolve(folder);
  if (!existsSync(path) || !statSync(path).isDirectory()) {
    refuse('MD4001', `There is no model folder ${folder}.`, 'Give --model the folder that holds model.onnx.');
  }
  const onnxFile = onnxFiles.map((file) => join(path, file)).find((file) => existsSync(file));
  if (onnxFile === undefined) {
    refuse('MD4001', `${folder} has no model.onnx.`, 'Make one from a checkpoint: logtwin model convert');
  }
  const modelJson = readJson<ModelJson>(join(path, 'model.json'));
  if (modelJson) validateJson(modelJson, modelJsonSchema, join(path, 'model.json'), 'MD4001');
  const config = readJson<HuggingFaceConfig>(join(path, 'config.json'));
  if (!modelJson && !config)
    refuse('MD4001', `${folder} has neither model.json nor config.json, so its labels are unknown.`);
  const architecture = modelJson?.architecture ?? config?.model_type ?? 'unknown';
  const tokenizer = readTokenizerFiles(path, architecture, modelJson?.tokenization);
  const task = modelJson?.task ?? 'text_classification';
  if (use === 'text_classification' && task !== use) {
    refuse('MD4002', `${folder} holds an embedding model, which gives no labels.`, 'Convert its checkpoint anew.');
  }
  const { labels, warnings } = use === 'text_embedding' ? noLabels : labelsOf(folder, modelJson, config);
  return {
    path,
    task,
    modelId: modelJson?.id ?? basename(path),
    onnxFile,
    architecture,
    labels,
    severity: modelJson?.severity,
    tokenization: parseTokenization(tokenizer.tokenization),
    vocabularyFiles: tokenizer.files,
    warnings: [...warnings, ...tokenizer.warnings],
  };
}

/** Parses a JSON file; undefined when there is none. */
function readJson<T>(file: string): T | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch (error) {
    refuse('MD4001', `${file} is not JSON: ${(error as { message: string }).message}`);
  }
}

const noLabels = { labels: [], warnings: [] };

function labelsOf(
  folder: string,
  modelJson: ModelJson | undefined,
  config: HuggingFaceConfig | undefined,
): { labels: readonly string[]; warnings: ModelWarning[] } {
  const id2label = config?.id2label;
  const ids = Object.keys(id2label ?? {}).sort((a, b) => Number(a) - Number(b));
  const labels = modelJson?.labels ?? ids.map((id) => id2label![id]!);
  if (labels.length < 2) refuse('MD4001', `${folder} names ${labels.length} labels; a classifier has two or more.`);
  const warnings: ModelWarning[] = [];
  const disagreements = ids.flatMap((id) => {
    const label = id2label![id]!;
    const back = config?.label2id?.[label];
    return back === undefined || back === Number(id)
      ? []
      : [`id2label says ${id} is ${label}, label2id says ${label} is ${back}`];
  });
  if (disagreements.length > 0) {
    warnings.push({
      kind: 'labels_disagree',
      message: `config.json contradicts itself: ${disagreements.join('; ')}. id2label is used, as the server's labels are made from it.`,
    });
  }
  if (labels.every((label) => /^LABEL_\d+$/.test(label))) {
    warnings.push({ kind: 'labels_missing', message: 'config.json has only placeholder labels (LABEL_0, ...).' });
  }
  return { labels, warnings };
}
