// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Functions whose minimum is known.

import { minimize, type Objective } from '../../../../src/models/linear/minimize.js';

const rosenbrock: Objective = (point, gradient) => {
  const [x, y] = point as unknown as [number, number];
  gradient[0] = -2 * (1 - x) - 400 * x * (y - x * x);
  gradient[1] = 200 * (y - x * x);
  return (1 - x) ** 2 + 100 * (y - x * x) ** 2;
};

describe('minimize', () => {
  test('finds the minimum of a curved valley', () => {
    const point = Float64Array.of(-1.2, 1);
    const steps = minimize(rosenbrock, point, { iterations: 200, tolerance: 1e-14 });
    expect(point[0]).toBeCloseTo(1, 4);
    expect(point[1]).toBeCloseTo(1, 4);
    expect(steps).toBeLessThan(100);
  });

  test('stops when told to', () => {
    const point = Float64Array.of(-1.2, 1);
    const steps = minimize(rosenbrock, point, { iterations: 200, tolerance: 0, afterStep: (_, step) => step === 3 });
    expect(steps).toBe(3);
  });

  test('stays at a minimum', () => {
    const point = Float64Array.of(1, 1);
    expect(minimize(rosenbrock, point, { iterations: 10, tolerance: 0 })).toBe(0);
    expect([...point]).toEqual([1, 1]);
  });
});
