// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Converts a checkpoint folder into a model folder: ONNX for local use, TorchScript for Elastic ML, and what
// describes and tokenizes it. Weights stream through, tensor by tensor.

import { copyFileSync, existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { refuse } from '../diagnostics/diagnostic.js';
import { forwardArguments } from './architectures/architecture.js';
import { checkArchive, clusterNeeds, type Check } from './preflight.js';
import { companionFiles } from './modelFiles.js';
import { narrowToFirstToken } from './narrowToFirstToken.js';
import { openModelSource, readModelJson, type ModelSource, type ModelSourceOptions } from './modelSource.js';
import { scaleClassifierLogits, type Calibration } from './scaleClassifierLogits.js';
import { sourceFindings } from './sourceFindings.js';
import type { Precision } from './onnx/lowering.js';
import type { Weights } from './graph.js';
import { writeOnnx } from './onnx/writeOnnx.js';
import { elementCount } from './tensor.js';
import { readArchive } from './torchscript/readArchive.js';
import { writeTorchScript } from './torchscript/writeTorchScript.js';

/** The files that a conversion can write. */
export type ModelFormat = 'onnx' | 'torchscript';

/** How a checkpoint is converted. */
export interface ConvertOptions extends ModelSourceOptions {
  /** Default: both; ONNX only with float16, which libtorch has no fast kernels for on a CPU. */
  readonly formats?: readonly ModelFormat[];
  /** Default: float32. */
  readonly precision?: Precision;
  /**
   * What the logits of the checkpoint are divided by, so that probabilities are calibrated in every runtime. Default:
   * `calibration.temperature` of the folder's model.json, else 1.
   */
  readonly temperature?: number;
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
  /** What the logits were divided by; 1 when nothing was asked for. */
  readonly temperature: number;
  readonly seconds: number;
  readonly peak_memory_bytes: number;
  /** What a cluster would say of the archive, and what the conversion noticed. */
  readonly checks: readonly Check[];
}

/**
 * Converts the checkpoint in `folder` into the model folder `output`, which is created.
 *
 * @throws DiagnosticError MD1001 to MD1010 when the checkpoint cannot be converted; files are then left as they were.
 */
export function convertCheckpoint(folder: string, output: string, options: ConvertOptions = {}): Conversion {
  const started = performance.now();
  const { precision = 'float32', report } = options;
  const { formats = precision === 'float16' ? ['onnx'] : ['onnx', 'torchscript'] } = options;
  if (precision === 'float16' && formats.includes('torchscript')) {
    refuse('MD1003', 'float16 is for ONNX only', 'Use --to int8 for a smaller TorchScript archive, or --format onnx.');
  }
  const source = openModelSource(folder, options);
  try {
    const description = describedModel(source);
    const narrow = narrowToFirstToken(source.graph);
    const { temperature, weights } = calibratedWeights(source, description.calibration, options.temperature);
    mkdirSync(output, { recursive: true });
    const onnx = formats.includes('onnx') ? join(output, 'model.onnx') : undefined;
    const torchscript = formats.includes('torchscript') ? join(output, 'model.pt') : undefined;
    if (onnx !== undefined) {
      report?.(`writing ${onnx}`);
      writeOnnx(narrow, weights, onnx, {
        precision,
        metadata: { architecture: source.architecture.title, precision },
      });
    }
    if (torchscript !== undefined) {
      report?.(`writing ${torchscript}`);
      // 8-bit layers round by the range of all tokens: as PyTorch's own only while they see all of them.
      writeTorchScript(precision === 'int8' ? source.graph : narrow, weights, torchscript, {
        arguments: forwardArguments(source.architecture),
        precision: precision === 'int8' ? 'int8' : 'float32',
      });
    }
    copyCompanions(folder, output);
    writeModelJson(source, output, description, { id: options.id, precision, temperature });
    const checks = [
      ...sourceFindings(source),
      ...(torchscript === undefined ? [] : checkArchive(torchscript, source.architecture)),
    ];
    return {
      onnx,
      torchscript,
      architecture: source.architecture.title,
      parameters: countParameters(source),
      labels: source.labels.names,
      temperature,
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

/** The keys of a model.json that conversion reads; the others are kept as they are. */
interface Description {
  readonly id?: string;
  readonly calibration?: Calibration;
  readonly provenance?: object;
}

/** model.json beside the checkpoint: it was written with more knowledge than the checkpoint has. */
function describedModel(source: ModelSource): Description {
  return existsSync(join(source.folder, 'model.json')) ? (readModelJson(source.folder, 'model.json') as object) : {};
}

/** The weights whose logits are divided by the temperature that is asked for, else by the described one. */
function calibratedWeights(
  source: ModelSource,
  calibration: Calibration | undefined,
  asked: number | undefined,
): { readonly temperature: number; readonly weights: Weights } {
  if (source.task.kind !== 'text_classification' && asked === undefined)
    return { temperature: 1, weights: source.weights };
  const temperature = asked ?? calibration?.temperature ?? 1;
  // Weights taken back out of an ONNX file of ours were divided when it was written.
  const isFolded = calibration?.folded === true && source.checkpoint.format === 'onnx';
  const divisor = isFolded ? temperature / calibration.temperature : temperature;
  const weights = divisor === 1 ? source.weights : scaleClassifierLogits(source.graph, source.weights, divisor);
  return { temperature, weights };
}

/** What the conversion settled, for model.json. */
interface Settled {
  readonly id: string | undefined;
  readonly precision: Precision;
  readonly temperature: number;
}

function writeModelJson(source: ModelSource, output: string, described: Description, settled: Settled): void {
  const { id, precision, temperature } = settled;
  const { id: describedId = basename(resolve(source.folder)), calibration } = described;
  const isClassifier = source.task.kind === 'text_classification';
  const needs = clusterNeeds(source);
  const archive = join(output, 'model.pt');
  const isSmaller = precision === 'int8' && existsSync(archive);
  const description = {
    architecture: source.architecture.modelTypes[0],
    ...(isClassifier ? { labels: source.labels.names } : {}),
    ...described,
    task: source.task.kind,
    id: id ?? (precision === 'float32' ? describedId : `${describedId}-${precision}`),
    precision,
    ...(isClassifier && (calibration || temperature !== 1)
      ? { calibration: { ...calibration, temperature, folded: true } }
      : {}),
    memory: {
      per_deployment_memory_bytes: isSmaller ? readArchive(archive).tensorBytes : needs.per_deployment_memory_bytes,
      per_allocation_memory_bytes: needs.per_allocation_memory_bytes,
    },
    provenance: {
      ...described.provenance,
      converted_from: source.checkpoint.files.map((file) => basename(file)),
    },
  };
  writeFileSync(join(output, 'model.json'), `${JSON.stringify(description, undefined, 2)}\n`);
}
