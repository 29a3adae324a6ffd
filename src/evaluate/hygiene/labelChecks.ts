// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What a confusion matrix shows about labels: names that were swapped, predictions that have nothing to do with the truth.

import type { Finding } from '../findings.js';
import type { Metrics } from '../measure.js';

/** Fewer rows than this say nothing. */
const enough = 60;

/** Findings about labelled results. */
export function labelChecks(metrics: Metrics): Finding[] {
  if (metrics.rows < enough) return [];
  const swapped = swappedLabels(metrics);
  return swapped ? [swapped] : [unrelated(metrics)].filter((finding) => finding !== undefined);
}

/** Renaming the predicted labels makes the model far better: the names are in the wrong order. */
function swappedLabels(metrics: Metrics): Finding | undefined {
  const { labels, counts } = metrics.confusion_matrix;
  const best = bestRenaming(counts);
  const right = best.reduce((sum, truth, predicted) => sum + counts[truth]![predicted]!, 0);
  const accuracy = right / metrics.rows;
  if (accuracy < 0.6 || accuracy < metrics.accuracy + 0.2) return undefined;
  const renamed = best.flatMap((truth, predicted) =>
    truth === predicted ? [] : [`${labels[predicted]!} is ${labels[truth]!}`],
  );
  return {
    check: 'swapped_labels',
    weight: 'stop',
    message: 'The labels are swapped: the model knows the classes but calls them by the wrong names.',
    evidence: `Accuracy is ${percent(metrics.accuracy)}; it would be ${percent(accuracy)} if ${renamed.join(', ')}.`,
    remedy: "Correct the order of the labels in the model's config.json or model.json, then convert it again.",
  };
}

/** The truth that each predicted label stands for at best; a local search by pairs, exact for two and three labels. */
function bestRenaming(counts: readonly (readonly number[])[]): number[] {
  const renaming = counts.map((_, index) => index);
  const gain = (one: number, other: number): number =>
    counts[renaming[one]!]![other]! +
    counts[renaming[other]!]![one]! -
    counts[renaming[one]!]![one]! -
    counts[renaming[other]!]![other]!;
  for (let improved = true; improved;) {
    improved = false;
    for (let one = 0; one < renaming.length; one++) {
      for (let other = one + 1; other < renaming.length; other++) {
        if (gain(one, other) <= 0) continue;
        [renaming[one], renaming[other]] = [renaming[other]!, renaming[one]!];
        improved = true;
      }
    }
  }
  return renaming;
}

/** Predictions that say nothing about the truth: an untrained head, or texts of another kind. */
function unrelated(metrics: Metrics): Finding | undefined {
  const interval = metrics.intervals.mcc;
  if (!interval || interval[0] > 0 || metrics.majority.accuracy > 0.99) return undefined;
  return {
    check: 'unrelated_predictions',
    weight: 'stop',
    message: 'The predictions have nothing to do with the true labels.',
    evidence: `Matthews' correlation is ${metrics.mcc.toFixed(3)} (95 % interval ${interval[0].toFixed(3)} to ${interval[1].toFixed(3)}; 0 is guessing).`,
    remedy:
      'The classifier head is probably random: load the fine-tuned checkpoint, and check that labels mean the same.',
  };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
