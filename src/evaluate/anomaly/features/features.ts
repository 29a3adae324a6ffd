// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What features are: they learn from normal texts how to turn any text into a row of numbers.

import type { DenseMatrix } from '../denseMatrix.js';
import type { Learned } from '../learned.js';

/** What features keep of the normal texts. */
export interface LearnedFeatures {
  readonly arrays: Learned;
  /** Pieces of text that the arrays speak of, where there are any. */
  readonly terms?: readonly string[];
}

/** Features that are ready for texts. */
export interface OpenFeatures {
  /** One row a text. */
  rows(texts: readonly string[]): Promise<DenseMatrix>;
  close(): Promise<void>;
}

/** One way to see texts as numbers. */
export interface Features {
  /** One sentence for people. */
  readonly describe: string;
  /** Which kind of model folder they need. */
  readonly model: 'none' | 'linear' | 'transformer';
  readonly learn: (texts: readonly string[], options: FeatureOptions) => Promise<LearnedFeatures>;
  readonly open: (learned: LearnedFeatures, modelFolder: string | undefined) => Promise<OpenFeatures>;
}

/** Settings of features. */
export interface FeatureOptions {
  readonly modelFolder: string | undefined;
  /** Directions that sparse features are reduced to. */
  readonly rank: number;
  readonly seed: number;
}
