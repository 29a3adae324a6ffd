// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Every score of a set of rows in one go, for the rows as they are or for a weighting of them. The bootstrap calls it
// a thousand times, so what does not depend on the weights (rankings, losses of rows) is computed once.

import { averageScores, classScores } from './classScores.js';
import { accuracy, balancedAccuracy, confusionMatrix, matthewsCorrelation } from './confusionMatrix.js';
import { areasUnderCurves, rankRows, type Ranking } from './curves.js';
import { ordinalCost } from './ordinalCost.js';
import { rowBrierScores, rowLogLosses, weightedMean, type ProbabilityRows } from './probabilityScores.js';
import { binConfidences, expectedCalibrationError, reliabilityBins, type BinnedConfidences } from './reliability.js';
import type { ScoredRows } from './scoredRows.js';

/** Scores by name: `accuracy`, `macro_f1`, ..., and `precision.ERROR` for scores of one class. */
export type Scores = Map<string, number>;

/** What the scores need beside the rows. */
export interface ScorerOptions {
  /** Rank of each class in the order of the labels, larger is worse; without it no ordinal cost is computed. */
  readonly severity?: readonly number[] | undefined;
  /** Leaves out the areas under the curves, the dearest part. */
  readonly withoutCurves?: boolean | undefined;
}

/** Computes all scores of one set of rows under any weighting. */
export class Scorer {
  readonly rows: ScoredRows;
  private readonly severity: readonly number[] | undefined;
  private readonly probabilistic: ProbabilisticParts | undefined;

  constructor(rows: ScoredRows, options: ScorerOptions = {}) {
    this.rows = rows;
    this.severity = options.severity;
    this.probabilistic = hasProbabilities(rows) ? prepare(rows, options.withoutCurves !== true) : undefined;
  }

  /** The ranking of the rows by the probability of a class; undefined without probabilities. */
  ranking(label: number): Ranking | undefined {
    return this.probabilistic?.rankings[label];
  }

  /** All scores, each row counted as often as its weight says. */
  score(weights: Int32Array): Scores {
    const matrix = confusionMatrix(this.rows, weights);
    const macro = averageScores(matrix, 'macro');
    const weighted = averageScores(matrix, 'weighted');
    const scores: Scores = new Map([
      ['accuracy', accuracy(matrix)],
      ['balanced_accuracy', balancedAccuracy(matrix)],
      ['macro_precision', macro.precision],
      ['macro_recall', macro.recall],
      ['macro_f1', macro.f1],
      ['micro_f1', averageScores(matrix, 'micro').f1],
      ['weighted_precision', weighted.precision],
      ['weighted_recall', weighted.recall],
      ['weighted_f1', weighted.f1],
      ['mcc', matthewsCorrelation(matrix)],
    ]);
    if (this.severity) scores.set('ordinal_cost', ordinalCost(matrix, this.severity));
    classScores(matrix).forEach(({ precision, recall, f1 }, index) => {
      const label = this.rows.labels[index]!;
      scores.set(`precision.${label}`, precision).set(`recall.${label}`, recall).set(`f1.${label}`, f1);
    });
    if (this.probabilistic) this.addProbabilistic(scores, this.probabilistic, weights);
    return scores;
  }

  private addProbabilistic(scores: Scores, parts: ProbabilisticParts, weights: Int32Array): void {
    scores.set('log_loss', weightedMean(parts.logLosses, weights));
    scores.set('brier', weightedMean(parts.brierScores, weights));
    scores.set('ece', expectedCalibrationError(reliabilityBins(parts.binned, weights)));
    if (parts.rankings.length === 0) return;
    const roc: number[] = [];
    const precision: number[] = [];
    parts.rankings.forEach((ranking, index) => {
      const areas = areasUnderCurves(ranking, weights);
      const label = this.rows.labels[index]!;
      scores.set(`roc_auc.${label}`, areas.roc).set(`average_precision.${label}`, areas.averagePrecision);
      if (!Number.isNaN(areas.roc)) roc.push(areas.roc);
      if (!Number.isNaN(areas.averagePrecision)) precision.push(areas.averagePrecision);
    });
    scores.set('macro_roc_auc', mean(roc)).set('macro_average_precision', mean(precision));
  }
}

interface ProbabilisticParts {
  readonly logLosses: Float64Array;
  readonly brierScores: Float64Array;
  readonly binned: BinnedConfidences;
  readonly rankings: readonly Ranking[];
}

function prepare(rows: ProbabilityRows, withCurves: boolean): ProbabilisticParts {
  const size = rows.labels.length;
  const column = (label: number): Float64Array =>
    Float64Array.from({ length: rows.length }, (_, row) => rows.probabilities[row * size + label]!);
  return {
    logLosses: rowLogLosses(rows),
    brierScores: rowBrierScores(rows),
    binned: binConfidences(
      Float64Array.from(rows.predicted, (label, row) => rows.probabilities[row * size + label]!),
      Uint8Array.from(rows.predicted, (label, row) => (label === rows.truth[row] ? 1 : 0)),
    ),
    rankings: withCurves
      ? rows.labels.map((_, label) => rankRows(column(label), (row) => rows.truth[row] === label))
      : [],
  };
}

function hasProbabilities(rows: ScoredRows): rows is ProbabilityRows {
  return rows.probabilities !== undefined;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
