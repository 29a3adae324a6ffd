// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// logtwin split: labelled texts in parts that everybody can judge on.

import { join } from 'node:path';
import { refuse } from '../../diagnostics/diagnostic.js';
import { checkSplit } from '../../evaluate/splits/checkSplit.js';
import { split as splitTexts } from '../../evaluate/splits/split.js';
import { readSplitFile, type SplitFile } from '../../evaluate/splits/splitFile.js';
import type { Command } from '../command.js';
import { exitCodes } from '../exitCodes.js';
import type { Io } from '../io.js';
import { thousands } from '../progress.js';
import { UnreadableRecords } from '../unreadableRecords.js';

type Kind = 'stratified' | 'grouped' | 'chronological' | 'kfold';

interface SplitArgs {
  input: string[];
  output: string | undefined;
  by: Kind[];
  label: string | undefined;
  text: string | undefined;
  source: string | undefined;
  group: string[];
  time: string;
  folds: number;
  test: number;
  validation: number;
  duplicates: 'together' | 'drop' | 'allow';
  pipeline: string | undefined;
  generic: boolean;
  seed: number;
  check: boolean;
}

export const split: Command<SplitArgs> = {
  builder: (yargs) =>
    yargs
      .positional('input', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'texts (CSV, TSV, NDJSON, TXT) or dumps; with --check the folder of a split',
      })
      .option('output', { alias: 'o', type: 'string', describe: 'folder of the split' })
      .option('by', {
        type: 'string',
        array: true,
        choices: ['stratified', 'grouped', 'chronological', 'kfold'] as const,
        default: ['stratified'] as Kind[],
        describe: 'how; several can be combined',
      })
      .option('label', { type: 'string', describe: 'field of the label' })
      .option('text', { type: 'string', describe: 'field of the text (default: ml_input, text, message or log)' })
      .option('source', { type: 'string', describe: 'field of the source (default: the data set, or the file)' })
      .option('group', {
        type: 'string',
        array: true,
        default: ['template'],
        describe: 'for grouped: fields whose values stay together; also template, source, input',
      })
      .option('time', { type: 'string', default: '@timestamp', describe: 'for chronological: field of the time' })
      .option('folds', { type: 'number', default: 5, describe: 'for kfold: how many' })
      .option('test', { type: 'number', default: 0.2, describe: 'share of the part test' })
      .option('validation', { type: 'number', default: 0, describe: 'share of the part validation' })
      .option('duplicates', {
        type: 'string',
        choices: ['together', 'drop', 'allow'] as const,
        default: 'together' as const,
        describe: 'equal texts: in one part, once, or anywhere',
      })
      .option('pipeline', { type: 'string', describe: 'pipeline for dumps (default: logtwin-normalize)' })
      .option('generic', { type: 'boolean', default: false, describe: 'texts of every other ECS document too' })
      .option('seed', { type: 'number', default: 1, describe: 'seed of what is left to chance' })
      .option('check', { type: 'boolean', default: false, describe: 'check a split that is there; writes nothing' })
      .example('$0 split rows.tsv --label level -o splits/rows', 'four fifths and one fifth, each label in both')
      .example('$0 split rows.tsv --label level --by stratified grouped --group file -o s', 'no file in both parts')
      .example('$0 split day.ndjson --label l --by chronological --validation 0.1 -o s', 'the past against the future')
      .example('$0 split rows.csv --label level --by grouped kfold --folds 10 -o s', 'ten folds, no template in two')
      .example('$0 evaluate splits/rows', 'judge on its part test; train, evaluate take the folder')
      .epilogue(
        'Writes a part a file (PART.ndjson), ids.tsv (id, part, SHA-256 of the text) and split.json (options, counts, checksums, ' +
          'checks). Exit codes: 0 nothing crosses, 1 a text or a group stands in two parts, 2 bad usage or no text.',
      ),
  async run(args, io) {
    if (args.check) return reportChecks(io, args.input);
    if (args.output === undefined) refuse('CL1001', 'split needs -o FOLDER.');
    const by = new Set(args.by);
    if (by.has('stratified') && args.label === undefined) {
      refuse('CL1001', 'A stratified split needs --label FIELD.', 'Or name another way with --by.');
    }
    const { test, validation } = args;
    const unreadable = new UnreadableRecords(io);
    const made = await splitTexts(args.input, args.output, {
      ...(by.has('kfold')
        ? { folds: args.folds }
        : { shares: { train: 1 - test - validation, ...(validation > 0 && { validation }), test } }),
      stratified: by.has('stratified'),
      chronological: by.has('chronological'),
      groups: by.has('grouped') ? args.group : [],
      duplicates: args.duplicates,
      time: args.time,
      seed: args.seed,
      reading: {
        ...(args.pipeline !== undefined && { pipeline: args.pipeline }),
        generic: args.generic,
        fields: { text: args.text, label: args.label, source: args.source },
        signal: io.signal,
      },
      onProgress: (line) => io.progress(line),
      onUnreadable: unreadable.add,
    });
    io.progress(undefined);
    unreadable.noteRest();
    if (io.json) io.printJson({ ...made, folder: args.output });
    else print(io, args.output, made);
    return exitOf(made);
  },
};

async function reportChecks(io: Io, inputs: readonly string[]): Promise<number> {
  const [folder] = inputs;
  if (folder === undefined || inputs.length > 1) refuse('CL1001', '--check takes the folder of one split.');
  const checked = { ...readSplitFile(folder), checks: await checkSplit(folder) };
  if (io.json) io.printJson(checked);
  else print(io, folder, checked);
  return exitOf(checked);
}

function exitOf({ checks }: SplitFile): number {
  return checks.some(({ crossing, forbidden }) => crossing > 0 && forbidden) ? exitCodes.checkFailed : exitCodes.ok;
}

function print(io: Io, folder: string, { parts, left_out: out, units, checks }: SplitFile): void {
  const total = parts.reduce((sum, { rows }) => sum + rows, 0);
  for (const { name, rows, labels } of parts) {
    const counts = Object.entries(labels).map(([label, count]) => `${label} ${thousands(count)}`);
    io.print(
      `${name.padEnd(12)} ${thousands(rows).padStart(9)} texts  ${((100 * rows) / total).toFixed(1).padStart(5)} %  ${counts.join(', ')}`,
    );
  }
  const reasons = { duplicates: 'repeated', later_in_group: 'later than their group', without_time: 'without a time' };
  for (const [reason, words] of Object.entries(reasons)) {
    const count = out[reason as keyof typeof out];
    if (count > 0) io.print(`left out: ${thousands(count)} ${words}`);
  }
  for (const { of, crossing } of checks)
    io.print(`${of}: ${crossing === 0 ? 'none' : thousands(crossing)} in two parts`);
  if (units.largest_share > 0.2) {
    io.note(
      `${(100 * units.largest_share).toFixed(0)} % of the texts hang together: the parts cannot keep their shares.`,
    );
  }
  io.note(`\n${join(folder, 'split.json')}`);
}
