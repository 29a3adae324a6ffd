// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The server-exact WordPiece tokenizer against @huggingface/tokenizers, the same vocabulary and texts, on one core.
// Limits: at least 5 times as fast, and equal ids on every text.
// Run after `npm run build`: node bench/inference/tokenizer.mjs (the corpus is found through LOGTWIN_CORPUS)

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { embeddedModelFolder } from '../../dist/inference/embeddedModel.js';
import { BertTokenizer, bertSpecialTokens } from '../../dist/inference/tokenizers/bertTokenizer.js';
import { createHuggingFaceTokenizer } from '../../dist/inference/tokenizers/huggingFace.js';

const corpus = process.env.LOGTWIN_CORPUS ?? fileURLToPath(new URL('../../../shared/corpus', import.meta.url));
const texts = readFileSync(join(corpus, 'ecs-dumps', 'published-predictions.ndjson'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line).ml_input);
const vocabulary = readFileSync(join(embeddedModelFolder, 'vocab.txt'), 'utf8').trimEnd().split('\n');

const make = () =>
  new BertTokenizer(vocabulary, { doLowerCase: true, withSpecialTokens: true, specialTokens: bertSpecialTokens });
const huggingFace = await createHuggingFaceTokenizer(
  {
    version: '1.0',
    added_tokens: [],
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: null,
    decoder: null,
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary.map((token, id) => [token, id])),
    },
  },
  {},
);

const ours = make();
const different = texts.filter((text) => ours.tokenize(text).ids.join() !== huggingFace(text).join()).length;
const cold = make();
const rates = {
  'server-exact, words not seen before': rate((text) => cold.tokenize(text), 1),
  'server-exact': rate((text) => ours.tokenize(text), 40),
  '@huggingface/tokenizers': rate(huggingFace, 3),
};
for (const [name, value] of Object.entries(rates))
  console.log(`${String(Math.round(value)).padStart(8)} texts/s  ${name}`);
const factor = rates['server-exact'] / rates['@huggingface/tokenizers'];
console.log(`${factor.toFixed(1)} times as fast; ids differ in ${different} of ${texts.length} texts`);
process.exitCode = factor >= 5 && different === 0 ? 0 : 1;

/** Texts a second of processor time. */
function rate(tokenize, rounds) {
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round++) for (const text of texts) tokenize(text);
  const { user, system } = process.cpuUsage(before);
  return (texts.length * rounds * 1e6) / (user + system);
}
