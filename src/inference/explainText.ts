// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Which words made a decision: each word is left out in turn, and the fall of the predicted label's probability is its
// weight. Works for any model.

import type { ClassificationResult } from './textClassificationResult.js';
import type { TextClassifier } from './textClassification.js';

/** A word and what it did for the predicted label. */
export interface WordWeight {
  readonly word: string;
  /** Half-open range of UTF-16 units in the text. */
  readonly start: number;
  readonly end: number;
  /** Probability of the predicted label with the word less that without it. */
  readonly weight: number;
}

/** A result with the weights of its words, largest first. */
export interface ExplainedResult {
  readonly result: ClassificationResult;
  readonly words: readonly WordWeight[];
}

/** Explains the classification of a text; words beyond the model's maximum length take no part. */
export async function explainText(classifier: TextClassifier, text: string): Promise<ExplainedResult> {
  const tokens = classifier.tokenizer.describe(text).slice(0, classifier.tokenization.maxSequenceLength);
  const places = new Map(tokens.map(({ start, end }) => [`${start} ${end}`, { start, end }]));
  const words = [...places.values()].filter(({ start, end }) => /[\p{L}\p{N}]/u.test(text.slice(start, end)));
  const without = words.map(({ start, end }) => `${text.slice(0, start)} ${text.slice(end)}`);
  const [result, ...others] = await classifier.classify([text, ...without], { numTopClasses: -1 });
  const probability = (other: ClassificationResult): number =>
    other.top_classes?.find((top) => top.class_name === result!.predicted_value)?.class_probability ?? 0;
  const weights = words.map(({ start, end }, index) => ({
    word: text.slice(start, end),
    start,
    end,
    weight: result!.prediction_probability - probability(others[index]!),
  }));
  return { result: result!, words: weights.sort((a, b) => b.weight - a.weight) };
}
