// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// How probable each event is an alert, and whether it truly is: what thresholds are chosen from.

import { NumberColumn } from '../../util/numberColumn.js';
import type { ResultRow } from '../resultRow.js';

/** Alert scores of a stream of rows. */
export class AlertScores {
  /** Labels that call for an alert. */
  readonly labels: readonly string[];
  private readonly scores = new NumberColumn();
  /** 1 alert, 0 none, -1 unknown. */
  private readonly truth = new NumberColumn(Int32Array);

  constructor(labels: readonly string[]) {
    this.labels = labels;
  }

  /** Adds a row; rows without all probabilities are left out. */
  add(row: ResultRow): void {
    if (!row.top_classes) return;
    this.scores.push(alertScore(row.top_classes, this.labels));
    this.truth.push(row.label === undefined ? -1 : this.labels.includes(row.label) ? 1 : 0);
  }

  /** Events in falling order of their scores; the truth is 1 for an alert, 0 for none, -1 where it is unknown. */
  ranked(): { readonly scores: Float64Array; readonly truth: Int32Array } {
    const scores = this.scores.toArray();
    const truth = this.truth.toArray();
    const order = Uint32Array.from(scores, (_, index) => index).sort((a, b) => scores[b]! - scores[a]!);
    return {
      scores: Float64Array.from(order, (index) => scores[index]!),
      truth: Int32Array.from(order, (index) => truth[index]!),
    };
  }
}

/**
 * Sum of the probabilities of the alert labels, added in the order of the results, as painless/mark_alerts.painless does:
 * the same doubles in the same order give the same alerts.
 */
export function alertScore(
  topClasses: readonly { readonly class_name: string; readonly class_probability: number }[],
  labels: readonly string[],
): number {
  let sum = 0;
  for (const { class_name, class_probability } of topClasses) {
    if (labels.includes(class_name)) sum += class_probability;
  }
  return sum;
}

/** The labels that call for an alert unless told otherwise: the most severe one. */
export function defaultAlertLabels(
  labels: readonly string[],
  severity: Readonly<Record<string, number>> | undefined,
): readonly string[] {
  if (!severity) return [];
  const worst = Math.max(...labels.map((label) => severity[label] ?? -Infinity));
  return labels.filter((label) => severity[label] === worst);
}
