// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Where commands print: results on stdout, everything else on stderr.

/** The streams and the output mode of one run. */
export interface Io {
  /** --json: one machine-readable result on stdout and nothing else there. */
  readonly json: boolean;
  readonly quiet: boolean;
  /**
   * Aborted by Ctrl-C: long work finishes what it holds, says how to go on, and stops. A command that never asks for it
   * ends at once, and so does every command at the second Ctrl-C.
   */
  readonly signal: AbortSignal;
  /** Prints a result line on stdout. */
  print(line: string): void;
  /** Prints the result object (with --json only). */
  printJson(value: unknown): void;
  /** Prints a note on stderr, unless --quiet. */
  note(line: string): void;
  /** Redraws the progress line on stderr when it is a terminal; undefined clears it. */
  progress(line: string | undefined): void;
}

/** The Io of a real process. */
export function processIo(options: { json: boolean; quiet: boolean }): Io {
  let lastDrawn = 0;
  let drawn = false;
  let signal: AbortSignal | undefined;
  const clear = (): void => {
    if (drawn) process.stderr.write('\r\x1b[2K');
    drawn = false;
  };
  return {
    ...options,
    get signal() {
      return (signal ??= stopSignal());
    },
    print(line) {
      clear();
      process.stdout.write(`${line}\n`);
    },
    printJson(value) {
      clear();
      process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
    },
    note(line) {
      clear();
      if (!options.quiet) process.stderr.write(`${line}\n`);
    },
    progress(line) {
      if (options.quiet || !process.stderr.isTTY) return;
      if (line === undefined) return clear();
      const now = Date.now();
      if (now - lastDrawn < 100) return;
      lastDrawn = now;
      process.stderr.write(`\r\x1b[2K${line.slice(0, (process.stderr.columns || 80) - 1)}`);
      drawn = true;
    },
  };
}

function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => controller.abort());
  return controller.signal;
}
