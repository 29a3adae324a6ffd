// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The trim processor.

import { processor } from './core/processor.js';
import { stringOptions, stringProcessor } from './core/stringProcessor.js';

// eslint-disable-next-line no-control-regex -- String.trim removes every character up to the blank
const edges = /^[\u0000-\u0020]+|[\u0000-\u0020]+$/g;

export const trim = processor({
  type: 'trim',
  summary: 'Removes blanks at both ends of a text, or of each text of a list.',
  options: stringOptions,
  examples: [{ config: { field: 'name' }, before: { name: '  a b\n' }, after: { name: 'a b' } }],
  compile: (options) => stringProcessor(options, (text) => text.replace(edges, '')),
});
