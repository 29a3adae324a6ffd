// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A small autoencoder: a network that learns to give back normal rows through a narrow middle. What it cannot give back
// is strange. Trained by Adam (Kingma and Ba 2015) on standardized columns, stopped when rows kept aside get no better.

import { SeededRandom } from '../../../util/seededRandom.js';
import { columnMoments, denseMatrix, rowOf, type DenseMatrix } from '../denseMatrix.js';
import type { Detector } from './detector.js';

export const autoencoder: Detector = {
  describe: 'what a small network that learned the normal examples cannot reproduce',
  // Widths 0 follow from the columns.
  defaults: { hidden: 0, middle: 0, epochs: 200, batch: 32, rate: 2e-3 },
  mostRows: 20_000,
  learn(normal, settings, seed) {
    const { means, deviations } = columnMoments(normal);
    // A column that never varies is kept as it is: a change of it counts by its size.
    const scales = deviations.map((deviation) => (deviation > 1e-9 ? deviation : 1));
    const rows = standardized(normal, means, scales);
    const hidden = settings.hidden || Math.min(64, Math.max(4, Math.ceil(normal.columns * 0.75)));
    const middle = settings.middle || Math.min(16, Math.max(2, Math.ceil(normal.columns / 4)));
    const network = new Network(Int32Array.of(normal.columns, hidden, middle, hidden, normal.columns));
    const random = new SeededRandom(seed);
    const parameters = train(network, rows, settings, random);
    return { means, scales, widths: network.widths, parameters };
  },
  scorer({ means, scales, widths, parameters }) {
    const network = new Network(widths as Int32Array);
    const point = new Float64Array(means!.length);
    return (row) => {
      for (let at = 0; at < row.length; at++) point[at] = (row[at]! - means![at]!) / scales![at]!;
      return network.loss(parameters as Float64Array, point);
    };
  },
};

function standardized(matrix: DenseMatrix, means: Float64Array, scales: Float64Array): DenseMatrix {
  const { columns } = matrix;
  return {
    ...matrix,
    values: matrix.values.map((value, at) => (value - means[at % columns]!) / scales[at % columns]!),
  };
}

/** A fully connected network with tanh between its layers and nothing behind the last one. */
export class Network {
  readonly widths: Int32Array;
  /** Weights of each layer row by row, its biases behind them. */
  readonly parameterCount: number;
  private readonly activations: Float64Array[];
  private readonly errors: Float64Array[];

  constructor(widths: Int32Array) {
    this.widths = widths;
    this.activations = Array.from(widths, (width) => new Float64Array(width));
    this.errors = Array.from(widths, (width) => new Float64Array(width));
    let count = 0;
    for (let layer = 1; layer < widths.length; layer++) count += widths[layer]! * (widths[layer - 1]! + 1);
    this.parameterCount = count;
  }

  /** Weights as Glorot and Bengio (2010) begin them; biases 0. */
  initial(random: SeededRandom): Float64Array {
    const parameters = new Float64Array(this.parameterCount);
    let at = 0;
    for (let layer = 1; layer < this.widths.length; layer++) {
      const before = this.widths[layer - 1]!;
      const width = this.widths[layer]!;
      const limit = Math.sqrt(6 / (before + width));
      for (let weight = 0; weight < width * before; weight++) parameters[at++] = (2 * random.fraction() - 1) * limit;
      at += width;
    }
    return parameters;
  }

  /** Mean squared difference between a row and what comes back of it. */
  loss(parameters: Float64Array, row: Float64Array): number {
    this.forward(parameters, row);
    const output = this.activations.at(-1)!;
    let sum = 0;
    for (let at = 0; at < row.length; at++) sum += (output[at]! - row[at]!) ** 2;
    return sum / row.length;
  }

