// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The trim processor.

import { javaTrim } from '../util/javaTrim.js';
import { processor } from './core/processor.js';
import { stringOptions, stringProcessor } from './core/stringProcessor.js';

export const trim = processor({
  type: 'trim',
  summary: 'Removes blanks at both ends of a text, or of each text of a list.',
  options: stringOptions,
  examples: [{ config: { field: 'name' }, before: { name: '  a b\n' }, after: { name: 'a b' } }],
  compile: (options) => stringProcessor(options, javaTrim),
});
