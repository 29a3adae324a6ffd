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
