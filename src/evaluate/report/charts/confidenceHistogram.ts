// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// How sure the model is, and where it is sure and wrong.

import { confidenceBinCount, type Statistics } from '../../tally.js';
import { count, valueAxis, labelsInside } from '../axes.js';
import type { Chart } from '../chart.js';
import { ink } from '../palette.js';

/** Columns of confidence, wrong ones apart where the truth is known. */
export function confidenceHistogram(confidence: NonNullable<Statistics['confidence']>): Chart {
  const { histogram, wrong_histogram: wrong } = confidence;
  const edge = (bin: number): string => (bin / confidenceBinCount).toFixed(2);
  const bins = histogram.map((_, bin) => `${edge(bin)}\u2013${edge(bin + 1)}`);
  const column = { type: 'bar', stack: 'all', silent: true, barCategoryGap: '8%' };
  const axis = valueAxis('Texts', 0);
  return {
    id: 'confidence',
    title: 'Confidence',
    caption:
      `Half of the texts get a confidence of ${confidence.p50.toFixed(2)} or more; nine in ten lie between ${confidence.p5.toFixed(2)} and ${confidence.p95.toFixed(2)}.` +
      (wrong ? ' Red on the right side means sure and wrong: the mistakes that no threshold catches.' : ''),
    table: {
      head: ['Confidence', 'Texts', ...(wrong ? ['Wrong'] : [])],
      rows: bins.map((bin, index) => [bin, count(histogram[index]!), ...(wrong ? [count(wrong[index]!)] : [])]),
    },
    height: () => 250,
    option: (width) => ({
      ...(wrong && {
        legend: {
          top: 0,
          left: 0,
          itemWidth: 12,
          itemHeight: 12,
          itemGap: 22,
          textStyle: { color: ink('muted') },
          selectedMode: false,
        },
      }),
      grid: { left: 8, right: 14, top: wrong ? 36 : 12, bottom: 34, ...labelsInside },
      xAxis: {
        type: 'category',
        data: bins,
        name: 'Confidence of the predicted label',
        nameLocation: 'middle',
        nameGap: 30,
        nameTextStyle: { color: ink('muted') },
        axisLine: { lineStyle: { color: ink('quiet') } },
        axisTick: { show: false },
        axisLabel: {
          color: ink('muted'),
          interval: (index: number) => index % (width < 420 ? 5 : 4) === 0,
          formatter: (name: string) => name.slice(0, 4),
        },
      },
      yAxis: { ...axis, name: '' },
      series: wrong
        ? [
            {
              ...column,
              name: 'Right',
              itemStyle: { color: ink('accent') },
              data: histogram.map((all, bin) => all - wrong[bin]!),
            },
            { ...column, name: 'Wrong', itemStyle: { color: ink('bad') }, data: wrong },
          ]
        : [{ ...column, name: 'Texts', itemStyle: { color: ink('accent') }, data: histogram }],
    }),
  };
}
