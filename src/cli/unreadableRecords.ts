// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Records of the input that could not be read: the first are named, all are counted.

import type { Io } from './io.js';
import { thousands } from './progress.js';

const named = 10;

/** Counts unreadable records while a command reads, and names the first of them as notes. */
export class UnreadableRecords {
  count = 0;
  private readonly io: Io;

  constructor(io: Io) {
    this.io = io;
  }

  /** Takes the place and reason of one, such as `a.ndjson:3: broken JSON`. */
  readonly add = (place: string): void => {
    if (this.count++ < named) this.io.note(place);
  };

  /** Notes how many there were beyond those named. */
  noteRest(): void {
    if (this.count > named) this.io.note(`and ${thousands(this.count - named)} more that could not be read`);
  }
}
