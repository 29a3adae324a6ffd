// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Numbers for the distinct texts of a comparison, so that answers are columns and no text is kept.

import { NumberMap } from '../../util/numberMap.js';
import { textHash } from '../../util/textHash.js';

/** Distinct texts, numbered from 0 on in the order in which they came; known by their hashes. */
export class TextNumbers {
  private readonly numbers = new NumberMap();

  /** How many distinct texts there are. */
  get size(): number {
    return this.numbers.size;
  }

  /** Numbers a text that is new. */
  add(text: string): void {
    const hash = textHash(text);
    if (this.numbers.get(hash) === undefined) this.numbers.set(hash, this.numbers.size);
  }

  /** The number of a text; undefined for one that was never added. */
  of(text: string): number | undefined {
    return this.numbers.get(textHash(text));
  }

  /** Each text once, out of a stream of the texts that were added, in their order. */
  async *distinct(texts: AsyncIterable<{ readonly text: string }>): AsyncGenerator<string> {
    let next = 0;
    for await (const { text } of texts) {
      if (this.of(text) !== next) continue;
      next++;
      yield text;
    }
  }
}
