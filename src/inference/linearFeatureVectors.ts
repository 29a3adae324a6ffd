// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What the linear model sees of a text, as a sparse vector: tokens and pairs of neighbours, the rare ones heavier.

import { refuse } from '../diagnostics/diagnostic.js';
import { pairBucket } from '../models/linear/linearFeatures.js';
import { readLinearModel } from '../models/linear/readLinearModel.js';
import { lengthFloor } from '../models/linear/trainLinear.js';
import { readModelFolder } from './modelFolder.js';
import { encodeText } from './tokenizers/lengthLimits.js';
import { createTokenizer } from './tokenizers/tokenization.js';

/** A vector of mostly zeros. */
export interface SparseVector {
  /** The length of the vector, the same for every text of a model. */
  readonly size: number;
  /** Places that are not zero, ascending. */
  readonly indices: Int32Array;
  readonly values: Float32Array;
}

/**
 * The feature vectors of texts, of length 1 (a text without known features: 0). Places 0 to vocabulary - 1 are tokens,
 * the others buckets of pairs; a place's square is the share of the text's squared length in the model that its
 * occurrences make up.
 *
 * @throws DiagnosticError MD4002 when the folder holds no linear model, and what {@link readModelFolder} throws.
 */
export function linearFeatureVectors(folder: string, texts: readonly string[]): SparseVector[] {
  return openLinearFeatures(folder)(texts);
}

/** The same for many calls: the model is read once. @see linearFeatureVectors */
export function openLinearFeatures(folder: string): (texts: readonly string[]) => SparseVector[] {
  const model = readModelFolder(folder);
  if (model.architecture !== 'linear') refuse('MD4002', `${folder} is no linear model.`, 'Use embedTexts.');
  const tokenizer = createTokenizer(model.tokenization, model.vocabularyFiles);
  const { labels, vocabulary, buckets, tokenRows, pairRows } = readLinearModel(model.onnxFile);
  const width = labels + 1;
  const vectorOf = (text: string): SparseVector => {
    const squares = new Map<number, number>();
    const add = (place: number, square: number): Map<number, number> =>
      squares.set(place, (squares.get(place) ?? 0) + square);
    const [first] = encodeText(tokenizer.tokenize(text), tokenizer.special, model.tokenization);
    const ids = first?.ids ?? [];
    for (let at = 0; at < ids.length; at++) {
      add(ids[at]!, tokenRows[ids[at]! * width + labels]!);
      if (at + 1 === ids.length) break;
      const bucket = pairBucket(ids[at]!, ids[at + 1]!, buckets);
      add(vocabulary + bucket, pairRows[bucket * width + labels]!);
    }
    const indices = Int32Array.from(squares.keys()).sort();
    const total = indices.reduce((sum, place) => sum + squares.get(place)!, lengthFloor);
    const values = Float32Array.from(indices, (place) => Math.sqrt(squares.get(place)! / total));
    return { size: vocabulary + buckets, indices, values };
  };
  return (texts) => texts.map(vectorOf);
}
