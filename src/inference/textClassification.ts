// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Classifies texts with a local model and gives results in the server's shape. Texts become token ids as on the server;
// equal ids are classified once, the rest in batches of similar length.

import type { ClassificationResult } from './textClassificationResult.js';
import { classificationResult, classProbabilities } from './textClassificationResult.js';
import type { OnnxSession } from './backends/onnx.js';
import { readLinearModel } from '../models/linear/readLinearModel.js';
import type { LinearWeights } from '../models/linear/trainLinear.js';
import { LruCache } from './lruCache.js';
import { readModelFolder, type ModelFolder, type ModelWarning } from './modelFolder.js';
import { openSession, type ThreadOptions } from './openSession.js';
import { linearBatchTokens, runInBatches, transformerBatchTokens } from './runInBatches.js';
import { encodeText, type Encoding } from './tokenizers/lengthLimits.js';
import {
  createTokenizer,
  parseTokenization,
  updateTokenization,
  type Tokenization,
} from './tokenizers/tokenization.js';
import { Failure } from '../diagnostics/failure.js';
import type { Tokenizer } from './tokenizers/tokenizer.js';
import { refuse } from '../diagnostics/diagnostic.js';

/** Settings of a classifier. */
export interface ClassifierOptions extends ThreadOptions {
  /** The id that results carry; the folder's by default. */
  readonly modelId?: string;
  /** How many top classes a result has; negative (the default) means all, 0 none. */
  readonly numTopClasses?: number;
  /** Replaces the folder's tokenization, as inference_config does on the server. */
  readonly tokenization?: unknown;
  /** Padded tokens a batch; the default suits the architecture. */
  readonly batchTokens?: number;
  /** How many results are kept by token ids. */
  readonly cacheSize?: number;
}

/** What a request may change, as `inference_config.text_classification` does on the server. */
export interface ClassifyUpdate {
  readonly numTopClasses?: number;
  /** Other names for the labels, as many as the model has. */
  readonly classificationLabels?: readonly string[];
  /** `{"bert": {"truncate": "none", "span": 128}}`. */
  readonly tokenization?: Readonly<Record<string, unknown>>;
}

/** What a classifier did so far. */
export interface ClassifierCounts {
  readonly texts: number;
  /** Texts whose token ids were new; the others were answered from equal ones. */
  readonly computed: number;
  readonly truncated: number;
  readonly batches: number;
  /** Tokens that went through the model, without and with padding. */
  readonly tokens: number;
  readonly paddedTokens: number;
}

/** A loaded text classifier. */
export interface TextClassifier {
  readonly modelId: string;
  readonly labels: readonly string[];
  readonly severity: readonly string[] | undefined;
  readonly tokenization: Tokenization;
  readonly tokenizer: Tokenizer;
  readonly warnings: readonly ModelWarning[];
  readonly counts: ClassifierCounts;
  /** One result a text, in order. Throws the server's Failure when a text is too long and may not be truncated. */
  classify(texts: readonly string[], update?: ClassifyUpdate): Promise<ClassificationResult[]>;
  /** What the model itself gives for each text, before softmax: a row a window, a number a label. */
  logits(texts: readonly string[]): Promise<Float32Array[][]>;
  /** The weights of a linear model, which explain it exactly; undefined for every other model. */
  linearWeights(): LinearWeights | undefined;
  close(): Promise<void>;
}

const defaultCacheSize = 16_384;

/**
 * Loads the classifier of a folder: our own format or a Hugging Face export, with model.onnx.
 *
 * @throws DiagnosticError with a code of MD4xxx or TK1xxx when the folder cannot be used.
 */
export async function loadClassifier(folder: string, options: ClassifierOptions = {}): Promise<TextClassifier> {
  const model = readModelFolder(folder);
  const tokenization =
    options.tokenization === undefined ? model.tokenization : parseTokenization(options.tokenization);
  const tokenizer = createTokenizer(tokenization, model.vocabularyFiles);
  const session = await openSession(model.onnxFile, options);
  return new OnnxClassifier(model, tokenization, tokenizer, session, options);
}

/** A text whose token ids are not in the cache. */
interface Job {
  readonly encodings: readonly Encoding[];
  readonly logits: Float32Array[];
}

class OnnxClassifier implements TextClassifier {
  readonly modelId: string;
  readonly labels: readonly string[];
  readonly severity: readonly string[] | undefined;
  readonly tokenization: Tokenization;
  readonly tokenizer: Tokenizer;
  readonly warnings: readonly ModelWarning[];
  readonly counts = { texts: 0, computed: 0, truncated: 0, batches: 0, tokens: 0, paddedTokens: 0 };
  private readonly model: ModelFolder;
  private readonly session: OnnxSession;
  private readonly numTopClasses: number;
  private readonly batchTokens: number;
  private readonly cache: LruCache<string, Float64Array>;

