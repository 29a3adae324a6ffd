// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What ALBERT's tokenizer does to a text before the character map, as the AlbertConverter of transformers 4.57 writes it.
// Elastic ML has no tokenization for ALBERT, so there is none of the server's to be equal to.

import type { NormalizedText } from './charMap.js';

/** Settings of ALBERT's tokenizer. */
export interface AlbertNormalization {
  readonly doLowerCase: boolean;
  readonly keepAccents: boolean;
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Quotation marks of LaTeX become plain ones; accents and capitals go, unless the model keeps them. */
export function normalizeForAlbert(text: string, { doLowerCase, keepAccents }: AlbertNormalization): NormalizedText {
  let normalized = '';
  const places: number[] = [];
  const add = (added: string, place: number): void => {
    normalized += added;
    for (let unit = 0; unit < added.length; unit++) places.push(place);
  };
  const quoted = text.replace(/``|''/g, '"\0');
  for (const { segment, index } of graphemes.segment(quoted)) {
    // The second character of a replaced mark holds its place and nothing else.
    if (segment === '\0' && text[index] !== '\0') continue;
    const plain = keepAccents ? segment : segment.normalize('NFKD').replace(/\p{Mn}/gu, '');
    add(doLowerCase ? Array.from(plain, (character) => character.toLowerCase()).join('') : plain, index);
  }
  places.push(text.length);
  return { text: normalized, places: Int32Array.from(places) };
}
