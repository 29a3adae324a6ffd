// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Two models on the same texts: how often they agree, how far their probabilities lie apart, how fast each is.
// This is how a quantized model is judged, on its user's own texts.

import { refuse } from '../diagnostics/diagnostic.js';
import { loadClassifier } from '../inference/textClassification.js';
import type { ClassificationResult } from '../inference/textClassificationResult.js';

/** A text that the two models label differently. */
export interface LabelFlip {
  readonly text: string;
  readonly before: string;
  readonly after: string;
  /** The first model's probability of its own label: near a tie a flip says little. */
  readonly probability: number;
}

/** What a comparison found. */
export interface ModelComparison {
  readonly texts: number;
  readonly equal_labels: number;
  /** Share of texts with equal labels. */
  readonly agreement: number;
  readonly largest_probability_difference: number;
  readonly mean_probability_difference: number;
  readonly texts_per_second: { readonly before: number; readonly after: number };
  /** How many times as fast the second model is. */
  readonly speedup: number;
  readonly flips: readonly LabelFlip[];
}

/** Texts that a model is shown before the clock runs: the first calls allocate. */
const warmUpTexts = 32;
const shownFlips = 20;

/**
 * Compares the models of two folders.
 *
 * @throws DiagnosticError MD4001 when a folder holds no classifier, CL1001 when labels differ or there are no texts.
 */
export async function compareModels(before: string, after: string, texts: readonly string[]): Promise<ModelComparison> {
  if (texts.length === 0) refuse('CL1001', 'there are no texts to compare the models on');
  const first = await run(before, texts);
  const second = await run(after, texts);
  if (first.labels.join('\n') !== second.labels.join('\n')) {
    refuse('CL1001', `the labels differ: ${first.labels.join(', ')} and ${second.labels.join(', ')}`);
  }
  const flips: LabelFlip[] = [];
  let largest = 0;
  let sum = 0;
  texts.forEach((text, index) => {
    const [left, right] = [first.results[index]!, second.results[index]!];
    const difference = largestDifference(left, right);
    largest = Math.max(largest, difference);
    sum += difference;
    if (left.predicted_value !== right.predicted_value) {
      const probability = left.prediction_probability;
      flips.push({ text, before: left.predicted_value, after: right.predicted_value, probability });
    }
  });
  flips.sort((left, right) => right.probability - left.probability);
  return {
    texts: texts.length,
    equal_labels: texts.length - flips.length,
    agreement: 1 - flips.length / texts.length,
    largest_probability_difference: largest,
    mean_probability_difference: sum / texts.length,
    texts_per_second: { before: texts.length / first.seconds, after: texts.length / second.seconds },
    speedup: first.seconds / second.seconds,
    flips: flips.slice(0, shownFlips),
  };
}

async function run(
  folder: string,
  texts: readonly string[],
): Promise<{ labels: readonly string[]; results: ClassificationResult[]; seconds: number }> {
  const classifier = await loadClassifier(folder, { cacheSize: 0 });
  try {
    await classifier.classify(texts.slice(0, warmUpTexts));
    const started = performance.now();
    const results = await classifier.classify(texts);
    return { labels: classifier.labels, results, seconds: (performance.now() - started) / 1000 };
  } finally {
    await classifier.close();
  }
}

function largestDifference(left: ClassificationResult, right: ClassificationResult): number {
  const probabilities = new Map((right.top_classes ?? []).map((item) => [item.class_name, item.class_probability]));
  return Math.max(
    0,
    ...(left.top_classes ?? []).map((item) =>
      Math.abs(item.class_probability - (probabilities.get(item.class_name) ?? 0)),
    ),
  );
}
