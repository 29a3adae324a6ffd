// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What a model is, read from its files without running it: a checkpoint folder, a model folder of ours, an ONNX
// file or a TorchScript archive.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DiagnosticError } from '../diagnostics/diagnostic.js';
import { refuse } from '../diagnostics/diagnostic.js';
import { checkpointFiles } from './checkpoints/openCheckpoint.js';
import { isQuantizedGraph } from './checkpoints/onnxCheckpoint.js';
import type { Task } from './architectures/architecture.js';
import {
  openModelSource,
  refuseIncomplete,
  tokenizerClassOf,
  type ModelSource,
  type ModelSourceOptions,
} from './modelSource.js';
import { openOnnx, type ReadValue } from './onnx/readOnnx.js';
import { checkArchive, clusterNeeds, type Check, type ClusterNeeds } from './preflight.js';
import { sourceFindings } from './sourceFindings.js';
import { byteLength, elementCount } from './tensor.js';
import { readArchive } from './torchscript/readArchive.js';

/** Parameters of a part of a model. */
export interface PartSize {
  readonly name: string;
  readonly parameters: number;
  readonly bytes: number;
}

/** A checkpoint. */
export interface CheckpointReport {
  readonly format: string;
  readonly architecture: string;
  readonly task: Task['kind'];
  readonly parameters: number;
  /** By layer, in the order of computation. */
  readonly layers: readonly PartSize[];
  /** Parameters by the element type in which the checkpoint stores them. */
  readonly types: Readonly<Record<string, number>>;
  readonly labels: readonly string[];
  /** What is wrong between id2label and label2id. */
  readonly label_disagreements: readonly string[];
  readonly longest_sequence: number;
  /** Whether the checkpoint has the classifier's own tensors, and which it lacks. */
  readonly classifier_head: { readonly present: boolean; readonly missing: readonly string[] };
  readonly unused_tensors: readonly string[];
  readonly adapter: { readonly folder: string; readonly matrices: number } | undefined;
  readonly cluster: ClusterNeeds;
}

/** An ONNX file. */
export interface OnnxReport {
  readonly file: string;
  readonly bytes: number;
  readonly producer: string;
  readonly opsets: Readonly<Record<string, number>>;
  readonly inputs: readonly ReadValue[];
  readonly outputs: readonly ReadValue[];
  readonly parameters: number;
  /** Nodes by operator. */
  readonly operators: Readonly<Record<string, number>>;
}

/** A TorchScript archive. */
export interface TorchScriptReport {
  readonly file: string;
  readonly bytes: number;
  readonly version: number | undefined;
  readonly arguments: readonly string[];
  readonly operations: Readonly<Record<string, number>>;
  readonly checks: readonly Check[];
}

/** Everything that is known about a model. */
export interface ModelReport {
  readonly path: string;
  readonly checkpoint: CheckpointReport | undefined;
  readonly onnx: OnnxReport | undefined;
  readonly torchscript: TorchScriptReport | undefined;
  /** model.json, as it is. */
  readonly description: unknown;
  readonly tokenizer: { readonly class: string | undefined; readonly files: readonly string[] };
  readonly findings: readonly Check[];
}

const tokenizerFiles = [
  'vocab.txt',
  'vocab.json',
  'merges.txt',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'sentencepiece.bpe.model',
  'spm.model',
  'spiece.model',
];

/**
 * Describes the model in a folder or file.
 *
 * @throws DiagnosticError MD1009 when there is no model, and what the readers throw for broken or unsafe files.
 */
export function inspectModel(path: string, options: ModelSourceOptions = {}): ModelReport {
  if (!existsSync(path)) refuse('MD1009', `${path} does not exist`);
  const isFolder = statSync(path).isDirectory();
  const findings: Check[] = [];
  const inFolder = (name: string): string | undefined =>
    isFolder && existsSync(join(path, name)) ? join(path, name) : undefined;
  const onnxFile = /\.onnx$/.test(path) ? path : (inFolder('model.onnx') ?? inFolder('onnx/model.onnx'));
  const archiveFile = /\.pt$/.test(path) ? path : inFolder('model.pt');
  const hasConfig = inFolder('config.json') !== undefined;
  const isQuantized = onnxFile !== undefined && checkpointIsOnnx(path) && isQuantizedOnnx(onnxFile);
  const checkpoint = hasConfig && !isQuantized ? inspectCheckpoint(path, options, findings) : undefined;
  const onnx = onnxFile === undefined ? undefined : inspectOnnx(onnxFile);
  const torchscript = archiveFile === undefined ? undefined : inspectArchive(archiveFile);
  if (!checkpoint && !onnx && !torchscript) {
    if (isFolder) refuseIncomplete(path);
    const weights = checkpointFiles.find((name) => inFolder(name) !== undefined);
    if (weights !== undefined && !hasConfig) {
      refuse(
        'MD1009',
        `${path} has ${weights}, but no config.json, which says what the weights are`,
        'Copy config.json from where the checkpoint comes from.',
      );
    }
    refuse('MD1009', `${path} holds no model`, 'Looked for config.json with weights, model.onnx and model.pt.');
  }
  const descriptionFile = inFolder('model.json');
  return {
    path,
    checkpoint,
    onnx,
    torchscript,
    description: descriptionFile === undefined ? undefined : readJson(descriptionFile),
    tokenizer: {
      class: isFolder ? tokenizerClassOf(path) : undefined,
      files: tokenizerFiles.filter((name) => inFolder(name) !== undefined),
    },
    findings,
  };
}

