// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// How long one text takes, with the percentiles that service levels are written in.

import type { LatencyStatistics } from '../../tally.js';
import { count, milliseconds, valueAxis, labelsInside } from '../axes.js';
import type { Chart } from '../chart.js';
import { ink } from '../palette.js';

const binCount = 40;

/** A histogram over [0, a little beyond p99]; slower texts are counted in the last bin. */
export function latencyHistogram(sorted: Float64Array, statistics: LatencyStatistics): Chart {
  const end = statistics.p99 * 1.1 || 1;
  const bins = new Array<number>(binCount).fill(0);
  for (const value of sorted) bins[Math.min(binCount - 1, Math.floor((value / end) * binCount))]! += 1;
  const edge = (bin: number): number => (bin * end) / binCount;
  const marks = [
    ['p50', statistics.p50],
    ['p95', statistics.p95],
    ['p99', statistics.p99],
  ] as const;
  return {
    id: 'latency',
    title: 'Time of one text',
    caption: `Of ${count(statistics.measured)} texts that were classified one at a time, half took at most ${milliseconds(statistics.p50)}, and one in a hundred more than ${milliseconds(statistics.p99)}.`,
    table: {
      head: ['Percentile', 'Time'],
      rows: [...marks.map(([name, value]) => [name, milliseconds(value)]), ['slowest', milliseconds(statistics.max)]],
    },
    height: () => 250,
    option: (width) => ({
      grid: { left: 8, right: 18, top: 36, bottom: 34, ...labelsInside },
      xAxis: {
        ...valueAxis('Milliseconds', width),
        min: 0,
        max: end,
        axisLabel: {
          color: ink('muted'),
          showMaxLabel: false,
          formatter: (value: number) => String(Number(value.toPrecision(3))),
        },
        splitLine: { show: false },
        axisLine: { show: true, lineStyle: { color: ink('quiet') } },
      },
      yAxis: valueAxis('', width),
      series: [
        {
          type: 'line',
          silent: true,
          step: 'end',
          symbol: 'none',
          lineStyle: { color: ink('accent'), width: 1.5 },
          areaStyle: { color: ink('accent'), opacity: 0.25 },
          data: [...bins.map((texts, bin) => [edge(bin), texts]), [end, bins[binCount - 1]!]],
          markLine: {
            silent: true,
            symbol: 'none',
            lineStyle: { color: ink('ink'), width: 1, type: 'dashed' },
            data: marks.map(([name, value], index) => ({
              xAxis: value,
              label: { formatter: name, color: ink('ink'), position: 'end', distance: index % 2 === 0 ? 4 : 16 },
            })),
          },
        },
      ],
    }),
  };
}
