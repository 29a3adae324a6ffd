// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Hugging Face's own tokenization, for comparison with the server's: what a model saw when it was trained.

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { refuse } from '../../diagnostics/diagnostic.js';

/** Token ids of a text without special tokens. */
export type HuggingFaceTokenizer = (text: string) => number[];

/** The package's Tokenizer; its own declarations do not resolve under Node's module rules. */
interface TokenizerClass {
  new (
    json: unknown,
    config: unknown,
  ): { encode(text: string, options: { add_special_tokens: boolean }): { ids: number[] } };
}

/** A tokenizer from the contents of tokenizer.json and tokenizer_config.json. */
export async function createHuggingFaceTokenizer(json: unknown, config: unknown): Promise<HuggingFaceTokenizer> {
  const { Tokenizer } = (await import('@huggingface/tokenizers')) as unknown as { Tokenizer: TokenizerClass };
  const tokenizer = new Tokenizer(json, config);
  return (text) => tokenizer.encode(text, { add_special_tokens: false }).ids;
}

/**
 * The tokenizer of a model folder, as the transformers library loads it; nothing is fetched.
 *
 * @throws DiagnosticError TK1002 when the folder has no tokenizer.json, which alone says all of what Hugging Face does.
 */
export async function loadHuggingFaceTokenizer(folder: string): Promise<HuggingFaceTokenizer> {
  for (const file of ['tokenizer.json', 'tokenizer_config.json']) {
    if (existsSync(join(folder, file))) continue;
    refuse('TK1002', `${folder} has no ${file}.`, 'Save it with a fast tokenizer: tokenizer.save_pretrained(FOLDER)');
  }
  const { AutoTokenizer, env } = await import('@xenova/transformers');
  env.allowRemoteModels = false;
  // Model names are joined to this path; with none, the folder's own path is taken as it is.
  env.localModelPath = '';
  const tokenizer = await AutoTokenizer.from_pretrained(resolve(folder), { local_files_only: true });
  return (text) => tokenizer.encode(text, { add_special_tokens: false });
}
