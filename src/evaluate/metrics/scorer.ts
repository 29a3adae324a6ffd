// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Every score of a set of rows in one go, for the rows as they are or for a weighting of them. The bootstrap calls it
// a thousand times, so what does not depend on the weights (rankings, losses of rows) is computed once.

import { averageScores, classScores } from './classScores.js';
import { accuracy, balancedAccuracy, matthewsCorrelation } from './confusionMatrix.js';
import { areasUnderCurves, rankRows, type Ranking } from './curves.js';
import { ordinalCost } from './ordinalCost.js';
import { expectedCalibrationError } from './reliability.js';
import { RowSums } from './rowSums.js';
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
  private readonly sums: RowSums;
  /** By label; empty without probabilities or when the curves are left out. */
  private readonly rankings: readonly Ranking[];

  constructor(rows: ScoredRows, options: ScorerOptions = {}) {
    this.rows = rows;
    this.severity = options.severity;
    this.sums = new RowSums(rows);
    this.rankings = options.withoutCurves ? [] : rankingsOf(rows);
  }

  /** The ranking of the rows by the probability of a class; undefined without probabilities. */
  ranking(label: number): Ranking | undefined {
    return this.rankings[label];
  }

  /** All scores, each row counted as often as its weight says. */
  score(weights: Int32Array): Scores {
    const { matrix, losses } = this.sums.sum(weights);
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
    if (losses) {
      const { logLoss, brier, bins } = losses;
      scores.set('log_loss', logLoss).set('brier', brier).set('ece', expectedCalibrationError(bins));
    }
    if (this.rankings.length > 0) this.addAreas(scores, weights);
    return scores;
  }

  private addAreas(scores: Scores, weights: Int32Array): void {
    const roc: number[] = [];
    const precision: number[] = [];
    this.rankings.forEach((ranking, index) => {
      const areas = areasUnderCurves(ranking, weights);
      const label = this.rows.labels[index]!;
      scores.set(`roc_auc.${label}`, areas.roc).set(`average_precision.${label}`, areas.averagePrecision);
      if (!Number.isNaN(areas.roc)) roc.push(areas.roc);
      if (!Number.isNaN(areas.averagePrecision)) precision.push(areas.averagePrecision);
    });
    scores.set('macro_roc_auc', mean(roc)).set('macro_average_precision', mean(precision));
  }
}

function rankingsOf({ labels, length, truth, probabilities }: ScoredRows): Ranking[] {
  if (!probabilities) return [];
  return labels.map((_, label) => {
    const column = Float64Array.from({ length }, (_, row) => probabilities[row * labels.length + label]!);
    return rankRows(column, (row) => truth[row] === label);
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
