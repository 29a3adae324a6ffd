// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Is the test set really unseen? Compares it with the training set: equal texts, shared templates, other shares of labels.

import { textHash } from '../../util/textHash.js';
import type { Finding } from '../findings.js';
import { templateOf } from './template.js';

/** Fewer texts than this say nothing. */
const enough = 30;

/** Compares the texts of a test set with those of the training set, which are added first. Keeps hashes, not texts. */
export class SplitChecks {
  private readonly trainingTexts = new Set<number>();
  private readonly trainingTemplates = new Set<number>();
  private readonly trainingLabels = new Map<string, number>();
  private readonly testLabels = new Map<string, number>();
  private training = 0;
  private tested = 0;
  private equal = 0;
  private sameTemplate = 0;
  private example = '';

  addTraining(text: string, label?: string): void {
    this.training++;
    this.trainingTexts.add(textHash(text));
    this.trainingTemplates.add(textHash(templateOf(text)));
    if (label !== undefined) increment(this.trainingLabels, label);
  }

  addTest(text: string, label?: string): void {
    this.tested++;
    if (label !== undefined) increment(this.testLabels, label);
    if (this.training === 0) return;
    if (this.trainingTexts.has(textHash(text))) {
      this.equal++;
      this.example ||= text.slice(0, 80);
    } else if (this.trainingTemplates.has(textHash(templateOf(text)))) this.sameTemplate++;
  }

  findings(): Finding[] {
    if (this.training === 0 || this.tested < enough) return [];
    return [this.sharedTexts(), this.sharedTemplates(), this.skew()].filter((finding) => finding !== undefined);
  }

  private sharedTexts(): Finding | undefined {
    const share = this.equal / this.tested;
    if (share < 0.01) return undefined;
    return {
      check: 'seen_texts',
      weight: share >= 0.05 ? 'stop' : 'caution',
      message: 'Test texts were in the training set: the scores show memory, not skill.',
      evidence: `${this.equal} of ${this.tested} test texts (${percent(share)}), such as "${this.example}".`,
      remedy: 'Remove duplicates before splitting (logtwin extract --unique), then train again.',
    };
  }

  private sharedTemplates(): Finding | undefined {
    const share = this.sameTemplate / this.tested;
    if (share < 0.2) return undefined;
    return {
      check: 'shared_templates',
      weight: 'caution',
      message: 'Many test texts differ from training texts only in numbers and names: scores are too good.',
      evidence: `${percent(share)} of the test texts share their template with a training text.`,
      remedy: 'Split by template, host or file (logtwin train --group), so that no template stands on both sides.',
    };
  }

  /** Half the sum of the differences between the shares of each label. */
  private skew(): Finding | undefined {
    const labels = new Set([...this.trainingLabels.keys(), ...this.testLabels.keys()]);
    const trained = total(this.trainingLabels);
    const tested = total(this.testLabels);
    if (trained < enough || tested < enough) return undefined;
    let distance = 0;
    let worst = { label: '', before: 0, after: 0 };
    for (const label of labels) {
      const before = (this.trainingLabels.get(label) ?? 0) / trained;
      const after = (this.testLabels.get(label) ?? 0) / tested;
      distance += Math.abs(before - after) / 2;
      if (Math.abs(before - after) >= Math.abs(worst.before - worst.after)) worst = { label, before, after };
    }
    if (distance < 0.2) return undefined;
    return {
      check: 'skewed_split',
      weight: 'caution',
      message: 'Training and test set have different shares of labels.',
      evidence: `${worst.label} is ${percent(worst.before)} of the training and ${percent(worst.after)} of the test texts.`,
      remedy: 'Split with stratification, unless the test set is meant to show another period or place.',
    };
  }
}

function total(counts: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
