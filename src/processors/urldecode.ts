// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The urldecode processor.

import { decodeUrl } from '../transforms/decodeUrl.js';
import { processor } from './core/processor.js';
import { stringOptions, stringProcessor } from './core/stringProcessor.js';

export const urldecode = processor({
  type: 'urldecode',
  summary: 'Decodes a text, or each text of a list, that is encoded for a URL.',
  options: stringOptions,
  examples: [
    { config: { field: 'q' }, before: { q: 'a%20b+c%C3%A9' }, after: { q: 'a b cé' } },
    {
      config: { field: 'q' },
      before: { q: '100%' },
      after: { error: 'URLDecoder: Incomplete trailing escape (%) pattern' },
    },
  ],
  compile: (options) => stringProcessor(options, decodeUrl),
});
