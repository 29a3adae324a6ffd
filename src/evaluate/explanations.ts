// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Which words made the decisions that are worth looking at, and the logits of a few texts: for results and their report.

import type { Explain } from '../inference/explainText.js';
import type { Classifier } from './classifier.js';
import type { NotableText } from './tally.js';

/** What the words of a text did for its predicted label. */
export interface Explanation {
  readonly text: string;
  readonly method: 'exact' | 'occlusion';
  /** Half-open ranges of UTF-16 units; a positive weight spoke for the label. */
  readonly words: readonly { readonly start: number; readonly end: number; readonly weight: number }[];
}

/** What a model gives for a text before and after softmax, by label in the model's order. */
export interface LogitRow {
  readonly text: string;
  readonly label: string | null;
  /** A row a window; texts that fit have one. */
  readonly logits: readonly (readonly number[])[];
  readonly probabilities: readonly number[];
}

/** Words below this share of the heaviest one are left out: they would not be seen. */
const faintest = 0.02;

/** Explains texts, each once. */
export async function explainNotable(explain: Explain, texts: readonly NotableText[]): Promise<Explanation[]> {
  const explanations = new Map<string, Explanation>();
  for (const { text } of texts) {
    if (explanations.has(text)) continue;
    const { words, method } = await explain(text);
    const heaviest = Math.max(...words.map(({ weight }) => Math.abs(weight)), 0);
    explanations.set(text, {
      text,
      method,
      words: words
        .filter(({ weight }) => Math.abs(weight) > faintest * heaviest)
        .map(({ start, end, weight }) => ({ start, end, weight: Number(weight.toPrecision(4)) })),
    });
  }
  return [...explanations.values()];
}

/** Logits and probabilities of texts. */
export async function logitRows(
  classifier: Classifier,
  logitsOf: (texts: readonly string[]) => Promise<readonly (readonly Float32Array[])[]>,
  texts: readonly { readonly text: string; readonly label?: string | undefined }[],
): Promise<LogitRow[]> {
  const all = texts.map(({ text }) => text);
  const [logits, results] = [await logitsOf(all), await classifier.classify(all)];
  return texts.map(({ text, label }, index) => ({
    text,
    label: label ?? null,
    logits: logits[index]!.map((row) => Array.from(row)),
    probabilities: classifier.labels.map(
      (name) => results[index]!.top_classes?.find((top) => top.class_name === name)?.class_probability ?? 0,
    ),
  }));
}
