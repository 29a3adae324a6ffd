// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// logtwin parity: what runs here against what ran on a cluster.

import { writeFileSync } from 'node:fs';
import { refuse } from '../../diagnostics/diagnostic.js';
import { loadManifest, modelFolderOf } from '../../elasticsearch/manifest.js';
import {
  clusterParity,
  probabilityTolerance,
  type ClusterDifference,
} from '../../elasticsearch/parity/clusterParity.js';
import type { InputRecord } from '../../evaluate/labelledTexts.js';
import { readInputs } from '../../evaluate/readInputs.js';
import { readModelFolder } from '../../inference/modelFolder.js';
import { loadClassifier } from '../../inference/textClassification.js';
import { compareTokens } from '../../inference/tokenParity.js';
import { loadHuggingFaceTokenizer } from '../../inference/tokenizers/huggingFace.js';
import { createTokenizer } from '../../inference/tokenizers/tokenization.js';
import { recordedParity, type ParityDifference } from '../../ingest/recordedParity.js';
import type { Command } from '../command.js';
import { connect, connectionOptions, type ConnectionArgs } from '../connectionOptions.js';
import { exitCodes } from '../exitCodes.js';
import type { Io } from '../io.js';
import { manifestOptions, type ManifestArgs } from '../manifestOptions.js';
import { documentProgress, thousands } from '../progress.js';

/** Differences that are printed; the report file has more. */
const shownDifferences = 20;

interface ParityArgs extends ConnectionArgs, ManifestArgs {
  cluster: boolean;
  tolerance: number;
  output: string;
  input: string[];
  recorded: boolean;
  pipeline: string | undefined;
  model: string | undefined;
  tokens: boolean;
}

export const parity: Command<ParityArgs> = {
  builder: (yargs) =>
    connectionOptions(manifestOptions(yargs))
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
      .option('cluster', {
        type: 'boolean',
        default: false,
        describe: 'compare with a cluster: documents with its _simulate, texts with its _infer',
      })
      .option('tolerance', {
        type: 'number',
        default: probabilityTolerance,
        describe: 'with --cluster: largest difference of probabilities that counts as equal',
      })
      .option('output', {
        alias: 'o',
        type: 'string',
        default: 'parity-report.json',
        describe: 'with --cluster: file of the report',
      })
      .option('pipeline', {
        type: 'string',
        describe: 'pipeline file (JSON or YAML) or name (default: logtwin-normalize)',
      })
      .option('model', {
        type: 'string',
        describe: "model folder: compare predictions too (with --cluster the manifest's by default)",
      })
      .option('tokens', {
        type: 'boolean',
        default: false,
        describe: "compare the server's tokens with Hugging Face's, for --model",
      })
      .example('$0 parity dumps --tokens --model models/bert', 'texts that both tokenize in different ways, and why')
      .example(
        '$0 parity dumps --cluster --url https://localhost:9200',
        'the files here against the cluster, field by field',
      )
      .example('$0 parity --recorded dumps', 'our texts against those that the live cluster wrote')
      .epilogue(
        'Exit codes: 0 all equal, 1 a difference, or nothing to compare, 2 bad usage or bad input, 3 server or network.',
      ),
  async run(args, io) {
    if (args.cluster) return compareWithCluster(args, io);
    if (args.tokens) return compareTokenizations(args, io);
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

async function compareWithCluster(args: ParityArgs, io: Io): Promise<number> {
  const manifest = loadManifest(args.manifest, args.overlay, process.env);
  const cluster = await connect(args, io);
  try {
    const report = await clusterParity(cluster, args.input, {
      manifest,
      pipeline: args.pipeline,
      model: args.model ?? modelFolderOf(manifest),
      tolerance: args.tolerance,
      signal: io.signal,
      onProgress: documentProgress(io),
    });
    io.progress(undefined);
    writeFileSync(args.output, `${JSON.stringify(report, undefined, 2)}\n`);
    for (const message of report.problem_messages) io.note(message);
    if (io.json) io.printJson(report);
    else {
      for (const difference of report.differences.slice(0, shownDifferences)) io.print(describeOnCluster(difference));
      io.print(`${thousands(report.equal)} of ${thousands(report.compared)} documents are equal on ${cluster.address}`);
      io.print(
        `${thousands(report.texts)} texts: ${thousands(report.label_flips)} label flips, ${thousands(report.truncation_differences)} cut off ` +
          `otherwise, largest difference of probabilities ${report.max_probability_difference ?? '-'}`,
      );
      io.note(`report: ${args.output}`);
    }
    if (report.compared === 0 && report.problems > 0) return exitCodes.badInput;
    const failed = report.different > 0 || report.texts_different > 0 || report.compared === 0 || report.stopped;
    return failed || report.problems > 0 ? exitCodes.checkFailed : exitCodes.ok;
  } finally {
    await cluster.close();
  }
}

function describeOnCluster(difference: ClusterDifference): string {
  if (difference.kind === 'text') {
    const side = ({ label, probability, is_truncated: cut }: typeof difference.ours): string =>
      `${label} ${probability}${cut ? ', cut off' : ''}`;
    return `${JSON.stringify(difference.text)}\n  ours     ${side(difference.ours)}\n  cluster  ${side(difference.cluster)}`;
  }
  const { file, line, _id, fields } = difference;
  const lines = fields.map(
    ({ pointer, ours, cluster }) =>
      `  ${pointer}\n    ours     ${ours ?? 'nothing'}\n    cluster  ${cluster ?? 'nothing'}`,
  );
  return [`${file}:${line}: ${_id}`, ...lines].join('\n');
}

async function compareTokenizations(args: ParityArgs, io: Io): Promise<number> {
  const folder = args.model ?? refuse('CL1001', '--tokens needs --model', 'a folder with tokenizer.json');
  const model = readModelFolder(folder);
  const huggingFace = await loadHuggingFaceTokenizer(folder);
  const inputs = readInputs(args.input, {
    fields: {},
    generic: true,
    signal: io.signal,
    ...(args.pipeline !== undefined && { pipeline: args.pipeline }),
  });
  const parity = await compareTokens(
    textsOf(inputs),
    createTokenizer(model.tokenization, model.vocabularyFiles),
    huggingFace,
  );
  if (io.json) io.printJson(parity);
  else {
    for (const { text, server, hugging_face: theirs, reasons } of parity.differences) {
      io.print(`${JSON.stringify(text)}\n  server        ${server.join(' ')}\n  Hugging Face  ${theirs.join(' ')}`);
      for (const reason of reasons) io.print(`  ${reason}`);
    }
    io.print(`${thousands(parity.equal)} of ${thousands(parity.texts)} texts have equal tokens`);
  }
  return parity.different > 0 || parity.texts === 0 ? exitCodes.checkFailed : exitCodes.ok;
}

async function* textsOf(records: AsyncIterable<InputRecord>): AsyncGenerator<string> {
  for await (const record of records) if ('text' in record) yield record.text;
}

function describeDifference({ file, line, _id, field, recorded, ours, failure }: ParityDifference): string {
  const made = failure ?? (ours === null ? 'nothing' : JSON.stringify(ours));
  return `${file}:${line}: ${_id}: ${field}\n  recorded ${JSON.stringify(recorded)}\n  ours     ${made}`;
}
