// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Model folders with seeded weights and a small tokenizer of the kind that each architecture has: complete enough to be classified
// with here and to be deployed, without a download.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { tokenizerKinds, type TokenizerType } from '../../src/inference/tokenizers/tokenization.js';
import { convertCheckpoint } from '../../src/models/convert.js';
import { writeSeededCheckpoint } from './seededCheckpoint.js';

const recordedFolder = join(process.cwd(), 'test/conformance/models');
const words =
  'failed accepted password for root from port login user admin error disk full denied connection closed'.split(' ');

interface Recorded {
  readonly task?: string;
  readonly adapter?: unknown;
  readonly config: { readonly model_type: string; readonly vocab_size: number };
  readonly tensors: Readonly<Record<string, readonly number[]>>;
}

/** Names of the recorded cases (test/conformance/models) that are classifiers without an adapter, one or more an architecture. */
export function seededClassifiers(): string[] {
  return readdirSync(recordedFolder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .filter((name) => {
      const { task, adapter } = read(name);
      return task === undefined && adapter === undefined;
    });
}

/** Writes the checkpoint of a case with a tokenizer of the given type into `folder`, converted to both formats; gives the model folder. */
export function writeSeededModel(folder: string, name: string, type: TokenizerType): string {
  const { config, tensors } = read(name);
  const checkpoint = join(folder, name);
  const model = join(folder, `${name}-model`);
  writeSeededCheckpoint(checkpoint, config, tensors);
  writeTokenizer(checkpoint, type, config.vocab_size);
  convertCheckpoint(checkpoint, model);
  return model;
}

function read(name: string): Recorded {
  return JSON.parse(readFileSync(join(recordedFolder, `${name}.json`), 'utf8')) as Recorded;
}

function writeTokenizer(folder: string, type: TokenizerType, size: number): void {
  // Seeded positions are few; their number includes those that RoBERTa keeps for padding.
  const config = { model_max_length: 200, do_lower_case: true, add_prefix_space: false };
  writeFileSync(join(folder, 'tokenizer_config.json'), JSON.stringify(config));
  const { cls, sep, pad, unknown, mask } = tokenizerKinds[type].specialTokens;
  const specials = [cls, pad, sep, unknown, mask];
  const fill = (tokens: string[], filler: (index: number) => string): string[] => {
    const unique = [...new Set(tokens)].slice(0, size);
    while (unique.length < size) unique.push(filler(unique.length));
    return unique;
  };
  const letters = [...'abcdefghijklmnopqrstuvwxyz0123456789.:'];
  switch (tokenizerKinds[type].files) {
    case 'vocabulary': {
      const pieces = letters.flatMap((letter) => [letter, `##${letter}`]);
      writeFileSync(
        join(folder, 'vocab.txt'),
        fill([...specials, ...words, ...pieces], (index) => `[unused${index}]`).join('\n'),
      );
      return;
    }
    case 'merges': {
      const tokens = fill(
        [...specials, ...letters, 'Ġ', 'er', 'ro', 'Ġp', 'Ġf', 'in', 'on'],
        (index) => `unused${index}`,
      );
      writeFileSync(
        join(folder, 'vocab.json'),
        JSON.stringify(Object.fromEntries(tokens.map((token, id) => [token, id]))),
      );
      writeFileSync(join(folder, 'merges.txt'), ['#version: 0.2', 'e r', 'r o', 'Ġ p', 'Ġ f', 'i n', 'o n'].join('\n'));
      return;
    }
    case 'scores': {
      const pieces = [...specials, ...words.map((word) => `\u2581${word}`), '\u2581', ...letters];
      const vocab = fill(pieces, (index) => `unused${index}`).map((token, id) => [token, -id / 10]);
      writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify({ model: { type: 'Unigram', unk_id: 3, vocab } }));
    }
  }
}
