// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A calibration temperature within the weights: dividing a classifier's last layer divides its logits, so that every
// runtime, the server's too, answers softmax(logits / temperature) without knowing of it.

import { refuse } from '../diagnostics/diagnostic.js';
import { invariant } from '../util/invariant.js';
import type { Graph, Weights } from './graph.js';
import { asFloat32, type Tensor } from './tensor.js';

/** What model.json says of calibration. */
export interface Calibration {
  /** Logits are divided by it: above 1 for a model that is too sure. */
  readonly temperature: number;
  /** Whether the folder's ONNX and TorchScript files already answer with divided logits. */
  readonly folded?: boolean;
}

/** Refuses what is no temperature. @throws DiagnosticError MD1010. */
export function checkTemperature(temperature: number): void {
  if (Number.isFinite(temperature) && temperature > 0) return;
  refuse('MD1010', `${temperature} is not a temperature`, 'A temperature is a number above 0; 1 changes nothing.');
}

/**
 * The weights with those of the last linear layer of output `logits`, and its bias, divided by `temperature`.
 *
 * @throws DiagnosticError MD1010 when the temperature is not above 0 or the graph is no classifier.
 */
export function scaleClassifierLogits(graph: Graph, weights: Weights, temperature: number): Weights {
  checkTemperature(temperature);
  const logits = graph.outputs.find(({ name }) => name === 'logits')?.value;
  if (!logits) return refuse('MD1010', 'an embedding has no temperature', 'Only classifiers are calibrated.');
  invariant(logits.op === 'linear', 'a classifier ends with a linear layer');
  const scaled = new Map(weights);
  for (const layer of [logits.weight, logits.bias]) {
    if (!layer) continue;
    invariant(layer.op === 'parameter', 'a linear layer has parameters');
    const tensor = weights.get(layer.name);
    invariant(tensor, `no tensor for parameter ${layer.name}`);
    scaled.set(layer.name, divided(tensor, temperature));
  }
  return scaled;
}

/** A tensor whose elements are divided while they are read. */
function divided(tensor: Tensor, divisor: number): Tensor {
  const source = asFloat32(tensor);
  return {
    ...source,
    read(offset, target) {
      source.read(offset, target);
      const values = new Float32Array(target.buffer, target.byteOffset, target.length / 4);
      for (let index = 0; index < values.length; index++) values[index]! /= divisor;
    },
  };
}
