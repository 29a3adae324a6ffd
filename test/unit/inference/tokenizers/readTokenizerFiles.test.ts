// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Tokenizers that do not belong to their model, and models that only answer locally.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readModelArtifact } from '../../../../src/elasticsearch/modelArtifact.js';
import { readTokenizerFiles } from '../../../../src/inference/tokenizers/readTokenizerFiles.js';

const root = mkdtempSync(join(tmpdir(), 'logtwin-tokenizer-'));
afterAll(() => rmSync(root, { recursive: true }));

function folderOf(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = mkdtempSync(join(root, 'model-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

const vocabulary = '[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nroot\n';
const classOf = (name: string): string => JSON.stringify({ tokenizer_class: name });

test.each(['BertTokenizer', 'DistilBertTokenizerFast', 'PreTrainedTokenizerFast'])('a BERT may have a %s', (name) => {
  const folder = folderOf({ 'vocab.txt': vocabulary, 'tokenizer_config.json': classOf(name) });
  expect(Object.keys(readTokenizerFiles(folder, 'bert', undefined).tokenization)).toEqual(['bert']);
});

test('a tokenizer of another family is refused, unless model.json names it', () => {
  const folder = folderOf({ 'vocab.txt': vocabulary, 'tokenizer_config.json': classOf('XLMRobertaTokenizerFast') });
  expect(() => readTokenizerFiles(folder, 'bert', undefined)).toThrow(
    /TK1002.*names a XLMRobertaTokenizerFast, but models of type \[bert\] are tokenized as bert[^]*"xlm_roberta"/,
  );
  expect(() => readTokenizerFiles(folder, 'bert', { bert: {} })).not.toThrow();
});

test('byte-level BPE has the special tokens of its configuration, here and on a cluster', () => {
  const folder = folderOf({
    'config.json': JSON.stringify({ model_type: 'modernbert', id2label: { 0: 'a', 1: 'b' } }),
    'model.onnx': '',
    'model.pt': '',
    'vocab.json': JSON.stringify({ '[CLS]': 0, '[SEP]': 1, '[PAD]': 2, '[UNK]': 3, '[MASK]': 4, a: 5 }),
    'merges.txt': '#version: 0.2\na b\n',
    'special_tokens_map.json': JSON.stringify({ mask_token: { content: '[MASK]', lstrip: true } }),
    'tokenizer_config.json': JSON.stringify({
      tokenizer_class: 'PreTrainedTokenizerFast',
      model_max_length: 1024,
      ...{ cls_token: '[CLS]', sep_token: '[SEP]', pad_token: '[PAD]', unk_token: { content: '[UNK]' } },
    }),
  });
  const tokens = {
    bos_token: '[CLS]',
    eos_token: '[SEP]',
    unk_token: '[UNK]',
    pad_token: '[PAD]',
    mask_token: '[MASK]',
  };
  expect(readTokenizerFiles(folder, 'modernbert', undefined).tokenization).toMatchObject({
    byte_level_bpe: { ...tokens, max_sequence_length: 1024 },
  });
  const { config } = readModelArtifact(folder, 'owner', undefined, { perDeployment: 1, perAllocation: 1 });
  expect(config).toMatchObject({
    inference_config: { text_classification: { tokenization: { byte_level_bpe: tokens } } },
  });
});

test('texts are cut where the model has no positions any more', () => {
  const folder = folderOf({
    'config.json': JSON.stringify({ model_type: 'bert', max_position_embeddings: 256 }),
    'vocab.txt': vocabulary,
    'tokenizer_config.json': JSON.stringify({ model_max_length: 512 }),
  });
  expect(readTokenizerFiles(folder, 'bert', undefined).tokenization).toMatchObject({
    bert: { max_sequence_length: 256 },
  });
});

test('Japanese BERT is refused, derived or declared', () => {
  const folder = folderOf({ 'vocab.txt': vocabulary, 'tokenizer_config.json': classOf('BertJapaneseTokenizer') });
  expect(() => readTokenizerFiles(folder, 'bert', undefined)).toThrow(/TK1002.*Japanese BERT.*dictionary/);
  expect(() => readTokenizerFiles(folder, 'bert', { bert_ja: {} })).toThrow(/TK1002.*Japanese BERT.*dictionary/);
});

test('an ALBERT has its own tokenizer here, and none on a cluster', () => {
  const recorded = join(__dirname, '../../../conformance/sentencepiece/albert.json');
  const { model } = JSON.parse(readFileSync(recorded, 'utf8')) as { model: string };
  const folder = folderOf({
    'config.json': JSON.stringify({ model_type: 'albert', id2label: { 0: 'a', 1: 'b' } }),
    'spiece.model': Buffer.from(model, 'base64'),
    'model.onnx': '',
    'model.pt': '',
  });
  const needs = { perDeployment: 1, perAllocation: 1 };
  expect(() => readModelArtifact(folder, 'owner', undefined, needs)).toThrow(
    /ES3001.*Elastic ML has no tokenization for albert models[^]*locally/,
  );
});
