// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What is odd about a checkpoint that can be converted all the same: mistakes that would show as wrong answers.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readModelJson, type ModelSource } from './modelSource.js';
import type { Check } from './preflight.js';

/** Tensors that checkpoints keep beside a classifier: heads of pre-training, counters, stored positions. */
const expectedlyUnused =
  /position_ids$|^(cls|lm_head|mlm|vocab_|discriminator_|generator_|decoder|lm_predictions|mask_predictions|predictions|sop_)|pooler\.|^head\./;

/** Everything odd about an opened checkpoint. */
export function sourceFindings(source: ModelSource): Check[] {
  const findings: Check[] = source.labels.disagreements.map((message) => ({
    name: 'labels',
    status: 'warning',
    message,
  }));
  const unused = source.unused.filter((name) => !expectedlyUnused.test(name));
  if (unused.length > 0) {
    const shown = unused.slice(0, 5).join(', ') + (unused.length > 5 ? `, ... (${unused.length} in all)` : '');
    findings.push({ name: 'unused tensors', status: 'warning', message: `the architecture does not read ${shown}` });
  }
  if (source.config.get('auto_map') !== undefined) {
    const message = 'config.json names Python code of the model; it is not run, the standard architecture is';
    findings.push({
      name: 'custom code',
      status: 'warning',
      message,
      remedy: 'Compare its answers with the original.',
    });
  }
  if (source.architecture.tokenizations.length === 0) {
    const message = `no tokenization of the server fits ${source.architecture.title}: it cannot be used in Elastic ML`;
    findings.push({
      name: 'tokenization',
      status: 'warning',
      message,
      remedy: 'Use it locally, or fine-tune another base model.',
    });
  }
  if (source.task.kind === 'text_classification' && source.labels.names.every((label) => /^LABEL_\d+$/.test(label))) {
    findings.push({
      name: 'labels',
      status: 'warning',
      message: `config.json has only placeholder labels (${source.labels.names.join(', ')})`,
      remedy: 'Write what they mean into id2label and label2id: the labels of the server are made from them.',
    });
  }
  if (!tokenizerFiles.some((name) => existsSync(join(source.folder, name)))) {
    findings.push({
      name: 'tokenizer',
      status: 'warning',
      message: 'the folder has no vocabulary, so the model can be asked neither here nor on a cluster',
      remedy: `Copy it from where the checkpoint comes from: ${tokenizerFiles.join(', ')}.`,
    });
  }
  const longest = source.architecture.longestSequence(source.config);
  const named = tokenizerMaximum(source.folder);
  if (named !== undefined && named > longest) {
    findings.push({
      name: 'length',
      status: 'warning',
      message: `the tokenizer allows ${named} tokens, the model has positions for ${longest}; texts are cut at ${longest}`,
    });
  }
  const words = vocabularySize(source.folder);
  const rows = source.config.size('vocab_size', 30522);
  if (words !== undefined && words > rows) {
    const message = `the tokenizer has ${words} tokens, the embedding ${rows} rows: some texts would fail`;
    findings.push({
      name: 'vocabulary',
      status: 'error',
      message,
      remedy: 'Take the tokenizer of the same checkpoint.',
    });
  }
  return findings;
}

/** Any of these holds a vocabulary; vocab.json goes with merges.txt. */
const tokenizerFiles = [
  'vocab.txt',
  'vocab.json',
  'tokenizer.json',
  'sentencepiece.bpe.model',
  'spm.model',
  'spiece.model',
];

/** Larger numbers mean that the tokenizer names no maximum. */
const largestMaximum = 8192;

function tokenizerMaximum(folder: string): number | undefined {
  if (!existsSync(join(folder, 'tokenizer_config.json'))) return undefined;
  const { model_max_length: maximum } = readModelJson(folder, 'tokenizer_config.json') as Record<string, unknown>;
  return typeof maximum === 'number' && maximum <= largestMaximum ? maximum : undefined;
}

/** The number of tokens that the tokenizer's files name; undefined without them. */
function vocabularySize(folder: string): number | undefined {
  if (existsSync(join(folder, 'vocab.txt'))) {
    return readFileSync(join(folder, 'vocab.txt'), 'utf8').replace(/\n$/, '').split('\n').length;
  }
  if (existsSync(join(folder, 'vocab.json'))) return Object.keys(readModelJson(folder, 'vocab.json') as object).length;
  return undefined;
}
