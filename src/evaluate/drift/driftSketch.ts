// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What has to be remembered of a period to compare another one with it: numbers and hashes, no texts.

import { NumberColumn } from '../../util/numberColumn.js';
import { textHash } from '../../util/textHash.js';
import { templateOf } from '../hygiene/template.js';
import type { ResultRow } from '../resultRow.js';

/** Distinct templates and words that are remembered; a period with more is no longer told apart by them. */
const limit = 500_000;

/** Running description of the rows of one period. */
export class DriftSketch {
  readonly labels = new Map<string, number>();
  readonly templates = new Map<number, number>();
  readonly words = new Map<number, number>();
  rows = 0;
  private readonly confidenceColumn = new NumberColumn();
  private readonly lengthColumn = new NumberColumn();

  add({ text, predicted_value, prediction_probability }: ResultRow): void {
    this.rows++;
    increment(this.labels, predicted_value);
    if (!Number.isNaN(prediction_probability)) this.confidenceColumn.push(prediction_probability);
    this.lengthColumn.push(text.length);
    incrementWithin(this.templates, textHash(templateOf(text)));
    // Words with digits are values, not vocabulary.
    for (const word of text.toLowerCase().match(/\p{L}{3,}/gu) ?? []) incrementWithin(this.words, textHash(word));
  }

  /** Confidences in rising order. */
  confidences(): Float64Array {
    return this.confidenceColumn.toArray().sort();
  }

  /** Lengths of texts in UTF-16 units in rising order. */
  lengths(): Float64Array {
    return this.lengthColumn.toArray().sort();
  }
}

function increment<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function incrementWithin(counts: Map<number, number>, key: number): void {
  const count = counts.get(key);
  if (count !== undefined) counts.set(key, count + 1);
  else if (counts.size < limit) counts.set(key, 1);
}
