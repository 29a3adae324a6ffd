// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Settings as the server checks them; messages from Tokenization, RobertaTokenization and their updates (9.x).

import {
  createTokenizer,
  parseTokenization,
  updateTokenization,
} from '../../../../src/inference/tokenizers/tokenization.js';

describe('parseTokenization', () => {
  test('fills in the server defaults', () => {
    expect(parseTokenization(undefined)).toMatchObject({
      type: 'bert',
      doLowerCase: false,
      withSpecialTokens: true,
      maxSequenceLength: 512,
      truncate: 'first',
      span: -1,
    });
  });

  test.each([
    [{ bert: { max_sequence_length: 0 } }, '[max_sequence_length] must be positive'],
    [
      { bert: { span: -2 } },
      '[span] must be non-negative to indicate span length or [-1] to indicate no windowing should occur',
    ],
    [
      { bert: { span: 9, max_sequence_length: 8, truncate: 'none' } },
      '[span] provided [9] must not be greater than [max_sequence_length] provided [8]',
    ],
    [{ bert: { span: 3 } }, '[span] must not be provided when [truncate] is [first]'],
    [{ roberta: { do_lower_case: true } }, 'unable to set [do_lower_case] to [true] for roberta tokenizer'],
    [
      { byte_level_bpe: { do_lower_case: true } },
      'unable to set [do_lower_case] to [true] for byte_level_bpe tokenizer',
    ],
    [{ xlm_roberta: { do_lower_case: true } }, 'unable to set [do_lower_case] to [true] for XLMRoberta tokenizer'],
    [{ distilbert: {} }, 'unknown tokenization type [distilbert]'],
    [{ bert: { add_prefix_space: true } }, '[bert] unknown field [add_prefix_space]'],
  ])('refuses %j', (config, reason) => {
    expect(() => parseTokenization(config)).toThrow(reason);
  });

  test('takes null and blank special tokens of byte_level_bpe for the defaults', () => {
    const { specialTokens } = parseTokenization({
      byte_level_bpe: { unk_token: null, pad_token: ' ', bos_token: '<|s|>' },
    });
    expect(specialTokens).toEqual({ cls: '<|s|>', sep: '</s>', pad: '<pad>', unknown: '<unk>', mask: '<mask>' });
  });
});

describe('updateTokenization', () => {
  const model = parseTokenization({ bert: { truncate: 'none', span: 4, max_sequence_length: 16 } });

  test('changes truncation and span', () => {
    expect(updateTokenization(model, { bert: { span: 2 } })).toMatchObject({ truncate: 'none', span: 2 });
  });

  // What Elasticsearch 9.5.3's own classes answer is tested in test/cluster/elasticsearchNode.test.ts.
  test('drops every span with truncation none, and refuses to drop one with another', () => {
    const bert = { truncate: 'none', span: 2 };
    expect(updateTokenization(model, { bert })).toMatchObject({ truncate: 'none', span: -1 });
    expect(() => updateTokenization(model, { bert: { truncate: 'first' } })).toThrow(
      '[span] must not be provided when [truncate] is [first]',
    );
  });

  test('refuses another type', () => {
    expect(() => updateTokenization(model, { roberta: { span: 2 } })).toThrow(
      'Tokenization config of type [bert] can not be updated with a request of type [roberta]',
    );
  });
});

test.each([
  ['roberta', 'merges'],
  ['xlm_roberta', 'scores'],
])('%s needs %s', (type, what) => {
  expect(() =>
    createTokenizer(parseTokenization({ [type]: {} }), { vocabulary: ['<s>', '</s>', '<pad>', '<unk>'] }),
  ).toThrow(`as tokenizer type [${type}] requires [${what}] to be provided and non-empty`);
});
