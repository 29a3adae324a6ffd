// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What is wrong with a place in a dump. Problems are data: reading goes on behind them.

import type { Code } from '../../diagnostics/codes.js';

/** A part of an input that is no document. Line and column are one-based; a column counts UTF-16 units, or bytes in a line of several documents. */
export interface DumpProblem {
  readonly code: Code;
  readonly reason: string;
  readonly line: number;
  readonly column: number;
}

/** `file:line:column: reason`. */
export function describeProblem(file: string, { line, column, reason }: DumpProblem): string {
  return `${file === '-' ? 'stdin' : file}:${line}:${column}: ${reason}`;
}
