// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// An anomaly model on disk: anomaly.json says what it is, arrays.safetensors holds its numbers, terms.json its pieces of text,
// examples.json the normal texts that reasons are taken from.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '../../diagnostics/diagnostic.js';
import { openSafetensors } from '../../models/checkpoints/safetensors.js';
import { writeSafetensors } from '../../models/checkpoints/writeSafetensors.js';
import { byteLength, type Tensor } from '../../models/tensor.js';
import type { AnomalyModelData } from './anomalyModel.js';
import { detectors } from './detectors/table.js';
import { features } from './features/table.js';
import type { Learned, LearnedArray } from './learned.js';

const fileNames = {
  model: 'anomaly.json',
  arrays: 'arrays.safetensors',
  terms: 'terms.json',
  examples: 'examples.json',
} as const;

/** Writes a model; the same model gives the same bytes. */
export function writeAnomalyFolder(folder: string, data: AnomalyModelData): void {
  const { learnedFeatures, learnedDetector, calibration, examples, exampleRows, ...description } = data;
  mkdirSync(folder, { recursive: true });
  const write = (name: string, value: unknown, indent?: number): void =>
    writeFileSync(join(folder, name), `${JSON.stringify(value, undefined, indent)}\n`);
  write(fileNames.model, { format: 1, ...description }, 2);
  write(fileNames.terms, learnedFeatures.terms ?? []);
  write(fileNames.examples, examples);
  writeSafetensors(join(folder, fileNames.arrays), {
    ...prefixed('features.', learnedFeatures.arrays),
    ...prefixed('detector.', learnedDetector),
    calibration,
    examples: exampleRows,
  });
}

/** @throws DiagnosticError EV3002 when the folder holds no anomaly model, MD1001 when its arrays are broken. */
export function readAnomalyFolder(folder: string): AnomalyModelData {
  const description = readJson(folder, fileNames.model) as Partial<AnomalyModelData> & { format?: unknown };
  const { features: featureName, detector, threshold } = description;
  if (
    description.format !== 1 ||
    !Object.hasOwn(features, String(featureName)) ||
    !Object.hasOwn(detectors, String(detector)) ||
    typeof threshold?.outcome?.threshold !== 'number'
  ) {
    refuse('EV3002', `${join(folder, fileNames.model)}: not written by logtwin anomaly fit, or by another version`);
  }
  const arrays = readArrays(join(folder, fileNames.arrays));
  const { calibration, examples: exampleRows } = arrays;
  if (calibration === undefined || exampleRows === undefined) {
    refuse('EV3002', `${join(folder, fileNames.arrays)}: arrays are missing`);
  }
  const terms = readJson(folder, fileNames.terms) as readonly string[];
  const { format: _, ...known } = description;
  return {
    ...(known as AnomalyModelData),
    modelFolder: known.modelFolder,
    learnedFeatures: { arrays: withPrefix('features.', arrays), ...(terms.length > 0 && { terms }) },
    learnedDetector: withPrefix('detector.', arrays),
    calibration: calibration as Float64Array,
    examples: readJson(folder, fileNames.examples) as readonly string[],
    exampleRows: exampleRows as Float32Array,
  };
}

function readJson(folder: string, name: string): unknown {
  const path = join(folder, name);
  if (!existsSync(path)) refuse('EV3002', `${folder}: no ${name}`, 'logtwin anomaly fit -o FOLDER writes it.');
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    refuse('EV3002', `${path}: ${(error as Error).message}`);
  }
}

function readArrays(path: string): Learned {
  if (!existsSync(path)) refuse('EV3002', `${path}: no such file`);
  const checkpoint = openSafetensors(path);
  try {
    return Object.fromEntries([...checkpoint.tensors].map(([name, tensor]) => [name, arrayOf(tensor, path)]));
  } finally {
    checkpoint.close();
  }
}

function arrayOf(tensor: Tensor, path: string): LearnedArray {
  const bytes = new Uint8Array(byteLength(tensor));
  tensor.read(0, bytes);
  switch (tensor.dtype) {
    case 'float64':
      return new Float64Array(bytes.buffer);
    case 'float32':
      return new Float32Array(bytes.buffer);
    case 'int32':
      return new Int32Array(bytes.buffer);
    default:
      return refuse('EV3002', `${path}: an array of ${tensor.dtype}`);
  }
}

function prefixed(prefix: string, arrays: Learned): Learned {
  return Object.fromEntries(Object.entries(arrays).map(([name, array]) => [prefix + name, array]));
}

function withPrefix(prefix: string, arrays: Learned): Learned {
  return Object.fromEntries(
    Object.entries(arrays).flatMap(([name, array]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), array]] : [],
    ),
  );
}
