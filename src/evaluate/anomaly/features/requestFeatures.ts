// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Hand-made features of requests (length, odd characters, marks of attacks after decoding), each in units of its spread
// among normal texts.

import { httpFeatures } from '../../baselines/httpFeatures.js';
import { columnMoments, denseMatrix } from '../denseMatrix.js';
import type { Features } from './features.js';

/** A feature that normal texts hardly vary in still has this spread: one mark more must not outweigh all else. */
const leastSpread = 0.1;

export const requestFeatures: Features = {
  describe: 'hand-made marks of HTTP requests: lengths, odd characters, signs of attacks',
  model: 'none',
  learn(texts) {
    const { means, deviations } = columnMoments(denseMatrix(texts.map(httpFeatures)));
    const spreads = deviations.map((deviation) => (deviation > 0 ? deviation : leastSpread));
    return Promise.resolve({ arrays: { means, spreads } });
  },
  open({ arrays: { means, spreads } }) {
    return Promise.resolve({
      rows: (batch) =>
        Promise.resolve(
          denseMatrix(
            batch.map((text) =>
              httpFeatures(text).map((value, column) => (value - means![column]!) / spreads![column]!),
            ),
          ),
        ),
      close: () => Promise.resolve(),
    });
  },
};
