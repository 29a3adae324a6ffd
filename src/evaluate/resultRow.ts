// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// One line of a results file: a text and what the model said about it, in the server's names.

import type { TopClass } from '../inference/textClassificationResult.js';

/** A classified text, or one that could not be classified (`error`). */
export interface ResultRow {
  readonly text: string;
  readonly predicted_value: string;
  readonly prediction_probability: number;
  /** All classes, when the results carry them. */
  readonly top_classes?: readonly TopClass[];
  readonly is_truncated?: true;
  /** The true label. */
  readonly label?: string;
  /** Where the text comes from: a data set, an index or a file. */
  readonly source?: string;
  /** Time of the call that classified this text alone; absent for texts classified in a batch. */
  readonly latency_ms?: number;
}

/** A text without a result. */
export interface FailedRow {
  readonly text: string;
  readonly label?: string;
  readonly source?: string;
  readonly error: { readonly type: string; readonly reason: string };
}

/** Whether a row carries an error instead of a result. */
export function isFailed(row: ResultRow | FailedRow): row is FailedRow {
  return 'error' in row;
}

/** Names under which other tools write the same things; ours come first. */
const names = {
  text: ['text', 'ml_input', 'text_field', 'log'],
  predicted: ['predicted_value', 'predicted_label', 'prediction', 'predicted'],
  probability: ['prediction_probability', 'confidence', 'score', 'probability'],
  label: ['label', 'true_label', 'expected', 'actual'],
  source: ['source', 'dataset', 'log_type'],
} as const;

/**
 * Reads a row as logtwin, an exported index (`_source` with `ml_input` and `ml.prediction`) or another evaluator wrote it.
 *
 * @returns the row, or what is missing.
 */
export function parseResultRow(value: unknown): ResultRow | FailedRow | { readonly missing: string } {
  const hit = asRecord(value);
  if (!hit) return { missing: 'JSON object' };
  const document = asRecord(hit._source) ?? hit;
  const prediction = asRecord(asRecord(document.ml)?.prediction) ?? document;
  const label = textOf(first(document, names.label));
  const source = textOf(first(document, names.source)) ?? textOf(hit._index);
  const kept = { ...(label !== undefined && { label }), ...(source !== undefined && { source }) };
  const text = textOf(first(document, names.text));
  if (text === undefined) return { missing: `text (${names.text.join(', ')})` };
  const error = asRecord(document.error);
  if (error) return { text, ...kept, error: { type: String(error.type), reason: String(error.reason) } };
  const predicted = textOf(first(prediction, names.predicted));
  if (predicted === undefined) return { missing: `predicted label (${names.predicted.join(', ')})` };
  const probability = first(prediction, names.probability);
  const latency = document.latency_ms;
  const top = parseTopClasses(prediction.top_classes);
  return {
    text,
    predicted_value: predicted,
    prediction_probability: typeof probability === 'number' ? probability : NaN,
    ...(top && { top_classes: top }),
    ...(prediction.is_truncated === true && { is_truncated: true as const }),
    ...kept,
    ...(typeof latency === 'number' && { latency_ms: latency }),
  };
}

function parseTopClasses(value: unknown): TopClass[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const classes: TopClass[] = [];
  for (const item of value) {
    const entry = asRecord(item);
    const name = textOf(entry?.class_name);
    const probability = entry?.class_probability;
    if (name === undefined || typeof probability !== 'number') return undefined;
    classes.push({ class_name: name, class_probability: probability, class_score: probability });
  }
  return classes;
}

function first(record: Readonly<Record<string, unknown>>, keys: readonly string[]): unknown {
  const key = keys.find((name) => record[name] !== undefined && record[name] !== null);
  return key === undefined ? undefined : record[key];
}

/** Strings as they are; numbers and booleans, which labels may be, as text. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
