#!/usr/bin/env node
// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The logtwin program: argv in, exit code out.

import yargs from 'yargs';
import { didYouMean } from '../util/didYouMean.js';
import { packageVersion } from '../util/packageVersion.js';
import { commands } from './commands.js';
import { exitCodes } from './exitCodes.js';
import { wrapHelp } from './helpText.js';
import { processIo } from './io.js';
import { reportError } from './reportError.js';
import { checkValues, explainUsage, UsageError, type DeclaredOptions } from './usage.js';

/** Runs one command line and resolves to the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  // A reader that closes the pipe early (`| head`) ends the program quietly.
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.internal),
  );
  // Notes that nobody reads any more are no reason to stop the work.
  process.stderr.on('error', () => undefined);

  let exitCode: number = exitCodes.ok;
  const name = commandOf(argv);
  const parser = yargs()
    .scriptName('logtwin')
    .usage('$0 COMMAND\n\nThe offline twin of a log-classification pipeline in Elasticsearch.')
    .option('json', { type: 'boolean', default: false, describe: 'machine-readable result on stdout' })
    .option('quiet', { type: 'boolean', default: false, describe: 'no notes and no progress' })
    .version(packageVersion())
    .demandCommand(1, 'Name a command.')
    .strict()
    .exitProcess(false)
    .wrap(null)
    .check((args) => {
      checkValues(args, declaredOptions());
      return true;
    })
    .fail((message, error) => {
      throw error ?? new UsageError(explainUsage(message, name && commands[name]?.usage, declaredOptions()));
    });
  // yargs knows what has been declared, though its types do not say so.
  const declaredOptions = (): DeclaredOptions => (parser as unknown as { getOptions(): DeclaredOptions }).getOptions();
  for (const [key, entry] of Object.entries(commands)) {
    // Only the command that was called is loaded; the others show their line in the help text.
    const loaded = key === name ? await entry.load() : undefined;
    parser.command(
      entry.usage,
      entry.describe,
      (builder) => (loaded ? loaded.builder(builder) : builder),
      async (args) => {
        if (!loaded) return;
        const io = processIo({ json: args.json === true, quiet: args.quiet === true });
        exitCode = await loaded.run(withLoneDashes(args), io);
      },
    );
  }
  if (name !== undefined && !(name in commands)) {
    const near = didYouMean(name, Object.keys(commands));
    throw new UsageError(`unknown command "${name}"${near ? `; did you mean "${near}"?` : ''}`);
  }
  await parser.parseAsync(
    argv.map((word) => (word === '-' ? loneDash : word)),
    {},
    (_error: unknown, _args: unknown, help: string) => {
      if (help !== '') process.stdout.write(`${wrapHelp(help)}\n`);
    },
  );
  return exitCode;
}

/** The command that a command line names. */
function commandOf(argv: readonly string[]): string | undefined {
  return argv.find((word) => !word.startsWith('-'));
}

/** Stands for `-` (stdin) while yargs parses, which drops it among positionals. */
const loneDash = '\0-';

function withLoneDashes<Args extends object>(args: Args): Args {
  const restore = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(restore) : value === loneDash ? '-' : value;
  return Object.fromEntries(Object.entries(args).map(([key, value]) => [key, restore(value)])) as Args;
}

const argv = process.argv.slice(2);
main(argv).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.exitCode = reportError(error, commandOf(argv));
  },
);
