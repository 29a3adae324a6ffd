// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What the evaluator needs of a classifier; the real one is loadClassifier of src/inference.

import type { ClassificationResult } from '../inference/textClassificationResult.js';

/** Classifies texts in the shape that the server's inference processor writes. */
export interface Classifier {
  /** All labels, in the order of the model's outputs. */
  readonly labels: readonly string[];
  /** One result a text, in order, with all classes in `top_classes`. */
  classify(texts: readonly string[]): Promise<readonly ClassificationResult[]>;
}
