// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// L-BFGS: minimizes a smooth function of many variables. Deterministic.

/** Value of the function at a point; writes the gradient. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

/** When to stop. */
export interface MinimizeOptions {
  readonly iterations: number;
  /** Stops when the value falls by less than this share of itself. */
  readonly tolerance: number;
  /** Called after each step; true stops. */
  readonly afterStep?: (point: Float64Array, iteration: number) => boolean;
}

const memory = 7;
const sufficientDecrease = 1e-4;

/** Moves `point` to a minimum; gives the number of steps. */
export function minimize(objective: Objective, point: Float64Array, options: MinimizeOptions): number {
  const size = point.length;
  let gradient = new Float64Array(size);
  let value = objective(point, gradient);
  const history: { readonly step: Float64Array; readonly change: Float64Array; readonly curvature: number }[] = [];
  const direction = new Float64Array(size);
  const candidate = new Float64Array(size);
  let candidateGradient = new Float64Array(size);

  for (let iteration = 1; iteration <= options.iterations; iteration++) {
    for (let index = 0; index < size; index++) direction[index] = -gradient[index]!;
    const factors: number[] = [];
    for (const { step, change, curvature } of history.toReversed()) {
      const factor = dot(step, direction) / curvature;
      factors.push(factor);
      addScaled(direction, change, -factor);
    }
    const newest = history.at(-1);
    if (newest) scale(direction, newest.curvature / dot(newest.change, newest.change));
    for (const { step, change, curvature } of history) {
      addScaled(direction, step, factors.pop()! - dot(change, direction) / curvature);
    }

    const slope = dot(gradient, direction);
    if (!(slope < 0)) return iteration - 1;
    let rate = newest ? 1 : Math.min(1, 1 / Math.sqrt(dot(gradient, gradient)));
    let next = Infinity;
    for (let attempt = 0; attempt < 30; attempt++, rate /= 2) {
      for (let index = 0; index < size; index++) candidate[index] = point[index]! + rate * direction[index]!;
      next = objective(candidate, candidateGradient);
      if (next <= value + sufficientDecrease * rate * slope) break;
    }
    if (!(next < value)) return iteration - 1;

    const step = new Float64Array(size);
    const change = new Float64Array(size);
    for (let index = 0; index < size; index++) {
      step[index] = candidate[index]! - point[index]!;
      change[index] = candidateGradient[index]! - gradient[index]!;
    }
    const curvature = dot(step, change);
    if (curvature > 1e-12) history.push({ step, change, curvature });
    if (history.length > memory) history.shift();
    const fall = value - next;
    point.set(candidate);
    value = next;
    [gradient, candidateGradient] = [candidateGradient, gradient];
    if (options.afterStep?.(point, iteration) || fall < options.tolerance * Math.abs(value)) return iteration;
  }
  return options.iterations;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!;
  return sum;
}

function addScaled(target: Float64Array, added: Float64Array, factor: number): void {
  for (let index = 0; index < target.length; index++) target[index]! += factor * added[index]!;
}

function scale(target: Float64Array, factor: number): void {
  for (let index = 0; index < target.length; index++) target[index]! *= factor;
}
