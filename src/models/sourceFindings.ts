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

/** The number of tokens that the tokenizer's files name; undefined without them. */
function vocabularySize(folder: string): number | undefined {
  if (existsSync(join(folder, 'vocab.txt'))) {
    return readFileSync(join(folder, 'vocab.txt'), 'utf8').replace(/\n$/, '').split('\n').length;
  }
  if (existsSync(join(folder, 'vocab.json'))) return Object.keys(readModelJson(folder, 'vocab.json') as object).length;
  return undefined;
}
