// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What temperature scaling would do for a model: fitted and judged on different rows, so that the promise is honest.

import { SeededRandom } from '../../util/seededRandom.js';
import { logLoss, type ProbabilityRows } from '../metrics/probabilityScores.js';
import {
  binConfidences,
  expectedCalibrationError,
  reliabilityBins,
  type ReliabilityBin,
} from '../metrics/reliability.js';
import { unitWeights } from '../metrics/scoredRows.js';
import { fitTemperature, withTemperature } from './temperature.js';

/** The `calibration` of a results file. */
export interface Calibration {
  /** Fitted on all rows: divide the logits by it. */
  readonly temperature: number;
  readonly log_loss: { readonly before: number; readonly after: number };
  readonly ece: { readonly before: number; readonly after: number };
  /** Bins after scaling. */
  readonly reliability: readonly ReliabilityBin[];
}

/** Fewer rows than this give a temperature that another sample would not. */
const enough = 100;

/**
 * Fits a temperature, and measures on each half of the rows what the temperature of the other half does there.
 *
 * @returns undefined for fewer than 100 rows.
 */
export function calibrate(rows: ProbabilityRows, seed = 1): Calibration | undefined {
  if (rows.length < enough) return undefined;
  const order = new SeededRandom(seed).shuffle(Array.from({ length: rows.length }, (_, row) => row));
  const half = rows.length >> 1;
  const halves = [order.slice(0, half), order.slice(half)] as const;
  const scaled = new Float64Array(rows.probabilities.length);
  const size = rows.labels.length;
  for (const [fitted, judged] of [halves, [halves[1], halves[0]]] as const) {
    const { probabilities } = withTemperature(rows, fitTemperature(rows, fitted));
    for (const row of judged) scaled.set(probabilities.subarray(row * size, (row + 1) * size), row * size);
  }
  const after: ProbabilityRows = { ...rows, probabilities: scaled };
  const weights = unitWeights(rows.length);
  const bins = binsOf(after);
  return {
    temperature: fitTemperature(rows),
    log_loss: { before: logLoss(rows, weights), after: logLoss(after, weights) },
    ece: { before: expectedCalibrationError(binsOf(rows)), after: expectedCalibrationError(bins) },
    reliability: bins,
  };
}

/** Reliability of the confidences in the predicted labels. */
export function binsOf(rows: ProbabilityRows): ReliabilityBin[] {
  const size = rows.labels.length;
  const confidences = Float64Array.from(rows.predicted, (label, row) => rows.probabilities[row * size + label]!);
  const correct = Uint8Array.from(rows.predicted, (label, row) => (label === rows.truth[row] ? 1 : 0));
  return reliabilityBins(binConfidences(confidences, correct), unitWeights(rows.length));
}
