// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What lies in place of weights when a download went another way than meant.

import { refuse } from '../../diagnostics/diagnostic.js';
import type { FileReader } from './fileReader.js';

const longestBeginning = 64;

/** Refuses what is no weights at all: a Git LFS pointer, or a web page. @throws DiagnosticError MD1003. */
export function refusePointer(reader: FileReader): void {
  const beginning = Buffer.from(reader.read(0, Math.min(longestBeginning, reader.size))).toString('latin1');
  if (beginning.startsWith('version https://git-lfs')) {
    refuse(
      'MD1003',
      `${reader.path} is a Git LFS pointer of ${reader.size} bytes, not the weights`,
      'Fetch them: git lfs pull in the cloned folder, or logtwin model get.',
    );
  }
  if (/^\s*<(!doctype|html)/i.test(beginning)) {
    refuse(
      'MD1003',
      `${reader.path} is a web page, not the weights`,
      'The address shows a page about the file; download the file itself, or use logtwin model get.',
    );
  }
}
