// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Sentencepiece models without a tokenizer.json, against what transformers makes of them
// (test/support/reference/record_sentencepiece.py).

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTokenizerFiles } from '../../src/inference/tokenizers/readTokenizerFiles.js';
import { createTokenizer, parseTokenization } from '../../src/inference/tokenizers/tokenization.js';

interface Case {
  readonly model: string;
  readonly vocabulary: readonly (readonly [string, number])[];
  readonly added_tokens: readonly { readonly id: number; readonly content: string }[];
  readonly texts: readonly { readonly text: string; readonly ids: readonly number[] }[];
}

const cases = join(__dirname, 'sentencepiece');
const recorded = (name: string): Case => JSON.parse(readFileSync(join(cases, `${name}.json`), 'utf8')) as Case;
const root = mkdtempSync(join(tmpdir(), 'logtwin-sentencepiece-'));
afterAll(() => rmSync(root, { recursive: true }));

const fileNames: Readonly<Record<string, string>> = { 'deberta-v2': 'spm.model', albert: 'spiece.model' };

function write(name: string, bytes: Uint8Array): string {
  const folder = mkdtempSync(join(root, 'model-'));
  writeFileSync(join(folder, fileNames[name] ?? 'sentencepiece.bpe.model'), bytes);
  return folder;
}

const modelOf = (name: string): Buffer => Buffer.from(recorded(name).model, 'base64');

test('every recorded model is tested', () => {
  expect(readdirSync(cases).sort()).toEqual(
    ['albert.json', 'bpe.json', 'camembert.json', 'deberta-v2.json', 'xlm-roberta.json'].sort(),
  );
});

describe.each(['xlm-roberta', 'camembert', 'deberta-v2', 'albert'])('%s', (name) => {
  const { vocabulary, added_tokens: added, texts } = recorded(name);
  const { files, tokenization } = readTokenizerFiles(write(name, modelOf(name)), name, undefined);

  test('has the ids and scores of the tokenizer.json that transformers writes', () => {
    const expected = [...vocabulary];
    for (const { id, content } of added) expected[id] ??= [content, 0];
    expect(files.vocabulary.map((token, id) => [token, files.scores![id]])).toEqual(expected);
    for (const { id, content } of added) expect(files.vocabulary[id]).toBe(content);
  });

  test('makes the tokens that it was trained with', () => {
    const tokenizer = createTokenizer(parseTokenization(tokenization), files);
    // The server spells unknown characters of DeBERTa as bytes, Hugging Face does not.
    const compared = texts.filter(({ ids }) => name !== 'deberta-v2' || !ids.includes(tokenizer.special.unknown));
    expect(compared.length).toBeGreaterThanOrEqual(4);
    for (const { text, ids } of compared) expect([text, [...tokenizer.tokenize(text).ids]]).toEqual([text, ids]);
  });
});

test('a BPE model is refused, since the server would cut other tokens', () => {
  const read = () => readTokenizerFiles(write('bpe', modelOf('bpe')), 'xlm-roberta', undefined);
  expect(read).toThrow(/TK1002.*is a bpe model; the server's xlm_roberta tokenizer computes unigram models only/);
});

describe('a hostile file', () => {
  const whole = modelOf('xlm-roberta');
  const piece = (text: string, score: Buffer): Buffer =>
    Buffer.concat([
      Buffer.from([0x0a, text.length + 7, 0x0a, text.length]),
      Buffer.from(text),
      Buffer.from([0x15]),
      score,
    ]);
  const float = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeFloatLE(value);
    return bytes;
  };
  test.each<[string, Buffer, RegExp]>([
    ['is empty', Buffer.alloc(0), /it has no pieces/],
    ['ends too early', whole.subarray(0, whole.length - 9), /goes beyond its message/],
    ['claims 2^60 bytes', Buffer.from([0x0a, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10]), /goes beyond/],
    ['has a number without an end', Buffer.alloc(12, 0xff), /does not end/],
    ['has a score that is no number', piece('a', float(NaN)), /the piece "a" has the score NaN/],
    ['has a piece without a text', Buffer.from([0x0a, 0x05, 0x15, 0, 0, 0, 0]), /has no text/],
    ['is of an unknown kind', Buffer.concat([piece('a', float(0)), Buffer.from([0x12, 2, 0x18, 9])]), /unknown kind/],
    ['is a JSON file', Buffer.from('{"version": "1.0"}'), /MD1001/],
    [
      'has a map that is none',
      Buffer.concat([piece('<unk>', float(0)), Buffer.from([0x1a, 4, 0x12, 2, 9, 9])]),
      /TK1001/,
    ],
  ])('that %s is refused', (_what, bytes, reason) => {
    expect(() => readTokenizerFiles(write('xlm-roberta', bytes), 'xlm-roberta', undefined)).toThrow(reason);
  });
});
