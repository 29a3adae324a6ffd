// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The results on a page of plain text: for terminals, mails and build logs.

import { describeDrift, driftMeasures, type Drift } from './drift/compareDrift.js';
import type { Interval } from './metrics/bootstrap.js';
import type { Metrics } from './measure.js';
import { chance } from './report/axes.js';
import { describeRule } from './thresholds/chooseThreshold.js';
import type { Results } from './results.js';
import { printable, textTable } from './textTable.js';

/** Mistakes that are named, and the length to which texts are cut. */
const shownMistakes = 10;
const widestText = 76;

/** Renders results as text, at most about 100 columns wide. */
export function renderTextSummary(results: Results): string {
  const { metadata, verdict, statistics, metrics, warnings } = results;
  const lines: string[] = [
    verdict.headline,
    ...verdict.reasons.map((reason) => `  ${reason}`),
    '',
    `model        ${metadata.model.id} (${metadata.model.labels.join(', ')})`,
    `input        ${metadata.inputs.join(', ')}`,
    `texts        ${count(statistics.texts)} (${count(statistics.distinct_texts)} distinct, ${count(statistics.labelled)} labelled, ${count(statistics.failed)} failed, ${count(statistics.unreadable)} unreadable; ${count(statistics.without_text)} documents without a text)`,
    `truncated    ${count(statistics.truncated)}`,
    `throughput   ${statistics.texts_per_second.toFixed(1)} texts/s over ${statistics.seconds.toFixed(1)} s, ${metadata.machine.cores} cores of ${metadata.machine.cpu}`,
  ];
  const latency = statistics.latency_ms;
  if (latency) {
    lines.push(
      `latency      p50 ${latency.p50.toFixed(2)} ms, p95 ${latency.p95.toFixed(2)} ms, p99 ${latency.p99.toFixed(2)} ms (${count(latency.measured)} texts one by one)`,
    );
  }
  if (metadata.interrupted) lines.push('interrupted  the run was stopped before the end of its input');

  lines.push('', 'Predicted labels');
  lines.push(
    ...textTable(
      statistics.label_distribution.map(({ label, count: texts, share }) => [
        label,
        count(texts),
        percent(share),
        '#'.repeat(Math.round(share * 40)),
      ]),
      ['left', 'right', 'right', 'left'],
    ),
  );
  if (statistics.sources.length > 1) {
    lines.push('', 'By source');
    lines.push(
      ...textTable(
        [
          ['source', 'texts', 'most often', 'mean confidence', 'accuracy'],
          ...statistics.sources
            .slice(0, 30)
            .map(({ source, texts, predicted, mean_confidence, accuracy }) => [
              source,
              count(texts),
              predicted[0] ? `${predicted[0].label} ${percent(predicted[0].share)}` : '-',
              mean_confidence?.toFixed(3) ?? '-',
              accuracy?.toFixed(3) ?? '-',
            ]),
        ],
        ['left', 'right', 'left', 'right', 'right'],
      ),
    );
    if (statistics.sources.length > 30) lines.push(`  and ${statistics.sources.length - 30} more in results.json`);
  }
  if (metrics) lines.push('', ...metricLines(metrics));
  const choice = results.threshold?.choice;
  if (choice) {
    const { share, precision, recall } = choice.outcome;
    lines.push(
      '',
      `Threshold for ${choice.labels.join(' or ')}: ${choice.threshold.toFixed(4)}, by ${describeRule(choice.rule)}`,
    );
    lines.push(`  ${percent(share)} of the texts alert`);
    if (recall !== null && precision !== null) {
      lines.push(`  ${percent(recall)} of the true alerts are found, ${percent(precision)} of the alerts are true`);
    }
  }
  if (results.baselines) {
    const { results: rows, texts, folds, conclusion } = results.baselines;
    lines.push('', `Baselines on ${count(texts)} texts, ${folds} folds, no template on both sides`);
    lines.push(
      ...textTable(
        [
          ['', 'macro-F1', '95 % interval', 'accuracy', 'p', 'seconds'],
          ...rows.map((row) => [
            row.name,
            row.macro_f1.toFixed(4),
            interval(row.interval),
            row.accuracy.toFixed(4),
            row.p_value === null ? '' : chance(row.p_value),
            row.seconds === null ? '' : row.seconds.toFixed(1),
          ]),
        ],
        ['left', 'right', 'left', 'right', 'right', 'right'],
      ),
      `  ${conclusion}`,
    );
  }
  if (results.drift) lines.push('', ...driftLines(results.drift));
  if (results.mistakes.length > 0) {
    lines.push('', 'Commonest mistakes, by template');
    for (const { count: texts, label, predicted, template } of results.mistakes.slice(0, shownMistakes)) {
      lines.push(`  ${count(texts).padStart(6)}  ${label} taken for ${predicted}: ${shortened(template)}`);
    }
  }
  if (results.logits.length > 0) {
    const { labels } = metadata.model;
    lines.push('', `Logits and probabilities of the first ${results.logits.length} texts`);
    lines.push(
      ...textTable(
        [
          ['text', ...labels, ...labels.map((label) => `p(${label})`)],
          ...results.logits.flatMap(({ text, logits, probabilities }) =>
            logits.map((row, window) => [
              window === 0 ? shortened(text, 40) : '  next window',
              ...row.map((value) => value.toFixed(4)),
              ...(window === 0 ? probabilities.map((value) => value.toFixed(4)) : labels.map(() => '')),
            ]),
          ),
        ],
        ['left', ...labels.map(() => 'right' as const), ...labels.map(() => 'right' as const)],
      ),
    );
  }
  if (warnings.length > 0) {
    lines.push('', 'Warnings');
    for (const { weight, message, evidence, remedy } of warnings) {
      lines.push(`  ${weight.toUpperCase()}  ${message}`, `        ${evidence}`, `        ${remedy}`);
    }
  }
  return `${lines.map(printable).join('\n')}\n`;
}

