// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The uppercase processor.

import { processor } from './core/processor.js';
import { stringOptions, stringProcessor } from './core/stringProcessor.js';

export const uppercase = processor({
  type: 'uppercase',
  summary: 'Turns a text, or each text of a list, into upper case.',
  options: stringOptions,
  examples: [{ config: { field: 'names' }, before: { names: ['a', 'B'] }, after: { names: ['A', 'B'] } }],
  compile: (options) => stringProcessor(options, (text) => text.toUpperCase()),
});
