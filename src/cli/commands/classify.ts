// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// logtwin classify: labels of one text, or of every text of a file.

import { refuse } from '../../diagnostics/diagnostic.js';
import { readLabelledTexts } from '../../evaluate/labelledTexts.js';
import { embeddedModelFolder } from '../../inference/embeddedModel.js';
import { explainer, type Explain, type ExplainedResult } from '../../inference/explainText.js';
import { loadClassifier, type TextClassifier } from '../../inference/textClassification.js';
import type { ClassificationResult } from '../../inference/textClassificationResult.js';
import type { Command } from '../command.js';
import { exitCodes } from '../exitCodes.js';
import type { Io } from '../io.js';
import { thousands } from '../progress.js';
import { UnreadableRecords } from '../unreadableRecords.js';

interface ClassifyArgs {
  text: string | undefined;
  input: string | undefined;
  'text-field': string | undefined;
  model: string;
  top: number;
  explain: boolean;
  threads: number | undefined;
}

/** Texts of a file that are classified together. */
const chunkTexts = 2048;
const explainedWords = 5;

export const classify: Command<ClassifyArgs> = {
  builder: (yargs) =>
    yargs
      .positional('text', { type: 'string', describe: 'the text to classify' })
      .option('input', { type: 'string', describe: 'file of texts: TXT, LOG, CSV, TSV or NDJSON, plain or .gz' })
      .option('text-field', {
        type: 'string',
        describe: 'field of the text in --input (default: ml_input, text, message or log)',
      })
      .option('model', {
        type: 'string',
        default: embeddedModelFolder,
        defaultDescription: 'the embedded model',
        describe: 'model folder',
      })
      .option('top', { type: 'number', default: 3, describe: 'classes to show of each text' })
      .option('explain', { type: 'boolean', default: false, describe: 'show the words that made the decision' })
      .option('threads', {
        type: 'number',
        describe: 'processor threads of the model (default: found by a short measurement)',
      })
      .conflicts('text', 'input')
      .example('$0 classify "Failed password for root from 10.0.0.5 port 22 ssh2"', 'one text, the embedded model')
      .example('$0 classify --input alerts.ndjson --model models/mine --json', 'one result a line')
      .epilogue(
        'Exit codes: 0 all classified, 1 stopped or lines that could not be read, 2 bad usage, no model or no text.',
      ),
  async run(args, io) {
    if (args.text === undefined && args.input === undefined) refuse('CL1001', 'classify needs a TEXT or --input FILE.');
    const classifier = await loadClassifier(args.model, {
      numTopClasses: args.top,
      ...(args.threads !== undefined && { threads: args.threads }),
      // One text is soonest answered by all threads together.
      ...(args.text !== undefined && { sessions: 1 }),
    });
    try {
      const explain = args.explain ? explainer(classifier) : undefined;
      for (const warning of classifier.warnings) io.note(`warning: ${warning.message}`);
      let whole = true;
      if (args.text !== undefined) {
        printOne(io, args.text, await answer(classifier, args.text, explain), true);
      } else {
        whole = await classifyFile(classifier, args.input!, args, explain, io);
      }
      if (classifier.counts.truncated > 0) {
        io.note(
          `${classifier.counts.truncated} texts were longer than ${classifier.tokenization.maxSequenceLength} tokens and were cut.`,
        );
      }
      return whole ? exitCodes.ok : exitCodes.checkFailed;
    } finally {
      await classifier.close();
    }
  },
};

/** Classifies the texts of a file; true when it read them all. */
async function classifyFile(
  classifier: TextClassifier,
  path: string,
  args: ClassifyArgs,
  explain: Explain | undefined,
  io: Io,
): Promise<boolean> {
  let chunk: string[] = [];
  let done = 0;
  const unreadable = new UnreadableRecords(io);
  const flush = async (): Promise<void> => {
    if (explain) for (const text of chunk) printOne(io, text, await explain(text), false);
    else (await classifier.classify(chunk)).forEach((result, index) => printOne(io, chunk[index]!, { result }, false));
    done += chunk.length;
    io.progress(`${done} texts`);
    chunk = [];
  };
  for await (const record of readLabelledTexts(path, { text: args['text-field'] })) {
    if (io.signal.aborted) break;
    if ('unreadable' in record) unreadable.add(record.unreadable);
    else chunk.push(record.text);
    if (chunk.length === chunkTexts) await flush();
  }
  await flush();
  io.progress(undefined);
  unreadable.noteRest();
  if (io.signal.aborted) io.note(`Stopped after ${thousands(done)} texts.`);
  else if (done === 0)
    refuse('EV1004', `${path}: no text to classify`, 'Name the field of the text with --text-field.');
  return unreadable.count === 0 && !io.signal.aborted;
}

/** A result, explained where that was asked for. */
type Answer = Pick<ExplainedResult, 'result'> & Partial<ExplainedResult>;

async function answer(classifier: TextClassifier, text: string, explain: Explain | undefined): Promise<Answer> {
  if (explain) return explain(text);
  const [result] = await classifier.classify([text]);
  return { result: result! };
}

/** One text's answer: a table for people, or JSON (a whole object for one text, a line for each of a file). */
function printOne(io: Io, text: string, { result, words = [], method }: Answer, alone: boolean): void {
  if (io.json) {
    const value = { text, ...result, ...(method && { explained_by: method, words: words.slice(0, explainedWords) }) };
    if (alone) io.printJson(value);
    else io.print(JSON.stringify(value));
    return;
  }
  if (!alone) {
    io.print(`${result.predicted_value}\t${percent(result.prediction_probability)}\t${text}`);
  } else {
    io.print(`${result.predicted_value}  ${percent(result.prediction_probability)}`);
    for (const line of otherClasses(result)) io.print(line);
  }
  for (const { word, weight } of words.slice(0, explainedWords)) {
    // A linear model tells what each word adds to the lead in logits; of others it is a share of the probability.
    const shown = method === 'exact' ? `+${weight.toFixed(2)}` : percent(weight);
    if (weight > 0) io.print(`  ${shown.padStart(7)}  ${word}`);
  }
}

function otherClasses(result: ClassificationResult): string[] {
  return (result.top_classes ?? []).slice(1).map((top) => `  ${top.class_name}  ${percent(top.class_probability)}`);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
