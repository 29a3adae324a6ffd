// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// From labelled rows to the `metrics` of a results file: scores with intervals, curves to draw, reliability, matrix.

import { binsOf, calibrate, type Calibration } from './calibration/calibrate.js';
import { averageScores, classScores } from './metrics/classScores.js';
import { bootstrapIntervals, type Interval } from './metrics/bootstrap.js';
import { confusionMatrix } from './metrics/confusionMatrix.js';
import { precisionRecallCurve, rocCurve, thinCurve, thresholdCounts, type CurvePoints } from './metrics/curves.js';
import type { ReliabilityBin } from './metrics/reliability.js';
import { Scorer } from './metrics/scorer.js';
import { unitWeights, type ScoredRows } from './metrics/scoredRows.js';

/** A score; null where the rows do not define it. */
export type Score = number | null;

/** Scores of one class. */
export interface ClassMetrics {
  readonly label: string;
  readonly support: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly roc_auc: Score;
  readonly average_precision: Score;
}

/** A curve as pairs [x, y, threshold]; the first threshold, which nothing reaches, is null. */
export type Curve = readonly (readonly [x: number, y: number, threshold: number | null])[];

/** Curves of one class against the rest. */
export interface ClassCurves {
  readonly label: string;
  readonly roc: Curve;
  readonly precision_recall: Curve;
}

/** The `metrics` of a results file. */
export interface Metrics {
  readonly rows: number;
  readonly accuracy: number;
  readonly balanced_accuracy: number;
  readonly macro_precision: number;
  readonly macro_recall: number;
  readonly macro_f1: number;
  readonly micro_f1: number;
  readonly weighted_precision: number;
  readonly weighted_recall: number;
  readonly weighted_f1: number;
  readonly mcc: number;
  /** Mean cost of a row where the labels have an order of severity. */
  readonly ordinal_cost: Score;
  readonly log_loss: Score;
  readonly brier: Score;
  readonly ece: Score;
  readonly macro_roc_auc: Score;
  readonly macro_average_precision: Score;
  /** Accuracy and macro-F1 of always answering the commonest true label: what any model has to beat. */
  readonly majority: { readonly label: string; readonly accuracy: number; readonly macro_f1: number };
  readonly classes: readonly ClassMetrics[];
  /** Counts by true label (row) and predicted label (column). */
  readonly confusion_matrix: { readonly labels: readonly string[]; readonly counts: readonly (readonly number[])[] };
  readonly reliability: readonly ReliabilityBin[] | null;
  readonly curves: readonly ClassCurves[] | null;
  /** What temperature scaling would do; null without probabilities or with too few rows. */
  readonly calibration: Calibration | null;
  /** Percentile intervals by score name, `precision.ERROR` for scores of a class. */
  readonly intervals: Readonly<Record<string, Interval>>;
  readonly bootstrap: { readonly samples: number; readonly seed: number; readonly level: number };
}

/** How to measure. */
export interface MeasureOptions {
  /** Rank of a label, larger is worse. */
  readonly severity?: Readonly<Record<string, number>> | undefined;
  /** Resamples for the intervals, 0 for none; by default 1,000, fewer from 200,000 rows on. */
  readonly samples?: number | undefined;
  readonly seed?: number | undefined;
  /** A temperature from validation texts, to be judged on these rows. */
  readonly temperature?: number | undefined;
  readonly onProgress?: ((done: number, samples: number) => void) | undefined;
}

/** Points of a curve that a results file keeps. */
const curvePoints = 200;
const level = 0.95;

