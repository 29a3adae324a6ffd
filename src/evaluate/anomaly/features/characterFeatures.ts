// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Character n-grams (3 to 5, within words) weighted by their rarity among normal texts, in few numbers. An n-gram that no
// normal text has is as rare as one of a single text.

import { characterGrams } from '../../baselines/characterTfIdf.js';
import type { Features } from './features.js';
import { learnReduction, reducer, type WeightedTerms } from './sparseReduction.js';

export const characterFeatures: Features = {
  describe: 'letter n-grams of the text (tf-idf, reduced): wording and format',
  model: 'none',
  learn(texts, { rank, seed }) {
    const frequencies = new Map<string, number>();
    for (const text of texts) {
      for (const gram of new Set(characterGrams(text))) frequencies.set(gram, (frequencies.get(gram) ?? 0) + 1);
    }
    const weightOf = (gram: string): number => rarity(texts.length, frequencies.get(gram)!);
    const { terms, ...reduction } = learnReduction(
      texts.map((text) => weighted(text, weightOf)),
      rank,
      seed,
    );
    return Promise.resolve({
      terms,
      arrays: {
        directions: reduction.directions,
        weights: Float32Array.from(terms, weightOf),
        shape: Int32Array.of(reduction.rank, texts.length),
      },
    });
  },
  open({ arrays: { directions, weights, shape }, terms = [] }) {
    const [rank, texts] = shape as Int32Array;
    const places = new Map(terms.map((term, place) => [term, place]));
    const reduce = reducer({ terms, rank: rank!, directions: directions as Float32Array });
    const weightOf = (gram: string): number => {
      const place = places.get(gram);
      return place === undefined ? rarity(texts!, 1) : weights![place]!;
    };
    return Promise.resolve({
      rows: (batch) => Promise.resolve(reduce(batch.map((text) => weighted(text, weightOf)))),
      close: () => Promise.resolve(),
    });
  },
};

function weighted(text: string, weightOf: (gram: string) => number): WeightedTerms<string> {
  const row = new Map<string, number>();
  for (const gram of characterGrams(text)) row.set(gram, (row.get(gram) ?? 0) + weightOf(gram));
  return row;
}

/** Smoothed inverse document frequency. */
function rarity(texts: number, frequency: number): number {
  return Math.log((1 + texts) / (1 + frequency)) + 1;
}
