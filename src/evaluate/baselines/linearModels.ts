// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Logistic regression and a linear support vector machine on sparse features, with the objectives of scikit-learn 1.9's
// LogisticRegression and LinearSVC at their defaults (C = 1), so that results can be compared.

import { minimize } from '../../models/linear/minimize.js';
import type { SparseMatrix } from './sparseMatrix.js';

/** A fitted model: a row of weights and an intercept for each output; one output when there are two classes. */
export interface LinearModel {
  readonly outputs: number;
  readonly columns: number;
  /** outputs × (columns + 1), the intercept behind each row. */
  readonly parameters: Float64Array;
}

/** Steps of the minimizer, and the share of the objective below which a step counts as none. */
const iterations = 1000;
const tolerance = 1e-8;

/** Logistic regression: multinomial, or binomial for two classes; weights are penalized, intercepts are not. */
export function fitLogisticRegression(features: SparseMatrix, labels: Int32Array, classes: number): LinearModel {
  const outputs = classes === 2 ? 1 : classes;
  const { columns, rows } = features;
  const width = columns + 1;
  const parameters = new Float64Array(outputs * width);
  const scores = new Float64Array(outputs);
  minimize(
    (point, gradient) => {
      let value = 0;
      gradient.fill(0);
      for (let row = 0; row < rows; row++) {
        rowScores(features, row, point, outputs, scores);
        const label = labels[row]!;
        if (outputs === 1) {
          const score = scores[0]!;
          value += Math.max(score, 0) - label * score + Math.log1p(Math.exp(-Math.abs(score)));
          addRow(features, row, gradient, 0, 1 / (1 + Math.exp(-score)) - label);
        } else {
          const most = Math.max(...scores);
          let total = 0;
          for (const score of scores) total += Math.exp(score - most);
          value += Math.log(total) + most - scores[label]!;
          for (let output = 0; output < outputs; output++) {
            const probability = Math.exp(scores[output]! - most) / total;
            addRow(features, row, gradient, output * width, probability - (output === label ? 1 : 0));
          }
        }
      }
      for (let output = 0; output < outputs; output++) {
        for (let index = output * width; index < output * width + columns; index++) {
          value += point[index]! ** 2 / 2;
          gradient[index]! += point[index]!;
        }
      }
      return value;
    },
    parameters,
    { iterations, tolerance },
  );
  return { outputs, columns, parameters };
}

/** Linear support vector machine, one class against the rest, squared hinge loss; intercepts are penalized too. */
export function fitLinearSvm(features: SparseMatrix, labels: Int32Array, classes: number): LinearModel {
  const outputs = classes === 2 ? 1 : classes;
  const { columns, rows } = features;
  const width = columns + 1;
  const all = new Float64Array(outputs * width);
  const scores = new Float64Array(1);
  for (let output = 0; output < outputs; output++) {
    const positive = outputs === 1 ? 1 : output;
    const parameters = new Float64Array(width);
    minimize(
      (point, gradient) => {
        let value = 0;
        gradient.set(point);
        for (let index = 0; index < width; index++) value += point[index]! ** 2 / 2;
        for (let row = 0; row < rows; row++) {
          rowScores(features, row, point, 1, scores);
          const side = labels[row] === positive ? 1 : -1;
          const slack = 1 - side * scores[0]!;
          if (slack <= 0) continue;
          value += slack * slack;
          addRow(features, row, gradient, 0, -2 * side * slack);
        }
        return value;
      },
      parameters,
      { iterations, tolerance },
    );
    all.set(parameters, output * width);
  }
  return { outputs, columns, parameters: all };
}

/** The class with the highest score for each row; for two classes, the second one when its score is above 0. */
export function predictLinear(model: LinearModel, features: SparseMatrix): Int32Array {
  const scores = new Float64Array(model.outputs);
  return Int32Array.from({ length: features.rows }, (_, row) => {
    rowScores(features, row, model.parameters, model.outputs, scores);
    if (model.outputs === 1) return scores[0]! > 0 ? 1 : 0;
    return scores.indexOf(Math.max(...scores));
  });
}

function rowScores(
  { offsets, indices, values, columns }: SparseMatrix,
  row: number,
  parameters: Float64Array,
  outputs: number,
  scores: Float64Array,
): void {
  for (let output = 0; output < outputs; output++) {
    const base = output * (columns + 1);
    let sum = parameters[base + columns]!;
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) sum += values[at]! * parameters[base + indices[at]!]!;
    scores[output] = sum;
  }
}

/** Adds a row of the matrix, and 1 for the intercept, times a factor. */
function addRow(
  { offsets, indices, values, columns }: SparseMatrix,
  row: number,
  target: Float64Array,
  base: number,
  factor: number,
): void {
  for (let at = offsets[row]!; at < offsets[row + 1]!; at++) target[base + indices[at]!]! += factor * values[at]!;
  target[base + columns]! += factor;
}
