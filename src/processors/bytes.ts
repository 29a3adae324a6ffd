// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The bytes processor.

import { parseBytes } from '../transforms/parseBytes.js';
import { processor } from './core/processor.js';
import { stringOptions, stringProcessor } from './core/stringProcessor.js';

export const bytes = processor({
  type: 'bytes',
  summary: 'Turns a size such as 1kb into a number of bytes.',
  options: stringOptions,
  examples: [
    { config: { field: 'size' }, before: { size: '1kb' }, after: { size: 1024 } },
    { config: { field: 'size' }, before: { size: ['2 GB', '0'] }, after: { size: [2147483648, 0] } },
    {
      config: { field: 'size' },
      before: { size: '8' },
      after: {
        error:
          'failed to parse setting [Ingest Field] with value [8] as a size in bytes: unit is missing or unrecognized',
      },
    },
  ],
  compile: (options) => stringProcessor(options, parseBytes),
});
