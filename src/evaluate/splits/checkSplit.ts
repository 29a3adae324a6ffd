// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Reads the parts of a split back and looks for what must not be there: a text or a group in more than one part, rows
// that are not those that were written.

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '../../diagnostics/diagnostic.js';
import { NumberMap } from '../../util/numberMap.js';
import { openFile } from '../../util/readLines.js';
import { textHash } from '../../util/textHash.js';
import { readJsonLines } from '../readJsonLines.js';
import { readSplitFile, type SplitCheck, type SplitPart, type SplitRow } from './splitFile.js';

/**
 * Counts the texts and groups that stand in more than one part.
 *
 * @throws DiagnosticError EV2002 when a part is missing or differs from its checksum.
 */
export async function checkSplit(folder: string): Promise<SplitCheck[]> {
  const { parts, options } = readSplitFile(folder);
  const names = ['text', ...options.groups];
  const partOf = names.map(() => new NumberMap());
  const crossing = names.map(() => new Set<number>());
  for (const [index, part] of parts.entries()) {
    const path = join(folder, part.file);
    if (!existsSync(path)) refuse('EV2002', `${path}: no such file`);
    await checkSum(path, part);
    for await (const item of readJsonLines(path)) {
      if ('unreadable' in item) refuse('EV2002', item.unreadable);
      const row = item.value as SplitRow;
      names.forEach((name, field) => {
        const value = field === 0 ? row.text : row.groups?.[name];
        if (value === undefined) return;
        const hash = textHash(value);
        const first = partOf[field]!.get(hash);
        if (first === undefined) partOf[field]!.set(hash, index);
        else if (first !== index) crossing[field]!.add(hash);
      });
    }
  }
  return names.map((of, field) => ({
    of,
    crossing: crossing[field]!.size,
    forbidden: field > 0 || options.duplicates !== 'allow',
  }));
}

async function checkSum(path: string, part: SplitPart): Promise<void> {
  const hash = createHash('sha256');
  for await (const chunk of openFile(path)) hash.update(chunk);
  if (hash.digest('hex') !== part.sha256)
    refuse('EV2002', `${path} differs from what ${part.name} was when it was made.`);
}
