// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// logtwin evaluate: what a model says about many texts, and how good that is.

import { join } from 'node:path';
import { evaluate as evaluateTexts } from '../../evaluate/evaluate.js';
import { refuse } from '../../diagnostics/diagnostic.js';
import { readKeywordRules } from '../../evaluate/baselines/keywordRules.js';
import { checkpointChecks } from '../../evaluate/hygiene/checkpointChecks.js';
import { readingProbe } from '../../evaluate/hygiene/readingProbe.js';
import { readInputs } from '../../evaluate/readInputs.js';
import type { ThresholdRule } from '../../evaluate/thresholds/chooseThreshold.js';
import { writeThreshold } from '../../evaluate/thresholds/writeThreshold.js';
import { splitInput } from '../../evaluate/splits/splitFile.js';
import { findResults, readRows } from '../../evaluate/results.js';
import { renderTextSummary } from '../../evaluate/textSummary.js';
import { embeddedModelFolder } from '../../inference/embeddedModel.js';
import { explainer } from '../../inference/explainText.js';
import { readModelFolder } from '../../inference/modelFolder.js';
import { loadClassifier } from '../../inference/textClassification.js';
import { foldTemperature } from '../../models/foldTemperature.js';
import { packageVersion } from '../../util/packageVersion.js';
import type { Command } from '../command.js';
import { exitCodes } from '../exitCodes.js';
import { UnreadableRecords } from '../unreadableRecords.js';

interface EvaluateArgs {
  input: string[];
  model: string;
  label: string | undefined;
  text: string | undefined;
  by: string | undefined;
  train: string[] | undefined;
  fold: number | undefined;
  calibrate: string[] | undefined;
  'fold-into': string | undefined;
  output: string;
  pipeline: string | undefined;
  generic: boolean;
  batch: number;
  samples: number | undefined;
  seed: number;
  against: string | undefined;
  baselines: boolean;
  keywords: string | undefined;
  alert: string[] | undefined;
  budget: number | undefined;
  'events-per-day': number | undefined;
  'min-precision': number | undefined;
  'min-recall': number | undefined;
  'miss-cost': number | undefined;
  into: string | undefined;
  explain: number;
  'show-logits': number;
  'max-failures': number;
}

