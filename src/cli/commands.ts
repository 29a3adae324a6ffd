// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The table of commands. Each is loaded only when called, so that `logtwin --help` starts fast.

import type { Command } from './command.js';

interface Entry {
  /** The yargs command line, positionals included. */
  readonly usage: string;
  readonly describe: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each command types its own arguments
  readonly load: () => Promise<Command<any>>;
}

/** Every command by name, in the order of the help text. */
export const commands: Readonly<Record<string, Entry>> = {
  train: {
    usage: 'train <input..>',
    describe: 'train a linear model on labelled texts',
    load: async () => (await import('./commands/train.js')).train,
  },
  classify: {
    usage: 'classify [text]',
    describe: 'classify a text or a file of texts',
    load: async () => (await import('./commands/classify.js')).classify,
  },
};
