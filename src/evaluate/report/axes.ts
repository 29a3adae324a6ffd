// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Axes and numbers as all charts of the report show them.

import { ink } from './palette.js';

/** Keeps the labels of the axes, not only their lines, within the margins of a grid. */
export const labelsInside = { outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' };

/** A share axis from 0 to 1. */
export function shareAxis(name: string, width: number): Record<string, unknown> {
  return {
    ...valueAxis(name, width),
    min: 0,
    max: 1,
    interval: 0.25,
    axisLabel: { color: ink('muted'), formatter: String },
  };
}

/** An axis of counts or times. */
export function valueAxis(name: string, width: number): Record<string, unknown> {
  return {
    type: 'value',
    name,
    nameLocation: 'middle',
    nameGap: 30,
    nameTextStyle: { color: ink('muted') },
    splitNumber: width < 420 ? 3 : 5,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: ink('muted'), formatter: shortCount },
    splitLine: { lineStyle: { color: ink('rule'), width: 1 } },
  };
}

/** An axis of names. */
export function nameAxis(names: readonly string[]): Record<string, unknown> {
  return {
    type: 'category',
    data: names,
    axisLine: { lineStyle: { color: ink('quiet') } },
    axisTick: { show: false },
    axisLabel: { color: ink('ink'), width: 110, overflow: 'truncate' },
    splitLine: { show: false },
  };
}

/** 12,345 */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** 12.3 % */
export function percent(share: number): string {
  return `${(share * 100).toFixed(share > 0 && share < 0.001 ? 2 : 1)} %`;
}

/** 0.123, or a dash for nothing. */
export function decimals(value: number | null | undefined, digits = 3): string {
  return value === null || value === undefined || Number.isNaN(value) ? '\u2013' : value.toFixed(digits);
}

/** A chance from at least 500 resamples, or a dash for nothing: none in all of them is not never. */
export function chance(pValue: number | null): string {
  if (pValue === null) return '\u2013';
  return pValue < 0.002 ? '< 0.002' : pValue.toFixed(3);
}

/** 12,300,000 of 12,345,678: three digits that count. */
export function significant(value: number): string {
  return count(Number(value.toPrecision(3)));
}

/** Milliseconds with as many digits as matter. */
export function milliseconds(value: number): string {
  return `${value < 1 ? value.toFixed(3) : value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : count(Math.round(value))} ms`;
}

function shortCount(value: number): string {
  if (Math.abs(value) >= 1e6) return `${value / 1e6} M`;
  return Math.abs(value) >= 10_000 ? `${value / 1000} k` : count(value);
}