  /** The loss of a row; adds its derivative by each parameter, times a factor, to the gradient. */
  addGradient(parameters: Float64Array, row: Float64Array, gradient: Float64Array, factor: number): number {
    const loss = this.loss(parameters, row);
    const last = this.widths.length - 1;
    const output = this.activations[last]!;
    for (let at = 0; at < row.length; at++) {
      this.errors[last]![at] = (2 * factor * (output[at]! - row[at]!)) / row.length;
    }
    let end = this.parameterCount;
    for (let layer = last; layer > 0; layer--) {
      const width = this.widths[layer]!;
      const before = this.widths[layer - 1]!;
      const start = end - width * (before + 1);
      const input = this.activations[layer - 1]!;
      const error = this.errors[layer]!;
      const passed = this.errors[layer - 1]!.fill(0);
      for (let to = 0; to < width; to++) {
        const slope = error[to]!;
        const weights = start + to * before;
        for (let from = 0; from < before; from++) {
          gradient[weights + from]! += slope * input[from]!;
          passed[from]! += slope * parameters[weights + from]!;
        }
        gradient[start + width * before + to]! += slope;
      }
      for (let from = 0; from < before; from++) passed[from]! *= 1 - input[from]! ** 2;
      end = start;
    }
    return loss;
  }

  private forward(parameters: Float64Array, row: Float64Array): void {
    this.activations[0]!.set(row);
    let start = 0;
    for (let layer = 1; layer < this.widths.length; layer++) {
      const width = this.widths[layer]!;
      const before = this.widths[layer - 1]!;
      const input = this.activations[layer - 1]!;
      const output = this.activations[layer]!;
      const isLast = layer === this.widths.length - 1;
      for (let to = 0; to < width; to++) {
        let sum = parameters[start + width * before + to]!;
        const weights = start + to * before;
        for (let from = 0; from < before; from++) sum += parameters[weights + from]! * input[from]!;
        output[to] = isLast ? sum : Math.tanh(sum);
      }
      start += width * (before + 1);
    }
  }
}

/** One row in ten is kept aside, and so many rounds without a better loss on those end the training. */
const asideEvery = 10;
const patience = 15;
/** More steps than this teach a network of this size nothing more. */
const mostSteps = 30_000;

/** The parameters with the least loss on rows that were not trained on. */
function train(
  network: Network,
  rows: DenseMatrix,
  settings: Readonly<Record<string, number>>,
  random: SeededRandom,
): Float64Array {
  const { epochs, batch, rate } = settings as Record<'epochs' | 'batch' | 'rate', number>;
  const order = random.shuffle(Int32Array.from({ length: rows.rows }, (_, row) => row));
  const asideCount = Math.floor(rows.rows / asideEvery);
  // Of a handful of rows none can be spared: they judge themselves.
  const aside = denseMatrix(
    Array.from(asideCount > 0 ? order.subarray(0, asideCount) : order, (row) => rowOf(rows, row)),
  );
  const trained = order.slice(asideCount);
  const parameters = network.initial(random);
  const adam = new Adam(network.parameterCount, rate);
  const gradient = new Float64Array(network.parameterCount);
  let best = { loss: Infinity, epoch: 0, parameters: parameters.slice() };
  for (let epoch = 0, steps = 0; epoch < epochs && steps < mostSteps && epoch - best.epoch <= patience; epoch++) {
    random.shuffle(trained);
    for (let start = 0; start < trained.length; start += batch, steps++) {
      const chosen = trained.subarray(start, start + batch);
      gradient.fill(0);
      for (const row of chosen) network.addGradient(parameters, rowOf(rows, row), gradient, 1 / chosen.length);
      adam.step(parameters, gradient);
    }
    let loss = 0;
    for (let row = 0; row < aside.rows; row++) loss += network.loss(parameters, rowOf(aside, row)) / aside.rows;
    if (loss < best.loss) best = { loss, epoch, parameters: parameters.slice() };
  }
  return best.parameters;
}

/** Gradient descent with a step of its own for each parameter. */
export class Adam {
  private readonly first: Float64Array;
  private readonly second: Float64Array;
  private readonly rate: number;
  private steps = 0;

  constructor(size: number, rate: number) {
    this.first = new Float64Array(size);
    this.second = new Float64Array(size);
    this.rate = rate;
  }

  step(parameters: Float64Array, gradient: Float64Array): void {
    this.steps++;
    const rate = (this.rate * Math.sqrt(1 - 0.999 ** this.steps)) / (1 - 0.9 ** this.steps);
    for (let at = 0; at < parameters.length; at++) {
      const slope = gradient[at]!;
      const first = (this.first[at] = 0.9 * this.first[at]! + 0.1 * slope);
      const second = (this.second[at] = 0.999 * this.second[at]! + 0.001 * slope * slope);
      parameters[at]! -= (rate * first) / (Math.sqrt(second) + 1e-8);
    }
  }
}
