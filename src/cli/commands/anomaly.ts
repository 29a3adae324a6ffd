// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// logtwin anomaly: what is strange, learned from what is normal.

import { join } from 'node:path';
import { refuse } from '../../diagnostics/diagnostic.js';
import { readAnomalyFolder, writeAnomalyFolder } from '../../evaluate/anomaly/anomalyFolder.js';
import { AnomalyModel } from '../../evaluate/anomaly/anomalyModel.js';
import { compareDetectors } from '../../evaluate/anomaly/compareDetectors.js';
import { detectorNames, detectors, type DetectorName } from '../../evaluate/anomaly/detectors/table.js';
import { featureNames, features, type FeatureName } from '../../evaluate/anomaly/features/table.js';
import { fitAnomalyModel, fitDefaults } from '../../evaluate/anomaly/fitAnomalyModel.js';
import { judgedRow, judgeRecords } from '../../evaluate/anomaly/judgeRecords.js';
import { measureAnomalies } from '../../evaluate/anomaly/measureAnomalies.js';
import { textsByNature } from '../../evaluate/anomaly/normalTexts.js';
import type { InputRecord, TextRecord } from '../../evaluate/labelledTexts.js';
import { readInputs } from '../../evaluate/readInputs.js';
import { renderTextSummary } from '../../evaluate/textSummary.js';
import type { Command } from '../command.js';
import { exitCodes } from '../exitCodes.js';
import type { Io } from '../io.js';
import { thousands } from '../progress.js';
import { UnreadableRecords } from '../unreadableRecords.js';

type Action = 'fit' | 'score' | 'compare';

interface AnomalyArgs {
  action: Action;
  input: string[];
  model: string | undefined;
  output: string | undefined;
  features: FeatureName[] | undefined;
  detector: DetectorName;
  set: string[];
  'feature-model': string | undefined;
  label: string | undefined;
  normal: string[] | undefined;
  text: string | undefined;
  by: string | undefined;
  pipeline: string | undefined;
  generic: boolean;
  budget: number | undefined;
  'events-per-day': number | undefined;
  nearest: number;
  most: number;
  batch: number;
  seed: number;
}

/** Characters of a text that a line shows. */
const shownCharacters = 160;

const listed = (table: Readonly<Record<string, { readonly describe: string }>>): string =>
  Object.entries(table)
    .map(([name, { describe }]) => `  ${name.padEnd(12)} ${describe}`)
    .join('\n');

export const anomaly: Command<AnomalyArgs> = {
  builder: (yargs) =>
    yargs
      .positional('action', {
        choices: ['fit', 'score', 'compare'] as const,
        demandOption: true,
        describe: 'fit to normal texts, score texts, or compare all ways on labelled texts',
      })
      .positional('input', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'texts (CSV, TSV, NDJSON, TXT) or dumps (files, folders, globs, - for stdin); each also gzipped',
      })
      .option('model', { type: 'string', describe: 'score: folder that fit wrote' })
      .option('output', { alias: 'o', type: 'string', describe: 'fit: folder of the model; score: folder of results' })
      .option('features', {
        type: 'string',
        array: true,
        choices: featureNames,
        describe: `how texts are seen (default: ${fitDefaults.features}; compare: all that need no further model)`,
      })
      .option('detector', {
        type: 'string',
        choices: detectorNames,
        default: fitDefaults.detector,
        describe: 'how the strange is told from the normal',
      })
      .option('set', { type: 'string', array: true, default: [], describe: 'settings of the detector, such as k=10' })
      .option('feature-model', {
        type: 'string',
        describe: 'model folder for the features words (default: the embedded model) or embeddings',
      })
      .option('label', { type: 'string', describe: 'field of the true label' })
      .option('normal', {
        type: 'string',
        array: true,
        describe: 'labels of the normal texts; all others are anomalous',
      })
      .option('text', { type: 'string', describe: 'field of the text (default: ml_input, text, message or log)' })
      .option('by', {
        type: 'string',
        describe: 'score: field to group results by (default: the data set, or the file)',
      })
      .option('pipeline', { type: 'string', describe: 'pipeline for dumps (default: logtwin-normalize)' })
      .option('generic', { type: 'boolean', default: false, describe: 'texts of every other ECS document too' })
      .option('budget', { type: 'number', describe: 'fit: alerts a day (default: 1 of 100 normal texts)' })
      .option('events-per-day', { type: 'number', describe: 'fit: events a day, for --budget' })
      .option('nearest', { type: 'number', default: 3, describe: 'score: normal examples shown with an anomaly' })
      .option('most', { type: 'number', default: 50_000, describe: 'texts that are learned from; of more, a sample' })
      .option('batch', { type: 'number', default: 64, describe: 'score: texts a batch; 1 answers each line at once' })
      .option('seed', { type: 'number', default: fitDefaults.seed, describe: 'seed of all chance' })
      .implies('budget', 'events-per-day')
      .implies('normal', 'label')
      .example('$0 anomaly fit quiet-week.ndjson -o models/quiet', 'learn what a quiet week looks like')
      .example('$0 anomaly score today.ndjson --model models/quiet', 'what is strange today, and what it is most like')
      .example(
        '$0 anomaly score t.tsv --model m --label kind --normal benign -o out',
        'curves and scores; report out draws them',
      )
      .example('$0 anomaly compare t.tsv --label kind --normal benign', 'which features and which detector do best')
      .epilogue(
        `Features:\n${listed(features)}\n\nDetectors (settings):\n${detectorNames
          .map((name) => {
            const settings = Object.entries(detectors[name].defaults).map(([key, value]) => `${key}=${value}`);
            return `  ${name.padEnd(12)} ${detectors[name].describe}${settings.length > 0 ? ` (${settings.join(', ')})` : ''}`;
          })
          .join('\n')}\n\nExit codes: 0 done, 1 stopped, 2 bad usage or too few texts.`,
      ),
  async run(args, io) {
    if (args.normal && args.label === undefined) refuse('CL1001', '--normal needs --label FIELD.');
    const run = { fit, score, compare }[args.action];
    return run(args, io);
  },
};

