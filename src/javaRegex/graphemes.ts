// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Extended grapheme clusters, by the runtime's own segmenter.

let segmenter: Intl.Segmenter | undefined;

/** End of the first grapheme cluster from `from` that ends at or after `atLeast`. */
export function nextGraphemeEnd(text: string, from: number, atLeast = from + 1): number {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  for (const { index, segment } of segmenter.segment(text.slice(from))) {
    const end = from + index + segment.length;
    if (end >= atLeast) return end;
  }
  return text.length;
}
