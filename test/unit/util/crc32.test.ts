// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

import { crc32, tableCrc32 } from '../../../src/util/crc32.js';

// The check value of CRC-32/ISO-HDLC in the CRC catalogue.
test.each([
  ['as Node has it', crc32],
  ['by table', tableCrc32],
])('the check value, in one piece and in two, %s', (_name, checksum) => {
  const bytes = Buffer.from('123456789');
  expect(checksum(bytes)).toBe(0xcbf43926);
  expect(checksum(bytes.subarray(4), checksum(bytes.subarray(0, 4)))).toBe(0xcbf43926);
});
