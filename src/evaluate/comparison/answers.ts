// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What a subject says of a million texts, as columns of numbers under the hashes of the texts.

import { NumberColumn } from '../../util/numberColumn.js';
import { NumberMap } from '../../util/numberMap.js';
import { textHash } from '../../util/textHash.js';
import type { ResultRow } from '../resultRow.js';

/** What a subject says of a text. */
export type Answer = Pick<ResultRow, 'predicted_value' | 'prediction_probability' | 'top_classes'>;

/** Answers by text. */
export interface AnswersByText {
  has(text: string): boolean;
  get(text: string): Answer | undefined;
}

/** Keeps answers; of a text that is answered twice the last one counts. */
export class Answers implements AnswersByText {
  private readonly rows = new NumberMap();
  private readonly labels: string[] = [];
  private readonly labelIds = new Map<string, number>();
  private readonly predicted = new NumberColumn();
  private readonly probabilities = new NumberColumn();
  /** The classes of all answers one behind the other, and where those of each answer begin. */
  private readonly starts = new NumberColumn();
  private readonly classes = new NumberColumn();
  private readonly classProbabilities = new NumberColumn();

  add(
    text: string,
    { predicted_value: predicted, prediction_probability: probability, top_classes: top }: Answer,
  ): void {
    this.rows.set(textHash(text), this.predicted.length);
    this.predicted.push(this.idOf(predicted));
    this.probabilities.push(probability);
    this.starts.push(this.classes.length);
    for (const { class_name: name, class_probability: share } of top ?? []) {
      this.classes.push(this.idOf(name));
      this.classProbabilities.push(share);
    }
  }

  has(text: string): boolean {
    return this.rows.get(textHash(text)) !== undefined;
  }

  get(text: string): Answer | undefined {
    const row = this.rows.get(textHash(text));
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

  private idOf(label: string): number {
    const known = this.labelIds.get(label);
    if (known !== undefined) return known;
    this.labelIds.set(label, this.labels.length);
    return this.labels.push(label) - 1;
  }
}
