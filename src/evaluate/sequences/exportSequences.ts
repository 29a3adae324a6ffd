// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Writes sequences as trainers of DeepLog and LogBERT read them, and with all that is known of each beside it.

import { once } from 'node:events';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Drain } from './drain.js';
import type { EventSequence } from './eventSequences.js';

/** What was written. */
export interface SequenceExport {
  readonly sequences: number;
  readonly normal: number;
  readonly abnormal: number;
  readonly events: number;
  readonly templates: number;
  readonly files: readonly string[];
}

const fileNames = {
  all: 'sequences.ndjson',
  normal: 'normal.txt',
  abnormal: 'abnormal.txt',
  templates: 'templates.csv',
} as const;

/**
 * Writes normal.txt and abnormal.txt (a sequence a line, template numbers from 1 with blanks between them), sequences.ndjson
 * (entity, times and labels too) and templates.csv (EventId, EventTemplate, Occurrences, as logparser names them).
 *
 * @param normal - labels of normal events; a sequence with any other label is abnormal. Without it all are normal.
 */
export async function exportSequences(
  sequences: AsyncIterable<EventSequence>,
  drain: Drain,
  folder: string,
  normal?: readonly string[],
): Promise<SequenceExport> {
  mkdirSync(folder, { recursive: true });
  const open = (name: string): ReturnType<typeof createWriteStream> => createWriteStream(join(folder, name));
  const files = { all: open(fileNames.all), normal: open(fileNames.normal), abnormal: open(fileNames.abnormal) };
  const counts = { normal: 0, abnormal: 0 };
  let events = 0;
  const write = async (file: (typeof files)['all'], line: string): Promise<void> => {
    if (!file.write(`${line}\n`)) await once(file, 'drain');
  };
  for await (const { entity, templates, from, to, labels } of sequences) {
    const kind = normal && labels.some((label) => !normal.includes(label)) ? 'abnormal' : 'normal';
    counts[kind]++;
    events += templates.length;
    await write(files[kind], templates.join(' '));
    const times = Number.isNaN(from) ? {} : { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    await write(files.all, JSON.stringify({ entity, ...times, labels, templates }));
  }
  await Promise.all(
    Object.values(files).map(async (file) => {
      file.end();
      await once(file, 'finish');
    }),
  );
  const templates = drain.templates();
  const rows = templates.map(({ id, words, lines }) => `${id},${quoted(words.join(' '))},${lines}`);
  writeFileSync(join(folder, fileNames.templates), `${['EventId,EventTemplate,Occurrences', ...rows].join('\n')}\n`);
  return {
    sequences: counts.normal + counts.abnormal,
    ...counts,
    events,
    templates: templates.length,
    files: Object.values(fileNames).map((name) => join(folder, name)),
  };
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
