// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Everything that would make the server refuse a model, found without a cluster, each with its remedy.

import { forwardArguments, tokenizationKinds, type Architecture } from './architectures/architecture.js';
import { modelMemory, reservedMemory } from './memory.js';
import type { ModelSource } from './modelSource.js';
import { allowedOperations, forbiddenOperations, largestGraph } from './torchscript/allowedOperations.js';
import { readArchive, type ArchiveContents } from './torchscript/readArchive.js';

/** One finding about a model. */
export interface Check {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'error';
  readonly message: string;
  readonly remedy?: string;
}

/** The newest file format that the server's libtorch (2.7.1) reads. */
const newestFileVersion = 10;
/** Entry names from this length on are refused. */
const longestEntryName = 256;
/** What can be uploaded: parts and offsets are counted in bytes below 4 GiB. */
const largestArchive = 2 ** 32;
const largestSequence = 512;

/** Arithmetic of whole numbers that is not on the list; exporters write it with constants, which loading folds away. */
const foldedOperations: ReadonlySet<string> = new Set(['aten::floordiv', 'aten::remainder', 'aten::__not__']);

/** The first server whose libtorch (1.11) reads file format version 10. */
const sinceFileVersion10 = '8.3';

/** Checks an archive, ours or another's, against what the server accepts. */
export function checkArchive(path: string, architecture?: Architecture): Check[] {
  const archive = readArchive(path);
  return [
    checkEntries(archive),
    checkVersion(archive),
    ...checkOperations(archive),
    checkForward(archive, architecture),
    ...checkSize(archive),
  ];
}

function checkEntries(archive: ArchiveContents): Check {
  const name = 'archive';
  const longName = archive.entries.find((entry) => entry.name.length >= longestEntryName);
  if (longName) {
    const message = `the entry ${longName.name.slice(0, 60)}... has a name of ${longName.name.length} characters`;
    return {
      name,
      status: 'error',
      message,
      remedy: 'Names below 256 characters are accepted: export the model again.',
    };
  }
  const [custom] = archive.customState;
  if (custom !== undefined) {
    const message = `${custom} holds __setstate__ or __getstate__, which the server refuses`;
    return { name, status: 'error', message, remedy: 'Convert the original checkpoint with logtwin model convert.' };
  }
  return { name, status: 'ok', message: `${archive.entries.length} entries, no custom state` };
}

function checkVersion(archive: ArchiveContents): Check {
  const name = 'file version';
  const { version } = archive;
  if (version === undefined) {
    return { name, status: 'error', message: 'the archive has no version', remedy: 'Export the model again.' };
  }
  if (version > newestFileVersion) {
    const message = `file format version ${version}; the server's libtorch 2.7.1 reads up to ${newestFileVersion}`;
    return { name, status: 'error', message, remedy: 'Export with torch 2.7.1 or convert with logtwin model convert.' };
  }
  return { name, status: 'ok', message: `file format version ${version}` };
}

function checkOperations(archive: ArchiveContents): Check[] {
  const name = 'operations';
  const found = [...archive.operations.keys()].sort();
  const forbidden = found.filter((operation) => forbiddenOperations.has(operation));
  const unlisted = found.filter(
    (operation) => !allowedOperations.has(operation) && !forbiddenOperations.has(operation),
  );
  const unknown = unlisted.filter((operation) => !foldedOperations.has(operation));
  const folded = unlisted.filter((operation) => foldedOperations.has(operation));
  const total = [...archive.operations.values()].reduce((sum, count) => sum + count, 0);
  const remedy =
    'Keep softmax, sigmoid and argmax out of the model (the server computes them), or convert the checkpoint.';
  const checks: Check[] = [];
  if (forbidden.length > 0) {
    checks.push({ name, status: 'error', message: `forbidden by the server: ${forbidden.join(', ')}`, remedy });
  }
  if (unknown.length > 0) {
    checks.push({ name, status: 'error', message: `not on the server's list: ${unknown.join(', ')}`, remedy });
  }
  if (folded.length > 0) {
    const message = `${folded.join(', ')} of whole numbers is accepted only where PyTorch folds it into a constant`;
    checks.push({ name, status: 'warning', message });
  }
  if (total > largestGraph) {
    checks.push({ name, status: 'error', message: `${total} operations; the server stops at ${largestGraph}` });
  }
  return checks.length > 0
    ? checks
    : [{ name, status: 'ok', message: `${total} uses of ${found.length} operations, all on the server's list` }];
}

