// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What a run has met so far, in a file of lines that is written as it goes: a run that is cut keeps them, and goes on where it was.

import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import type { Compared } from './fuzz.js';

/** How far a run is, and what it has counted. */
export interface Tally {
  /** Inputs that were compared. */
  readonly compared: number;
  /** How many were accepted by the server's compiler, and ran to the end. */
  readonly ran: number;
  /** Differences that explained.ts names, by name. */
  readonly explained: Readonly<Record<string, number>>;
  /** Differences that nothing explains. */
  readonly unexplained: number;
  /** Seeds of inputs to which the server gave no answer in time. */
  readonly unanswered: readonly number[];
}

/** A difference that nothing explains, by the seed that showed it. */
export interface Difference extends Compared {
  readonly seed: number;
}

type Line = { readonly difference: Difference } | { readonly tally: Tally };

/** The file of a run. */
export class Journal {
  readonly file: string;
  /** Where the run is; the beginning for a new file. */
  readonly tally: Tally = { compared: 0, ran: 0, explained: {}, unexplained: 0, unanswered: [] };
  /** All that the run has found. */
  readonly differences: readonly Difference[] = [];

  private constructor(file: string, lines: readonly Line[]) {
    this.file = file;
    this.differences = lines.flatMap((line) => ('difference' in line ? [line.difference] : []));
    const last = lines.at(-1);
    if (last && 'tally' in last) this.tally = last.tally;
  }

  /** Reads a file; what stands behind its last tally belongs to a batch that was cut. */
  static read(file: string): Journal {
    const lines = readFileSync(file, 'utf8').split('\n').flatMap(lineOf);
    return new Journal(file, lines.slice(0, lines.findLastIndex((line) => 'tally' in line) + 1));
  }

  /** Goes on with a file, unless it is that of a run of so many inputs that came to its end; begins one otherwise. */
  static open(file: string, count: number): Journal {
    const known = existsSync(file) ? Journal.read(file) : undefined;
    const journal = known && known.tally.compared < count ? known : new Journal(file, []);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
    for (const difference of journal.differences) journal.write({ difference });
    if (journal.tally.compared > 0) journal.write({ tally: journal.tally });
    return journal;
  }

  /** Keeps a difference. */
  found(difference: Difference): void {
    this.write({ difference });
  }

  /** Keeps how far the run is. */
  reached(tally: Tally): void {
    this.write({ tally });
  }

  private write(line: Line): void {
    appendFileSync(this.file, `${JSON.stringify(line)}\n`);
  }
}

/** The line that a text is, or nothing where it was cut. */
function lineOf(text: string): Line[] {
  try {
    return [JSON.parse(text) as Line];
  } catch {
    return [];
  }
}
