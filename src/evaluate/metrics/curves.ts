// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// ROC and precision-recall curves of one class against the rest, and the areas under them.
// Rows are ranked once; areas of a resample then cost one running sum over the ranking and a look at the class's own rows.

/** Rows in falling order of a score. */
export interface Ranking {
  readonly order: Uint32Array;
  /** The scores in that order. */
  readonly scores: Float64Array;
  /** 1 where the next row's score is lower: only there is a threshold possible. */
  readonly tieEnds: Uint8Array;
  /** 1 where the row in that order belongs to the class. */
  readonly positive: Uint8Array;
  /** Where in that order the rows of the class stand. */
  readonly positives: Uint32Array;
  /** The runs of equal scores that hold rows of the class. */
  readonly runs: Runs;
  /** For the areas: weights summed up in that order. A thousand resamples need not claim it a thousand times. */
  readonly scratch: Uint32Array;
}

/** Runs of equal scores: where each begins, where the next one does, and how many rows of the class it holds. */
export interface Runs {
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly positives: Uint32Array;
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
  const positives = new Uint32Array(positive.reduce((sum, value) => sum + value, 0));
  for (let at = 0, next = 0; at < length; at++) if (positive[at] === 1) positives[next++] = at;
  const runs = runsOf(tieEnds, positive);
  return { order, scores: sorted, tieEnds, positive, positives, runs, scratch: new Uint32Array(length + 1) };
}

function runsOf(tieEnds: Uint8Array, positive: Uint8Array): Runs {
  const starts: number[] = [];
  const ends: number[] = [];
  const positives: number[] = [];
  let start = 0;
  let held = 0;
  for (let at = 0; at < tieEnds.length; at++) {
    held += positive[at]!;
    if (tieEnds[at] === 0) continue;
    if (held > 0) {
      starts.push(start);
      ends.push(at + 1);
      positives.push(held);
    }
    start = at + 1;
    held = 0;
  }
  return { starts: Uint32Array.from(starts), ends: Uint32Array.from(ends), positives: Uint32Array.from(positives) };
}

/** Areas under both curves; NaN where the class, or everything else, does not occur. */
export interface Areas {
  /** By trapezoids, as roc_auc_score. */
  readonly roc: number;
  /** By steps, as average_precision_score. */
  readonly averagePrecision: number;
}

/**
 * Both areas. Every row counts as often as its weight says.
 *
 * The running sum says how many rows stand above any place, so that only rows of the class are looked at: each adds the
 * precision at its place, and the rows of other classes above it, those of its own run by half, are pairs in the wrong order.
 */
export function areasUnderCurves(ranking: Ranking, weights: Int32Array): Areas {
  const { order, positives, runs, scratch: above } = ranking;
  let total = 0;
  for (let at = 0; at < order.length; at++) {
    total += weights[order[at]!]!;
    above[at + 1] = total;
  }
  let hits = 0;
  let wrongPairs = 0;
  let precisionSum = 0;
  let next = 0;
  for (let run = 0; run < runs.starts.length; run++) {
    let found = 0;
    for (const end = next + runs.positives[run]!; next < end; next++) {
      const place = positives[next]!;
      found += above[place + 1]! - above[place]!;
    }
    const missesBefore = above[runs.starts[run]!]! - hits;
    hits += found;
    const called = above[runs.ends[run]!]!;
    wrongPairs += (found * (missesBefore + called - hits)) / 2;
    // A run that was not drawn has neither hits nor, at the top, rows that are called.
    precisionSum += (found * hits) / Math.max(1, called);
  }
  if (hits === 0) return { roc: NaN, averagePrecision: NaN };
  const pairs = hits * (total - hits);
  return { roc: pairs === 0 ? NaN : (pairs - wrongPairs) / pairs, averagePrecision: precisionSum / hits };
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
