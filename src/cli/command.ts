// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What a command is: parse flags, call the library, print. A command holds no logic of its own.

import type { Argv, ArgumentsCamelCase } from 'yargs';
import type { Io } from './io.js';

/** A command of the logtwin program, loaded only when it is called. */
export interface Command<Args = unknown> {
  /** Positionals and flags, with examples. */
  readonly builder: (yargs: Argv) => Argv<Args>;
  /** Runs the command and resolves to the exit code. Throws DiagnosticError for bad input. */
  readonly run: (args: ArgumentsCamelCase<Args>, io: Io) => Promise<number>;
}
