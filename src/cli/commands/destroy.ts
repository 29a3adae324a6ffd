// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// logtwin destroy: takes away what deploy installed.

import { createInterface } from 'node:readline/promises';
import { destroySteps } from '../../elasticsearch/destroy.js';
import { loadManifest } from '../../elasticsearch/manifest.js';
import { actionOf } from '../../elasticsearch/step.js';
import type { Command } from '../command.js';
import { connect, connectionOptions, type ConnectionArgs } from '../connectionOptions.js';
import { exitCodes } from '../exitCodes.js';
import { manifestOptions, printActions, type ManifestArgs } from '../manifestOptions.js';

interface DestroyArgs extends ConnectionArgs, ManifestArgs {
  yes: boolean;
}

export const destroy: Command<DestroyArgs> = {
  builder: (yargs) =>
    connectionOptions(manifestOptions(yargs))
      .option('yes', {
        type: 'boolean',
        default: false,
        describe: 'do not ask; without it and without a terminal nothing is removed',
      })
      .example('$0 destroy --url https://localhost:9200', 'shows what would go, and asks')
      .epilogue('Exit codes: 0 removed or nothing there, 1 only shown, 2 bad manifest, 3 server or network.'),
  async run(args, io) {
    const { manifest } = loadManifest(args.manifest, args.overlay, process.env);
    const cluster = await connect(args, io);
    try {
      const steps = await destroySteps(cluster, manifest);
      const actions = steps.map(actionOf);
      if (!io.json) printActions(io, actions);
      const removed = steps.length > 0 && (args.yes || (await agreed(steps.length)));
      if (removed) {
        for (const step of steps) {
          await step.apply((text) => io.progress(text));
          io.note(`removed ${step.kind} ${step.id}`);
        }
      }
      if (io.json) io.printJson({ actions, removed });
      else if (steps.length === 0) io.print('nothing to remove');
      else if (!removed) io.note('nothing was removed; --yes removes it');
      return steps.length === 0 || removed ? exitCodes.ok : exitCodes.checkFailed;
    } finally {
      await cluster.close();
    }
  },
};

/** Asks on the terminal; in CI, where there is none, the answer is no. */
async function agreed(count: number): Promise<boolean> {
  if (!process.stdin.isTTY || process.env.CI) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`Remove these ${count}? Type yes: `);
  terminal.close();
  return answer.trim() === 'yes';
}
