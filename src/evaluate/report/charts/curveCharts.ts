// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// ROC and precision-recall curves, one line a label.

import type { ClassCurves, Metrics } from '../../measure.js';
import { decimals, shareAxis, labelsInside } from '../axes.js';
import type { Chart } from '../chart.js';
import { ink, type Role } from '../palette.js';

interface CurveKind {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly curve: 'roc' | 'precision_recall';
  readonly area: 'roc_auc' | 'average_precision';
  readonly axes: readonly [string, string];
  /** Ends of the line that guessing would give, if it is the same for every label. */
  readonly chance?: readonly (readonly [number, number])[];
}

const kinds: readonly CurveKind[] = [
  {
    id: 'precision-recall',
    title: 'Precision and recall',
    caption:
      'Each point is a threshold: the further right, the more of a label is found; the higher, the fewer false calls. A curve that stays high to the right needs no compromise.',
    curve: 'precision_recall',
    area: 'average_precision',
    axes: ['Recall', 'Precision'],
  },
  {
    id: 'roc',
    title: 'ROC',
    caption:
      'Found against false alarms at every threshold; the diagonal is guessing. Rare labels look better here than in practice: read it beside precision and recall.',
    curve: 'roc',
    area: 'roc_auc',
    axes: ['False positive rate', 'True positive rate'],
    chance: [
      [0, 0],
      [1, 1],
    ],
  },
];

/** Both charts, for labels whose probabilities are known. */
export function curveCharts(metrics: Metrics, colours: ReadonlyMap<string, Role>): Chart[] {
  const curves = metrics.curves ?? [];
  if (curves.length === 0) return [];
  const scores = new Map(metrics.classes.map((entry) => [entry.label, entry]));
  return kinds.map((kind) => {
    const nameOf = (label: string): string => `${label}  ${decimals(scores.get(label)?.[kind.area])}`;
    return {
      id: kind.id,
      title: kind.title,
      caption: kind.caption,
      table: {
        head: ['Label', 'Area under the curve'],
        rows: curves.map(({ label }) => [label, decimals(scores.get(label)?.[kind.area], 4)]),
      },
      height: (width) => Math.min(width, 380) + 24 * Math.ceil(curves.length / 3),
      option: (width) => ({
        legend: {
          bottom: 0,
          left: 'center',
          itemWidth: 14,
          itemHeight: 3,
          itemGap: 22,
          icon: 'rect',
          textStyle: { color: ink('ink') },
          selectedMode: false,
          data: curves.map(({ label }) => nameOf(label)),
        },
        grid: { left: 22, right: 16, top: 14, bottom: 38 + 24 * Math.ceil(curves.length / 3), ...labelsInside },
        xAxis: shareAxis(kind.axes[0], width),
        yAxis: { ...shareAxis(kind.axes[1], width), nameGap: 36 },
        series: [
          ...(kind.chance ? [line('Guessing', kind.chance, { color: ink('quiet'), width: 1.5, type: 'dashed' })] : []),
          ...curves.map((entry: ClassCurves) =>
            line(
              nameOf(entry.label),
              entry[kind.curve].map(([x, y]) => [x, y] as const),
              { color: ink(colours.get(entry.label) ?? 'accent'), width: 2 },
            ),
          ),
        ],
      }),
    };
  });
}

function line(
  name: string,
  data: readonly (readonly [number, number])[],
  lineStyle: { color: string; width: number; type?: string },
): Record<string, unknown> {
  return { type: 'line', name, silent: true, symbol: 'none', itemStyle: { color: lineStyle.color }, lineStyle, data };
}
