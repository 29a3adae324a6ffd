// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Findings and verdicts: each with the case that must raise it and a clean twin that must not.

import { findingsOf, type ModelFacts } from '../../../src/evaluate/findings.js';
import { measure } from '../../../src/evaluate/measure.js';
import { Tally } from '../../../src/evaluate/tally.js';
import { judge, type Verdict } from '../../../src/evaluate/verdict.js';

interface Row {
  readonly predicted: string;
  readonly label?: string;
  readonly probability?: number;
  readonly text?: string;
  readonly truncated?: boolean;
}

function tallyOf(rows: readonly Row[]): Tally {
  const tally = new Tally();
  rows.forEach(({ predicted, label, probability, text, truncated }, index) => {
    tally.add({
      text: text ?? `text ${index}`,
      predicted_value: predicted,
      prediction_probability: probability ?? 0.6 + (index % 40) / 100,
      ...(label !== undefined && { label }),
      ...(truncated && { is_truncated: true as const }),
    });
  });
  return tally;
}

const repeat = (count: number, row: Row): Row[] => Array.from({ length: count }, () => row);
const checks = (rows: readonly Row[], facts?: ModelFacts): string[] =>
  findingsOf(tallyOf(rows).statistics(), facts).map(({ check }) => check);
const verdict = (rows: readonly Row[]): Verdict => {
  const tally = tallyOf(rows);
  const scored = tally.columns.toScoredRows();
  return judge(findingsOf(tally.statistics()), scored.length > 0 ? measure(scored, { samples: 200 }) : null);
};

const sound = [
  ...repeat(150, { predicted: 'INFO', label: 'INFO' }),
  ...repeat(10, { predicted: 'INFO', label: 'ERROR' }),
  ...repeat(140, { predicted: 'ERROR', label: 'ERROR' }),
];

test('sound results raise nothing and may be deployed', () => {
  expect(checks(sound)).toEqual([]);
  expect(verdict(sound).decision).toBe('deploy');
});

test('one label for nearly everything is a collapse', () => {
  const rows = [...repeat(97, { predicted: 'WARNING' }), ...repeat(3, { predicted: 'INFO' })];
  expect(checks(rows)).toEqual(['collapse']);
  expect(verdict(rows).decision).toBe('do_not_deploy');
  expect(checks([...repeat(95, { predicted: 'WARNING' }), ...repeat(5, { predicted: 'INFO' })])).toEqual([]);
});

test('one label for nearly everything is no collapse where it is the truth', () => {
  const rows = [
    ...repeat(1960, { predicted: 'INFO', label: 'INFO' }),
    ...repeat(40, { predicted: 'ERROR', label: 'ERROR' }),
  ];
  expect(checks(rows)).toEqual(['one_label_data']);
});

test('label maps that disagree', () => {
  const warnings = [{ kind: 'labels_disagree', message: 'id2label says 0 is INFO' }] as const;
  expect(checks(sound, { warnings: [] })).toEqual([]);
  expect(checks(sound, { warnings })).toEqual(['label_maps']);
});

test('labels of the data that the model cannot give', () => {
  expect(checks(sound, { labels: ['INFO', 'ERROR'] })).toEqual([]);
  expect(checks(sound, { labels: ['info', 'error'] })).toEqual(['unknown_labels']);
});

test('the same confidence everywhere', () => {
  const flat = repeat(100, { predicted: 'INFO', probability: 0.34 }).map((row, index) =>
    index % 3 === 0 ? { ...row, predicted: 'ERROR' } : row,
  );
  expect(checks(flat)).toEqual(['constant_confidence']);
  // A model that is rightly sure of everything is not random.
  expect(checks(flat.map((row) => ({ ...row, probability: 0.999 })))).toEqual([]);
});

test('truncated and repeated texts, rare labels', () => {
  expect(checks(sound.map((row, index) => ({ ...row, truncated: index < 40 })))).toEqual(['truncation']);
  expect(checks(sound.map((row, index) => ({ ...row, text: `text ${index % 100}` })))).toEqual(['duplicates']);
  expect(checks([...sound, ...repeat(5, { predicted: 'FATAL', label: 'FATAL' })])).toEqual(['few_examples']);
});

test('a model no better than the commonest label', () => {
  const guessing = Array.from({ length: 400 }, (_, index) => ({
    predicted: 'INFO',
    label: index % 10 === 0 ? 'ERROR' : 'INFO',
    ...(index % 17 === 0 && { predicted: 'ERROR' }),
  }));
  expect(verdict(guessing)).toMatchObject({ decision: 'do_not_deploy' });
});

test('a weak class asks for care', () => {
  const weak = [...sound, ...repeat(100, { predicted: 'INFO', label: 'ERROR' })];
  expect(verdict(weak)).toMatchObject({ decision: 'deploy_with_care' });
});
