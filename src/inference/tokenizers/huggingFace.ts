// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Hugging Face's own tokenization, for comparison with the server's: what a model saw when it was trained.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
 * The tokenizer of a model folder.
 *
 * @throws DiagnosticError TK1002 when the folder has no tokenizer.json, which alone says all of what Hugging Face does.
 */
export async function loadHuggingFaceTokenizer(folder: string): Promise<HuggingFaceTokenizer> {
  const file = join(folder, 'tokenizer.json');
  if (!existsSync(file)) {
    refuse(
      'TK1002',
      `${folder} has no tokenizer.json.`,
      'Save it with a fast tokenizer: tokenizer.save_pretrained(FOLDER)',
    );
  }
  const config = join(folder, 'tokenizer_config.json');
  const parse = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
  return createHuggingFaceTokenizer(parse(file), existsSync(config) ? parse(config) : {});
}
