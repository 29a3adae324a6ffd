// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Collects what scores need of each labelled row as columns of numbers: no text is kept.

import { NumberColumn } from '../util/numberColumn.js';
import type { ScoredRows } from './metrics/scoredRows.js';
import type { ResultRow } from './resultRow.js';

/** Gathers labelled rows until they are scored. */
export class RowColumns {
  /** The model's labels: the columns of the probabilities. */
  private modelLabels: readonly string[] | undefined;
  private readonly labels = new Map<string, number>();
  private readonly truth = new NumberColumn();
  private readonly predicted = new NumberColumn();
  private readonly probabilities = new NumberColumn();
  private complete = true;

  /** @param modelLabels - labels in the model's order; without them those of the first row are taken. */
  constructor(modelLabels?: readonly string[]) {
    if (modelLabels) this.useLabels(modelLabels);
  }

  get length(): number {
    return this.truth.length;
  }

  /** Adds a row; rows without a true label are left out. */
  add(row: ResultRow): void {
    if (row.label === undefined) return;
    if (!this.modelLabels && row.top_classes) {
      this.useLabels(row.top_classes.map(({ class_name }) => class_name).sort());
    }
    this.truth.push(this.idOf(row.label));
    this.predicted.push(this.idOf(row.predicted_value));
    this.addProbabilities(row);
  }

  /** The rows as scores take them. A label that only the truth has gets probability 0 throughout. */
  toScoredRows(): ScoredRows {
    const labels = [...this.labels.keys()];
    const length = this.length;
    const width = this.modelLabels?.length ?? 0;
    let probabilities: Float64Array | undefined;
    if (this.complete && width > 0 && length > 0) {
      const narrow = this.probabilities.toArray();
      probabilities = new Float64Array(length * labels.length);
      for (let row = 0; row < length; row++) {
        for (let index = 0; index < width; index++) {
          probabilities[row * labels.length + index] = narrow[row * width + index]!;
        }
      }
    }
    return {
      labels,
      length,
      truth: Int32Array.from(this.truth.toArray()),
      predicted: Int32Array.from(this.predicted.toArray()),
      probabilities,
    };
  }

  private useLabels(labels: readonly string[]): void {
    this.modelLabels = labels;
    // Rows that came before the first one with probabilities have none: then there are none for all.
    if (this.length > 0) this.complete = false;
    for (const label of labels) this.idOf(label);
  }

  private addProbabilities(row: ResultRow): void {
    const width = this.modelLabels?.length ?? 0;
    const { top_classes: top } = row;
    if (!this.complete || width === 0 || top?.length !== width) {
      this.complete = false;
      return;
    }
    const values = new Float64Array(width).fill(NaN);
    for (const { class_name, class_probability } of top) {
      const id = this.labels.get(class_name);
      if (id !== undefined && id < width) values[id] = class_probability;
    }
    if (values.some(Number.isNaN)) this.complete = false;
    else for (const value of values) this.probabilities.push(value);
  }

  private idOf(label: string): number {
    const known = this.labels.get(label);
    if (known !== undefined) return known;
    this.labels.set(label, this.labels.size);
    return this.labels.size - 1;
  }
}
