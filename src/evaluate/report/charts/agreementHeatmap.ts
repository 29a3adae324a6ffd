// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// How often each two models of a comparison say the same, as a heat map.

import type { Comparison } from '../../comparison/compareSubjects.js';
import { decimals, labelsInside, percent } from '../axes.js';
import { chartFont, type Chart } from '../chart.js';
import type { CustomApi } from './confusionHeatmap.js';
import { ink } from '../palette.js';

/** A cell for each two models, shaded by the share of equal answers. */
export function agreementHeatmap({ models, pairs }: Comparison): Chart {
  const names = models.map(({ name }) => name);
  const cells = pairs.flatMap((pair) => {
    const [one, other] = [names.indexOf(pair.first), names.indexOf(pair.second)];
    return [
      { ...pair, row: one, column: other },
      { ...pair, row: other, column: one },
    ];
  });
  const least = pairs.reduce((lowest, pair) => (pair.agreement < lowest.agreement ? pair : lowest));
  const axis = {
    type: 'category',
    data: names,
    axisLine: { show: false },
    axisTick: { show: false },
    splitArea: { show: false },
  };
  return {
    id: 'agreement',
    title: 'Agreement',
    caption: `The share of texts with equal answers. ${least.first} and ${least.second} differ most: ${percent(1 - least.agreement)} of the texts.`,
    table: {
      head: ['Model', 'Against', 'Agreement', 'Beyond chance (kappa)'],
      rows: cells.map(({ row, column, agreement, kappa }) => [
        names[row]!,
        names[column]!,
        percent(agreement),
        decimals(kappa),
      ]),
    },
    height: (width) => Math.min(440, 60 + names.length * (width < 420 ? 48 : 60)),
    option: (width) => ({
      grid: { left: 16, right: 6, top: 28, bottom: 6, ...labelsInside },
      xAxis: {
        ...axis,
        position: 'top',
        axisLabel: { color: ink('ink'), width: (width - 120) / names.length, overflow: 'truncate', interval: 0 },
      },
      yAxis: {
        ...axis,
        inverse: true,
        axisLabel: { color: ink('ink'), width: width < 420 ? 70 : 110, overflow: 'truncate', interval: 0 },
      },
      series: [
        {
          type: 'custom',
          silent: true,
          data: cells.map(({ row, column }) => [column, row]),
          renderItem: ({ dataIndex }: { dataIndex: number }, api: CustomApi) => {
            const { row, column, agreement } = cells[dataIndex]!;
            const [x, y] = api.coord([column, row]);
            const [width, height] = api.size([1, 1]);
            return {
              type: 'group',
              children: [
                {
                  type: 'rect',
                  shape: { x: x - width / 2 + 2, y: y - height / 2 + 2, width: width - 4, height: height - 4, r: 4 },
                  style: { fill: ink('accent'), opacity: 0.05 + 0.4 * agreement ** 2 },
                },
                {
                  type: 'text',
                  style: {
                    text: names.length > 9 ? '' : percent(agreement),
                    x,
                    y,
                    font: `600 ${names.length > 5 ? 11 : 13}px ${chartFont}`,
                    fill: ink('ink'),
                    align: 'center',
                    verticalAlign: 'middle',
                  },
                },
              ],
            };
          },
        },
      ],
    }),
  };
}
