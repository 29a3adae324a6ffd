// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The features by name.

import { characterFeatures } from './characterFeatures.js';
import { embeddingFeatures } from './embeddingFeatures.js';
import type { Features } from './features.js';
import { requestFeatures } from './requestFeatures.js';
import { wordPieceFeatures } from './wordPieceFeatures.js';

/** All features. */
export const features = {
  characters: characterFeatures,
  words: wordPieceFeatures,
  requests: requestFeatures,
  embeddings: embeddingFeatures,
} as const satisfies Readonly<Record<string, Features>>;

/** Name of features. */
export type FeatureName = keyof typeof features;

/** The names in the order of the table. */
export const featureNames = Object.keys(features) as FeatureName[];
