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
  private readonly truth = new NumberColumn(Int32Array);
  private readonly predicted = new NumberColumn(Int32Array);
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

  /**
   * The rows as scores take them. A label that only the truth has gets probability 0 throughout.
   *
   * @param labels - numbers the labels in this order; has to hold all of them.
   */
  toScoredRows(labels: readonly string[] = [...this.labels.keys()]): ScoredRows {
    const places = Int32Array.from(this.labels.keys(), (label) => labels.indexOf(label));
    const place = (id: number): number => places[id]!;
    const width = this.modelLabels?.length ?? 0;
    const isKnown = this.complete && width > 0 && this.length > 0;
    return {
      labels,
      length: this.length,
      truth: this.truth.toArray().map(place),
      predicted: this.predicted.toArray().map(place),
      probabilities: isKnown ? this.spread(width, places, labels.length) : undefined,
    };
  }

  private spread(width: number, places: Int32Array, wide: number): Float64Array {
    const spread = new Float64Array(this.length * wide);
    for (let row = 0; row < this.length; row++) {
      for (let index = 0; index < width; index++) {
        spread[row * wide + places[index]!] = this.probabilities.at(row * width + index);
      }
    }
    return spread;
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
