#!/usr/bin/env node
// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The logtwin program: argv in, exit code out.

import yargs from 'yargs';
import { DiagnosticError } from '../diagnostics/diagnostic.js';
import { didYouMean } from '../util/didYouMean.js';
import { packageVersion } from '../util/packageVersion.js';
import { commands } from './commands.js';
import { exitCodes } from './exitCodes.js';
import { processIo } from './io.js';

/** Runs one command line and resolves to the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  process.once('SIGTERM', () => abort.abort());
  // A reader that closes the pipe early (`| head`) ends the program quietly.
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.internal),
  );

  let exitCode: number = exitCodes.ok;
  const [name] = argv.filter((word) => !word.startsWith('-'));
  const parser = yargs()
    .scriptName('logtwin')
    .usage('$0 COMMAND\n\nThe offline twin of a log-classification pipeline in Elasticsearch.')
    .option('json', { type: 'boolean', default: false, describe: 'machine-readable result on stdout' })
    .option('quiet', { type: 'boolean', default: false, describe: 'no notes and no progress' })
    .version(packageVersion())
    .demandCommand(1, 'Name a command.')
    .strict()
    .exitProcess(false)
    .wrap(110)
    .fail((message, error) => {
      throw error ?? new UsageError(message);
    });
  for (const [key, entry] of Object.entries(commands)) {
    // Only the command that was called is loaded; the others show their line in the help text.
    const loaded = key === name ? await entry.load() : undefined;
    parser.command(
      entry.usage,
      entry.describe,
      (builder) => (loaded ? loaded.builder(builder) : builder),
      async (args) => {
        if (!loaded) return;
        const io = processIo({ json: args.json === true, quiet: args.quiet === true, signal: abort.signal });
        exitCode = await loaded.run(withLoneDashes(args), io);
      },
    );
  }
  if (name !== undefined && !(name in commands)) {
    const near = didYouMean(name, Object.keys(commands));
    throw new UsageError(`unknown command "${name}"${near ? `; did you mean "${near}"?` : ''}`);
  }
  await parser.parseAsync(argv.map((word) => (word === '-' ? loneDash : word)));
  return exitCode;
}

/** Stands for `-` (stdin) while yargs parses, which drops it among positionals. */
const loneDash = '\0-';

function withLoneDashes<Args extends object>(args: Args): Args {
  const restore = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(restore) : value === loneDash ? '-' : value;
  return Object.fromEntries(Object.entries(args).map(([key, value]) => [key, restore(value)])) as Args;
}

class UsageError extends Error {}

function report(error: unknown): number {
  if (error instanceof UsageError) {
    process.stderr.write(`error[CL1001]: ${error.message}\n  hint: logtwin --help, or logtwin COMMAND --help\n`);
    return exitCodes.badInput;
  }
  if (error instanceof DiagnosticError) {
    process.stderr.write(`${error.message}\n`);
    return exitCodes.badInput;
  }
  if (error instanceof Error && 'syscall' in error) {
    process.stderr.write(`error[CL1002]: ${error.message}\n`);
    return exitCodes.badInput;
  }
  if ((error as Error).name === 'ClusterError') {
    process.stderr.write(`error: ${(error as Error).message}\n`);
    return exitCodes.server;
  }
  process.stderr.write(`internal error: ${error instanceof Error ? error.stack : String(error)}\n`);
  process.stderr.write('This is a bug in logtwin. Please report it with the command line and the text above.\n');
  return exitCodes.internal;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.exitCode = report(error);
  },
);
