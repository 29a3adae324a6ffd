// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// ROC and precision-recall curves of one class against the rest, and the areas under them.
// Rows are ranked once; areas of a resample then cost one pass over the ranking.

/** Rows in falling order of a score. */
export interface Ranking {
  readonly order: Uint32Array;
  /** The scores in that order. */
  readonly scores: Float64Array;
  /** 1 where the next row's score is lower: only there is a threshold possible. */
  readonly tieEnds: Uint8Array;
  /** 1 where the row in that order belongs to the class. */
  readonly positive: Uint8Array;
}

/** Points of a curve, from the highest threshold to the lowest. */
export interface CurvePoints {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly thresholds: Float64Array;
}

/** Ranks rows by the score of a class. */
export function rankRows(scores: Float64Array, isPositive: (row: number) => boolean): Ranking {
  const length = scores.length;
  const order = new Uint32Array(length);
  for (let row = 0; row < length; row++) order[row] = row;
  order.sort((a, b) => scores[b]! - scores[a]!);
  const sorted = new Float64Array(length);
  const tieEnds = new Uint8Array(length);
  const positive = new Uint8Array(length);
  for (let at = 0; at < length; at++) {
    sorted[at] = scores[order[at]!]!;
    positive[at] = isPositive(order[at]!) ? 1 : 0;
    if (at > 0 && sorted[at] !== sorted[at - 1]) tieEnds[at - 1] = 1;
  }
  if (length > 0) tieEnds[length - 1] = 1;
  return { order, scores: sorted, tieEnds, positive };
}

/** Areas under both curves; NaN where the class, or everything else, does not occur. */
export interface Areas {
  /** By trapezoids, as roc_auc_score. */
  readonly roc: number;
  /** By steps, as average_precision_score. */
  readonly averagePrecision: number;
}

/** Both areas in one pass over the ranking. */
export function areasUnderCurves(ranking: Ranking, weights: Int32Array): Areas {
  const { order, tieEnds, positive } = ranking;
  let truePositives = 0;
  let falsePositives = 0;
  let lastTrue = 0;
  let lastFalse = 0;
  let rocSum = 0;
  let precisionSum = 0;
  for (let at = 0; at < order.length; at++) {
    const weight = weights[order[at]!]!;
    const hit = weight * positive[at]!;
    truePositives += hit;
    falsePositives += weight - hit;
    if (tieEnds[at] === 1) {
      rocSum += ((falsePositives - lastFalse) * (truePositives + lastTrue)) / 2;
      // Without a branch: which rows a resample draws cannot be predicted, and a mispredicted branch a row doubles the time.
      precisionSum += ((truePositives - lastTrue) * truePositives) / Math.max(1, truePositives + falsePositives);
      lastTrue = truePositives;
      lastFalse = falsePositives;
    }
  }
  if (truePositives === 0) return { roc: NaN, averagePrecision: NaN };
  return {
    roc: falsePositives === 0 ? NaN : rocSum / (truePositives * falsePositives),
    averagePrecision: precisionSum / truePositives,
  };
}

/** Counts at every possible threshold, from the highest to the lowest: rows at or above it are called positive. */
export interface ThresholdCounts {
  readonly thresholds: Float64Array;
  readonly truePositives: Float64Array;
  readonly falsePositives: Float64Array;
  readonly positives: number;
  readonly negatives: number;
}

/** Counts of caught and wrongly called rows at each distinct score. */
export function thresholdCounts(ranking: Ranking, weights: Int32Array): ThresholdCounts {
  const size = ranking.tieEnds.reduce((sum, end) => sum + end, 0);
  const thresholds = new Float64Array(size);
  const truePositives = new Float64Array(size);
  const falsePositives = new Float64Array(size);
  let hits = 0;
  let misses = 0;
  let point = 0;
  for (let at = 0; at < ranking.order.length; at++) {
    const weight = weights[ranking.order[at]!]!;
    if (ranking.positive[at] === 1) hits += weight;
    else misses += weight;
    if (ranking.tieEnds[at] === 1) {
      thresholds[point] = ranking.scores[at]!;
      truePositives[point] = hits;
      falsePositives[point] = misses;
      point++;
    }
  }
  return { thresholds, truePositives, falsePositives, positives: hits, negatives: misses };
}

/**
 * False positive rate (x) against true positive rate (y), beginning at (0, 0) with threshold Infinity. A rate of
 * nothing is NaN.
 */
export function rocCurve(counts: ThresholdCounts): CurvePoints {
  const size = counts.thresholds.length + 1;
  const curve = { x: new Float64Array(size), y: new Float64Array(size), thresholds: new Float64Array(size) };
  curve.x[0] = 0 / counts.negatives;
  curve.y[0] = 0 / counts.positives;
  curve.thresholds[0] = Infinity;
  for (let at = 1; at < size; at++) {
    curve.x[at] = counts.falsePositives[at - 1]! / counts.negatives;
    curve.y[at] = counts.truePositives[at - 1]! / counts.positives;
    curve.thresholds[at] = counts.thresholds[at - 1]!;
  }
  return curve;
}

/** Recall (x) against precision (y), beginning at recall 0 with precision 1 and threshold Infinity. */
export function precisionRecallCurve(counts: ThresholdCounts): CurvePoints {
  const size = counts.thresholds.length + 1;
  const curve = { x: new Float64Array(size), y: new Float64Array(size), thresholds: new Float64Array(size) };
  curve.y[0] = 1;
  curve.thresholds[0] = Infinity;
  for (let at = 1; at < size; at++) {
    const called = counts.truePositives[at - 1]! + counts.falsePositives[at - 1]!;
    curve.x[at] = counts.truePositives[at - 1]! / counts.positives;
    curve.y[at] = called === 0 ? 1 : counts.truePositives[at - 1]! / called;
    curve.thresholds[at] = counts.thresholds[at - 1]!;
  }
  return curve;
}

/** At most `limit` points of a curve, evenly spaced along its length, ends included: what a drawing needs. */
export function thinCurve(curve: CurvePoints, limit: number): CurvePoints {
  const size = curve.x.length;
  if (size <= limit) return curve;
  const travelled = new Float64Array(size);
  for (let at = 1; at < size; at++) {
    travelled[at] =
      travelled[at - 1]! + Math.abs(curve.x[at]! - curve.x[at - 1]!) + Math.abs(curve.y[at]! - curve.y[at - 1]!);
  }
  const step = travelled[size - 1]! / (limit - 1);
  const kept: number[] = [0];
  for (let at = 1; at < size - 1; at++) {
    if (travelled[at]! >= step * kept.length) kept.push(at);
  }
  kept.push(size - 1);
  const pick = (values: Float64Array): Float64Array => Float64Array.from(kept, (at) => values[at]!);
  return { x: pick(curve.x), y: pick(curve.y), thresholds: pick(curve.thresholds) };
}
