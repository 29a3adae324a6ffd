// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The JSON values of a file with one a line.

import { readLines } from '../util/readLines.js';

/** Yields each value with its place, or the place and reason of a line that is none; empty lines are passed over. */
export async function* readJsonLines(
  path: string,
): AsyncGenerator<{ readonly place: string; readonly value: unknown } | { readonly unreadable: string }> {
  let line = 0;
  for await (const content of readLines(path)) {
    line++;
    if (content.trim() === '') continue;
    const place = `${path}:${line}`;
    let value: unknown;
    try {
      value = JSON.parse(content);
    } catch {
      yield { unreadable: `${place}: broken JSON` };
      continue;
    }
    yield { place, value };
  }
}
