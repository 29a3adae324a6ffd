// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The network's gradient against finite differences, and what a linear autoencoder can reach at best.

import { denseMatrix, rowOf } from '../../../../src/evaluate/anomaly/denseMatrix.js';
import { autoencoder, Network } from '../../../../src/evaluate/anomaly/detectors/autoencoder.js';
import { SeededRandom } from '../../../../src/util/seededRandom.js';

const random = new SeededRandom(4);

test('the gradient is the slope of the loss', () => {
  const network = new Network(Int32Array.of(5, 4, 2, 4, 5));
  const parameters = network.initial(random);
  const row = Float64Array.from({ length: 5 }, () => random.normal());
  const gradient = new Float64Array(network.parameterCount);
  network.addGradient(parameters, row, gradient, 1);
  const step = 1e-6;
  for (let at = 0; at < network.parameterCount; at++) {
    const moved = (by: number): number => {
      const other = parameters.slice();
      other[at]! += by;
      return network.loss(other, row);
    };
    expect(gradient[at]).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 6);
  }
});

test('gives back rows on a curve through the space, and not those beside it', () => {
  const onCurve = (): number[] => {
    const t = 4 * random.fraction() - 2;
    return [t, Math.sin(t), (t * t) / 2, -t].map((value) => value + 0.02 * random.normal());
  };
  const learned = autoencoder.learn(denseMatrix(Array.from({ length: 300 }, onCurve)), autoencoder.defaults, 1);
  const score = autoencoder.scorer(learned);
  const worstOn = Math.max(...Array.from({ length: 50 }, () => score(Float64Array.from(onCurve()))));
  const beside = Array.from({ length: 50 }, () => Float64Array.from({ length: 4 }, () => 4 * random.fraction() - 2));
  const caught = beside.filter((row) => score(row) > worstOn).length;
  expect(caught).toBeGreaterThanOrEqual(45);
});

test('the same seed gives the same network', () => {
  const rows = denseMatrix(Array.from({ length: 40 }, () => [random.normal(), random.normal(), random.normal()]));
  const learn = (seed: number): Float64Array =>
    autoencoder.learn(rows, { ...autoencoder.defaults, epochs: 3 }, seed).parameters as Float64Array;
  expect(learn(1)).toEqual(learn(1));
  expect(learn(1)).not.toEqual(learn(2));
  expect(rowOf(rows, 1)).toHaveLength(3);
});
