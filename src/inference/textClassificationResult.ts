// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// From logits to the result that the server writes (TextClassificationProcessor, NlpHelpers 9.x).

import { Failure } from '../diagnostics/failure.js';
import { conflict } from './tokenizers/vocabulary.js';

/** One of the most probable classes; for text classification the score is the probability. */
export interface TopClass {
  readonly class_name: string;
  readonly class_probability: number;
  readonly class_score: number;
}

/** A result in the server's names and order. `is_truncated` is there only when true, `top_classes` only when not empty. */
export interface ClassificationResult {
  readonly predicted_value: string;
  readonly top_classes?: readonly TopClass[];
  readonly prediction_probability: number;
  readonly is_truncated?: true;
  readonly model_id: string;
}

/** Softmax in doubles, maximum subtracted first. */
export function softmax(logits: ArrayLike<number>): Float64Array {
  let most = -Infinity;
  for (let index = 0; index < logits.length; index++) most = Math.max(most, logits[index]!);
  const out = new Float64Array(logits.length);
  let sum = 0;
  for (let index = 0; index < out.length; index++) sum += out[index] = Math.exp(logits[index]! - most);
  for (let index = 0; index < out.length; index++) out[index]! /= sum;
  return out;
}

/** Indices of the highest values in descending order; of equal values the earlier index comes first. */
export function topIndices(values: ArrayLike<number>, count: number): number[] {
  const order = Array.from({ length: values.length }, (_, index) => index);
  return order.sort((a, b) => values[b]! - values[a]!).slice(0, count);
}

/**
 * The probabilities of one text: softmax of each row (window), averaged.
 *
 * @throws Failure as the server does when rows are missing or have another width than there are labels.
 */
export function classProbabilities(rows: readonly ArrayLike<number>[], labels: number): Float64Array {
  const [first] = rows;
  if (first === undefined || first.length === 0) {
    throw new Failure('status_exception', 'Text classification result has no data', { status: 500 });
  }
  const sum = new Float64Array(labels);
  for (const row of rows) {
    if (row.length !== labels) {
      throw conflict(`Expected exactly [${labels}] values in text classification result; got [${row.length}]`);
    }
    softmax(row).forEach((probability, label) => (sum[label]! += probability));
  }
  return rows.length === 1 ? sum : sum.map((total) => total / rows.length);
}

/** The result for one text. A negative number of top classes means all of them, 0 none. */
export function classificationResult(
  probabilities: ArrayLike<number>,
  labels: readonly string[],
  options: { readonly numTopClasses: number; readonly truncated: boolean; readonly modelId: string },
): ClassificationResult {
  const order = topIndices(probabilities, labels.length);
  const kept = options.numTopClasses < 0 ? order : order.slice(0, options.numTopClasses);
  const top = kept.map((label) => {
    const probability = probabilities[label]!;
    return { class_name: labels[label]!, class_probability: probability, class_score: probability };
  });
  return {
    predicted_value: labels[order[0]!]!,
    ...(top.length > 0 && { top_classes: top }),
    prediction_probability: probabilities[order[0]!]!,
    ...(options.truncated && { is_truncated: true as const }),
    model_id: options.modelId,
  };
}
