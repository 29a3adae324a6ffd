// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Quality against cost: what more of the one is paid for with the other.

import type { Comparison } from '../../comparison/compareSubjects.js';
import { decimals, labelsInside, shareAxis, significant, valueAxis } from '../axes.js';
import type { Chart } from '../chart.js';
import { ink } from '../palette.js';

const costNames: Readonly<Record<Comparison['cost']['kind'], string>> = {
  price: 'Price of a million texts',
  operations: 'Operations a text',
  seconds: 'Seconds for a million texts',
};

/** A dot a model on a logarithmic axis of costs; undefined when fewer than two have both. */
export function qualityCostChart({ models, cost, choice }: Comparison): Chart | undefined {
  const placed = models.flatMap(({ name, scores: { macro_f1: score }, cost: at }) =>
    score && at !== null && at > 0 ? [{ name, ...score, cost: at }] : [],
  );
  if (placed.length < 2) return undefined;
  const missing = models.length - placed.length;
  const name = costNames[cost.kind];
  return {
    id: 'quality-cost',
    title: 'Quality against cost',
    caption:
      `Up is better, left is cheaper (${cost.description}, each step ten times as much). A model with another one above and left of it has nothing for it.` +
      (missing > 0 ? ` ${missing} without a known cost left out.` : ''),
    table: {
      head: ['Model', name, 'Macro-F1'],
      rows: placed.map((model) => [model.name, costText(model.cost), decimals(model.value)]),
    },
    height: (width) => Math.min(width, 380),
    option: (width) => ({
      grid: { left: 22, right: 28, top: 24, bottom: 36, ...labelsInside },
      xAxis: {
        ...valueAxis(name, width),
        type: 'log',
        min: 10 ** Math.floor(Math.log10(Math.min(...placed.map((model) => model.cost)))),
        max: 10 ** Math.ceil(Math.log10(Math.max(...placed.map((model) => model.cost)) * 1.0001)),
        axisLabel: { color: ink('muted'), formatter: costText, hideOverlap: true },
      },
      yAxis: { ...shareAxis('Macro-F1', width), nameGap: 36 },
      series: [
        ...placed.flatMap(({ cost: at, interval }) =>
          interval
            ? [
                {
                  type: 'line',
                  silent: true,
                  symbol: 'none',
                  lineStyle: { color: ink('quiet'), width: 2 },
                  data: interval.map((bound) => [at, bound]),
                },
              ]
            : [],
        ),
        {
          type: 'scatter',
          silent: true,
          z: 3,
          symbolSize: 12,
          data: placed.map((model) => ({
            value: [model.cost, model.value],
            itemStyle: { color: ink(model.name === choice ? 'good' : 'accent'), opacity: 1 },
            symbol: model.name === choice ? 'diamond' : 'circle',
          })),
        },
        {
          // Names stand above the whiskers, which would cross them at the points.
          type: 'scatter',
          silent: true,
          z: 3,
          symbolSize: 1,
          data: placed.map((model) => ({
            value: [model.cost, model.interval?.[1] ?? model.value],
            itemStyle: { color: 'transparent', opacity: 1 },
          })),
          label: {
            show: true,
            position: 'top',
            distance: placed.every(({ interval }) => interval) ? 4 : 8,
            color: ink('ink'),
            width: width / 3,
            overflow: 'truncate',
            formatter: ({ dataIndex }: { dataIndex: number }) => placed[dataIndex]!.name,
          },
        },
      ],
    }),
  };
}

function costText(value: number): string {
  if (value >= 1e12) return `${Number((value / 1e12).toPrecision(3))} T`;
  if (value >= 1e9) return `${Number((value / 1e9).toPrecision(3))} G`;
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(3))} M`;
  return value >= 100 ? significant(value) : String(Number(value.toPrecision(3)));
}
