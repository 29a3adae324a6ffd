// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Prints the error that ended a command: cause and place first, then the remedy.

import { commands } from './commands.js';
import { exitCodes } from './exitCodes.js';

/** What the errors of a file system mean, and what helps. */
const systemErrors: Readonly<Record<string, readonly [cause: string, remedy: string]>> = {
  EACCES: ['no permission', 'Change its permissions, or run as a user that may.'],
  EPERM: ['not permitted', 'Change its permissions, or run as a user that may.'],
  EEXIST: ['it is a file, and a folder is due', 'Name another folder with -o.'],
  ENOTDIR: ['a part of the path is a file, and a folder is due', 'Check the path.'],
  EISDIR: ['it is a folder, and a file is due', 'Name a file.'],
  ENOENT: ['no such file or folder', 'Check the path; relative ones start in the current folder.'],
  ENOSPC: ['the disk is full', 'Free some space, or write elsewhere with -o.'],
  EROFS: ['the file system is read-only', 'Write elsewhere with -o.'],
  Z_BUF_ERROR: ['the gzip data is cut off', 'Fetch the file again.'],
  Z_DATA_ERROR: ['broken gzip data', 'Fetch the file again, or take .gz off its name if it is not packed.'],
  EMFILE: ['too many open files', 'Raise the limit (ulimit -n), or give fewer files at once.'],
};

/** Prints an error on stderr and answers the exit code that it stands for. */
export function reportError(error: unknown, command: string | undefined): number {
  const { name, message, stack } = error as Error;
  const print = (...lines: string[]): void => void process.stderr.write(`${lines.join('\n')}\n`);
  switch (name) {
    case 'UsageError':
      print(
        `error[CL1001]: ${message}`,
        `  hint: logtwin ${command && command in commands ? `${command} ` : ''}--help`,
      );
      return exitCodes.badInput;
    case 'DiagnosticError':
      print(message);
      return exitCodes.badInput;
    case 'ClusterError':
      print(`error: ${message}`);
      return exitCodes.server;
  }
  const { syscall, code, path, dest } = error as NodeJS.ErrnoException & { dest?: string };
  if (syscall !== undefined) {
    const [cause, remedy] = systemErrors[code ?? ''] ?? [];
    const place = [path, dest].filter((part) => part !== undefined).join(' -> ');
    print(`error[CL1002]: ${cause === undefined ? message : `${place || syscall}: ${cause} (${code})`}`);
    if (remedy !== undefined) print(`  hint: ${remedy}`);
    return exitCodes.badInput;
  }
  print(
    `internal error: ${stack ?? String(error)}`,
    'This is a bug in logtwin. Please report it with the command line and the text above.',
  );
  return exitCodes.internal;
}
