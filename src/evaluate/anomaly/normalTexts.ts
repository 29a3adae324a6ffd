// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Texts of a stream by whether they are normal: an even sample of each kind, so that any input fits into memory.

import { SeededRandom } from '../../util/seededRandom.js';
import type { InputRecord } from '../labelledTexts.js';

/** Sampled texts, and how many there were. */
export interface TextsByNature {
  readonly normal: readonly string[];
  readonly anomalous: readonly string[];
  readonly seen: { readonly normal: number; readonly anomalous: number; readonly unreadable: number };
}

/** How to tell and how many to keep. */
export interface NatureOptions {
  /** Labels of normal texts; without it every text is normal. */
  readonly normal?: readonly string[] | undefined;
  /** Texts of each kind that are kept. */
  readonly most: number;
  readonly seed: number;
  readonly onUnreadable?: ((place: string) => void) | undefined;
}

/** Reads a whole stream. With labels of normal texts, a text without a label is left out. */
export async function textsByNature(
  records: AsyncIterable<InputRecord>,
  options: NatureOptions,
): Promise<TextsByNature> {
  const random = new SeededRandom(options.seed);
  const kept = { normal: [] as string[], anomalous: [] as string[] };
  const seen = { normal: 0, anomalous: 0, unreadable: 0 };
  for await (const record of records) {
    if ('unreadable' in record) {
      seen.unreadable++;
      options.onUnreadable?.(record.unreadable);
      continue;
    }
    if (!('text' in record)) continue;
    if (options.normal && record.label === undefined) continue;
    const kind = !options.normal || options.normal.includes(record.label!) ? 'normal' : 'anomalous';
    const place = seen[kind]++ < options.most ? kept[kind].length : random.below(seen[kind]);
    if (place < options.most) kept[kind][place] = record.text;
  }
  return { ...kept, seen };
}
