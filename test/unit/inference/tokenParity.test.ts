// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

import { compareTokens } from '../../../src/inference/tokenParity.js';
import { createHuggingFaceTokenizer } from '../../../src/inference/tokenizers/huggingFace.js';
import { createTokenizer, parseTokenization } from '../../../src/inference/tokenizers/tokenization.js';

const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'user', 'login', '##login', '[', ']', 'sep'];

test('equal texts are counted, different ones spelled out with their reason', async () => {
  const server = createTokenizer(parseTokenization({ bert: { do_lower_case: true } }), { vocabulary });
  const huggingFace = await createHuggingFaceTokenizer(
    {
      version: '1.0',
      added_tokens: [
        { id: 3, content: '[SEP]', special: true, single_word: false, lstrip: false, rstrip: false, normalized: false },
      ],
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
  const parity = await compareTokens(['user login', 'user\u00a0login', 'user [SEP]'], server, huggingFace);
  expect(parity).toMatchObject({ texts: 3, equal: 1, different: 2 });
  // Facts of elastic-ml.md, section 3.4: a word with a no-break space in it is no known one, typed special tokens are split into punctuation and letters.
  expect(parity.differences.map(({ server: pieces, hugging_face }) => [pieces, hugging_face])).toEqual([
    [['[UNK]'], ['user', 'login']],
    [
      ['user', '[', 'sep', ']'],
      ['user', '[SEP]'],
    ],
  ]);
  expect(parity.differences.map(({ reasons }) => reasons)).toEqual([
    ['no-break spaces do not separate words on the server'],
    ['special tokens typed in a text are plain text on the server'],
  ]);
});