export const evaluate: Command<EvaluateArgs> = {
  builder: (yargs) =>
    yargs
      .positional('input', {
        type: 'string',
        array: true,
        demandOption: true,
        describe:
          'texts (CSV, TSV, NDJSON, TXT) or dumps (files, folders, globs, - for stdin), each also gzipped; or the folder of a split',
      })
      .option('model', {
        type: 'string',
        default: embeddedModelFolder,
        defaultDescription: 'the embedded model',
        describe: 'model folder',
      })
      .option('label', { type: 'string', describe: 'field of the true label; with it come scores' })
      .option('text', { type: 'string', describe: 'field of the text (default: ml_input, text, message or log)' })
      .option('by', { type: 'string', describe: 'field to group by (default: the data set, or the file)' })
      .option('train', {
        type: 'string',
        array: true,
        describe: 'the texts that the model was trained on, to find those that are tested again',
      })
      .option('calibrate', {
        type: 'string',
        array: true,
        describe: 'labelled validation texts that the temperature is fitted on',
      })
      .option('fold-into', {
        type: 'string',
        describe: 'folder for a copy of the model with the temperature of --calibrate folded in',
      })
      .implies('fold-into', 'calibrate')
      .option('fold', { type: 'number', describe: 'the fold of a split to judge on' })
      .option('output', { alias: 'o', type: 'string', default: 'evaluation', describe: 'folder of the results' })
      .option('pipeline', { type: 'string', describe: 'pipeline for dumps (default: logtwin-normalize)' })
      .option('generic', { type: 'boolean', default: false, describe: 'texts of every other ECS document too' })
      .option('batch', { type: 'number', default: 64, describe: 'texts a batch' })
      .option('samples', { type: 'number', describe: 'resamples for intervals (default: 1000)' })
      .option('seed', { type: 'number', default: 1, describe: 'seed of the resamples' })
      .option('against', { type: 'string', describe: 'earlier results to compare with: what has drifted since' })
      .option('baselines', { type: 'boolean', default: false, describe: 'compare with cheap models on the same texts' })
      .option('keywords', {
        type: 'string',
        describe: 'rules of the keyword baseline (JSON): {rules: [{label, words}], otherwise}',
      })
      .option('alert', { type: 'string', array: true, describe: 'labels that alert (default: the most severe one)' })
      .option('budget', { type: 'number', describe: 'choose the threshold for so many alerts a day' })
      .option('events-per-day', { type: 'number', describe: 'events a day, for --budget' })
      .option('min-precision', { type: 'number', describe: 'choose the threshold with this precision' })
      .option('min-recall', { type: 'number', describe: 'choose the threshold with this recall' })
      .option('miss-cost', { type: 'number', describe: 'choose the cheapest threshold; a false alarm costs 1' })
      .option('into', {
        type: 'string',
        describe: 'manifest or classify pipeline (JSON) that the chosen threshold is written into',
      })
      .option('explain', {
        type: 'number',
        default: 10,
        describe: 'texts to explain of the surest mistakes and of the least sure ones; 0 for none',
      })
      .option('show-logits', {
        type: 'number',
        default: 0,
        describe: 'logits and probabilities of the first so many texts',
      })
      .implies('budget', 'events-per-day')
      .option('max-failures', { type: 'number', default: 0, describe: 'failed texts that still exit with 0' })
      .example('$0 evaluate labelled.csv --label level', 'scores of the embedded model')
      .example('$0 evaluate dumps --model models/mine -o results', 'a dump through the pipeline, your own model')
      .example('$0 evaluate day.ndjson --budget 50 --events-per-day 2000000', 'the threshold for 50 alerts a day')
      .example('$0 report results', 'the same as a page with charts')
      .epilogue(
        'Writes results.json, results.ndjson (a line a text) and summary.txt. Exit codes: 0 evaluated, 1 stopped or more failed ' +
          'texts than --max-failures, 2 bad usage or no text.',
      ),
  async run(args, io) {
    const classifier = await loadClassifier(args.model);
    try {
      const { severity, tokenization } = classifier;
      const split = splitInput(args.input, args.fold);
      const inputs = split?.test ?? args.input;
      const trainingInputs = args.train ?? split?.train;
      const label = args.label ?? (split && 'label');
      const fields = {
        ...(args.text !== undefined && { text: args.text }),
        ...(label !== undefined && { label }),
        ...(args.by !== undefined && { source: args.by }),
      };
      const unreadable = new UnreadableRecords(io);
      const results = await evaluateTexts({
        classifier,
        texts: readInputs(inputs, {
          fields,
          generic: args.generic,
          signal: io.signal,
          ...(args.pipeline !== undefined && { pipeline: args.pipeline }),
        }),
        folder: args.output,
        version: packageVersion(),
        model: { id: classifier.modelId, folder: args.model, tokenization },
        modelWarnings: classifier.warnings,
        modelFindings: checkpointChecks(readModelFolder(args.model)),
        severity: severity && Object.fromEntries(severity.map((label, rank) => [label, rank])),
        probe: readingProbe(classifier),
        trainingTexts: trainingInputs && readInputs(trainingInputs, { fields, signal: io.signal }),
        validationTexts: args.calibrate && readInputs(args.calibrate, { fields, signal: io.signal }),
        earlierRows: args.against === undefined ? undefined : readRows(findResults(args.against).rowsPath),
        baselines: args.baselines || args.keywords !== undefined,
        keywords: args.keywords === undefined ? undefined : readKeywordRules(args.keywords),
        alertLabels: args.alert,
        thresholdRule: ruleOf(args),
        explain: args.explain > 0 ? explainer(classifier) : undefined,
        explained: args.explain,
        logitsOf: args['show-logits'] > 0 ? (texts) => classifier.logits(texts) : undefined,
        shownLogits: args['show-logits'],
        inputs,
        fields,
        batchSize: args.batch,
        samples: args.samples,
        seed: args.seed,
        signal: io.signal,
        onProgress: (line) => io.progress(line),
        onUnreadable: unreadable.add,
      });
      io.progress(undefined);
      const choice = results.threshold?.choice;
      if (args.into !== undefined && choice) {
        writeThreshold(args.into, choice);
        io.note(`${args.into}: alerts from ${choice.threshold} on`);
      }
      if (args['fold-into'] !== undefined && results.temperature) {
        const { temperature } = results.temperature;
        foldTemperature(args.model, temperature, args['fold-into']);
        io.note(`${args['fold-into']}: ${args.model} with its logits divided by ${temperature.toFixed(4)}`);
      }
      unreadable.noteRest();
      if (io.json) io.printJson({ ...results, results_file: join(args.output, results.results_file) });
      else {
        io.print(renderTextSummary(results).trimEnd());
        io.note(`\nresults in ${args.output}; logtwin report ${args.output} draws them`);
      }
      const failed = results.statistics.failed + results.statistics.unreadable;
      if (results.metadata.interrupted) return exitCodes.checkFailed;
      if (args.label !== undefined && results.statistics.labelled === 0)
        refuse('EV1002', `${inputs.join(', ')}: no record has the field ${args.label}`, 'Check --label.');
      return failed > args['max-failures'] ? exitCodes.checkFailed : exitCodes.ok;
    } finally {
      await classifier.close();
    }
  },
};

/** The rule that the flags name, at most one. */
function ruleOf(args: EvaluateArgs): ThresholdRule | undefined {
  const rules: ThresholdRule[] = [];
  if (args.budget !== undefined) {
    rules.push({ kind: 'budget', alertsPerDay: args.budget, eventsPerDay: args['events-per-day']! });
  }
  if (args['min-precision'] !== undefined) rules.push({ kind: 'precision', atLeast: args['min-precision'] });
  if (args['min-recall'] !== undefined) rules.push({ kind: 'recall', atLeast: args['min-recall'] });
  if (args['miss-cost'] !== undefined) rules.push({ kind: 'cost', miss: args['miss-cost'], falseAlarm: 1 });
  if (rules.length > 1) refuse('CL1001', 'Choose the threshold by one rule.');
  if (args.into !== undefined && rules.length === 0) {
    refuse(
      'CL1001',
      '--into needs a rule to choose the threshold by.',
      'Such as --budget 50 --events-per-day 2000000.',
    );
  }
  return rules[0];
}
