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
  /** The first characters of the broken part. */
  readonly excerpt?: string;
}

/** `file:line:column: error[CODE]: reason`. */
export function describeProblem(file: string, problem: DumpProblem): string {
  return `${file}:${problem.line}:${problem.column}: error[${problem.code}]: ${problem.reason}`;
}
