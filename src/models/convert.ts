// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Converts a checkpoint folder into a model folder: ONNX for local use, TorchScript for Elastic ML, and what
// describes and tokenizes it. Weights stream through, tensor by tensor.

import { copyFileSync, existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { forwardArguments } from './architectures/architecture.js';
import { checkArchive, type Check } from './preflight.js';
import { openModelSource, type ModelSource, type ModelSourceOptions } from './modelSource.js';
import { writeOnnx } from './onnx/writeOnnx.js';
import { elementCount } from './tensor.js';
import { writeTorchScript } from './torchscript/writeTorchScript.js';

/** The files that a conversion can write. */
export type ModelFormat = 'onnx' | 'torchscript';

/** How a checkpoint is converted. */
export interface ConvertOptions extends ModelSourceOptions {
  /** Default: both. */
  readonly formats?: readonly ModelFormat[];
  /** The id of the model. Default: the name of the checkpoint folder. */
  readonly id?: string;
  /** Told before each long step. */
  readonly report?: (step: string) => void;
}

/** What a conversion did. */
export interface Conversion {
  readonly onnx: string | undefined;
  readonly torchscript: string | undefined;
  readonly architecture: string;
  readonly parameters: number;
  readonly labels: readonly string[];
  readonly seconds: number;
  readonly peak_memory_bytes: number;
  /** What a cluster would say of the archive, and what the conversion noticed. */
  readonly checks: readonly Check[];
}

/** Files that belong to a model besides its weights; those that exist are copied. */
export const companionFiles: readonly string[] = [
  'config.json',
  'vocab.txt',
  'vocab.json',
  'merges.txt',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'sentencepiece.bpe.model',
  'spm.model',
  'README.md',
];

/**
 * Converts the checkpoint in `folder` into the model folder `output`, which is created.
 *
 * @throws DiagnosticError MD1001 to MD1009 when the checkpoint cannot be converted; files are then left as they were.
 */
export function convertCheckpoint(folder: string, output: string, options: ConvertOptions = {}): Conversion {
  const started = performance.now();
  const { formats = ['onnx', 'torchscript'], report } = options;
  const source = openModelSource(folder, options);
  try {
    mkdirSync(output, { recursive: true });
    const onnx = formats.includes('onnx') ? join(output, 'model.onnx') : undefined;
    const torchscript = formats.includes('torchscript') ? join(output, 'model.pt') : undefined;
    if (onnx !== undefined) {
      report?.(`writing ${onnx}`);
      writeOnnx(source.graph, source.weights, onnx, { metadata: { architecture: source.architecture.title } });
    }
    if (torchscript !== undefined) {
      report?.(`writing ${torchscript}`);
      writeTorchScript(source.graph, source.weights, torchscript, { arguments: forwardArguments(source.architecture) });
    }
    copyCompanions(folder, output);
    writeModelJson(source, output, options.id ?? basename(resolve(folder)));
    const checks = [...sourceChecks(source), ...(torchscript === undefined ? [] : checkArchive(torchscript, source.architecture))];
    return {
      onnx,
      torchscript,
      architecture: source.architecture.title,
      parameters: countParameters(source),
      labels: source.labels.names,
      seconds: (performance.now() - started) / 1000,
      peak_memory_bytes: process.resourceUsage().maxRSS * 1024,
      checks,
    };
  } finally {
    source.checkpoint.close();
  }
}

/** The number of weights that the model computes with. */
export function countParameters(source: ModelSource): number {
  return [...source.weights.values()].reduce((sum, tensor) => sum + elementCount(tensor.shape), 0);
}

function copyCompanions(folder: string, output: string): void {
  if (realpathSync(folder) === realpathSync(output)) return;
  for (const name of companionFiles) {
    if (existsSync(join(folder, name))) copyFileSync(join(folder, name), join(output, name));
  }
}

function writeModelJson(source: ModelSource, output: string, id: string): void {
  const path = join(output, 'model.json');
  // A description that is there already was written with more knowledge than the checkpoint has.
  if (existsSync(path)) return;
  const isClassifier = source.task.kind === 'text_classification';
  const description = {
    id,
    task: source.task.kind,
    architecture: source.architecture.modelTypes[0],
    ...(isClassifier ? { labels: source.labels.names } : {}),
    provenance: { converted_from: source.checkpoint.files.map((file) => basename(file)) },
  };
  writeFileSync(path, `${JSON.stringify(description, undefined, 2)}\n`);
}

function sourceChecks(source: ModelSource): Check[] {
  const checks: Check[] = source.labels.disagreements.map((message) => ({ name: 'labels', status: 'warning', message }));
  const unused = source.unused.filter((name) => !/position_ids$|^(cls|lm_head|vocab_|mlm|discriminator|generator)/.test(name));
  if (unused.length > 0) {
    const shown = unused.slice(0, 5).join(', ') + (unused.length > 5 ? `, ... (${unused.length} in all)` : '');
    checks.push({ name: 'unused tensors', status: 'warning', message: `the architecture does not read ${shown}` });
  }
  return checks;
}
