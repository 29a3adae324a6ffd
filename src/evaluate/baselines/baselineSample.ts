// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The labelled texts that baselines are run on: all of a small set, an even sample of a large one.

import { SeededRandom } from '../../util/seededRandom.js';
import type { ResultRow } from '../resultRow.js';
import type { BaselineInput } from './runBaselines.js';

/** More texts than this take longer than they teach. */
const limit = 5000;

/** A reservoir of labelled rows: each row of the stream has the same chance to stay. */
export class BaselineSample {
  private readonly kept: { readonly text: string; readonly label: string; readonly predicted: string }[] = [];
  private readonly random: SeededRandom;
  private seen = 0;

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
  }

  add({ text, label, predicted_value: predicted }: ResultRow): void {
    if (label === undefined) return;
    this.seen++;
    const place = this.kept.length < limit ? this.kept.length : this.random.below(this.seen);
    if (place < limit) this.kept[place] = { text, label, predicted };
  }

  /** The sample as columns; undefined when it is too small to train on. */
  input(modelLabels: readonly string[]): Pick<BaselineInput, 'labels' | 'texts' | 'truth' | 'predicted'> | undefined {
    if (this.kept.length < 50 || new Set(this.kept.map(({ label }) => label)).size < 2) return undefined;
    const labels = [...new Set([...modelLabels, ...this.kept.flatMap(({ label, predicted }) => [label, predicted])])];
    const ids = new Map(labels.map((label, id) => [label, id]));
    return {
      labels,
      texts: this.kept.map(({ text }) => text),
      truth: Int32Array.from(this.kept, ({ label }) => ids.get(label)!),
      predicted: Int32Array.from(this.kept, ({ predicted }) => ids.get(predicted)!),
    };
  }
}