/** Computes all metrics of labelled rows (at least one). */
export function measure(rows: ScoredRows, options: MeasureOptions = {}): Metrics {
  const { severity, seed = 1, onProgress } = options;
  const ranks = severity && rows.labels.map((label) => severity[label]);
  const { probabilities } = rows;
  const probabilistic = probabilities && { ...rows, probabilities };
  // First, because both this and the scorer hold columns of their own for all rows.
  const calibration = (probabilistic && calibrate(probabilistic, seed, options.temperature)) ?? null;
  const scorer = new Scorer(rows, { severity: ranks?.every((rank) => rank !== undefined) ? ranks : undefined });
  const weights = unitWeights(rows.length);
  const scores = scorer.score(weights);
  const samples = options.samples ?? defaultSamples(rows.length);
  const intervals = bootstrapIntervals(scorer, {
    samples,
    seed,
    level,
    ...(onProgress && { onProgress: (done) => onProgress(done, samples) }),
  });
  const required = (name: string): number => scores.get(name)!;
  const optional = (name: string): Score => {
    const value = scores.get(name);
    return value === undefined || Number.isNaN(value) ? null : value;
  };
  const matrix = confusionMatrix(rows, weights);
  return {
    rows: rows.length,
    accuracy: required('accuracy'),
    balanced_accuracy: required('balanced_accuracy'),
    macro_precision: required('macro_precision'),
    macro_recall: required('macro_recall'),
    macro_f1: required('macro_f1'),
    micro_f1: required('micro_f1'),
    weighted_precision: required('weighted_precision'),
    weighted_recall: required('weighted_recall'),
    weighted_f1: required('weighted_f1'),
    mcc: required('mcc'),
    ordinal_cost: optional('ordinal_cost'),
    log_loss: optional('log_loss'),
    brier: optional('brier'),
    ece: optional('ece'),
    macro_roc_auc: optional('macro_roc_auc'),
    macro_average_precision: optional('macro_average_precision'),
    majority: majority(rows, weights),
    classes: classScores(matrix).map((scoresOfClass, index) => ({
      label: rows.labels[index]!,
      ...scoresOfClass,
      roc_auc: optional(`roc_auc.${rows.labels[index]!}`),
      average_precision: optional(`average_precision.${rows.labels[index]!}`),
    })),
    confusion_matrix: {
      labels: rows.labels,
      counts: rows.labels.map((_, index) => [
        ...matrix.counts.subarray(index * matrix.size, (index + 1) * matrix.size),
      ]),
    },
    reliability: probabilistic ? binsOf(probabilistic) : null,
    curves: rows.probabilities ? rows.labels.flatMap((_, index) => classCurves(scorer, index, weights) ?? []) : null,
    calibration,
    intervals: Object.fromEntries(intervals),
    bootstrap: { samples, seed, level },
  };
}

/** Intervals of a million rows need no thousand resamples to be steady in the digits that one reads. */
function defaultSamples(rows: number): number {
  return Math.max(100, Math.min(1000, Math.floor(200_000_000 / rows)));
}

function majority(rows: ScoredRows, weights: Int32Array): Metrics['majority'] {
  const { truthTotals } = confusionMatrix(rows, weights);
  const commonest = truthTotals.indexOf(Math.max(...truthTotals));
  const constant = confusionMatrix({ ...rows, predicted: new Int32Array(rows.length).fill(commonest) }, weights);
  return {
    label: rows.labels[commonest]!,
    accuracy: truthTotals[commonest]! / rows.length,
    macro_f1: averageScores(constant, 'macro').f1,
  };
}

function classCurves(scorer: Scorer, label: number, weights: Int32Array): ClassCurves | undefined {
  const counts = thresholdCounts(scorer.ranking(label)!, weights);
  if (counts.positives === 0 || counts.negatives === 0) return undefined;
  return {
    label: scorer.rows.labels[label]!,
    roc: toCurve(rocCurve(counts)),
    precision_recall: toCurve(precisionRecallCurve(counts)),
  };
}

function toCurve(points: CurvePoints): Curve {
  const { x, y, thresholds } = thinCurve(points, curvePoints);
  return Array.from(x, (value, at) => {
    const threshold = thresholds[at]!;
    return [round(value), round(y[at]!), threshold === Infinity ? null : round(threshold)] as const;
  });
}

/** Six decimals: more than a drawing shows. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
