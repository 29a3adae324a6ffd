// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Character normalization before unigram tokenization: a model's precompiled map (sentencepiece), applied in the way of
// the server's PrecompiledCharMapNormalizer, and the same rules without a map (nmt_nfkc) for folders that carry none.

import { Buffer } from 'node:buffer';
import { refuse } from '../../diagnostics/diagnostic.js';

/** Text after normalization and, for each of its units, the unit of the input that it came from. */
export interface NormalizedText {
  readonly text: string;
  /** One more entry than the text has units; undefined when nothing changed. */
  readonly places: Int32Array | undefined;
}

/** Finds what the shortest matching beginning of a text is replaced with. */
export interface CharMap {
  /** The replacement of the whole of `text` (a grapheme cluster or one unit), or undefined to keep it. */
  replacement(text: string): string | undefined;
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const unchanged = /^[ -~]*$/;

/** Normalizes a text cluster by cluster; clusters of six and more UTF-8 bytes are looked up unit by unit. */
export function normalizeText(text: string, charMap: CharMap): NormalizedText {
  if (unchanged.test(text)) return { text, places: undefined };
  let normalized = '';
  const places: number[] = [];
  const add = (added: string, place: number): void => {
    normalized += added;
    for (let unit = 0; unit < added.length; unit++) places.push(place);
  };
  for (const { segment, index } of graphemes.segment(text)) {
    const whole = Buffer.byteLength(segment) < 6 ? charMap.replacement(segment) : undefined;
    if (whole !== undefined) {
      add(whole, index);
      continue;
    }
    for (let unit = 0; unit < segment.length; unit++) {
      add(charMap.replacement(segment[unit]!) ?? segment[unit]!, index + unit);
    }
  }
  places.push(text.length);
  return { text: normalized, places: Int32Array.from(places) };
}

/**
 * Reads a precompiled_charsmap: a double-array trie and the replacements.
 *
 * @throws DiagnosticError TK1001 when the data is no such map.
 */
export function readPrecompiledCharMap(data: Buffer): CharMap {
  const trieLength = data.length >= 4 ? data.readUInt32LE(0) : 0;
  if (trieLength === 0 || trieLength % 4 !== 0 || 4 + trieLength > data.length) {
    refuse(
      'TK1001',
      'The precompiled character map of the tokenizer is damaged.',
      'Download the tokenizer files again.',
    );
  }
  const units = Uint32Array.from({ length: trieLength / 4 }, (_, index) => data.readUInt32LE(4 + index * 4));
  const replacements = data.subarray(4 + trieLength);
  const offset = (unit: number): number => (unit >>> 10) << ((unit & 0x200) >>> 6);
  return {
    replacement(text) {
      let position = offset(units[0]!);
      for (const byte of Buffer.from(text)) {
        if (byte === 0) return undefined;
        position ^= byte;
        const unit = units[position] ?? 0;
        if ((unit & 0x800000ff) >>> 0 !== byte) return undefined;
        position ^= offset(unit);
        if (unit & 0x100) {
          const start = (units[position] ?? 0) & 0x7fffffff;
          return replacements.toString('utf8', start, replacements.indexOf(0, start));
        }
      }
      return undefined;
    },
  };
}

// What nmt_nfkc adds to NFKC: control characters vanish, odd white space and marks of direction become a space.
const blanks = '\t\n\f\r\u1680\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u2581\ufeff\ufffd';

function vanishes(unit: number): boolean {
  return (
    (unit > 0 && unit <= 0x08) || unit === 0x0b || (unit >= 0x0e && unit <= 0x1f) || [0x7f, 0x8f, 0x9f].includes(unit)
  );
}

/** The rules of sentencepiece's nmt_nfkc, which the published maps of XLM-R and DeBERTa were compiled from. */
export const nmtNfkc: CharMap = {
  replacement(text) {
    let beginning = '';
    for (const character of text) {
      beginning += character;
      const replaced = nmtNfkcOf(beginning);
      if (replaced !== beginning) return replaced;
    }
    return undefined;
  },
};

function nmtNfkcOf(text: string): string {
  if (text.length === 1 && vanishes(text.charCodeAt(0))) return '';
  if (text.length === 1 && blanks.includes(text)) return ' ';
  // The full-width tilde is kept: Japanese text writes it for a wave dash.
  return text === '\uff5e' ? text : text.normalize('NFKC');
}
