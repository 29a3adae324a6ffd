// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What the linear model sees of a text, its word pieces and their pairs with the weights that it learned, in few numbers.

import { openLinearFeatures, type SparseVector } from '../../../inference/linearFeatureVectors.js';
import { embeddedModelFolder } from '../../../inference/embeddedModel.js';
import type { Features } from './features.js';
import { learnReduction, reducer, type WeightedTerms } from './sparseReduction.js';

export const wordPieceFeatures: Features = {
  describe: 'word pieces and their pairs as the linear model weighs them (reduced): words and their order',
  model: 'linear',
  learn(texts, { modelFolder = embeddedModelFolder, rank, seed }) {
    const vectors = openLinearFeatures(modelFolder)(texts);
    const { terms, ...reduction } = learnReduction(vectors.map(asTerms), rank, seed);
    return Promise.resolve({
      arrays: {
        directions: reduction.directions,
        pieces: Int32Array.from(terms),
        shape: Int32Array.of(reduction.rank),
      },
    });
  },
  open({ arrays: { directions, pieces, shape } }, modelFolder = embeddedModelFolder) {
    const vectorsOf = openLinearFeatures(modelFolder);
    const reduce = reducer({ terms: [...pieces!], rank: shape![0]!, directions: directions as Float32Array });
    return Promise.resolve({
      rows: (batch) => Promise.resolve(reduce(vectorsOf(batch).map(asTerms))),
      close: () => Promise.resolve(),
    });
  },
};

function asTerms({ indices, values }: SparseVector): WeightedTerms<number> {
  return new Map(Array.from(indices, (place, at) => [place, values[at]!]));
}
