// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// logtwin train: a linear model from labelled texts.

import { refuse } from '../../diagnostics/diagnostic.js';
import { splitInput } from '../../evaluate/splits/splitFile.js';
import { readLabelledTexts } from '../../evaluate/labelledTexts.js';
import { trainClassifier, type TrainingExample } from '../../evaluate/training/trainClassifier.js';
import { scoresSection } from '../../evaluate/training/modelCard.js';
import { writeTrainedClassifier } from '../../evaluate/training/writeTrainedClassifier.js';
import type { Command } from '../command.js';
import { exitCodes } from '../exitCodes.js';
import { UnreadableRecords } from '../unreadableRecords.js';

interface TrainArgs {
  input: string[];
  label: string | undefined;
  output: string;
  text: string | undefined;
  group: string | undefined;
  severity: string | undefined;
  fold: number | undefined;
  seed: number;
  'vocabulary-size': number;
}

export const train: Command<TrainArgs> = {
  builder: (yargs) =>
    yargs
      .positional('input', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'CSV, TSV or NDJSON files, plain or .gz; or the folder of a split',
      })
      .option('label', { type: 'string', describe: 'field or column of the label (in a split: label)' })
      .option('output', { alias: 'o', type: 'string', demandOption: true, describe: 'folder of the model' })
      .option('text', { type: 'string', describe: 'field of the text (default: ml_input, text, message or log)' })
      .option('group', {
        type: 'string',
        describe: 'field whose values never stand on both sides of a split (product, host)',
      })
      .option('fold', { type: 'number', describe: 'the fold of a split that is held out' })
      .option('severity', { type: 'string', describe: 'labels from least to most severe, comma-separated' })
      .option('seed', { type: 'number', default: 1, describe: 'seed of the splits' })
      .option('vocabulary-size', { type: 'number', default: 8192, describe: 'word pieces to learn' })
      .example('$0 train alerts.csv --label severity -o models/mine', 'train, measure and write a model')
      .example('$0 train splits/crs -o models/mine', 'learn from its part train, measure on its part test')
      .example('$0 train rows.tsv --label level --group product -o m', 'measure on products it never saw'),
  async run(args, io) {
    const started = performance.now();
    const severity = args.severity?.split(',').map((label) => label.trim());
    const examples: TrainingExample[] = [];
    const unreadable = new UnreadableRecords(io);
    const split = splitInput(args.input, args.fold);
    const label = args.label ?? (split ? 'label' : refuse('CL1001', 'train needs --label FIELD.'));
    const files = split ? [...split.train, ...split.test] : args.input;
    for (const path of files) {
      const heldOut = split?.test.includes(path);
      for await (const record of readLabelledTexts(path, { text: args.text, label, source: args.group })) {
        if ('unreadable' in record) unreadable.add(record.unreadable);
        else if (record.label !== undefined) {
          const group = args.group === undefined ? undefined : record.source;
          examples.push({ text: record.text, label: record.label, group, heldOut });
        }
      }
    }
    unreadable.noteRest();
    if (examples.length === 0) refuse('MD4004', `No text of ${args.input.join(', ')} has a label in ${label}.`);
    const trained = trainClassifier(examples, {
      seed: args.seed,
      vocabularySize: args['vocabulary-size'],
      onProgress: (what) => io.progress(`${examples.length} texts: ${what}`),
    });
    const command = [
      'logtwin train',
      ...args.input,
      ...(args.label === undefined ? [] : [`--label ${args.label}`]),
      ...(args.group === undefined ? [] : [`--group ${args.group}`]),
      ...(args.fold === undefined ? [] : [`--fold ${args.fold}`]),
      `--seed ${args.seed}`,
      `-o ${args.output}`,
    ];
    const model = writeTrainedClassifier(args.output, trained, {
      severity,
      trainedOn: args.input,
      command: command.join(' '),
    });
    io.progress(undefined);
    const seconds = (performance.now() - started) / 1000;
    if (io.json) {
      io.printJson({ model: args.output, examples: examples.length, unreadable: unreadable.count, seconds, ...model });
      return exitCodes.ok;
    }
    io.print(scoresSection(`held out (${trained.split})`, trained.labels, trained.heldOut));
    io.print(
      `\n${args.output}: ${examples.length} texts, ${trained.vocabulary.length} word pieces, ${seconds.toFixed(1)} s`,
    );
    return exitCodes.ok;
  },
};
