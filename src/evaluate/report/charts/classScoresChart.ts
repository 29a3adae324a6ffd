// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Precision, recall and F1 of each label with their intervals.

import type { ClassMetrics, Metrics } from '../../measure.js';
import { count, decimals, shareAxis, labelsInside } from '../axes.js';
import type { Chart } from '../chart.js';
import { ink, type Role } from '../palette.js';

const measures = [
  { key: 'precision', title: 'Precision', role: 'accent', symbol: 'circle' },
  { key: 'recall', title: 'Recall', role: 'label2', symbol: 'rect' },
  { key: 'f1', title: 'F1', role: 'label5', symbol: 'diamond' },
] as const satisfies readonly { key: keyof ClassMetrics; title: string; role: Role; symbol: string }[];

/** A dot and a whisker for each score of each label. */
export function classScoresChart(metrics: Metrics, order: readonly string[]): Chart {
  const classes = metrics.classes
    .filter(({ support }) => support > 0)
    .sort((a, b) => order.indexOf(a.label) - order.indexOf(b.label));
  const weakest = [...classes].sort((a, b) => a.recall - b.recall)[0];
  const bounds = (key: string, label: string): readonly [number, number] | undefined =>
    metrics.intervals[`${key}.${label}`];
  return {
    id: 'class-scores',
    title: 'Scores by label',
    caption:
      'Precision: of the texts called so, how many are. Recall: of the texts that are, how many are found. ' +
      (weakest ? `Weakest recall: ${weakest.label} with ${decimals(weakest.recall, 2)}. ` : '') +
      'Whiskers are 95 % intervals.',
    table: {
      head: ['Label', 'Texts', ...measures.flatMap(({ title }) => [title, '95 % interval'])],
      rows: classes.map((scores) => [
        scores.label,
        count(scores.support),
        ...measures.flatMap(({ key }) => {
          const interval = bounds(key, scores.label);
          return [decimals(scores[key]), interval ? `${decimals(interval[0])} to ${decimals(interval[1])}` : '\u2013'];
        }),
      ]),
    },
    height: () => 88 + classes.length * 66,
    option: (width) => ({
      legend: {
        top: 0,
        left: 0,
        itemWidth: 12,
        itemHeight: 12,
        itemGap: 22,
        textStyle: { color: ink('muted') },
        selectedMode: false,
      },
      grid: { left: 8, right: 16, top: 34, bottom: 8, ...labelsInside },
      xAxis: shareAxis('', width),
      yAxis: {
        type: 'value',
        min: 0,
        max: classes.length,
        inverse: true,
        interval: 1,
        axisLine: { show: false },
        axisTick: { show: false },
        splitLine: { lineStyle: { color: ink('rule') } },
        axisLabel: {
          color: ink('ink'),
          inside: false,
          width: 90,
          overflow: 'truncate',
          formatter: (value: number) => classes[value]?.label ?? '',
          verticalAlign: 'top',
          padding: [26, 0, 0, 0],
        },
      },
      series: measures.flatMap(({ key, title, role, symbol }, place) => {
        const level = (row: number): number => row + 0.25 + place * 0.25;
        return [
          ...classes.flatMap(({ label }, row) => {
            const interval = bounds(key, label);
            return interval
              ? [
                  {
                    type: 'line',
                    name: title,
                    silent: true,
                    symbol: 'none',
                    itemStyle: { color: ink(role) },
                    lineStyle: { color: ink(role), width: 2, opacity: 0.6 },
                    data: interval.map((bound) => [bound, level(row)]),
                  },
                ]
              : [];
          }),
          {
            type: 'scatter',
            name: title,
            silent: true,
            symbol,
            symbolSize: 10,
            itemStyle: { color: ink(role), opacity: 1 },
            data: classes.map((scores, row) => [scores[key], level(row)]),
          },
        ];
      }),
    }),
  };
}
