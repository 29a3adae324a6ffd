// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A comparison as plain text, for terminals.

import { chance, count, significant } from '../report/axes.js';
import { printable, textTable } from '../textTable.js';
import { comparedScores, type ComparedScore, type Comparison } from './compareSubjects.js';

/** Column titles of the scores. */
const scoreTitles: Readonly<Record<(typeof comparedScores)[number], string>> = {
  macro_f1: 'macro-F1',
  accuracy: 'accuracy',
  mcc: 'MCC',
  ordinal_cost: 'ordinal cost',
  log_loss: 'log loss',
  ece: 'calibration error',
};

/** Renders a comparison. */
export function renderComparisonText(comparison: Comparison): string {
  const { models, pairs, texts, labelled } = comparison;
  const scores = comparedScores.filter((name) => models.some((model) => model.scores[name]));
  const lines = [
    comparison.conclusion,
    ...comparison.notes.map((note) => `  ${note}`),
    ...models.flatMap(({ name, findings }) =>
      findings.flatMap(({ weight, message, evidence, remedy }) => [
        '',
        `${weight.toUpperCase()} ${name}: ${message}`,
        `  ${evidence}`,
        `  ${remedy}`,
      ]),
    ),
    '',
    `${count(texts)} texts, ${count(labelled)} with a true label` +
      (comparison.left_out > 0 ? `; ${count(comparison.left_out)} left out, which not all of them answer` : ''),
    '',
  ];
  if (scores.length > 0) {
    lines.push(
      ...textTable(
        [
          ['', ...scores.map((name) => scoreTitles[name])],
          ...models.map(({ name, scores: found }) => [name, ...scores.map((score) => scoreText(found[score]))]),
        ],
        ['left', ...scores.map(() => 'right' as const)],
      ),
      '',
    );
  }
  lines.push(
    ...textTable(
      [
        ['', 'texts/s', 'p95 of one text', 'operations a text', 'memory on a cluster', 'file', 'price a million'],
        ...models.map(({ name, speed, size, price_per_million: price }) => [
          name,
          speed ? count(Math.round(speed.texts_per_second)) : '-',
          speed?.latency_ms ? `${speed.latency_ms.p95.toFixed(2)} ms` : '-',
          size ? significant(size.operations_per_text) : '-',
          size?.cluster_memory_bytes ? megabytes(size.cluster_memory_bytes) : '-',
          size ? megabytes(size.file_bytes) : '-',
          price === null ? '-' : price.toPrecision(3),
        ]),
      ],
      ['left', 'right', 'right', 'right', 'right', 'right', 'right'],
    ),
    '',
    ...textTable(
      [
        ['pair', 'agree', 'kappa', 'macro-F1 differs by', '95 % interval', 'p', "McNemar's p"],
        ...pairs.map((pair) => [
          `${pair.first} | ${pair.second}`,
          `${(pair.agreement * 100).toFixed(1)} %`,
          pair.kappa.toFixed(3),
          pair.macro_f1_difference?.toFixed(4) ?? '-',
          pair.interval ? pair.interval.map((bound) => bound.toFixed(4)).join(' to ') : '-',
          chance(pair.p_value),
          pair.mcnemar_p_value?.toPrecision(2) ?? '-',
        ]),
      ],
      ['left', 'right', 'right', 'right', 'right', 'right', 'right'],
    ),
  );
  return `${lines.map(printable).join('\n')}\n`;
}

function scoreText(score: ComparedScore | null): string {
  if (!score) return '-';
  const { value, interval } = score;
  return `${value.toFixed(3)}${interval ? ` (${interval.map((bound) => bound.toFixed(3)).join('-')})` : ''}`;
}

/** 84.3 MB */
export function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toPrecision(3)} MB`;
}
