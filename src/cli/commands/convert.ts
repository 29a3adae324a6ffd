// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// logtwin convert: dumps to documents with ml_input, through the pipeline that the cluster gets.

import { convert as convertDumps, type ConvertedFile } from '../../ingest/convert/convert.js';
import { describeProblem } from '../../ingest/dumps/problem.js';
import type { Command } from '../command.js';
import { exitCodes } from '../exitCodes.js';
import type { Io } from '../io.js';
import { lookupFiles, lookupOptions, type LookupOptionArgs } from '../lookupOptions.js';
import { modelOption, type ModelOptionArgs } from '../modelOption.js';
import { documentProgress, thousands } from '../progress.js';

interface ConvertArgs extends ModelOptionArgs, LookupOptionArgs {
  input: string[];
  output: string;
  pipeline: string | undefined;
  generic: boolean;
  format: 'ndjson' | 'json' | 'txt';
  'simple-txt': boolean;
  'max-failures': number;
  threads: number | undefined;
  resume: boolean;
}

export const convert: Command<ConvertArgs> = {
  builder: (yargs) =>
    lookupOptions(modelOption(yargs))
      .positional('input', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'dumps: files, folders, globs, or - for stdin; each also gzipped',
      })
      .option('output', { alias: 'o', type: 'string', default: 'out', describe: 'folder of the output files' })
      .option('pipeline', {
        type: 'string',
        describe: 'pipeline file (JSON or YAML) or name (default: logtwin-normalize)',
      })
      .option('generic', {
        type: 'boolean',
        default: false,
        describe: 'make ml_input of every other ECS document too, from event.original or message',
      })
      .option('format', { choices: ['ndjson', 'json', 'txt'] as const, default: 'ndjson' as const, describe: 'output' })
      .option('simple-txt', { type: 'boolean', default: false, describe: 'write the texts alone, one a line' })
      .option('max-failures', { type: 'number', default: 0, describe: 'failed documents that still exit with 0' })
      .option('resume', {
        type: 'boolean',
        default: true,
        describe: 'go on where the same command was stopped; --no-resume starts anew',
      })
      .option('threads', {
        type: 'number',
        describe:
          "threads that convert, or the models' where the pipeline classifies (default: one a processor, at most 2)",
      })
      .example('$0 convert export.json', 'out/export_ml_input.ndjson, out/report.json')
      .example("$0 convert 'dumps/**/*.ndjson.gz' -o ready", 'one output file an input file')
      .example('$0 convert events.ndjson --pipeline my-pipeline.json', 'a pipeline of your own')
      .example('$0 convert events.ndjson --pipeline classify --model models/mine', 'with ml.prediction, no cluster')
      .example('zcat day.gz | $0 convert - --simple-txt -o texts', 'texts/stdin_ml_input.txt')
      .epilogue(
        'Documents that fail are kept in NAME_failed.ndjson with their errors. Exit codes: 0 all converted, 1 more failures than ' +
          '--max-failures, 2 bad usage or an input without a single document.',
      ),
  async run(args, io) {
    const progress = documentProgress(io);
    const report = await convertDumps(args.input, {
      output: args.output,
      ...(args.pipeline !== undefined && { pipeline: args.pipeline }),
      ...lookupFiles(args),
      generic: args.generic,
      format: args['simple-txt'] ? 'simple-txt' : args.format,
      ...(args.threads !== undefined && { threads: args.threads }),
      resume: args.resume,
      models: args.model,
      signal: io.signal,
      onProgress: ({ documents, bytes, totalBytes }) => progress(documents, bytes, totalBytes),
    });
    io.progress(undefined);
    for (const file of report.files) noteProblems(file, io);
    if (io.json) io.printJson(report);
    else {
      for (const file of report.files) io.print(describeFile(file));
      const { unfinished } = report;
      if (unfinished) io.print(`${unfinished.input}: stopped behind ${thousands(unfinished.documents)} documents`);
      const rate = report.seconds > 0 ? ` (${thousands(Math.round(report.documents / report.seconds))}/s)` : '';
      io.print(
        `${thousands(report.documents)} documents in ${report.seconds} s${rate}: ${thousands(report.with_ml_input)} with ml_input, ` +
          `${thousands(report.without)} without, ${thousands(report.dropped)} dropped, ${thousands(report.failed)} failed`,
      );
    }
    if (report.stopped) {
      const again = args.input.includes('-')
        ? 'What came from stdin has to be given again.'
        : 'The same command goes on from here.';
      io.note(`Stopped. ${again}`);
    }
    // An input that gave nothing but problems is no dump.
    if (report.files.some((file) => file.documents === file.failed && file.problem_count > 0))
      return exitCodes.badInput;
    const failures = report.failed + report.input_problems;
    return failures > args['max-failures'] || report.stopped ? exitCodes.checkFailed : exitCodes.ok;
  },
};

function describeFile(file: ConvertedFile): string {
  const failed = file.failed_output === undefined ? '' : `, ${thousands(file.failed)} failed: ${file.failed_output}`;
  return `${file.output}: ${thousands(file.with_ml_input)} of ${thousands(file.documents)} with ml_input${failed}`;
}

function noteProblems(file: ConvertedFile, io: Io): void {
  for (const problem of file.problems) io.note(describeProblem(file.input, problem));
  const more = file.problem_count - file.problems.length;
  if (more > 0) io.note(`${file.input}: ${thousands(more)} more problems`);
}
