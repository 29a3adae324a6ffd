// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Whether confidence means what it says: confidence against the share that is right.

import type { Calibration } from '../../calibration/calibrate.js';
import type { ReliabilityBin } from '../../metrics/reliability.js';
import { count, decimals, shareAxis, labelsInside } from '../axes.js';
import type { Chart } from '../chart.js';
import { ink } from '../palette.js';

/** One dot a bin of confidence, its area by the number of texts, on the diagonal of perfect calibration. */
export function reliabilityDiagram(
  bins: readonly ReliabilityBin[],
  ece: number,
  calibration: Calibration | null,
): Chart {
  const scaled = calibration?.reliability.filter((bin) => bin.count > 0) ?? [];
  const filled = bins.filter((bin) => bin.count > 0);
  const most = Math.max(...filled.map((bin) => bin.count));
  return {
    id: 'reliability',
    title: 'Reliability',
    caption:
      `On the diagonal a confidence of 0.9 is right nine times in ten; dots below it are too sure. On average the two differ by ${(ece * 100).toFixed(1)} points (calibration error).` +
      (calibration
        ? ` Dividing the logits by ${calibration.temperature.toFixed(2)} (grey) would make that ${(calibration.ece.after * 100).toFixed(1)}.`
        : ''),
    table: {
      head: ['Confidence', 'Texts', 'Mean confidence', 'Share right'],
      rows: filled.map((bin) => [
        `${bin.low.toFixed(1)}\u2013${bin.high.toFixed(1)}`,
        count(bin.count),
        decimals(bin.confidence),
        decimals(bin.accuracy),
      ]),
    },
    height: (width) => Math.min(width, 360),
    option: (width) => ({
      grid: { left: 22, right: 16, top: 14, bottom: 34, ...labelsInside },
      xAxis: { ...shareAxis('Confidence', width) },
      yAxis: { ...shareAxis('Share right', width), nameGap: 36 },
      series: [
        {
          type: 'line',
          silent: true,
          symbol: 'none',
          lineStyle: { color: ink('quiet'), width: 1.5, type: 'dashed' },
          data: [
            [0, 0],
            [1, 1],
          ],
        },
        {
          type: 'line',
          silent: true,
          symbol: 'emptyCircle',
          symbolSize: 6,
          itemStyle: { color: ink('muted') },
          lineStyle: { color: ink('muted'), width: 1 },
          data: scaled.map((bin) => [bin.confidence, bin.accuracy]),
        },
        {
          type: 'line',
          silent: true,
          symbol: 'none',
          lineStyle: { color: ink('accent'), width: 1.5 },
          data: filled.map((bin) => [bin.confidence, bin.accuracy]),
        },
        {
          type: 'scatter',
          silent: true,
          itemStyle: { color: ink('accent'), borderColor: ink('card'), borderWidth: 1, opacity: 1 },
          symbolSize: (_: unknown, { dataIndex }: { dataIndex: number }) =>
            7 + 15 * Math.sqrt(filled[dataIndex]!.count / most),
          data: filled.map((bin) => [bin.confidence, bin.accuracy]),
        },
      ],
    }),
  };
}
