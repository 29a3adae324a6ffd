// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The fast scanner against the rules step by step, and against Hugging Face's tokenizer where both must agree.

import { basicTokens } from '../../../../src/inference/tokenizers/basicTokens.js';
import { BertTokenizer, bertSpecialTokens } from '../../../../src/inference/tokenizers/bertTokenizer.js';
import {
  createHuggingFaceTokenizer,
  type HuggingFaceTokenizer,
} from '../../../../src/inference/tokenizers/huggingFace.js';
import { SeededRandom } from '../../../../src/util/seededRandom.js';

const letters = [...'abcdefghijklmnopqrstuvwxyz0123456789'];
const words = [
  'error',
  'fail',
  '##ed',
  '##ure',
  'log',
  '##in',
  'user',
  'eleve',
  'ss',
  '##ss',
  'sigma',
  'σ',
  '##σ',
  'λ',
];
const vocabulary = [
  ...['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'],
  ...letters,
  ...letters.map((letter) => `##${letter}`),
  ...'!"#$%&()*+,-./:;<=>?@[]^_`{|}~',
  ...words,
  ...['中', '文', 'é', '##é', 'ᄎ', '##ᅡ', '##ᆼ'],
];

const bert = (doLowerCase: boolean, tokens: readonly string[] = vocabulary): BertTokenizer =>
  new BertTokenizer(tokens, { doLowerCase, withSpecialTokens: true, specialTokens: bertSpecialTokens });

// Pieces that stress every rule: case, accents, CJK, controls, odd spaces, surrogates, never-split tokens, long runs.
const pieces = [
  ...['Failed', 'login', 'ERROR', 'user', ' ', '\t', '\n', '\r\n', '  ', '.', '[', ']', '[MASK]', 'MASK', '[mask]'],
  ...['élève', 'É', 'e\u0301', '\u0301', 'İ', 'ΣΑΣ', 'ß', '中文', '창', '\u00a0', '\u3000', '\u2028', '\u202f'],
  ...['\u0000', '\u0007', '\u00ad', '\u200b', '\ufeff', '\ufffd', '\ue000', '😀', '\ud800', '\udc00', '¿', '±', '٣'],
  ...['a'.repeat(99), 'b'.repeat(101), 'c'.repeat(513), '1,'.repeat(300)],
];

describe('BertTokenizer', () => {
  test.each([true, false])('scans as the rules say, lower case %s', (doLowerCase) => {
    const tokenizer = bert(doLowerCase);
    const random = new SeededRandom(7);
    for (let round = 0; round < 600; round++) {
      const text = Array.from({ length: random.below(12) }, () => pieces[random.below(pieces.length)]!).join('');
      const described = tokenizer.describe(text);
      const { ids, positions } = tokenizer.tokenize(text);
      expect({ text, ids: [...ids], positions: [...positions] }).toEqual({
        text,
        ids: described.map((token) => token.id),
        positions: described.map((token) => token.position),
      });
    }
  });

  test('remembers words without mixing them up when its cache is emptied', () => {
    const tokenizer = bert(true);
    const fresh = (text: string): number[] => [...bert(true).tokenize(text).ids];
    const probe = 'user 12 login failed';
    const expected = fresh(probe);
    for (let number = 0; number < 40_000; number++) tokenizer.tokenize(`w${number}`);
    expect([...tokenizer.tokenize(probe).ids]).toEqual(expected);
    expect([...tokenizer.tokenize('w39999').ids]).toEqual(fresh('w39999'));
  });

  test('gives the places of words in the input', () => {
    const text = 'A\u0000ccès: [MASK]';
    const places = bert(true)
      .describe(text)
      .map(({ start, end }) => text.slice(start, end));
    expect(new Set(places)).toEqual(new Set(['A\u0000ccès', ':', '[MASK]']));
  });

  test('keeps the last of tokens that become equal in lower case', () => {
    const tokenizer = bert(true, ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'Root', 'root']);
    expect([...tokenizer.tokenize('ROOT').ids]).toEqual([5]);
  });

  test.each([
    [['[PAD]', '[CLS]', '[SEP]'], 'stored vocabulary is missing required [[UNK]] token'],
    [['[UNK]', '[CLS]', '[SEP]'], 'stored vocabulary is missing required [[PAD]] token'],
    [['[PAD]', '[UNK]'], 'stored vocabulary is missing required [[SEP], [CLS]] token(s)'],
  ])('refuses the vocabulary %j as the server does', (tokens, reason) => {
    expect(() => bert(true, tokens)).toThrow(reason);
  });
});

describe('Hugging Face BERT and the server', () => {
  let idsOf: HuggingFaceTokenizer;
  beforeAll(async () => {
    const normalizer = {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    };
    const model = {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary.map((token, id) => [token, id])),
    };
    const json = { version: '1.0', added_tokens: [], normalizer, pre_tokenizer: { type: 'BertPreTokenizer' }, model };
    idsOf = await createHuggingFaceTokenizer({ ...json, post_processor: null, decoder: null }, {});
  });

  test('agree on ASCII text', () => {
    const random = new SeededRandom(11);
    for (let round = 0; round < 500; round++) {
      const text = Array.from({ length: random.below(60) }, () => String.fromCharCode(32 + random.below(95))).join('');
      expect({ text, ids: [...bert(true).tokenize(text).ids] }).toEqual({ text, ids: idsOf(text) });
    }
  });

  test.each([
    ['code points above U+FFFF vanish on the server', 'user 😀 login'],
    ['no-break spaces do not separate words on the server', 'user\u00a0login'],
    ['U+FFFD stays on the server', 'user \ufffd login'],
  ])('differ where a listed rule says so: %s', (_, text) => {
    expect([...bert(true).tokenize(text).ids]).not.toEqual(idsOf(text));
  });

  test('cut words at the same places', () => {
    const cleanUp = { stripAccents: true, splitCjk: true, neverSplit: ['[MASK]'], maxRunLength: 512 };
    expect(basicTokens("can't stop-it", cleanUp).map((word) => word.text)).toEqual([
      'can',
      "'",
      't',
      'stop',
      '-',
      'it',
    ]);
  });
});
