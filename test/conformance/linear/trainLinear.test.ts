// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Our logistic regression against scikit-learn's on the same tf-idf features (record.py beside this file).

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { softmax } from '../../../src/inference/textClassificationResult.js';
import { linearLogits } from '../../../src/models/linear/linearLogits.js';
import { LinearProblem } from '../../../src/models/linear/trainLinear.js';

interface RecordedCase {
  labels: number;
  inverse_penalty: number;
  balanced: boolean;
  vocabulary: string[];
  texts: number[][];
  truth: number[];
  probabilities: number[][];
}

const cases = JSON.parse(readFileSync(join(__dirname, 'recorded.json'), 'utf8')) as RecordedCase[];

test.each(cases.map((one) => [one.labels, one.inverse_penalty, one.balanced, one] as const))(
  'probabilities of %i labels, C %d, balanced %s',
  (_labels, _c, _balanced, recorded) => {
    const texts = recorded.texts.map((ids) => Int32Array.from(ids));
    const problem = new LinearProblem(
      { texts, labels: Int32Array.from(recorded.truth) },
      recorded.labels,
      recorded.vocabulary,
      256,
    );
    const model = problem.train({
      inversePenalty: recorded.inverse_penalty,
      classBalance: recorded.balanced ? 1 : 0,
      pairScale: 0,
      letterScale: 0,
      iterations: 500,
    });
    const weights = problem.tables(model);
    const worst = texts.map((ids, text) => {
      const probabilities = softmax(linearLogits(weights, ids));
      return Math.max(...probabilities.map((value, label) => Math.abs(value - recorded.probabilities[text]![label]!)));
    });
    expect(Math.max(...worst)).toBeLessThan(2e-3);
  },
);
