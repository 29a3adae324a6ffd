// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A trained classifier as a model folder: ONNX for local use, TorchScript for Elastic ML, vocabulary, model.json, card.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { linearGraph } from '../../models/linear/linearGraph.js';
import { modelMemory } from '../../models/memory.js';
import { writeOnnx } from '../../models/onnx/writeOnnx.js';
import { writeTorchScript } from '../../models/torchscript/writeTorchScript.js';
import { tokenizerKinds } from '../../inference/tokenizers/tokenization.js';
import { modelCard, type CardSection } from './modelCard.js';
import type { ClassifierScores, TrainedClassifier } from './trainClassifier.js';

/** What the folder says beyond the model itself. */
export interface Provenance {
  /** The model's name; by default the folder's. */
  readonly id?: string;
  /** Labels from the least to the most severe. */
  readonly severity?: readonly string[] | undefined;
  /** What it was trained on, in words. */
  readonly trainedOn: readonly string[];
  /** The command that makes it again. */
  readonly command: string;
  readonly licence?: string;
  /** Scores on other data, by name. */
  readonly metrics?: Readonly<Record<string, ClassifierScores>>;
  /** More sections of the card. */
  readonly card?: readonly CardSection[];
}

/** Size and digest of a file. */
interface FileEntry {
  readonly bytes: number;
  readonly sha256: string;
}

/** model.json of a linear model. */
export interface LinearModelJson {
  readonly id: string;
  readonly task: 'text_classification';
  readonly architecture: 'linear';
  readonly labels: readonly string[];
  readonly severity?: readonly string[];
  readonly tokenization: Readonly<Record<string, unknown>>;
  /** What a cluster reserves, in bytes. */
  readonly memory: { readonly per_deployment_memory_bytes: number; readonly per_allocation_memory_bytes: number };
  readonly licence?: string;
  readonly provenance: {
    readonly trained_on: readonly string[];
    readonly command: string;
    readonly examples: number;
    readonly label_counts: Readonly<Record<string, number>>;
    readonly settings: Readonly<Record<string, number>>;
  };
  readonly metrics: Readonly<Record<string, ClassifierScores>>;
  readonly files: Readonly<Record<string, FileEntry>>;
}

/** The arguments of forward for `bert` tokenization on the server; the model uses the first two. */
const bertArguments = ['input_ids', 'attention_mask', 'token_type_ids', 'position_ids'];

/** Tokens of the longest text, as its tokenization cuts it. */
const longestSequence = 512;

/** Writes the folder; the same model gives the same bytes. */
export function writeTrainedClassifier(
  folder: string,
  trained: TrainedClassifier,
  provenance: Provenance,
): LinearModelJson {
  mkdirSync(folder, { recursive: true });
  const { graph, weights } = linearGraph(trained.weights);
  writeOnnx(graph, weights, join(folder, 'model.onnx'));
  writeTorchScript(graph, weights, join(folder, 'model.pt'), {
    arguments: bertArguments.slice(0, tokenizerKinds.bert.arity),
  });
  writeFileSync(join(folder, 'vocab.txt'), `${trained.vocabulary.join('\n')}\n`);
  const files = Object.fromEntries(
    ['model.onnx', 'model.pt', 'vocab.txt'].map((name) => [name, fileEntry(join(folder, name))]),
  );
  const memory = modelMemory(graph, longestSequence);
  const { id = basename(resolve(folder)), severity, licence } = provenance;
  const modelJson: LinearModelJson = {
    id,
    task: 'text_classification',
    architecture: 'linear',
    labels: trained.labels,
    ...(severity && { severity }),
    tokenization: trained.tokenization,
    memory: {
      per_deployment_memory_bytes: memory.perDeployment,
      per_allocation_memory_bytes: memory.perAllocation,
    },
    ...(licence !== undefined && { licence }),
    provenance: {
      trained_on: provenance.trainedOn,
      command: provenance.command,
      examples: trained.examples,
      label_counts: trained.labelCounts,
      settings: {
        ...trained.settings,
        vocabulary: trained.vocabulary.length,
        pair_buckets: trained.weights.buckets,
      },
    },
    metrics: { [`held_out_${trained.split}`]: trained.heldOut, ...provenance.metrics },
    files,
  };
  writeFileSync(join(folder, 'model.json'), `${JSON.stringify(modelJson, undefined, 2)}\n`);
  writeFileSync(join(folder, 'README.md'), modelCard(modelJson, provenance.card ?? []));
  return modelJson;
}

function fileEntry(path: string): FileEntry {
  const bytes = readFileSync(path);
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