function readingOf(args: AnomalyArgs, io: Io): Parameters<typeof readInputs>[1] {
  return {
    ...(args.pipeline !== undefined && { pipeline: args.pipeline }),
    generic: args.generic,
    fields: { text: args.text, label: args.label, source: args.by },
    signal: io.signal,
  };
}

async function fit(args: AnomalyArgs, io: Io): Promise<number> {
  if (args.output === undefined) refuse('CL1001', 'anomaly fit needs -o FOLDER.');
  const [way, ...others] = args.features ?? [fitDefaults.features];
  if (others.length > 0)
    refuse('CL1001', 'anomaly fit takes one kind of features.', 'anomaly compare compares several.');
  const unreadable = new UnreadableRecords(io);
  const { normal, seen } = await textsByNature(readInputs(args.input, readingOf(args, io)), {
    normal: args.normal,
    most: args.most,
    seed: args.seed,
    onUnreadable: unreadable.add,
  });
  unreadable.noteRest();
  const data = await fitAnomalyModel(normal, {
    features: way,
    detector: args.detector,
    modelFolder: args['feature-model'],
    settings: settingsOf(args.set),
    budget:
      args.budget === undefined
        ? undefined
        : { kind: 'budget', alertsPerDay: args.budget, eventsPerDay: args['events-per-day']! },
    seed: args.seed,
    onProgress: (line) => io.progress(line),
  });
  writeAnomalyFolder(args.output, data);
  io.progress(undefined);
  const { threshold, texts } = data;
  if (io.json) {
    io.printJson({ model: args.output, features: data.features, detector: data.detector, texts, seen, threshold });
  } else {
    io.print(`${args.output}: ${data.features}, ${data.detector}; learned from ${thousands(texts.learned)} texts`);
    io.print(`alerts above ${(100 * threshold.outcome.threshold).toPrecision(5)} % of the normal texts`);
  }
  return exitCodes.ok;
}

async function score(args: AnomalyArgs, io: Io): Promise<number> {
  if (args.model === undefined) refuse('CL1001', 'anomaly score needs --model FOLDER.');
  const model = await AnomalyModel.open(readAnomalyFolder(args.model));
  try {
    const texts = readInputs(args.input, readingOf(args, io));
    return args.output === undefined
      ? await stream(args, io, model, texts)
      : await measure(args, io, model, texts, args.output);
  } finally {
    await model.close();
  }
}

