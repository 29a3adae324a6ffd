// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The progress line of work on documents.

import type { Io } from './io.js';

/** Draws `12,345 documents, 41 %, 23,456/s` on a terminal. */
export function documentProgress(io: Io): (documents: number, bytes: number, totalBytes: number | undefined) => void {
  const started = Date.now();
  return (documents, bytes, totalBytes) => {
    const seconds = (Date.now() - started) / 1000;
    const share = totalBytes ? `, ${Math.floor((100 * bytes) / totalBytes)} %` : '';
    const rate = seconds > 0.5 ? `, ${thousands(Math.round(documents / seconds))}/s` : '';
    io.progress(`${thousands(documents)} documents${share}${rate}`);
  };
}

/** A count with commas between thousands. Not by locale: loading one takes longer than many a command. */
export function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
