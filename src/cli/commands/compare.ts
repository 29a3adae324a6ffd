// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// logtwin compare: several models on the same texts.

import { renderComparisonText } from '../../evaluate/comparison/comparisonText.js';
import { runComparison } from '../../evaluate/comparison/runComparison.js';
import { readInputs } from '../../evaluate/readInputs.js';
import { packageVersion } from '../../util/packageVersion.js';
import type { Command } from '../command.js';
import { exitCodes } from '../exitCodes.js';

interface CompareArgs {
  models: string[];
  on: string[] | undefined;
  label: string | undefined;
  text: string | undefined;
  by: string | undefined;
  output: string;
  pipeline: string | undefined;
  generic: boolean;
  'price-per-hour': number | undefined;
  samples: number;
  seed: number;
}

export const compare: Command<CompareArgs> = {
  builder: (yargs) =>
    yargs
      .positional('models', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'model folders, checkpoints (converted on the fly), results of evaluate or of other tools',
      })
      .option('on', {
        type: 'string',
        array: true,
        describe: 'texts or dumps to compare on (default: the rows of the first results)',
      })
      .option('label', { type: 'string', describe: 'field of the true label; with it come scores' })
      .option('text', { type: 'string', describe: 'field of the text (default: ml_input, text, message or log)' })
      .option('by', {
        type: 'string',
        describe: 'field of texts that are alike, such as product or host: resampled whole (default: the template)',
      })
      .option('output', { alias: 'o', type: 'string', default: 'comparison', describe: 'folder of the page' })
      .option('pipeline', { type: 'string', describe: 'pipeline for dumps (default: logtwin-normalize)' })
      .option('generic', { type: 'boolean', default: false, describe: 'texts of every other ECS document too' })
      .option('price-per-hour', { type: 'number', describe: 'price of this machine, to price a million texts' })
      .option('samples', { type: 'number', default: 1000, describe: 'resamples for intervals and tests' })
      .option('seed', { type: 'number', default: 1, describe: 'seed of the resamples' })
      .example('$0 compare models/a models/b --on labelled.csv --label level', 'two models on the same texts')
      .example('$0 compare results-a results-b theirs.ndjson', 'results that are there already')
      .example('$0 compare models/* --on day.ndjson --price-per-hour 0.34', 'what a million texts cost with each')
      .epilogue('Writes comparison.json and comparison.html.'),
  async run(args, io) {
    const fields = { text: args.text, label: args.label, source: args.by };
    const written = await runComparison({
      subjects: args.models,
      texts:
        args.on &&
        readInputs(args.on, {
          fields,
          generic: args.generic,
          signal: io.signal,
          ...(args.pipeline !== undefined && { pipeline: args.pipeline }),
        }),
      inputs: args.on ?? [],
      folder: args.output,
      version: packageVersion(),
      samples: args.samples,
      seed: args.seed,
      bySource: args.by !== undefined,
      pricePerHour: args['price-per-hour'],
      onProgress: (line) => io.progress(line),
    });
    io.progress(undefined);
    if (io.json) io.printJson({ ...written.comparison, comparison_file: written.json, report: written.html });
    else {
      io.print(renderComparisonText(written.comparison).trimEnd());
      io.note(`\n${written.html}`);
    }
    return exitCodes.ok;
  },
};
