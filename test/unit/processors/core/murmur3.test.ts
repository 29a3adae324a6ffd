// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// MurmurHash3 x64 128 with seed 0 against published vectors of the reference implementation.

import { murmur3 } from '../../../../src/processors/core/murmur3.js';

test.each([
  ['', '00000000000000000000000000000000'],
  ['hello', 'cbd8a7b341bd9b025b1e906a48ae1d19'],
  ['The quick brown fox jumps over the lazy dog', 'e34bbc7bbc071b6c7a433ca9c49a9347'],
])('%s', (text, hash) => {
  expect(Buffer.from(murmur3(new TextEncoder().encode(text))).toString('hex')).toBe(hash);
});
