// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Which words made a decision. A linear model tells exactly what each word adds; of any other model each word is left out in
// turn, and the fall of the predicted label's probability is its weight.

import { linearContributions } from '../models/linear/linearContributions.js';
import type { LinearWeights } from '../models/linear/trainLinear.js';
import { encodeText } from './tokenizers/lengthLimits.js';
import type { ClassificationResult } from './textClassificationResult.js';
import type { TextClassifier } from './textClassification.js';

/** A word and what it did for the predicted label. */
export interface WordWeight {
  readonly word: string;
  /** Half-open range of UTF-16 units in the text. */
  readonly start: number;
  readonly end: number;
  /**
   * `exact`: what the word adds to the logit of the predicted label less that of the runner-up. `occlusion`: the
   * probability of the predicted label with the word less that without it.
   */
  readonly weight: number;
}

/** A result with the weights of its words, largest first. */
export interface ExplainedResult {
  readonly result: ClassificationResult;
  readonly words: readonly WordWeight[];
  readonly method: 'exact' | 'occlusion';
  /** `exact`: what the model adds whatever the text says, so that it and all words make the lead of the predicted label. */
  readonly base: number | null;
}

/** Explains one text after another. */
export type Explain = (text: string) => Promise<ExplainedResult>;

/** The best way of explaining a classifier; words beyond its maximum length take no part. */
export function explainer(classifier: TextClassifier): Explain {
  const weights = classifier.linearWeights();
  return async (text) =>
    (weights && (await explainExactly(classifier, weights, text))) ?? (await explainByOcclusion(classifier, text));
}

/** Undefined for a text that is read in windows: its result is no sum over one row. */
async function explainExactly(
  classifier: TextClassifier,
  weights: LinearWeights,
  text: string,
): Promise<ExplainedResult | undefined> {
  const { tokenizer, tokenization, labels } = classifier;
  const [encoding, ...windows] = encodeText(tokenizer.tokenize(text), tokenizer.special, tokenization);
  if (!encoding || windows.length > 0) return undefined;
  const [result] = await classifier.classify([text], { numTopClasses: -1 });
  const [best, runnerUp] = result!.top_classes!.map((top) => labels.indexOf(top.class_name)) as [number, number];
  const tokens = tokenizer.describe(text);
  const before = tokenization.withSpecialTokens ? 1 : 0;
  const words = new Map<string, WordWeight>();
  let base = weights.bias[best]! - weights.bias[runnerUp]!;
  linearContributions(weights, encoding.ids).forEach((parts, at) => {
    const lead = parts[best]! - parts[runnerUp]!;
    const token = encoding.positions[at]! < 0 ? undefined : tokens[at - before];
    if (!token) {
      base += lead;
      return;
    }
    const { start, end } = token;
    const place = `${start} ${end}`;
    words.set(place, { word: text.slice(start, end), start, end, weight: (words.get(place)?.weight ?? 0) + lead });
  });
  return { result: result!, words: heaviestFirst([...words.values()]), method: 'exact', base };
}

async function explainByOcclusion(classifier: TextClassifier, text: string): Promise<ExplainedResult> {
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
  return { result: result!, words: heaviestFirst(weights), method: 'occlusion', base: null };
}

function heaviestFirst(words: WordWeight[]): WordWeight[] {
  return words.sort((a, b) => b.weight - a.weight);
}
