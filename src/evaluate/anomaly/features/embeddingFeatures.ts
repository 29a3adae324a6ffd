// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The vector that a transformer gives a text, the mean over its tokens, brought to length 1.

import { refuse } from '../../../diagnostics/diagnostic.js';
import { loadEmbedder } from '../../../inference/textEmbedding.js';
import { denseMatrix } from '../denseMatrix.js';
import type { Features } from './features.js';

export const embeddingFeatures: Features = {
  describe: 'vectors of a transformer (mean over tokens): meaning, as far as the model knows it',
  model: 'transformer',
  // Nothing is learned of the texts: the model knows what it knows.
  learn: () => Promise.resolve({ arrays: {} }),
  async open(_, modelFolder) {
    if (modelFolder === undefined) {
      refuse('EV3001', 'Embeddings need a converted transformer.', 'Name its folder with --embedder.');
    }
    const embedder = await loadEmbedder(modelFolder);
    return {
      async rows(texts) {
        const vectors = await embedder.embed(texts);
        return denseMatrix(
          vectors.map((vector) => {
            const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0)) || 1;
            return Float64Array.from(vector, (value) => value / length);
          }),
        );
      },
      close: () => embedder.close(),
    };
  },
};
