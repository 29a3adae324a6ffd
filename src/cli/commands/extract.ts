// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// logtwin extract: the texts that the model would read, in one file.

import { extract as extractTexts } from '../../ingest/convert/extract.js';
import type { Command } from '../command.js';
import { exitCodes } from '../exitCodes.js';
import { lookupFiles, lookupOptions, type LookupOptionArgs } from '../lookupOptions.js';
import { documentProgress, thousands } from '../progress.js';

interface ExtractArgs extends LookupOptionArgs {
  input: string[];
  output: string;
  pipeline: string | undefined;
  generic: boolean;
  'simple-txt': boolean;
  unique: boolean;
  recorded: boolean;
  'max-failures': number;
}

export const extract: Command<ExtractArgs> = {
  builder: (yargs) =>
    lookupOptions(yargs)
      .positional('input', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'dumps: files, folders, globs, or - for stdin; each also gzipped',
      })
      .option('output', { alias: 'o', type: 'string', demandOption: true, describe: 'file to write' })
      .option('pipeline', {
        type: 'string',
        describe: 'pipeline file (JSON or YAML) or name (default: logtwin-normalize)',
      })
      .option('generic', {
        type: 'boolean',
        default: false,
        describe: 'texts of every other ECS document too, from event.original or message',
      })
      .option('simple-txt', { type: 'boolean', default: false, describe: 'the texts alone, one a line' })
      .option('unique', { type: 'boolean', default: false, describe: 'equal texts once' })
      .option('recorded', {
        type: 'boolean',
        default: false,
        describe: 'the ml_input that documents carry; no pipeline runs',
      })
      .option('max-failures', { type: 'number', default: 0, describe: 'failed documents that still exit with 0' })
      .example('$0 extract dumps -o texts.ndjson', 'one {"_index","_id","ml_input"} a line')
      .example('$0 extract dumps -o texts.txt --simple-txt --unique', 'each text once, to label or to train on'),
  async run(args, io) {
    const report = await extractTexts(args.input, {
      output: args.output,
      ...(args.pipeline !== undefined && { pipeline: args.pipeline }),
      ...lookupFiles(args),
      generic: args.generic,
      simple: args['simple-txt'],
      unique: args.unique,
      recorded: args.recorded,
      signal: io.signal,
      onProgress: documentProgress(io),
    });
    io.progress(undefined);
    for (const message of report.messages) io.note(message);
    if (io.json) io.printJson(report);
    else if (!report.stopped) {
      io.print(
        `${report.output}: ${thousands(report.texts)} texts of ${thousands(report.documents)} documents` +
          `${args.unique ? `, ${thousands(report.duplicates)} duplicates left out` : ''}, ${thousands(report.failed)} failed`,
      );
    }
    if (report.stopped) {
      io.note('Stopped. Nothing was written.');
      return exitCodes.checkFailed;
    }
    if (report.documents === report.failed && report.problems > 0) return exitCodes.badInput;
    return Math.max(report.failed, report.problems) > args['max-failures'] ? exitCodes.checkFailed : exitCodes.ok;
  },
};
