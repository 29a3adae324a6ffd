// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Macro-F1 of each model of a comparison, with its interval.

import type { ComparedSubject } from '../../comparison/compareSubjects.js';
import { decimals, labelsInside, nameAxis, shareAxis } from '../axes.js';
import type { Chart } from '../chart.js';
import { ink } from '../palette.js';

/** A dot and a whisker a model, best first. */
export function modelScoresChart(models: readonly ComparedSubject[]): Chart {
  const scored = models
    .flatMap(({ name, scores: { macro_f1: score } }) => (score ? [{ name, ...score }] : []))
    .sort((a, b) => b.value - a.value);
  return {
    id: 'model-scores',
    title: 'Quality',
    caption:
      'Macro-F1 of each model with its 95 % interval. Models whose whiskers overlap may be equally good: the test of each pair says more.',
    table: {
      head: ['Model', 'Macro-F1', '95 % interval'],
      rows: scored.map(({ name, value, interval }) => [
        name,
        decimals(value),
        interval ? `${decimals(interval[0])} to ${decimals(interval[1])}` : '\u2013',
      ]),
    },
    height: () => 60 + scored.length * 46,
    option: (width) => ({
      grid: { left: 16, right: 16, top: 10, bottom: 34, ...labelsInside },
      xAxis: shareAxis('Macro-F1', width),
      yAxis: { ...nameAxis(scored.map(({ name }) => name)), inverse: true },
      series: [
        ...scored.flatMap(({ interval }, row) =>
          interval
            ? [
                {
                  type: 'line',
                  silent: true,
                  symbol: 'none',
                  lineStyle: { color: ink('accent'), width: 2, opacity: 0.6 },
                  data: interval.map((bound) => [bound, row]),
                },
              ]
            : [],
        ),
        {
          type: 'scatter',
          silent: true,
          z: 3,
          symbolSize: 11,
          itemStyle: { color: ink('accent'), opacity: 1 },
          data: scored.map(({ value }, row) => [value, row]),
        },
      ],
    }),
  };
}