function checkForward(archive: ArchiveContents, architecture: Architecture | undefined): Check {
  const name = 'arguments';
  const { forward } = archive;
  if (!forward) {
    const message = 'the module has no forward that can be read';
    return { name, status: 'error', message, remedy: 'Export the module itself, not a function of it.' };
  }
  const given = forward.arguments.length;
  if (!/^(Tensor|Tuple\[Tensor\b.*)$/.test(forward.returns)) {
    const message = `forward gives ${forward.returns}; the server takes a tensor or a tuple that begins with one`;
    return { name, status: 'error', message, remedy: 'Export with torchscript=True (return_dict=False).' };
  }
  const expected = architecture && forwardArguments(architecture).length;
  if (expected !== undefined && given !== expected) {
    const [tokenization = 'bert'] = architecture?.tokenizations ?? [];
    const message = `forward takes ${given} arguments; with ${tokenization} tokenization the server passes ${expected}`;
    return { name, status: 'error', message, remedy: 'Wrap the model so that it accepts and ignores the others.' };
  }
  return { name, status: 'ok', message: `forward(${forward.arguments.join(', ')})` };
}

function checkSize(archive: ArchiveContents): Check[] {
  if (archive.size < largestArchive) return [];
  const message = `the archive has ${archive.size} bytes; 4 GiB and more cannot be uploaded`;
  return [{ name: 'size', status: 'error', message, remedy: 'Quantize it: logtwin model quantize --to int8.' }];
}

/** What a cluster needs for a model. */
export interface ClusterNeeds {
  /** The server's tokenizations that fit; none when it has none. */
  readonly tokenizations: readonly string[];
  /** The first server version that can run the model; undefined when none can. */
  readonly since: string | undefined;
  readonly per_deployment_memory_bytes: number;
  readonly per_allocation_memory_bytes: number;
  /** What the server reserves for a deployment with one allocation. */
  readonly reserved_memory_bytes: number;
}

/** What a cluster needs for the float32 archive of a model. */
export function clusterNeeds(source: ModelSource, archiveBytes?: number): ClusterNeeds {
  const { architecture, config, graph } = source;
  const length = Math.min(architecture.longestSequence(config), largestSequence);
  const memory = modelMemory(graph, length);
  const tokenizations = architecture.tokenizations.filter(
    // Of the two that BERT has, the tokenizer's class says which.
    (name) => name !== (source.tokenizerClass?.startsWith('BertJapanese') ? 'bert' : 'bert_ja'),
  );
  const versions = tokenizations.map((tokenization) => tokenizationKinds[tokenization].since);
  const [first] = [...versions].sort(compareVersions);
  return {
    tokenizations,
    since: first === undefined ? undefined : [first, sinceFileVersion10].sort(compareVersions)[1],
    per_deployment_memory_bytes: memory.perDeployment,
    per_allocation_memory_bytes: memory.perAllocation,
    reserved_memory_bytes: reservedMemory(archiveBytes ?? memory.perDeployment, memory, 1),
  };
}

function compareVersions(left: string, right: string): number {
  const [a, b] = [left, right].map((version) => version.split('.').map(Number));
  return (a?.[0] ?? 0) - (b?.[0] ?? 0) || (a?.[1] ?? 0) - (b?.[1] ?? 0);
}
