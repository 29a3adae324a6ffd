// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A checkpoint folder understood: configuration, architecture, graph of its task, and the weights for it.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '../diagnostics/diagnostic.js';
import type { Architecture, Task } from './architectures/architecture.js';
import { ModelConfig, type Labels } from './architectures/config.js';
import { architectureOf, buildGraph } from './architectures/table.js';
import { mergeAdapter } from './checkpoints/mergeAdapter.js';
import type { Checkpoint } from './checkpoints/checkpoint.js';
import { checkpointFiles, openCheckpoint } from './checkpoints/openCheckpoint.js';
import { resolveWeights } from './checkpoints/resolveWeights.js';
import type { Graph, Weights } from './graph.js';

/** How a checkpoint is read. */
export interface ModelSourceOptions {
  /** Default: text_classification. */
  readonly task?: Task['kind'];
  /** The folder of a LoRA adapter that is merged into the weights. Default: the adapter in the folder, if any. */
  readonly adapter?: string;
}

/** An opened model; close it when its tensors have been read. */
export interface ModelSource {
  readonly folder: string;
  readonly config: ModelConfig;
  readonly architecture: Architecture;
  readonly task: Task;
  readonly labels: Labels;
  readonly graph: Graph;
  readonly weights: Weights;
  readonly checkpoint: Checkpoint;
  /** What tokenizer_config.json names; undefined when it is not there or names none. */
  readonly tokenizerClass: string | undefined;
  /** Tensors of the checkpoint that the graph does not read. */
  readonly unused: readonly string[];
  /** The merged adapter's folder, and how many matrices it changed. */
  readonly adapter: { readonly folder: string; readonly matrices: number } | undefined;
}

/** Parses a JSON file of a model folder. @throws DiagnosticError MD1007 when it is missing or no JSON. */
export function readModelJson(folder: string, name: string): unknown {
  const path = join(folder, name);
  if (!existsSync(path)) {
    refuse('MD1007', `${folder} has no ${name}`, 'Copy it from where the checkpoint comes from.');
  }
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown;
  } catch (error) {
    return refuse('MD1007', `${path} is not JSON: ${(error as { message: string }).message}`);
  }
}

/**
 * Opens the checkpoint of a folder for a task.
 *
 * @throws DiagnosticError MD1001 to MD1009 when a file is broken, unsafe, missing or not supported.
 */
export function openModelSource(folder: string, options: ModelSourceOptions = {}): ModelSource {
  refuseIncomplete(folder);
  const config = new ModelConfig(readModelJson(folder, 'config.json'));
  const architecture = architectureOf(config);
  const labels = config.labels();
  const task: Task =
    options.task === 'text_embedding'
      ? { kind: 'text_embedding' }
      : { kind: 'text_classification', labels: labels.names.length };
  const graph = buildGraph(architecture, config, task);
  const base = openCheckpoint(folder);
  try {
    const beside = existsSync(join(folder, 'adapter_config.json')) ? folder : undefined;
    const adapterFolder = options.adapter ?? beside;
    const merged = adapterFolder === undefined ? undefined : mergeAdapter(base, adapterFolder, architecture.prefix);
    const checkpoint = merged?.checkpoint ?? base;
    const { weights, unused } = resolveWeights(graph, architecture, checkpoint);
    const adapter = merged && adapterFolder ? { folder: adapterFolder, matrices: merged.matrices } : undefined;
    const tokenizerClass = tokenizerClassOf(folder);
    return { folder, config, architecture, task, labels, graph, weights, checkpoint, tokenizerClass, unused, adapter };
  } catch (error) {
    base.close();
    throw error;
  }
}

/** The class that tokenizer_config.json names. */
export function tokenizerClassOf(folder: string): string | undefined {
  if (!existsSync(join(folder, 'tokenizer_config.json'))) return undefined;
  const { tokenizer_class: name } = readModelJson(folder, 'tokenizer_config.json') as { tokenizer_class?: unknown };
  return typeof name === 'string' ? name : undefined;
}

/**
 * Refuses a folder that holds an adapter and nothing to adapt, or the description of a model and no model.
 *
 * @throws DiagnosticError MD1009 that names what is to be fetched.
 */
export function refuseIncomplete(folder: string): void {
  const has = (name: string): boolean => existsSync(join(folder, name));
  if (has('config.json') || checkpointFiles.some(has)) return;
  if (has('adapter_config.json')) {
    const { base_model_name_or_path: base } = readModelJson(folder, 'adapter_config.json') as Record<string, unknown>;
    const named = typeof base === 'string' && base !== '' ? base : 'BASE';
    refuse(
      'MD1009',
      `${folder} holds a LoRA adapter alone, without the model that it adapts${named === 'BASE' ? '' : ` (${named})`}`,
      `Get that one, then merge: logtwin model get ${named} -o base; logtwin model convert base --adapter ${folder} -o OUTPUT`,
    );
  }
  if (!has('model.json')) return;
  const { source } = readModelJson(folder, 'model.json') as Record<string, unknown>;
  if (typeof source !== 'string') return;
  refuse('MD1009', `${folder} describes a model whose weights are not here`, `Get them: logtwin model get ${source}`);
}