  constructor(
    model: ModelFolder,
    tokenization: Tokenization,
    tokenizer: Tokenizer,
    session: OnnxSession,
    options: ClassifierOptions,
  ) {
    this.model = model;
    this.modelId = options.modelId ?? model.modelId;
    this.labels = model.labels;
    this.severity = model.severity;
    this.tokenization = tokenization;
    this.tokenizer = tokenizer;
    this.warnings = model.warnings;
    this.session = session;
    this.numTopClasses = options.numTopClasses ?? -1;
    this.batchTokens =
      options.batchTokens ?? (model.architecture === 'linear' ? linearBatchTokens : transformerBatchTokens);
    this.cache = new LruCache(options.cacheSize ?? defaultCacheSize);
  }

  async classify(texts: readonly string[], update: ClassifyUpdate = {}): Promise<ClassificationResult[]> {
    const tokenization = update.tokenization
      ? updateTokenization(this.tokenization, update.tokenization)
      : this.tokenization;
    const labels = this.labelsFor(update.classificationLabels);
    const answers = new Map<string, { readonly key: string; readonly truncated: boolean }>();
    const known = new Map<string, Float64Array>();
    const jobs = new Map<string, Job>();
    for (const text of texts) {
      if (answers.has(text)) continue;
      const encodings = encodeText(this.tokenizer.tokenize(text), this.tokenizer.special, tokenization);
      const key = keyOf(encodings);
      answers.set(text, { key, truncated: encodings.some((encoding) => encoding.truncated) });
      if (known.has(key) || jobs.has(key)) continue;
      const cached = this.cache.get(key);
      if (cached) known.set(key, cached);
      else jobs.set(key, { encodings, logits: [] });
    }
    await this.compute([...jobs.values()]);
    for (const [key, job] of jobs) {
      const probabilities = classProbabilities(job.logits, this.labels.length);
      known.set(key, probabilities);
      this.cache.set(key, probabilities);
    }
    this.counts.texts += texts.length;
    this.counts.computed += jobs.size;
    const { modelId } = this;
    const numTopClasses = update.numTopClasses ?? this.numTopClasses;
    return texts.map((text) => {
      const { key, truncated } = answers.get(text)!;
      if (truncated) this.counts.truncated++;
      return classificationResult(known.get(key)!, labels, { numTopClasses, truncated, modelId });
    });
  }

  async logits(texts: readonly string[]): Promise<Float32Array[][]> {
    const jobs = texts.map((text) => ({
      encodings: encodeText(this.tokenizer.tokenize(text), this.tokenizer.special, this.tokenization),
      logits: [],
    }));
    await this.compute(jobs);
    return jobs.map((job) => job.logits);
  }

  linearWeights(): LinearWeights | undefined {
    return this.model.architecture === 'linear' ? readLinearModel(this.model.onnxFile) : undefined;
  }

  close(): Promise<void> {
    return this.session.close();
  }

  private labelsFor(names: readonly string[] | undefined): readonly string[] {
    if (names === undefined || names.length === this.labels.length) return names ?? this.labels;
    throw new Failure(
      'status_exception',
      `The number of [classification_labels] the model is defined with [${this.labels.length}] does not match the number ` +
        `in the update [${names.length}]`,
      { status: 400 },
    );
  }

  private async compute(jobs: readonly Job[]): Promise<void> {
    const rows = jobs.flatMap((job) => job.encodings.map(({ ids }) => ids));
    const { outputs, batches, tokens, paddedTokens } = await runInBatches(this.session, rows, {
      padId: this.tokenizer.special.pad,
      batchTokens: this.batchTokens,
    });
    const width = outputs[0]?.length ?? this.labels.length;
    if (width !== this.labels.length) {
      refuse(
        'MD4002',
        `${this.model.onnxFile} gives ${width} logits for ${this.labels.length} labels.`,
        'The labels belong to another model.',
      );
    }
    let next = 0;
    for (const job of jobs) job.logits.push(...outputs.slice(next, (next += job.encodings.length)));
    this.counts.batches += batches;
    this.counts.tokens += tokens;
    this.counts.paddedTokens += paddedTokens;
  }
}

function keyOf(encodings: readonly Encoding[]): string {
  return encodings
    .map(({ ids }) => Buffer.from(ids.buffer, ids.byteOffset, ids.byteLength).toString('latin1'))
    .join('|');
}
