// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What ingest scripts have beside the base library.

import { createHash } from 'node:crypto';
import { utf8Bytes } from './utf8.js';
import { method, type Augmentation } from './table.js';

const digest = (algorithm: string, text: string): string => createHash(algorithm).update(utf8Bytes(text)).digest('hex');

export const ingestAugmentations: readonly Augmentation[] = [
  {
    name: 'java.lang.String',
    members: [
      method(
        'String sha1()',
        'The SHA-1 digest of the UTF-8 bytes, in hexadecimal.',
        (self: string) => digest('sha1', self),
        [["'a'.sha1()", "'86f7e437faa5a7fce15d1ddcb9eaeaea377667b8'"]],
      ),
      method(
        'String sha256()',
        'The SHA-256 digest of the UTF-8 bytes, in hexadecimal.',
        (self: string) => digest('sha256', self),
        [["'a'.sha256()", "'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'"]],
      ),
      method(
        'String sha512()',
        'The SHA-512 digest of the UTF-8 bytes, in hexadecimal.',
        (self: string) => digest('sha512', self),
        [
          [
            "'a'.sha512()",
            "'1f40fc92da241694750979ee6cf582f2d5d7d28e18335de05abc54d0560e0f5302860c652bf08d560252aa5e74210546f369fbbbce8c12cfc7957b2652fe9a75'",
          ],
        ],
      ),
    ],
  },
];
