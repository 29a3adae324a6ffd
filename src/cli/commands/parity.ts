// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// logtwin parity: what runs here against what ran on a cluster.

import { loadClassifier } from '../../inference/textClassification.js';
import { recordedParity, type ParityDifference } from '../../ingest/recordedParity.js';
import type { Command } from '../command.js';
import { exitCodes } from '../exitCodes.js';
import { documentProgress, thousands } from '../progress.js';

interface ParityArgs {
  input: string[];
  recorded: boolean;
  pipeline: string | undefined;
  model: string | undefined;
}

export const parity: Command<ParityArgs> = {
  builder: (yargs) =>
    yargs
      .positional('input', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'dumps: files, folders, globs, or - for stdin; each also gzipped',
      })
      .option('recorded', {
        type: 'boolean',
        default: true,
        describe: 'compare with the ml_input and ml.prediction that the documents carry',
      })
      .option('pipeline', {
        type: 'string',
        describe: 'pipeline file (JSON or YAML) or name (default: logtwin-normalize)',
      })
      .option('model', { type: 'string', describe: 'model folder: compare predictions too' })
      .example('$0 parity --recorded dumps', 'our texts against those that the live cluster wrote')
      .epilogue('Exit codes: 0 all equal, 1 a difference, or nothing to compare, 2 bad usage or bad input.'),
  async run(args, io) {
    const classifier = args.model === undefined ? undefined : await loadClassifier(args.model);
    try {
      const report = await recordedParity(args.input, {
        ...(args.pipeline !== undefined && { pipeline: args.pipeline }),
        ...(classifier && { classify: (texts: readonly string[]) => classifier.classify(texts) }),
        signal: io.signal,
        onProgress: documentProgress(io),
      });
      io.progress(undefined);
      for (const message of report.problem_messages) io.note(message);
      if (io.json) io.printJson(report);
      else {
        for (const difference of report.differences) io.print(describeDifference(difference));
        io.print(
          `${thousands(report.equal)} of ${thousands(report.compared)} recorded texts are equal ` +
            `(${thousands(report.documents)} documents, ${thousands(report.only_ours)} texts only ours)`,
        );
        if (classifier) {
          io.print(
            `${thousands(report.predictions)} predictions: ${thousands(report.label_flips)} label flips, ` +
              `largest difference of probabilities ${report.max_probability_difference ?? '-'}`,
          );
        }
      }
      if (report.documents === 0 && report.problems > 0) return exitCodes.badInput;
      const failed = report.different > 0 || report.label_flips > 0 || report.compared === 0 || report.stopped;
      return failed || report.problems > 0 ? exitCodes.checkFailed : exitCodes.ok;
    } finally {
      await classifier?.close();
    }
  },
};

function describeDifference({ file, line, _id, field, recorded, ours, failure }: ParityDifference): string {
  const made = failure ?? (ours === null ? 'nothing' : JSON.stringify(ours));
  return `${file}:${line}: ${_id}: ${field}\n  recorded ${JSON.stringify(recorded)}\n  ours     ${made}`;
}
