// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Everything that is a sum over rows, in one pass over the weights: the confusion matrix, the losses, the bins of confidences.

import { matrixOf, type ConfusionMatrix } from './confusionMatrix.js';
import { rowBrierScores, rowLogLosses, type ProbabilityRows } from './probabilityScores.js';
import { binsOfSums, reliabilityBinCount, reliabilityBinOf, type ReliabilityBin } from './reliability.js';
import type { ScoredRows } from './scoredRows.js';

/** Sums of the rows as they were weighted. */
export interface Sums {
  readonly matrix: ConfusionMatrix;
  /** Undefined without probabilities. */
  readonly losses:
    { readonly logLoss: number; readonly brier: number; readonly bins: readonly ReliabilityBin[] } | undefined;
}

/** Sums over one set of rows; what does not depend on the weights is computed once. */
export class RowSums {
  private readonly size: number;
  /** The cell of the confusion matrix that each row counts for. */
  private readonly cells: Uint32Array;
  private readonly losses: RowLosses | undefined;

  constructor(rows: ScoredRows) {
    this.size = rows.labels.length;
    this.cells = Uint32Array.from(rows.truth, (label, row) => label * this.size + rows.predicted[row]!);
    this.losses = rows.probabilities && lossesOf({ ...rows, probabilities: rows.probabilities });
  }

  sum(weights: Int32Array): Sums {
    const { cells, size, losses } = this;
    const counts = new Float64Array(size * size);
    if (!losses) {
      for (let row = 0; row < cells.length; row++) counts[cells[row]!]! += weights[row]!;
      return { matrix: matrixOf(counts, size), losses: undefined };
    }
    const { logLosses, briers, confidences, bins } = losses;
    const { length } = cells;
    // By bin: rows that are wrong in the first half, rows that are right in the second.
    const binCounts = new Float64Array(2 * reliabilityBinCount);
    const confidenceSums = new Float64Array(2 * reliabilityBinCount);
    let logLoss = 0;
    let brier = 0;
    for (let row = 0; row < length; row++) {
      const weight = weights[row]!;
      const bin = bins[row]!;
      counts[cells[row]!]! += weight;
      binCounts[bin]! += weight;
      confidenceSums[bin]! += weight * confidences[row]!;
      logLoss += weight * logLosses[row]!;
      brier += weight * briers[row]!;
    }
    const matrix = matrixOf(counts, size);
    const hits = binCounts.subarray(reliabilityBinCount);
    return {
      matrix,
      losses: {
        logLoss: logLoss / matrix.total,
        brier: brier / matrix.total,
        bins: binsOfSums(bothHalves(binCounts), bothHalves(confidenceSums), hits),
      },
    };
  }
}

interface RowLosses {
  readonly logLosses: Float64Array;
  readonly briers: Float64Array;
  /** The probability of the predicted label. */
  readonly confidences: Float64Array;
  readonly bins: Uint8Array;
}

function lossesOf(rows: ProbabilityRows): RowLosses {
  const { truth, predicted, probabilities, labels } = rows;
  const confidences = Float64Array.from(predicted, (label, row) => probabilities[row * labels.length + label]!);
  return {
    logLosses: rowLogLosses(rows),
    briers: rowBrierScores(rows),
    confidences,
    bins: Uint8Array.from(
      confidences,
      (confidence, row) => reliabilityBinOf(confidence) + (predicted[row] === truth[row] ? reliabilityBinCount : 0),
    ),
  };
}

function bothHalves(sums: Float64Array): Float64Array {
  return sums.slice(0, reliabilityBinCount).map((sum, bin) => sum + sums[reliabilityBinCount + bin]!);
}
