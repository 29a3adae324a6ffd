// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Texts as vectors: the mean of the vectors that a transformer gives their tokens. Any converted model will do: of a
// classifier, the encoder is taken without its head.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refuse } from '../diagnostics/diagnostic.js';
import { openModelSource } from '../models/modelSource.js';
import { writeOnnx } from '../models/onnx/writeOnnx.js';
import type { OnnxSession } from './backends/onnx.js';
import { readModelFolder, type ModelFolder } from './modelFolder.js';
import { openSession, type ThreadOptions } from './openSession.js';
import { runInBatches, transformerBatchTokens } from './runInBatches.js';
import { encodeText } from './tokenizers/lengthLimits.js';
import { createTokenizer } from './tokenizers/tokenization.js';

/** Settings of an embedder. */
export interface EmbedderOptions extends ThreadOptions {
  /** Padded tokens a batch. */
  readonly batchTokens?: number;
}

/** A loaded model that turns texts into vectors. */
export interface TextEmbedder {
  /** One vector a text, in order; all of one length, not normalized. Texts beyond the model's length are cut. */
  embed(texts: readonly string[]): Promise<Float32Array[]>;
  close(): Promise<void>;
}

/**
 * Loads a model folder for embeddings. The encoder of a classifier is written to a file that lives only until it is
 * loaded, which takes a few seconds for hundreds of megabytes.
 *
 * @throws DiagnosticError MD4002 for the linear model, whose vectors are sparse ({@link linearFeatureVectors} gives
 * them), MD1003 for 8-bit weights, and what {@link readModelFolder} throws.
 */
export async function loadEmbedder(folder: string, options: EmbedderOptions = {}): Promise<TextEmbedder> {
  const model = readModelFolder(folder, 'text_embedding');
  if (model.architecture === 'linear') {
    refuse('MD4002', `${folder} is a linear model, which has no dense vectors.`, 'Use a transformer model.');
  }
  const tokenizer = createTokenizer(model.tokenization, model.vocabularyFiles);
  const session = await loadEncoder(model, options);
  const { batchTokens = transformerBatchTokens } = options;
  return {
    async embed(texts) {
      const encoded = texts.map((text) => encodeText(tokenizer.tokenize(text), tokenizer.special, model.tokenization));
      const rows = encoded.flatMap((encodings) => encodings.map(({ ids }) => ids));
      const { outputs } = await runInBatches(session, rows, { padId: tokenizer.special.pad, batchTokens });
      let next = 0;
      return encoded.map((encodings) => {
        const windows = outputs.slice(next, (next += encodings.length));
        return windows.length === 1
          ? windows[0]!
          : weightedMean(
              windows,
              encodings.map(({ ids }) => ids.length),
            );
      });
    },
    close: () => session.close(),
  };
}

/** The vectors of texts by a model folder that is loaded for them alone. @see loadEmbedder */
export async function embedTexts(
  folder: string,
  texts: readonly string[],
  options: EmbedderOptions = {},
): Promise<Float32Array[]> {
  const embedder = await loadEmbedder(folder, options);
  try {
    return await embedder.embed(texts);
  } finally {
    await embedder.close();
  }
}

async function loadEncoder(model: ModelFolder, options: ThreadOptions): Promise<OnnxSession> {
  if (model.task === 'text_embedding') return openSession(model.onnxFile, options);
  const folder = mkdtempSync(join(tmpdir(), 'logtwin-encoder-'));
  try {
    const source = openModelSource(model.path, { task: 'text_embedding' });
    const path = join(folder, 'model.onnx');
    try {
      writeOnnx(source.graph, source.weights, path);
    } finally {
      source.checkpoint.close();
    }
    return await openSession(path, options);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The mean over windows of a long text, each as heavy as it has tokens. */
function weightedMean(vectors: readonly Float32Array[], weights: readonly number[]): Float32Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return vectors[0]!.map((_, column) =>
    vectors.reduce((sum, vector, index) => sum + (vector[column]! * weights[index]!) / total, 0),
  );
}
