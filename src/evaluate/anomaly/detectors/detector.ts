// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What a detector is: it learns from normal rows alone and says of another row how strange it is.

import type { DenseMatrix } from '../denseMatrix.js';
import type { Learned } from '../learned.js';

/** Settings by name, as the detector documents them. */
export type DetectorSettings = Readonly<Record<string, number>>;

/** One way to tell the strange from the normal. */
export interface Detector {
  /** One sentence for people. */
  readonly describe: string;
  /** Settings that can be changed, with their defaults. */
  readonly defaults: DetectorSettings;
  /** More rows than this are sampled before learning: memory or time grows with them. */
  readonly mostRows: number;
  /** Learns from normal rows; the same rows, settings and seed give the same result. */
  readonly learn: (normal: DenseMatrix, settings: DetectorSettings, seed: number) => Learned;
  /** How strange a row is: larger is stranger; no scale is promised. */
  readonly scorer: (learned: Learned) => (row: Float64Array) => number;
}
