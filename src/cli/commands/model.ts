// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// logtwin model: get, inspect, convert and quantize models; list those that the project describes.

import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { refuse, type DiagnosticError } from '../../diagnostics/diagnostic.js';
import { compareModels } from '../../evaluate/compareModels.js';
import { readLabelledTexts } from '../../evaluate/labelledTexts.js';
import { convertCheckpoint, type ConvertOptions, type ModelFormat } from '../../models/convert.js';
import { getModel } from '../../models/download.js';
import { inspectModel } from '../../models/inspect.js';
import { renderModelPage, renderModelText } from '../../models/inspectPage.js';
import { knownModels } from '../../models/knownModels.js';
import type { Check } from '../../models/preflight.js';
import { quantizeModel } from '../../models/quantize.js';
import type { Command } from '../command.js';
import { exitCodes } from '../exitCodes.js';
import type { Io } from '../io.js';
import { UnreadableRecords } from '../unreadableRecords.js';

interface ModelArgs {
  action: 'get' | 'inspect' | 'convert' | 'quantize' | 'list';
  source: string | undefined;
  output: string | undefined;
  task: 'text_classification' | 'text_embedding';
  adapter: string | undefined;
  format: ModelFormat | 'both' | undefined;
  to: 'int8' | 'float16';
  temperature: number | undefined;
  texts: string | undefined;
  html: string | undefined;
  revision: string | undefined;
  mirror: string | undefined;
  offline: boolean;
}

export const model: Command<ModelArgs> = {
  builder: (yargs) =>
    yargs
      .positional('action', {
        choices: ['get', 'inspect', 'convert', 'quantize', 'list'] as const,
        demandOption: true,
        describe: 'what to do',
      })
      .positional('source', {
        type: 'string',
        describe: 'a folder; for get also a hub id (owner/name), an address, a zip or tar archive',
      })
      .option('output', { alias: 'o', type: 'string', describe: 'model folder to write (default: models/NAME)' })
      .option('task', {
        choices: ['text_classification', 'text_embedding'] as const,
        default: 'text_classification' as const,
        describe: 'what the model is used for',
      })
      .option('adapter', { type: 'string', describe: 'folder of a LoRA adapter to merge' })
      .option('format', {
        choices: ['onnx', 'torchscript', 'both'] as const,
        describe: 'files to write (default: both)',
      })
      .option('to', {
        choices: ['int8', 'float16'] as const,
        default: 'int8' as const,
        describe: 'quantize: precision',
      })
      .option('temperature', {
        type: 'number',
        describe: 'convert, quantize: divide the logits by it (calibration), in every format',
      })
      .option('texts', { type: 'string', describe: 'quantize: file of texts on which both models are compared' })
      .option('html', { type: 'string', describe: 'inspect: write a page to this file' })
      .option('revision', { type: 'string', describe: 'get: branch, tag or commit (recorded as a commit)' })
      .option('mirror', { type: 'string', describe: 'get: address of a mirror of the hub (or HF_ENDPOINT)' })
      .option('offline', { type: 'boolean', default: false, describe: 'get: use the cache alone' })
      .example('$0 model get byviz/bylastic_classification_logs', 'fetch a checkpoint; HF_TOKEN from the environment')
      .example('$0 model inspect models/mine --html mine.html', 'what it is, and what a cluster would say')
      .example('$0 model convert checkpoint -o models/mine', 'model.onnx and model.pt, without Python')
      .example('$0 model quantize models/mine -o models/mine-int8 --texts logs.txt', 'smaller, and measured'),
  run(args, io) {
    switch (args.action) {
      case 'get':
        return get(args, io);
      case 'inspect':
        return Promise.resolve(inspect(args, io));
      case 'convert':
        return Promise.resolve(convert(args, io));
      case 'quantize':
        return quantize(args, io);
      case 'list':
        return Promise.resolve(list(io));
    }
  },
};

