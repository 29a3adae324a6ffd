// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A classifier for tests: answers from a function of the text, in the server's shape.

import type { Classifier } from '../../src/evaluate/classifier.js';
import { classificationResult } from '../../src/inference/textClassificationResult.js';

/** A classifier with the given labels; `probabilitiesOf` gives one probability a label. */
export function fakeClassifier(
  labels: readonly string[],
  probabilitiesOf: (text: string) => readonly number[],
): Classifier & { readonly calls: (readonly string[])[] } {
  const calls: (readonly string[])[] = [];
  return {
    labels,
    calls,
    classify(texts) {
      calls.push(texts);
      return Promise.resolve().then(() =>
        texts.map((text) =>
          classificationResult(probabilitiesOf(text), labels, {
            numTopClasses: -1,
            truncated: text.length > 500,
            modelId: 'fake',
          }),
        ),
      );
    },
  };
}
