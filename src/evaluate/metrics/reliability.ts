// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Does a confidence of 0.9 mean right nine times in ten? Bins for the reliability diagram and the calibration error.

/** Rows with confidences in (low, high]; the first bin holds 0 too. */
export interface ReliabilityBin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** Mean confidence of the rows, NaN for an empty bin. */
  readonly confidence: number;
  /** Share of the rows that are right, NaN for an empty bin. */
  readonly accuracy: number;
}

/** Ten bins: what can be read in a diagram. */
export const reliabilityBinCount = 10;

/**
 * Bin of a confidence: bins of equal width over [0, 1], a confidence on a border belongs to the lower bin,
 * as in scikit-learn's calibration_curve.
 */
export function reliabilityBinOf(confidence: number): number {
  const bins = reliabilityBinCount;
  // Multiplying can land on the wrong side of a border by one rounding; the two loops compare with the borders themselves.
  let bin = Math.min(bins - 1, Math.max(0, Math.floor(confidence * bins)));
  while (bin + 1 < bins && confidence > (bin + 1) * (1 / bins)) bin++;
  while (bin > 0 && confidence <= bin * (1 / bins)) bin--;
  return bin;
}

/** Rows with the bin of each. */
export interface BinnedConfidences {
  readonly confidences: Float64Array;
  /** 1 where the prediction is right. */
  readonly correct: Uint8Array;
  readonly bins: Uint8Array;
}

/** Sorts rows into bins, once for any number of weightings. */
export function binConfidences(confidences: Float64Array, correct: Uint8Array): BinnedConfidences {
  return { confidences, correct, bins: Uint8Array.from(confidences, (confidence) => reliabilityBinOf(confidence)) };
}

/** Mean confidence and accuracy of each bin. */
export function reliabilityBins(rows: BinnedConfidences, weights: Int32Array): ReliabilityBin[] {
  const { confidences, correct, bins } = rows;
  const counts = new Float64Array(reliabilityBinCount);
  const confidenceSums = new Float64Array(reliabilityBinCount);
  const hits = new Float64Array(reliabilityBinCount);
  for (let row = 0; row < confidences.length; row++) {
    const bin = bins[row]!;
    const weight = weights[row]!;
    counts[bin]! += weight;
    confidenceSums[bin]! += weight * confidences[row]!;
    hits[bin]! += weight * correct[row]!;
  }
  return binsOfSums(counts, confidenceSums, hits);
}

/** Bins from how many rows each holds, the sum of their confidences, and how many of them are right. */
export function binsOfSums(counts: Float64Array, confidenceSums: Float64Array, hits: Float64Array): ReliabilityBin[] {
  return Array.from(counts, (count, bin) => ({
    low: bin / reliabilityBinCount,
    high: (bin + 1) / reliabilityBinCount,
    count,
    confidence: confidenceSums[bin]! / count,
    accuracy: hits[bin]! / count,
  }));
}

/** Expected calibration error: the mean distance between confidence and accuracy over the bins, weighted by their rows. */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number {
  let total = 0;
  let sum = 0;
  for (const bin of bins) {
    if (bin.count === 0) continue;
    total += bin.count;
    sum += bin.count * Math.abs(bin.confidence - bin.accuracy);
  }
  return sum / total;
}
