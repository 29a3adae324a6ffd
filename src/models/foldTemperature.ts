// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Calibrates a model folder: a copy of it whose answers are softmax(logits / temperature), in all of its formats.

import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { refuse } from '../diagnostics/diagnostic.js';
import { tokenizationKinds } from './architectures/architecture.js';
import { convertCheckpoint, type ModelFormat } from './convert.js';
import { linearGraph } from './linear/linearGraph.js';
import { readLinearModel } from './linear/readLinearModel.js';
import type { LinearWeights } from './linear/trainLinear.js';
import { companionFiles } from './modelFiles.js';
import { readModelJson } from './modelSource.js';
import { writeOnnx } from './onnx/writeOnnx.js';
import { checkTemperature, type Calibration } from './scaleClassifierLogits.js';
import { writeTorchScript } from './torchscript/writeTorchScript.js';

/** A calibrated copy of a model. */
export interface CalibratedModel {
  readonly onnx: string;
  /** Undefined when the model had none. */
  readonly torchscript: string | undefined;
  /** What the original's logits are divided by in all: folding twice multiplies. */
  readonly temperature: number;
}

/** The keys of model.json that are read here. */
interface Description {
  readonly id?: string;
  readonly architecture?: string;
  readonly precision?: string;
  readonly calibration?: Calibration;
  readonly files?: Readonly<Record<string, unknown>>;
}

/**
 * Writes the model of `folder` into `output` so that its logits are those of `folder` divided by `temperature`:
 * transformers by their last linear layer, the linear model by its rows and bias. ONNX and TorchScript are written as
 * far as `folder` has them, and model.json records the temperature.
 *
 * @param folder - a model folder of ours, of the linear model or of a converted float checkpoint
 * @param temperature - relative to what the folder answers now; above 1 for a model that is too sure
 * @param output - the folder to write, another one than `folder`
 * @throws DiagnosticError MD1010 for a number that is no temperature, MD1003 for `folder` itself as output and for
 * 8-bit models, and what {@link convertCheckpoint} throws.
 */
export function foldTemperature(folder: string, temperature: number, output: string): CalibratedModel {
  checkTemperature(temperature);
  if (existsSync(output) && realpathSync(folder) === realpathSync(output)) {
    refuse('MD1003', 'a model is not calibrated in place', 'Give another folder, and compare both.');
  }
  const description = existsSync(join(folder, 'model.json'))
    ? (readModelJson(folder, 'model.json') as Description)
    : {};
  const total = temperature * (description.calibration?.folded === true ? description.calibration.temperature : 1);
  if (description.architecture === 'linear') return foldLinear(folder, description, temperature, total, output);
  if (description.precision === 'int8') {
    refuse(
      'MD1003',
      `${folder} holds 8-bit weights, which are not scaled`,
      `Quantize the original again: logtwin model quantize CHECKPOINT --temperature ${total}`,
    );
  }
  const formats: ModelFormat[] = existsSync(join(folder, 'model.pt')) ? ['onnx', 'torchscript'] : ['onnx'];
  const precision = description.precision === 'float16' ? 'float16' : 'float32';
  const id = description.id ?? basename(resolve(folder));
  const { onnx, torchscript } = convertCheckpoint(folder, output, { formats, precision, id, temperature: total });
  return { onnx: onnx ?? join(output, 'model.onnx'), torchscript, temperature: total };
}

function foldLinear(
  folder: string,
  description: Description,
  temperature: number,
  total: number,
  output: string,
): CalibratedModel {
  const { graph, weights } = linearGraph(scaledRows(readLinearModel(join(folder, 'model.onnx')), temperature));
  mkdirSync(output, { recursive: true });
  const onnx = join(output, 'model.onnx');
  writeOnnx(graph, weights, onnx);
  const torchscript = existsSync(join(folder, 'model.pt')) ? join(output, 'model.pt') : undefined;
  if (torchscript !== undefined) {
    writeTorchScript(graph, weights, torchscript, { arguments: tokenizationKinds.bert.arguments });
  }
  for (const name of companionFiles) {
    if (existsSync(join(folder, name))) copyFileSync(join(folder, name), join(output, name));
  }
  const calibration: Calibration = { ...description.calibration, temperature: total, folded: true };
  const files = Object.fromEntries(
    Object.keys(description.files ?? {})
      .filter((name) => existsSync(join(output, name)))
      .map((name) => [name, fileEntry(join(output, name))]),
  );
  const described = { ...description, calibration, ...(description.files ? { files } : {}) };
  writeFileSync(join(output, 'model.json'), `${JSON.stringify(described, undefined, 2)}\n`);
  return { onnx, torchscript, temperature: total };
}

/** Every column but the last divided: that one holds the lengths of texts, which a temperature leaves alone. */
function scaledRows(weights: LinearWeights, temperature: number): LinearWeights {
  const width = weights.labels + 1;
  const scaled = (rows: Float32Array): Float32Array =>
    rows.map((value, index) => (index % width === weights.labels ? value : value / temperature));
  return {
    ...weights,
    tokenRows: scaled(weights.tokenRows),
    pairRows: scaled(weights.pairRows),
    bias: weights.bias.map((value) => value / temperature),
  };
}

function fileEntry(path: string): { readonly bytes: number; readonly sha256: string } {
  const bytes = readFileSync(path);
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
