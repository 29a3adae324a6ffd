// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A fitted anomaly model: features, a detector, the scale of its scores, a threshold, and normal examples to show as the
// reason. What it learned is plain data; this module puts it to work.

import { denseMatrix, rowOf, type DenseMatrix } from './denseMatrix.js';
import { nearestRows } from './detectors/nearestNeighbours.js';
import { detectors, type DetectorName } from './detectors/table.js';
import type { DetectorSettings } from './detectors/detector.js';
import type { LearnedFeatures, OpenFeatures } from './features/features.js';
import { features, type FeatureName } from './features/table.js';
import type { Learned } from './learned.js';
import { ScoreScale } from './scoreScale.js';
import type { ThresholdChoice } from '../thresholds/chooseThreshold.js';

/** What a model is, as data. */
export interface AnomalyModelData {
  readonly features: FeatureName;
  /** Folder of the model that the features need; undefined for the embedded one or none. */
  readonly modelFolder: string | undefined;
  readonly detector: DetectorName;
  readonly settings: DetectorSettings;
  readonly seed: number;
  /** Normal texts that were learned from, and how many of them the scale was measured on, each by a model that had not seen it. */
  readonly texts: { readonly learned: number; readonly calibrated: number };
  readonly threshold: ThresholdChoice;
  readonly learnedFeatures: LearnedFeatures;
  readonly learnedDetector: Learned;
  /** Scores of normal texts that were not learned from, in rising order. */
  readonly calibration: Float64Array;
  /** Normal texts that reasons are taken from, and their rows. */
  readonly examples: readonly string[];
  readonly exampleRows: Float32Array;
}

/** What a model says of a text. */
export interface AnomalyScore {
  /** Share of normal texts that are less strange, between 0 and 1. */
  readonly share: number;
  /** The detector's own score. */
  readonly score: number;
  /** Whether the share reaches the threshold. */
  readonly anomalous: boolean;
}

/** A normal text, and how far it is in the space of the features. */
export interface NearestNormal {
  readonly text: string;
  readonly distance: number;
}

/** A model that is ready for texts. */
export class AnomalyModel {
  readonly data: AnomalyModelData;
  private readonly open: OpenFeatures;
  private readonly score: (row: Float64Array) => number;
  private readonly scale: ScoreScale;
  private readonly examples: DenseMatrix;

  private constructor(data: AnomalyModelData, open: OpenFeatures) {
    this.data = data;
    this.open = open;
    this.score = detectors[data.detector].scorer(data.learnedDetector);
    this.scale = new ScoreScale(data.calibration);
    const rows = data.examples.length;
    this.examples = {
      rows,
      columns: rows === 0 ? 0 : data.exampleRows.length / rows,
      values: Float64Array.from(data.exampleRows),
    };
  }

  /** Makes a model ready; loads what its features need. */
  static async open(data: AnomalyModelData): Promise<AnomalyModel> {
    return new AnomalyModel(data, await features[data.features].open(data.learnedFeatures, data.modelFolder));
  }

  /** Judges texts, in order. */
  async judge(texts: readonly string[]): Promise<AnomalyScore[]> {
    const rows = await this.open.rows(texts);
    const { threshold } = this.data.threshold.outcome;
    return texts.map((_, index) => {
      const score = this.score(rowOf(rows, index));
      const share = this.scale.share(score);
      return { share, score, anomalous: share >= threshold };
    });
  }

  /** For each text the normal examples that are most like it, the nearest first. */
  async nearest(texts: readonly string[], count: number): Promise<NearestNormal[][]> {
    const rows = await this.open.rows(texts);
    return texts.map((_, index) =>
      nearestRows(this.examples, rowOf(rows, index), count).map(({ row, squared }) => ({
        text: this.data.examples[row]!,
        distance: Math.sqrt(squared),
      })),
    );
  }

  close(): Promise<void> {
    return this.open.close();
  }
}

/** Rows of texts, a batch at a time, so that a large set does not lie in the memory of a runtime at once. */
export async function rowsOf(open: OpenFeatures, texts: readonly string[]): Promise<DenseMatrix> {
  const rows: Float64Array[] = [];
  for (let start = 0; start < texts.length; start += batchTexts) {
    const batch = await open.rows(texts.slice(start, start + batchTexts));
    for (let row = 0; row < batch.rows; row++) rows.push(rowOf(batch, row));
  }
  return denseMatrix(rows);
}

const batchTexts = 512;
