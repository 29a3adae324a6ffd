// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Thresholds, on ten events that can be counted by hand.

import { AlertScores, alertScore, defaultAlertLabels } from '../../../../src/evaluate/thresholds/alertScores.js';
import {
  chooseThreshold,
  thinOutcomes,
  ThresholdOutcomes,
  type ThresholdRule,
} from '../../../../src/evaluate/thresholds/chooseThreshold.js';

const top = (error: number): { class_name: string; class_probability: number; class_score: number }[] =>
  [
    { class_name: 'ERROR', class_probability: error },
    { class_name: 'INFO', class_probability: 1 - error },
  ].map((entry) => ({ ...entry, class_score: entry.class_probability }));

/** Score and truth of each event; three of the five true alerts lead, one pair is tied. */
const events: readonly [number, boolean][] = [
  [0.95, true],
  [0.9, true],
  [0.8, false],
  [0.7, true],
  [0.6, true],
  [0.6, false],
  [0.4, false],
  [0.3, true],
  [0.2, false],
  [0.1, false],
];

function scores(labelled: boolean): AlertScores {
  const collected = new AlertScores(['ERROR']);
  for (const [score, alert] of [...events].reverse()) {
    collected.add({
      text: '',
      predicted_value: score > 0.5 ? 'ERROR' : 'INFO',
      prediction_probability: Math.max(score, 1 - score),
      top_classes: top(score),
      ...(labelled && { label: alert ? 'ERROR' : 'INFO' }),
    });
  }
  return collected;
}

test('each distinct score is a threshold with its counts', () => {
  const outcomes = new ThresholdOutcomes(scores(true));
  const all = Array.from({ length: outcomes.length }, (_, place) => outcomes.at(place)!);
  expect(all.map(({ threshold }) => threshold)).toEqual([0.95, 0.9, 0.8, 0.7, 0.6, 0.4, 0.3, 0.2, 0.1]);
  expect(outcomes.at(9)).toBeUndefined();
  expect(all[4]).toEqual({
    threshold: 0.6,
    alerts: 6,
    share: 0.6,
    caught: 4,
    missed: 1,
    false_alarms: 2,
    precision: 4 / 6,
    recall: 0.8,
  });
  expect(thinOutcomes(outcomes, 3).map(({ threshold }) => threshold)).toEqual([0.95, 0.6, 0.1]);
});

test.each<[ThresholdRule, number]>([
  [{ kind: 'budget', alertsPerDay: 50, eventsPerDay: 100 }, 0.7],
  [{ kind: 'budget', alertsPerDay: 60, eventsPerDay: 100 }, 0.6],
  [{ kind: 'precision', atLeast: 0.75 }, 0.7],
  [{ kind: 'recall', atLeast: 0.8 }, 0.6],
  [{ kind: 'cost', miss: 1, falseAlarm: 10 }, 0.9],
  [{ kind: 'cost', miss: 10, falseAlarm: 1 }, 0.3],
])('%j chooses %d', (rule, threshold) => {
  expect(chooseThreshold(scores(true), rule).outcome.threshold).toBe(threshold);
});

test('a budget needs no labels, the other rules do', () => {
  const { outcome } = chooseThreshold(scores(false), { kind: 'budget', alertsPerDay: 1, eventsPerDay: 5 });
  expect(outcome).toMatchObject({ threshold: 0.9, caught: null, precision: null });
  expect(() => chooseThreshold(scores(false), { kind: 'recall', atLeast: 0.5 })).toThrow('error[EV1005]');
  expect(() => chooseThreshold(scores(true), { kind: 'budget', alertsPerDay: 1, eventsPerDay: 1e6 })).toThrow(
    'still alerts on 10.0 % of the events',
  );
  expect(() => chooseThreshold(new AlertScores(['ERROR']), { kind: 'recall', atLeast: 0.5 })).toThrow('EV1005');
});

test('the most severe label alerts unless told otherwise', () => {
  expect(defaultAlertLabels(['ERROR', 'INFO'], { INFO: 0, ERROR: 1 })).toEqual(['ERROR']);
  expect(defaultAlertLabels(['a', 'b'], undefined)).toEqual([]);
  expect(alertScore(top(0.25), ['INFO', 'ERROR'])).toBe(1);
});

test('what is deployed lies halfway to the next lower score', () => {
  const choice = chooseThreshold(scores(true), { kind: 'recall', atLeast: 0.8 });
  expect(choice.threshold).toBeCloseTo((0.6 + 0.4) / 2, 12);
  // Below the lowest score there is none.
  expect(chooseThreshold(scores(true), { kind: 'recall', atLeast: 1 }).threshold).toBeCloseTo((0.3 + 0.2) / 2, 12);
  expect(chooseThreshold(scores(true), { kind: 'budget', alertsPerDay: 1, eventsPerDay: 1 }).threshold).toBe(0.1);
});