/** Whether a folder has no weights but those of its ONNX file. */
const checkpointIsOnnx = (folder: string): boolean =>
  !checkpointFiles.some((name) => !name.endsWith('.onnx') && existsSync(join(folder, name)));

function isQuantizedOnnx(file: string): boolean {
  const onnx = openOnnx(file);
  onnx.close();
  return isQuantizedGraph(onnx);
}

function inspectCheckpoint(folder: string, options: ModelSourceOptions, findings: Check[]): CheckpointReport {
  let source: ModelSource;
  let missing: readonly string[] = [];
  try {
    source = openModelSource(folder, options);
  } catch (error) {
    // Without its head a classifier is still worth describing, as the encoder that it is.
    const lacksTensors = isDiagnosticError(error) && error.diagnostics.some(({ code }) => code === 'MD1004');
    if (!lacksTensors || options.task === 'text_embedding') throw error;
    source = openModelSource(folder, { ...options, task: 'text_embedding' });
    const message = error.diagnostics[0]?.message ?? '';
    missing = /lacks ([^]*)$/.exec(message)?.[1]?.split(', ') ?? [];
    findings.push({ name: 'classifier head', status: 'error', message, ...remedyOf(error) });
  }
  try {
    findings.push(...sourceFindings(source));
    return {
      format: source.checkpoint.format,
      architecture: source.architecture.title,
      task: source.task.kind,
      parameters: [...source.weights.values()].reduce((sum, { shape }) => sum + elementCount(shape), 0),
      layers: sizesByLayer(source),
      types: sizesByType(source),
      labels: source.labels.names,
      label_disagreements: source.labels.disagreements,
      longest_sequence: source.architecture.longestSequence(source.config),
      classifier_head: { present: source.task.kind === 'text_classification', missing },
      unused_tensors: source.unused,
      adapter: source.adapter,
      cluster: clusterNeeds(source),
    };
  } finally {
    source.checkpoint.close();
  }
}

const isDiagnosticError = (error: unknown): error is DiagnosticError =>
  (error as { name?: unknown } | undefined)?.name === 'DiagnosticError';

function remedyOf(error: DiagnosticError): { remedy?: string } {
  const hint = error.diagnostics[0]?.hints[0];
  return hint === undefined ? {} : { remedy: hint };
}

function sizesByLayer(source: ModelSource): PartSize[] {
  const sizes = new Map<string, { parameters: number; bytes: number }>();
  for (const [name, tensor] of source.weights) {
    // A layer's name ends with its number; what has none goes by its first two words.
    const layer = /^.*?\.\d+(?=\.)/.exec(name)?.[0] ?? name.split('.').slice(0, -1).slice(0, 2).join('.');
    const before = sizes.get(layer) ?? { parameters: 0, bytes: 0 };
    sizes.set(layer, {
      parameters: before.parameters + elementCount(tensor.shape),
      bytes: before.bytes + byteLength(tensor),
    });
  }
  return [...sizes].map(([name, size]) => ({ name, ...size }));
}

function sizesByType(source: ModelSource): Record<string, number> {
  const types: Record<string, number> = {};
  const unused = new Set(source.unused);
  for (const [name, { dtype, shape }] of source.checkpoint.tensors) {
    if (!unused.has(name)) types[dtype] = (types[dtype] ?? 0) + elementCount(shape);
  }
  return types;
}

function inspectOnnx(file: string): OnnxReport {
  const onnx = openOnnx(file);
  onnx.close();
  const operators: Record<string, number> = {};
  for (const { domain, type } of onnx.nodes) {
    const name = domain === '' ? type : `${domain}.${type}`;
    operators[name] = (operators[name] ?? 0) + 1;
  }
  const { size: bytes, producer, opsets, inputs, outputs } = onnx;
  const parameters = [...onnx.initializers.values()]
    .filter(({ dtype }) => dtype !== 'int64')
    .reduce((sum, { shape }) => sum + elementCount(shape), 0);
  return { file, bytes, producer, opsets, inputs, outputs, parameters, operators };
}

function inspectArchive(file: string): TorchScriptReport {
  const archive = readArchive(file);
  return {
    file,
    bytes: archive.size,
    version: archive.version,
    arguments: archive.forward?.arguments ?? [],
    operations: Object.fromEntries([...archive.operations].sort(([left], [right]) => (left < right ? -1 : 1))),
    checks: checkArchive(file),
  };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch (error) {
    return refuse('MD1007', `${file} is not JSON: ${(error as { message: string }).message}`);
  }
}
