// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A mistake in a script, as it travels from the phase that finds it to compilePainless, which adds the source.

import type { Code } from '../diagnostics/codes.js';
import { JavaException } from './runtime/exceptions.js';

/** A mistake at a place of a script, with the server's exception for it. */
export class CompileError extends JavaException {
  readonly code: Code;
  readonly start: number;
  readonly end: number;
  readonly hints: readonly string[];

  constructor(
    code: Code,
    start: number,
    end: number,
    javaClass: string,
    message: string,
    hints: readonly string[] = [],
  ) {
    super(javaClass, message, { status: 400 });
    this.code = code;
    this.start = start;
    this.end = end;
    this.hints = hints;
  }
}
