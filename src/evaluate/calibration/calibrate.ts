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
import { fitTemperature, scaleRows, withTemperature } from './temperature.js';

/** The `calibration` of a results file. */
export interface Calibration {
  /** Divide the logits by it. */
  readonly temperature: number;
  /** Where it comes from: these rows, or validation texts beside them. */
  readonly fitted_on: 'these_texts' | 'validation_texts';
  readonly log_loss: { readonly before: number; readonly after: number };
  readonly ece: { readonly before: number; readonly after: number };
  /** Bins after scaling. */
  readonly reliability: readonly ReliabilityBin[];
}

/** Fewer rows than this give a temperature that another sample would not. */
export const enoughToCalibrate = 100;

/**
 * What a temperature does on rows. One that was fitted on validation texts is judged on all of them; without one, each half
 * of the rows is judged with the temperature of the other half.
 *
 * @returns undefined for fewer than 100 rows and no temperature.
 */
export function calibrate(rows: ProbabilityRows, seed = 1, temperature?: number): Calibration | undefined {
  if (temperature !== undefined) {
    return describe(rows, withTemperature(rows, temperature), temperature, 'validation_texts');
  }
  if (rows.length < enoughToCalibrate) return undefined;
  const order = new SeededRandom(seed).shuffle(Uint32Array.from(rows.truth, (_, row) => row));
  const half = rows.length >> 1;
  const halves = [order.subarray(0, half), order.subarray(half)] as const;
  const scaled = new Float64Array(rows.probabilities.length);
  for (const [fitted, judged] of [halves, [halves[1], halves[0]]] as const) {
    scaleRows(rows.probabilities, rows.labels.length, judged, fitTemperature(rows, fitted), scaled);
  }
  return describe(rows, { ...rows, probabilities: scaled }, fitTemperature(rows), 'these_texts');
}

function describe(
  before: ProbabilityRows,
  after: ProbabilityRows,
  temperature: number,
  fittedOn: Calibration['fitted_on'],
): Calibration {
  const weights = unitWeights(before.length);
  const bins = binsOf(after);
  return {
    temperature,
    fitted_on: fittedOn,
    log_loss: { before: logLoss(before, weights), after: logLoss(after, weights) },
    ece: { before: expectedCalibrationError(binsOf(before)), after: expectedCalibrationError(bins) },
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
