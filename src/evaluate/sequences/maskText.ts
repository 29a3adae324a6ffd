// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Takes out of a line what is a value by its form alone, so that templates do not begin with thousands of variants.

const masks: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '<UUID>'],
  [/\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/gi, '<MAC>'],
  [/(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])/g, '<IP>'],
  [/(?<![\w:])(?=[0-9a-f:]*:[0-9a-f:]*:)(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{1,4}(?![\w:])/gi, '<IP>'],
  [/\b0x[0-9a-f]+\b/gi, '<HEX>'],
  [/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{16,}\b/gi, '<HEX>'],
  [/(?<![\w.])[+-]?\d+(?:\.\d+)?(?![\w.])/g, '<NUM>'],
];

/** A line with identifiers, addresses and numbers as `<UUID>`, `<MAC>`, `<IP>`, `<HEX>` and `<NUM>`. */
export function maskText(text: string): string {
  return masks.reduce((masked, [pattern, name]) => masked.replace(pattern, name), text);
}
