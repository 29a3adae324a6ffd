// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The lowercase processor.

import { processor } from './core/processor.js';
import { stringOptions, stringProcessor } from './core/stringProcessor.js';

export const lowercase = processor({
  type: 'lowercase',
  summary: 'Turns a text, or each text of a list, into lower case.',
  options: stringOptions,
  examples: [
    { config: { field: 'method' }, before: { method: 'GET' }, after: { method: 'get' } },
    {
      config: { field: 'n' },
      before: { n: 1 },
      after: { error: 'field [n] of type [java.lang.Integer] cannot be cast to [java.lang.String]' },
    },
  ],
  compile: (options) => stringProcessor(options, (text) => text.toLowerCase()),
});