/** Prints anomalies as they come; with --json every text. */
async function stream(
  args: AnomalyArgs,
  io: Io,
  model: AnomalyModel,
  texts: AsyncIterable<InputRecord>,
): Promise<number> {
  const unreadable = new UnreadableRecords(io);
  let judged = 0;
  let anomalies = 0;
  for await (const one of judgeRecords(model, readable(texts, unreadable), args)) {
    judged++;
    if (one.score.anomalous) anomalies++;
    if (io.json) io.print(JSON.stringify(judgedRow(one)));
    else if (one.score.anomalous) {
      io.print(`${(100 * one.score.share).toFixed(3)} %  ${one.record.text.slice(0, shownCharacters)}`);
      for (const { text } of one.nearest) io.print(`    normal:  ${text.slice(0, shownCharacters)}`);
    }
    if (judged % 1000 === 0) io.progress(`${thousands(judged)} texts, ${thousands(anomalies)} anomalies`);
    if (io.signal.aborted) break;
  }
  io.progress(undefined);
  unreadable.noteRest();
  io.note(`${thousands(anomalies)} of ${thousands(judged)} texts are anomalous`);
  return io.signal.aborted ? exitCodes.checkFailed : exitCodes.ok;
}

/** Writes results as evaluate does, and the anomalies with their reasons. */
async function measure(
  args: AnomalyArgs,
  io: Io,
  model: AnomalyModel,
  texts: AsyncIterable<InputRecord>,
  folder: string,
): Promise<number> {
  const unreadable = new UnreadableRecords(io);
  const { results, anomalies, anomaliesFile } = await measureAnomalies(model, texts, {
    modelFolder: args.model!,
    normal: args.normal,
    folder,
    inputs: args.input,
    batch: args.batch,
    nearest: args.nearest,
    seed: args.seed,
    signal: io.signal,
    onProgress: (line) => io.progress(line),
    onUnreadable: unreadable.add,
  });
  io.progress(undefined);
  unreadable.noteRest();
  if (io.json) {
    const files = { results_file: join(folder, results.results_file), anomalies_file: join(folder, anomaliesFile) };
    io.printJson({ ...results, anomalies, ...files });
  } else {
    io.print(renderTextSummary(results).trimEnd());
    io.note(
      `\n${thousands(anomalies)} anomalies, with the normal texts nearest to each, in ${join(folder, anomaliesFile)}; ` +
        `logtwin report ${folder} draws the rest`,
    );
  }
  return results.metadata.interrupted ? exitCodes.checkFailed : exitCodes.ok;
}

async function compare(args: AnomalyArgs, io: Io): Promise<number> {
  if (args.normal === undefined) refuse('CL1001', 'anomaly compare needs --label FIELD and --normal LABEL.');
  const unreadable = new UnreadableRecords(io);
  const { normal, anomalous, seen } = await textsByNature(readInputs(args.input, readingOf(args, io)), {
    normal: args.normal,
    most: args.most,
    seed: args.seed,
    onUnreadable: unreadable.add,
  });
  unreadable.noteRest();
  const names =
    args.features ?? featureNames.filter((name) => name !== 'embeddings' || args['feature-model'] !== undefined);
  const folder = args['feature-model'];
  const rows = await compareDetectors(normal, anomalous, {
    features: names,
    seed: args.seed,
    // One folder is given: the linear model's where only words ask for one, a transformer where embeddings do.
    modelFolders: folder === undefined ? {} : names.includes('embeddings') ? { embeddings: folder } : { words: folder },
    onProgress: (line) => io.progress(line),
  });
  io.progress(undefined);
  if (io.json) {
    io.printJson({ seen, comparisons: rows });
    return exitCodes.ok;
  }
  io.print('features    detector      ROC area           precision  caught at 1 %  learn      a text');
  for (const row of rows) {
    io.print(
      [
        row.features.padEnd(11),
        row.detector.padEnd(13),
        `${row.roc_auc.toFixed(3)} ± ${row.roc_auc_deviation.toFixed(3)}`.padEnd(18),
        row.average_precision.toFixed(3).padEnd(10),
        `${(100 * row.recall_at_1_percent).toFixed(1)} %`.padEnd(14),
        `${row.learn_seconds.toFixed(1)} s`.padEnd(10),
        `${row.score_microseconds.toFixed(0)} µs`,
      ].join(' '),
    );
  }
  io.note(
    `\n${thousands(seen.normal)} normal and ${thousands(seen.anomalous)} other texts, five folds, no template in two`,
  );
  return exitCodes.ok;
}

function settingsOf(words: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    words.map((word) => {
      const [key, value] = word.split('=');
      if (key === undefined || value === undefined || value === '' || Number.isNaN(Number(value)))
        refuse('CL1001', `--set ${word}: expected NAME=NUMBER.`);
      return [key, Number(value)];
    }),
  );
}

async function* readable(texts: AsyncIterable<InputRecord>, unreadable: UnreadableRecords): AsyncGenerator<TextRecord> {
  for await (const record of texts) {
    if ('unreadable' in record) unreadable.add(record.unreadable);
    else if ('text' in record) yield record;
  }
}
