// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Is the present still like the past that a model was judged on?

import type { Finding, Weight } from '../findings.js';
import type { DriftSketch } from './driftSketch.js';

/** How two periods differ; every measure is 0 for equal ones and at most 1. */
export interface Drift {
  readonly rows: { readonly before: number; readonly after: number };
  /** Half the sum of the differences between the shares of each predicted label. */
  readonly labels: number;
  readonly label_shares: readonly { readonly label: string; readonly before: number; readonly after: number }[];
  /** Kolmogorov-Smirnov distance of the confidences, null without confidences. */
  readonly confidences: number | null;
  /** Kolmogorov-Smirnov distance of the lengths of texts. */
  readonly lengths: number;
  /** Share of the later texts whose template was not there before. */
  readonly new_templates: number;
  /** Share of the later words that were not there before. */
  readonly new_words: number;
  readonly verdict: 'steady' | 'moving' | 'different';
}

/** From where on a measure says `moving`, and from where on `different`. */
const limits = {
  labels: [0.1, 0.25],
  confidences: [0.1, 0.25],
  lengths: [0.15, 0.35],
  new_templates: [0.2, 0.6],
  new_words: [0.05, 0.2],
} as const;

/** A measure of drift for people. */
export interface DriftMeasure {
  readonly name: string;
  readonly value: number;
  /** Values from which on texts move, and from which on they are others. */
  readonly moving: number;
  readonly different: number;
}

const measureNames: Readonly<Record<keyof typeof limits, string>> = {
  labels: 'shares of the predicted labels',
  confidences: 'confidences (Kolmogorov-Smirnov)',
  lengths: 'lengths of the texts (Kolmogorov-Smirnov)',
  new_templates: 'texts of templates that were not there before',
  new_words: 'words that were not there before',
};

/** The measures of a drift with their limits; those that are not defined are left out. */
export function driftMeasures(drift: Drift): DriftMeasure[] {
  return Object.entries(limits).flatMap(([key, [moving, different]]) => {
    const value = drift[key as keyof typeof limits];
    return value === null ? [] : [{ name: measureNames[key as keyof typeof limits], value, moving, different }];
  });
}

/** What a drift means, in a sentence. */
export function describeDrift({ verdict }: Drift): string {
  return {
    steady: 'These texts are like the earlier ones: what was measured there still holds.',
    moving: 'These texts begin to differ from the earlier ones.',
    different: 'These texts are not like the earlier ones: scores measured there do not hold here.',
  }[verdict];
}

/** Compares a later period with an earlier one. */
export function compareDrift(before: DriftSketch, after: DriftSketch): Drift {
  const names = [...new Set([...before.labels.keys(), ...after.labels.keys()])].sort();
  const shares = names.map((label) => ({
    label,
    before: (before.labels.get(label) ?? 0) / before.rows,
    after: (after.labels.get(label) ?? 0) / after.rows,
  }));
  const confidences = [before.confidences(), after.confidences()] as const;
  const measures = {
    labels: shares.reduce((sum, share) => sum + Math.abs(share.before - share.after), 0) / 2,
    confidences: confidences.every(({ length }) => length > 0) ? kolmogorovSmirnov(...confidences) : null,
    lengths: kolmogorovSmirnov(before.lengths(), after.lengths()),
    new_templates: unseenShare(before.templates, after.templates),
    new_words: unseenShare(before.words, after.words),
  };
  // Small samples differ by chance alone; a distance has to be larger than chance makes it (95 %).
  const chance = 1.36 * Math.sqrt(1 / before.rows + 1 / after.rows);
  const grade = Math.max(
    ...Object.entries(limits).map(([name, [moving, different]]) => {
      const value = measures[name as keyof typeof limits] ?? 0;
      if (value < moving || value < chance) return 0;
      return value < different ? 1 : 2;
    }),
  );
  return {
    rows: { before: before.rows, after: after.rows },
    ...measures,
    label_shares: shares,
    verdict: (['steady', 'moving', 'different'] as const)[grade]!,
  };
}

/** The drift as a finding; undefined while nothing moves. */
export function driftFinding(drift: Drift): Finding | undefined {
  if (drift.verdict === 'steady') return undefined;
  const weight: Weight = drift.verdict === 'different' ? 'caution' : 'note';
  const parts = [
    `label shares moved by ${percent(drift.labels)}`,
    ...(drift.confidences === null ? [] : [`confidences by ${percent(drift.confidences)}`]),
    `lengths by ${percent(drift.lengths)}`,
    `${percent(drift.new_templates)} of the texts have a template that was not there before`,
    `${percent(drift.new_words)} of the words are new`,
  ];
  return {
    check: 'drift',
    weight,
    message: describeDrift(drift),
    evidence: `Since the earlier results ${parts.join(', ')}.`,
    remedy: 'Label a sample of the new texts, evaluate again, and train again if the scores fell.',
  };
}

/** Largest difference between two empirical distributions; the values of both in rising order. */
export function kolmogorovSmirnov(first: Float64Array, second: Float64Array): number {
  let one = 0;
  let other = 0;
  let largest = 0;
  while (one < first.length && other < second.length) {
    const value = Math.min(first[one]!, second[other]!);
    while (one < first.length && first[one] === value) one++;
    while (other < second.length && second[other] === value) other++;
    largest = Math.max(largest, Math.abs(one / first.length - other / second.length));
  }
  return largest;
}

function unseenShare(before: ReadonlyMap<number, number>, after: ReadonlyMap<number, number>): number {
  let unseen = 0;
  let total = 0;
  for (const [key, count] of after) {
    total += count;
    if (!before.has(key)) unseen += count;
  }
  return total === 0 ? 0 : unseen / total;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
