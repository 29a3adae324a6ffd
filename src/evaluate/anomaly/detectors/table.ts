// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The detectors by name.

import { autoencoder } from './autoencoder.js';
import type { Detector } from './detector.js';
import { isolationForest } from './isolationForest.js';
import { mahalanobis } from './mahalanobis.js';
import { nearestNeighbours } from './nearestNeighbours.js';
import { oneClassSvm } from './oneClassSvm.js';

/** Every detector. */
export const detectors = {
  neighbours: nearestNeighbours,
  forest: isolationForest,
  svm: oneClassSvm,
  autoencoder,
  mahalanobis,
} as const satisfies Readonly<Record<string, Detector>>;

/** Name of a detector. */
export type DetectorName = keyof typeof detectors;

/** The names in the order of the table. */
export const detectorNames = Object.keys(detectors) as DetectorName[];