function sourceOf({ action, source }: ModelArgs): string {
  return source ?? refuse('CL1001', `model ${action} needs a SOURCE`, `logtwin model --help`);
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

async function get(args: ModelArgs, io: Io): Promise<number> {
  const source = sourceOf(args);
  const name = basename(source).replace(/\.(zip|tar|tar\.gz|tgz)$/i, '');
  try {
    const fetched = await getModel(source, args.output ?? join('models', name), {
      ...(args.revision === undefined ? {} : { revision: args.revision }),
      ...(args.mirror === undefined ? {} : { endpoint: args.mirror }),
      offline: args.offline,
      signal: io.signal,
      onProgress: (file, received, total) =>
        io.progress(`${file}  ${megabytes(received)}${total === undefined ? '' : ` of ${megabytes(total)}`}`),
    });
    io.progress(undefined);
    if (io.json) io.printJson(fetched);
    else {
      for (const { name: file, bytes, sha256 } of fetched.files) io.print(`${sha256}  ${file}  ${megabytes(bytes)}`);
      io.print(`${fetched.folder}${fetched.revision === undefined ? '' : ` at ${fetched.revision}`}`);
    }
    return exitCodes.ok;
  } catch (error) {
    const { diagnostics = [] } = error as Partial<DiagnosticError>;
    if (!diagnostics.some(({ code }) => code === 'MD3001' || code === 'MD3002')) throw error;
    io.note((error as DiagnosticError).message);
    return exitCodes.server;
  }
}

function inspect(args: ModelArgs, io: Io): number {
  const report = inspectModel(sourceOf(args), readingOptions(args));
  if (args.html !== undefined) writeFileSync(args.html, renderModelPage(report));
  if (io.json) io.printJson(report);
  else for (const line of renderModelText(report)) io.print(line);
  const checks = [...report.findings, ...(report.torchscript?.checks ?? [])];
  return checks.some(({ status }) => status === 'error') ? exitCodes.checkFailed : exitCodes.ok;
}

function readingOptions(args: ModelArgs): Pick<ConvertOptions, 'task' | 'adapter'> {
  return { task: args.task, ...(args.adapter === undefined ? {} : { adapter: args.adapter }) };
}

function writingOptions(args: ModelArgs, io: Io): ConvertOptions {
  const { format } = args;
  return {
    ...readingOptions(args),
    ...(format === undefined || format === 'both' ? {} : { formats: [format] }),
    ...(args.temperature === undefined ? {} : { temperature: args.temperature }),
    report: (step) => io.progress(step),
  };
}

function convert(args: ModelArgs, io: Io): number {
  const source = sourceOf(args);
  const result = convertCheckpoint(source, args.output ?? source, writingOptions(args, io));
  io.progress(undefined);
  if (io.json) io.printJson(result);
  else {
    io.print(
      `${result.architecture}, ${result.parameters.toLocaleString('en-US')} parameters, ` +
        `${result.seconds.toFixed(1)} s, ${megabytes(result.peak_memory_bytes)} of memory at most`,
    );
    for (const path of [result.onnx, result.torchscript]) if (path !== undefined) io.print(path);
    printChecks(result.checks, io);
  }
  return result.checks.some(({ status }) => status === 'error') ? exitCodes.checkFailed : exitCodes.ok;
}

function printChecks(checks: readonly Check[], io: Io): void {
  for (const { name, status, message, remedy } of checks) {
    io.print(`${status.padEnd(7)}  ${name}: ${message}${remedy === undefined ? '' : `. ${remedy}`}`);
  }
}

async function quantize(args: ModelArgs, io: Io): Promise<number> {
  const source = sourceOf(args);
  const output = args.output ?? `${source.replace(/\/+$/, '')}-${args.to}`;
  const result = quantizeModel(source, output, { ...writingOptions(args, io), to: args.to });
  const comparison =
    args.texts === undefined ? undefined : await compareModels(source, output, await readTexts(args.texts, io));
  io.progress(undefined);
  if (io.json) io.printJson({ ...result, ...(comparison ? { comparison } : {}) });
  else {
    for (const [path, bytes] of [
      [result.onnx, result.bytes.onnx],
      [result.torchscript, result.bytes.torchscript],
    ] as const) {
      if (path !== undefined) io.print(`${path}  ${megabytes(bytes ?? 0)}`);
    }
    printChecks(result.checks, io);
    if (comparison) {
      io.print(
        `${comparison.equal_labels} of ${comparison.texts} labels are equal; probabilities differ by ` +
          `${comparison.largest_probability_difference.toFixed(4)} at most, ${comparison.mean_probability_difference.toFixed(4)} ` +
          `on average; ${comparison.speedup.toFixed(2)} times as fast`,
      );
      for (const { before, after, probability, text } of comparison.flips) {
        io.print(`  ${before} (${probability.toFixed(2)}) became ${after}: ${text}`);
      }
    } else io.note('Give --texts FILE to measure what this changed on your own texts.');
  }
  return exitCodes.ok;
}

async function readTexts(path: string, io: Io): Promise<string[]> {
  const texts: string[] = [];
  const unreadable = new UnreadableRecords(io);
  for await (const record of readLabelledTexts(path, { text: undefined })) {
    if ('text' in record) texts.push(record.text);
    else if ('unreadable' in record) unreadable.add(record.unreadable);
  }
  unreadable.noteRest();
  return texts;
}

function list(io: Io): number {
  const models = knownModels();
  if (io.json)
    io.printJson({
      models: models.map(({ name, hasWeights, description }) => ({ name, has_weights: hasWeights, ...description })),
    });
  else {
    for (const { name, hasWeights, description } of models) {
      const labels = Array.isArray(description['labels']) ? description['labels'].join(', ') : 'no labels of its own';
      io.print(`${name}  ${hasWeights ? '(here)' : ''} ${labels}`);
    }
  }
  return exitCodes.ok;
}
