// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// How often the model gives each label, beside how often the label is true.

import type { Statistics } from '../../tally.js';
import { count, nameAxis, percent, valueAxis, labelsInside } from '../axes.js';
import type { Chart } from '../chart.js';
import { ink } from '../palette.js';

/** Bars of predicted and, where known, true counts. */
export function labelDistribution(statistics: Statistics, labels: readonly string[]): Chart {
  const labelled = statistics.labelled > 0;
  const predicted = new Map(statistics.label_distribution.map((entry) => [entry.label, entry]));
  const truth = new Map(statistics.true_label_distribution.map((entry) => [entry.label, entry]));
  const rows = labels.map((label) => ({
    label,
    predicted: predicted.get(label) ?? { count: 0, share: 0 },
    truth: truth.get(label) ?? { count: 0, share: 0 },
  }));
  const [top] = statistics.label_distribution;
  const barLabel = (shareOf: (index: number) => number): Record<string, unknown> => ({
    show: true,
    position: 'right',
    color: ink('ink'),
    textBorderWidth: 0,
    formatter: ({ value, dataIndex }: { value: number; dataIndex: number }) =>
      `${count(value)} (${percent(shareOf(dataIndex))})`,
  });
  return {
    id: 'label-distribution',
    title: 'Labels',
    caption:
      (top ? `${percent(top.share)} of the texts are called ${top.label}. ` : '') +
      (labelled
        ? 'Where the coloured bar is longer than the grey one, the model gives a label more often than it is true.'
        : 'A model that gives nearly everything one label has learned nothing, whatever its confidence.'),
    table: {
      head: ['Label', 'Predicted', 'Share', ...(labelled ? ['True', 'Share'] : [])],
      rows: rows.map((row) => [
        row.label,
        count(row.predicted.count),
        percent(row.predicted.share),
        ...(labelled ? [count(row.truth.count), percent(row.truth.share)] : []),
      ]),
    },
    height: () => 46 + rows.length * (labelled ? 58 : 40) + (labelled ? 28 : 0),
    option: (width) => ({
      ...(labelled && {
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
      grid: { left: 8, right: 104, top: labelled ? 34 : 6, bottom: 8, ...labelsInside },
      xAxis: { ...valueAxis('', width), axisLabel: { show: false }, splitLine: { show: false } },
      yAxis: { ...nameAxis(rows.map(({ label }) => label)), inverse: true },
      series: [
        {
          type: 'bar',
          name: 'Predicted',
          silent: true,
          barMaxWidth: 20,
          itemStyle: { color: ink('accent'), borderRadius: [0, 2, 2, 0] },
          data: rows.map((row) => row.predicted.count),
          label: barLabel((index) => rows[index]!.predicted.share),
        },
        ...(labelled
          ? [
              {
                type: 'bar',
                name: 'True',
                silent: true,
                barMaxWidth: 20,
                itemStyle: { color: ink('quiet'), borderRadius: [0, 2, 2, 0] },
                data: rows.map((row) => row.truth.count),
                label: barLabel((index) => rows[index]!.truth.share),
              },
            ]
          : []),
      ],
    }),
  };
}
