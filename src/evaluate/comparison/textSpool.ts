// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The texts of a comparison in a temporary file: every model reads all of them, but a stream or a pipeline is run once.

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readJsonLines } from '../readJsonLines.js';
import type { InputRecord } from '../labelledTexts.js';
import type { ComparedText } from './comparedText.js';

/** Writes the texts of a stream down, one a line; records without a text are not compared. */
export async function writeTexts(records: AsyncIterable<InputRecord>, path: string): Promise<void> {
  const file = createWriteStream(path);
  // An error that comes between two writes is thrown by the next wait.
  const failed = once(file, 'close');
  failed.catch(() => undefined);
  try {
    for await (const record of records) {
      if (!('text' in record)) continue;
      const { text, label, source } = record;
      const kept: ComparedText = { text, label, source };
      if (!file.write(`${JSON.stringify(kept)}\n`)) await Promise.race([once(file, 'drain'), failed]);
    }
  } finally {
    file.end();
    await failed;
  }
}

/** Reads what {@link writeTexts} wrote. */
export async function* readTexts(path: string): AsyncGenerator<ComparedText> {
  for await (const item of readJsonLines(path)) if ('value' in item) yield item.value as ComparedText;
}
