// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The colours of the report. Charts are drawn in the light ones; inside the page each becomes a CSS variable, so one
// drawing serves light and dark. Text on paper and card keeps a contrast of at least 4.5, marks of at least 3.

/** A colour in both modes. */
interface Tone {
  readonly light: string;
  readonly dark: string;
}

/** Every colour by its role. Light values are distinct, because drawings are translated back by them. */
export const palette = {
  paper: { light: '#faf9f6', dark: '#131619' },
  card: { light: '#fffffe', dark: '#1a1e22' },
  ink: { light: '#1c2125', dark: '#e9e7e2' },
  muted: { light: '#5a636b', dark: '#a0a9b1' },
  rule: { light: '#e5e2db', dark: '#2d3339' },
  quiet: { light: '#b9c0c6', dark: '#56606a' },
  accent: { light: '#0f6a80', dark: '#63c3d8' },
  good: { light: '#23714a', dark: '#74cd98' },
  warn: { light: '#8a5a08', dark: '#e5b65c' },
  bad: { light: '#b2352a', dark: '#f0897b' },
  label1: { light: '#2d6e96', dark: '#7db9dc' },
  label2: { light: '#b5771d', dark: '#e4b35b' },
  label3: { light: '#b4402f', dark: '#ee8c7e' },
  label4: { light: '#577c38', dark: '#a5c981' },
  label5: { light: '#784d89', dark: '#c59cd5' },
  label6: { light: '#7a6955', dark: '#c1b09b' },
} as const satisfies Record<string, Tone>;

/** Role of a colour. */
export type Role = keyof typeof palette;

/** The light value of a role: what charts are drawn with. */
export function ink(role: Role): string {
  return palette[role].light;
}

/** CSS declarations of all roles in one mode. */
export function declarations(mode: keyof Tone): string {
  return Object.entries(palette)
    .map(([role, tone]) => `--${role}:${tone[mode]}`)
    .join(';');
}

const roleByLight = new Map(Object.entries(palette).map(([role, tone]) => [tone.light as string, role]));

/** Replaces the colours of a drawing by the page's variables. */
export function withVariables(svg: string): string {
  return svg.replace(/#[0-9a-f]{6}(?=[";])/g, (colour) => {
    const role = roleByLight.get(colour);
    return role === undefined ? colour : `var(--${role})`;
  });
}

const scales: readonly (readonly Role[])[] = [
  ['label1'],
  ['label1', 'label3'],
  ['label1', 'label2', 'label3'],
  ['label1', 'label4', 'label2', 'label3', 'label5', 'label6'],
];

/**
 * A colour for each label, the same in the whole report: from cool to warm where the labels have an order of severity.
 * Beyond six labels colours repeat; every chart names its labels in text as well.
 */
export function labelColours(
  labels: readonly string[],
  severity?: Readonly<Record<string, number>>,
): Map<string, Role> {
  const ordered = severity ? [...labels].sort((a, b) => (severity[a] ?? 0) - (severity[b] ?? 0)) : labels;
  const scale = scales[Math.min(Math.max(ordered.length, 1), scales.length) - 1]!;
  return new Map(ordered.map((label, index) => [label, scale[index % scale.length]!]));
}