function metricLines(metrics: Metrics): string[] {
  const named: readonly [string, string, number | null][] = [
    ['accuracy', 'accuracy', metrics.accuracy],
    ['balanced accuracy', 'balanced_accuracy', metrics.balanced_accuracy],
    ['macro-F1', 'macro_f1', metrics.macro_f1],
    ['weighted F1', 'weighted_f1', metrics.weighted_f1],
    ['MCC', 'mcc', metrics.mcc],
    ['ordinal cost', 'ordinal_cost', metrics.ordinal_cost],
    ['area under ROC', 'macro_roc_auc', metrics.macro_roc_auc],
    ['average precision', 'macro_average_precision', metrics.macro_average_precision],
    ['log loss', 'log_loss', metrics.log_loss],
    ['Brier score', 'brier', metrics.brier],
    ['calibration error', 'ece', metrics.ece],
  ];
  const { calibration } = metrics;
  const lines = [`Scores of ${count(metrics.rows)} labelled texts, with 95 % intervals`];
  lines.push(
    ...textTable(
      named
        .filter(([, , value]) => value !== null)
        .map(([title, name, value]) => [title, value!.toFixed(4), interval(metrics.intervals[name])]),
      ['left', 'right', 'left'],
    ),
    `  (always ${metrics.majority.label}: accuracy ${metrics.majority.accuracy.toFixed(4)}, macro-F1 ${metrics.majority.macro_f1.toFixed(4)})`,
    ...(calibration
      ? [
          `  (with temperature ${calibration.temperature.toFixed(3)}: calibration error ${calibration.ece.after.toFixed(4)}, log loss ${calibration.log_loss.after.toFixed(4)})`,
        ]
      : []),
    '',
    'By label',
    ...textTable(
      [
        ['label', 'precision', 'recall', 'F1', 'texts'],
        ...metrics.classes.map(({ label, precision, recall, f1, support }) => [
          label,
          precision.toFixed(4),
          recall.toFixed(4),
          f1.toFixed(4),
          count(support),
        ]),
      ],
      ['left', 'right', 'right', 'right', 'right'],
    ),
    '',
    'Confusion matrix (rows: true, columns: predicted)',
    ...textTable(
      [
        ['', ...metrics.confusion_matrix.labels],
        ...metrics.confusion_matrix.labels.map((label, index) => [
          label,
          ...metrics.confusion_matrix.counts[index]!.map(count),
        ]),
      ],
      ['left', ...metrics.confusion_matrix.labels.map(() => 'right' as const)],
    ),
  );
  return lines;
}

function driftLines(drift: Drift): string[] {
  return [
    `Since the earlier results (${count(drift.rows.before)} texts then, ${count(drift.rows.after)} now)`,
    ...textTable(
      [
        ['measure', 'changed', 'moving from', 'different from'],
        ...driftMeasures(drift).map(({ name, value, moving, different }) => [
          name,
          percent(value),
          percent(moving),
          percent(different),
        ]),
        ['', 'then', 'now', ''],
        ...drift.label_shares.map(({ label, before, after }) => [
          `called ${label}`,
          percent(before),
          percent(after),
          '',
        ]),
      ],
      ['left', 'right', 'right', 'right'],
    ),
    `  ${describeDrift(drift)}`,
  ];
}

function shortened(text: string, width = widestText): string {
  return text.length > width ? `${text.slice(0, width - 3)}...` : text;
}

function interval(bounds: Interval | undefined): string {
  return bounds ? `[${bounds[0].toFixed(4)}, ${bounds[1].toFixed(4)}]` : '';
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
