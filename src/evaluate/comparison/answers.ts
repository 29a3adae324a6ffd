// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What a subject says of a million texts, as columns of numbers by the numbers of the texts.

import { NumberColumn } from '../../util/numberColumn.js';
import type { ResultRow } from '../resultRow.js';
import type { TextNumbers } from './textNumbers.js';

/** What a subject says of a text. */
export type Answer = Pick<ResultRow, 'predicted_value' | 'prediction_probability' | 'top_classes'>;

/** Answers by text. */
export interface AnswersByText {
  get(text: string): Answer | undefined;
}

/** Keeps answers to numbered texts; of a text that is answered twice the last one counts. */
export class Answers implements AnswersByText {
  private readonly numbers: TextNumbers;
  /** By the number of the text: the row of its answer plus 1; 0 where there is none. */
  private readonly rows: Uint32Array;
  private readonly labels: string[] = [];
  private readonly labelIds = new Map<string, number>();
  private readonly predicted = new NumberColumn(Int32Array);
  private readonly probabilities = new NumberColumn();
  /** The classes of all answers one behind the other, and where those of each answer begin. */
  private readonly starts = new NumberColumn(Int32Array);
  private readonly classes = new NumberColumn(Int32Array);
  private readonly classProbabilities = new NumberColumn();

  constructor(numbers: TextNumbers) {
    this.numbers = numbers;
    this.rows = new Uint32Array(numbers.size);
  }

  /** Adds an answer; one to a text that has no number is passed over. */
  add(
    text: string,
    { predicted_value: predicted, prediction_probability: probability, top_classes: top }: Answer,
  ): void {
    const number = this.numbers.of(text);
    if (number === undefined) return;
    this.rows[number] = this.predicted.length + 1;
    this.predicted.push(this.idOf(predicted));
    this.probabilities.push(probability);
    this.starts.push(this.classes.length);
    for (const { class_name: name, class_probability: share } of top ?? []) {
      this.classes.push(this.idOf(name));
      this.classProbabilities.push(share);
    }
  }

  get(text: string): Answer | undefined {
    const row = this.rowOf(text);
    if (row === undefined) return undefined;
    const start = this.starts.at(row);
    const end = row + 1 < this.starts.length ? this.starts.at(row + 1) : this.classes.length;
    return {
      predicted_value: this.labels[this.predicted.at(row)]!,
      prediction_probability: this.probabilities.at(row),
      ...(end > start && {
        top_classes: Array.from({ length: end - start }, (_, place) => {
          const share = this.classProbabilities.at(start + place);
          return {
            class_name: this.labels[this.classes.at(start + place)]!,
            class_probability: share,
            class_score: share,
          };
        }),
      }),
    };
  }

  private rowOf(text: string): number | undefined {
    const number = this.numbers.of(text);
    const row = number === undefined ? 0 : this.rows[number]!;
    return row === 0 ? undefined : row - 1;
  }

  private idOf(label: string): number {
    const known = this.labelIds.get(label);
    if (known !== undefined) return known;
    this.labelIds.set(label, this.labels.length);
    return this.labels.push(label) - 1;
  }
}
