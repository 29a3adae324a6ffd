// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What is taken for what: the confusion matrix as a heat map.

import type { Metrics } from '../../measure.js';
import { count, percent, labelsInside } from '../axes.js';
import { chartFont, type Chart } from '../chart.js';
import { ink } from '../palette.js';

/** Strongest shade of a cell: text on it keeps its contrast in light and dark. */
const deepest = 0.45;

/** Labels in the report's order; cells shaded by their share of the true label's texts: right ones in the accent, mistakes in red. */
export function confusionHeatmap(matrix: Metrics['confusion_matrix'], order: readonly string[]): Chart {
  const places = order.map((label) => matrix.labels.indexOf(label)).filter((place) => place >= 0);
  const labels = places.map((place) => matrix.labels[place]!);
  const counts = places.map((row) => places.map((column) => matrix.counts[row]![column]!));
  const totals = counts.map((row) => row.reduce((sum, value) => sum + value, 0));
  const cells = labels.flatMap((truth, row) =>
    labels.map((guess, column) => {
      const texts = counts[row]![column]!;
      return { truth, guess, row, column, texts, share: totals[row]! > 0 ? texts / totals[row]! : 0 };
    }),
  );
  const [worst] = cells.filter((cell) => cell.row !== cell.column).sort((a, b) => b.texts - a.texts);
  const axis = {
    type: 'category',
    axisLine: { show: false },
    axisTick: { show: false },
    nameLocation: 'middle',
    nameTextStyle: { color: ink('muted') },
    splitArea: { show: false },
  };
  return {
    id: 'confusion-matrix',
    title: 'Confusion matrix',
    caption:
      worst && worst.texts > 0
        ? `The commonest mistake: ${count(worst.texts)} ${worst.truth} texts (${percent(worst.share)} of them) are called ${worst.guess}. Rows are true labels, columns predicted ones.`
        : 'No mistakes. Rows are true labels, columns predicted ones.',
    table: {
      head: ['True', 'Predicted', 'Texts', 'Share of the true label'],
      rows: cells.map((cell) => [cell.truth, cell.guess, count(cell.texts), percent(cell.share)]),
    },
    height: (width) => Math.min(420, 92 + labels.length * (width < 420 ? 52 : 68)),
    option: (width) => ({
      grid: { left: 26, right: 6, top: 52, bottom: 6, ...labelsInside },
      xAxis: {
        ...axis,
        data: labels,
        position: 'top',
        name: 'Predicted',
        nameGap: 28,
        axisLabel: { color: ink('ink'), width: (width - 110) / labels.length, overflow: 'truncate', interval: 0 },
      },
      yAxis: {
        ...axis,
        data: labels,
        inverse: true,
        name: 'True',
        nameGap: width < 420 ? 70 : 80,
        axisLabel: { color: ink('ink'), width: width < 420 ? 60 : 90, overflow: 'truncate', interval: 0 },
      },
      series: [
        {
          // The library's own heat map takes colours from one scale; here right and wrong cells have each their own.
          type: 'custom',
          silent: true,
          data: cells.map(({ row, column }) => [column, row]),
          renderItem: ({ dataIndex }: { dataIndex: number }, api: CustomApi) => {
            const cell = cells[dataIndex]!;
            const [x, y] = api.coord([cell.column, cell.row]);
            const [cellWidth, cellHeight] = api.size([1, 1]);
            const shape = {
              x: x - cellWidth / 2 + 2,
              y: y - cellHeight / 2 + 2,
              width: cellWidth - 4,
              height: cellHeight - 4,
              r: 4,
            };
            const fill = ink(cell.row === cell.column ? 'accent' : 'bad');
            const opacity = cell.texts === 0 ? 0.05 : 0.1 + (deepest - 0.1) * cell.share;
            const words = (text: string, top: number, font: string): unknown => ({
              type: 'text',
              style: {
                text,
                x,
                y: y + top,
                font: `${font} ${chartFont}`,
                fill: ink('ink'),
                align: 'center',
                verticalAlign: 'middle',
              },
            });
            const large = width < 420 ? 13 : 15;
            return {
              type: 'group',
              children: [
                { type: 'rect', shape, style: { fill, opacity } },
                ...(labels.length > 12
                  ? []
                  : [words(count(cell.texts), -8, `600 ${large}px`), words(percent(cell.share), 10, '11px')]),
              ],
            };
          },
        },
      ],
    }),
  };
}

/** What the library hands to a custom drawing. */
export interface CustomApi {
  coord(point: readonly number[]): [number, number];
  size(extent: readonly number[]): [number, number];
}
