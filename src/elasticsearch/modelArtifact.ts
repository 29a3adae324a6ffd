// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A model folder as the cluster takes it: trained-model config, definition parts, vocabulary. Nothing is sent here.

import { createHash } from 'node:crypto';
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename, join } from 'node:path';
import { refuse } from '../diagnostics/diagnostic.js';
import { readModelFolder, type ModelFolder } from '../inference/modelFolder.js';
import { tokenizerKinds, type Tokenization } from '../inference/tokenizers/tokenization.js';
import { canonicalJson, type JsonObject } from './json.js';
import { ownerKey } from './resource.js';

/** Everything that the upload of one model sends. */
export interface ModelArtifact {
  /** Prefix, `_` and eight digits of the content hash: a changed model is another model. */
  readonly id: string;
  readonly folder: ModelFolder;
  /** The TorchScript archive. */
  readonly definitionFile: string;
  readonly definitionBytes: number;
  /** Body of `PUT _ml/trained_models/{id}`. */
  readonly config: JsonObject;
  /** Body of `PUT _ml/trained_models/{id}/vocabulary`. */
  readonly vocabulary: JsonObject;
}

/** Memory that the model needs on the cluster, in bytes. */
export interface ModelMemory {
  readonly perDeployment: number;
  readonly perAllocation: number;
}

/**
 * Reads a model folder.
 *
 * @throws DiagnosticError when the folder is no classifier or has no TorchScript archive.
 */
export function readModelArtifact(
  path: string,
  owner: string,
  idPrefix: string | undefined,
  memory: ModelMemory,
): ModelArtifact {
  const folder = readModelFolder(path);
  if ((tokenizerKinds[folder.tokenization.type] as { isLocalOnly?: true }).isLocalOnly) {
    refuse(
      'ES3001',
      `Elastic ML has no tokenization for ${folder.architecture} models: it cannot run ${path}`,
      'classify with it locally, or fine-tune a model of another architecture: DistilBERT, BERT, RoBERTa, DeBERTa',
    );
  }
  const definitionFile = join(folder.path, 'model.pt');
  if (!existsSync(definitionFile)) {
    refuse(
      'ES3001',
      `${path} has no model.pt, the TorchScript archive that a cluster runs`,
      `make it: logtwin model convert ${path}`,
    );
  }
  const vocabulary: JsonObject = {
    vocabulary: folder.vocabularyFiles.vocabulary,
    ...(folder.vocabularyFiles.merges && { merges: folder.vocabularyFiles.merges }),
    ...(folder.vocabularyFiles.scores && { scores: folder.vocabularyFiles.scores }),
  };
  const inference = {
    text_classification: {
      tokenization: tokenizationBody(folder.tokenization),
      classification_labels: folder.labels,
    },
  };
  const { sha256, bytes } = digest(definitionFile);
  const hash = createHash('sha256')
    .update(sha256)
    .update(canonicalJson(vocabulary))
    .update(canonicalJson(inference))
    .digest('hex');
  return {
    id: `${modelIdPrefix(idPrefix ?? basename(folder.path))}_${hash.slice(0, 8)}`,
    folder,
    definitionFile,
    definitionBytes: bytes,
    vocabulary,
    config: {
      description: `${folder.modelId}: text classification into ${folder.labels.join(', ')}`,
      model_type: 'pytorch',
      inference_config: inference,
      input: { field_names: ['text_field'] },
      metadata: {
        [ownerKey]: owner,
        sha256: hash,
        per_deployment_memory_bytes: memory.perDeployment,
        per_allocation_memory_bytes: memory.perAllocation,
      },
      tags: [owner],
    },
  };
}

/** The model id that the server accepts: lower case, no separators, room for the hash (64 characters in all). */
export function modelIdPrefix(name: string): string {
  return name
    .toLowerCase()
    .replace(/[\s/\\]/g, '__')
    .slice(-55)
    .replace(/^[^a-z0-9]+/, '');
}

/** The `tokenization` object with every setting that the server would otherwise choose itself. */
export function tokenizationBody(tokenization: Tokenization): JsonObject {
  const { type, span } = tokenization;
  const lowerCases = tokenizerKinds[type].files === 'vocabulary';
  const spaces = tokenizerKinds[type].files === 'merges';
  return {
    [type]: {
      ...(lowerCases && { do_lower_case: tokenization.doLowerCase }),
      ...(spaces && { add_prefix_space: tokenization.addPrefixSpace }),
      ...(type === 'byte_level_bpe' && bpeTokens(tokenization)),
      with_special_tokens: tokenization.withSpecialTokens,
      max_sequence_length: tokenization.maxSequenceLength,
      truncate: tokenization.truncate,
      ...(span >= 0 && { span }),
    },
  };
}

/** The special tokens by the names that the byte-level BPE tokenization has for them. */
function bpeTokens({ specialTokens: { cls, sep, unknown, pad, mask } }: Tokenization): JsonObject {
  return { bos_token: cls, eos_token: sep, unk_token: unknown, pad_token: pad, mask_token: mask };
}

function digest(file: string): { sha256: Buffer; bytes: number } {
  const descriptor = openSync(file, 'r');
  try {
    const hash = createHash('sha256');
    const chunk = Buffer.alloc(1 << 20);
    for (let count = readSync(descriptor, chunk); count > 0; count = readSync(descriptor, chunk))
      hash.update(chunk.subarray(0, count));
    return { sha256: hash.digest(), bytes: fstatSync(descriptor).size };
  } finally {
    closeSync(descriptor);
  }
}
