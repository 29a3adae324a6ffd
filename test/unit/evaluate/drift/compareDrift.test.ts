// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Drift between two periods.

import { compareDrift, driftFinding, kolmogorovSmirnov } from '../../../../src/evaluate/drift/compareDrift.js';
import { DriftSketch } from '../../../../src/evaluate/drift/driftSketch.js';
import { SeededRandom } from '../../../../src/util/seededRandom.js';

interface Period {
  readonly seed: number;
  readonly words?: string;
  readonly errors?: number;
  readonly sureness?: number;
}

function sketch({ seed, words = 'login from host worked', errors = 0.1, sureness = 0.3 }: Period): DriftSketch {
  const random = new SeededRandom(seed);
  const period = new DriftSketch();
  for (let row = 0; row < 1000; row++) {
    period.add({
      text: `${words} ${['alice', 'bob', 'carol'][random.below(3)]!} ${random.below(1e6)}`,
      predicted_value: random.fraction() < errors ? 'ERROR' : 'INFO',
      prediction_probability: 1 - sureness * random.fraction(),
    });
  }
  return period;
}

test('the Kolmogorov-Smirnov distance is that of scipy.stats.ks_2samp', () => {
  const distance = (first: number[], second: number[]): number =>
    kolmogorovSmirnov(Float64Array.from(first), Float64Array.from(second));
  expect(distance([1, 2, 2, 3, 5], [2, 3, 4, 4, 4, 9])).toBeCloseTo(0.4666666666666667, 12);
  expect(distance([1, 1, 1], [1, 1])).toBe(0);
  expect(distance([1, 2], [3, 4, 5])).toBe(1);
});

test('another sample of the same period is steady', () => {
  const drift = compareDrift(sketch({ seed: 1 }), sketch({ seed: 2 }));
  expect(drift.verdict).toBe('steady');
  expect(drift.new_templates).toBe(0);
  expect(driftFinding(drift)).toBeUndefined();
});

test.each<[string, Partial<Period>, 'moving' | 'different']>([
  ['more errors', { errors: 0.25 }, 'moving'],
  ['mostly errors', { errors: 0.7 }, 'different'],
  ['less sure', { sureness: 0.9 }, 'different'],
  ['another product', { words: 'firewall dropped packet inbound' }, 'different'],
])('%s', (_name, change, verdict) => {
  const drift = compareDrift(sketch({ seed: 1 }), sketch({ seed: 2, ...change }));
  expect(drift.verdict).toBe(verdict);
  expect(driftFinding(drift)).toMatchObject({ check: 'drift', weight: verdict === 'moving' ? 'note' : 'caution' });
});

test('a few texts that differ by chance are no drift', () => {
  const few = new DriftSketch();
  few.add({ text: 'login from host worked alice 123456', predicted_value: 'ERROR', prediction_probability: 0.9 });
  few.add({ text: 'login from host worked bob 65432', predicted_value: 'INFO', prediction_probability: 0.8 });
  expect(compareDrift(sketch({ seed: 1 }), few).verdict).toBe('steady');
});
