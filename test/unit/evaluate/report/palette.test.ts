// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Contrast of the palette, by the formula of WCAG 2.2.

import { labelColours, palette, withVariables, type Role } from '../../../../src/evaluate/report/palette.js';

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** A colour laid over another with an opacity. */
function blend(top: string, bottom: string, opacity: number): string {
  const mixed = [1, 3, 5].map((at) => {
    const [over, under] = [top, bottom].map((hex) => parseInt(hex.slice(at, at + 2), 16)) as [number, number];
    return Math.round(over * opacity + under * (1 - opacity))
      .toString(16)
      .padStart(2, '0');
  });
  return `#${mixed.join('')}`;
}

describe.each(['light', 'dark'] as const)('%s', (mode) => {
  const textRoles: Role[] = ['ink', 'muted', 'accent', 'good', 'warn', 'bad'];
  test.each(textRoles)('text in %s can be read on paper and card', (role) => {
    expect(contrast(palette[role][mode], palette.paper[mode])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette[role][mode], palette.card[mode])).toBeGreaterThanOrEqual(4.5);
  });

  const marks: Role[] = ['accent', 'bad', 'label1', 'label2', 'label3', 'label4', 'label5', 'label6'];
  test.each(marks)('marks in %s stand out on the card', (role) => {
    expect(contrast(palette[role][mode], palette.card[mode])).toBeGreaterThanOrEqual(3);
  });

  test.each(['accent', 'bad'] as const)('numbers can be read on the deepest cell in %s', (role) => {
    const cell = blend(palette[role][mode], palette.card[mode], 0.45);
    expect(contrast(palette.ink[mode], cell)).toBeGreaterThanOrEqual(4.5);
  });
});

test('drawings are translated into variables, unknown colours stay', () => {
  expect(withVariables(`<path fill="${palette.accent.light}" stroke="#123456"/>`)).toBe(
    '<path fill="var(--accent)" stroke="#123456"/>',
  );
  const values = Object.values(palette).map(({ light }) => light);
  expect(new Set(values).size).toBe(values.length);
});

test('labels go from cool to warm by severity', () => {
  const colours = labelColours(['ERROR', 'INFO', 'WARNING'], { INFO: 0, WARNING: 1, ERROR: 2 });
  expect([colours.get('INFO'), colours.get('WARNING'), colours.get('ERROR')]).toEqual(['label1', 'label2', 'label3']);
  expect(labelColours(Array.from({ length: 9 }, (_, index) => `l${index}`)).size).toBe(9);
});
