// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The gsub processor.

import { Failure } from '../diagnostics/failure.js';
import { compileJavaRegex } from '../javaRegex/javaPattern.js';
import { processor } from './core/processor.js';
import { stringOptions, stringProcessor } from './core/stringProcessor.js';

export const gsub = processor({
  type: 'gsub',
  summary: 'Replaces every match of a Java regular expression in a text, or in each text of a list.',
  options: {
    ...stringOptions,
    pattern: { type: 'string', required: true, doc: 'The Java regular expression.' },
    replacement: { type: 'string', required: true, doc: 'What replaces a match; $1 and ${name} stand for groups.' },
  },
  examples: [
    { config: { field: 'id', pattern: '\\.', replacement: '-' }, before: { id: '1.2.3' }, after: { id: '1-2-3' } },
    {
      config: { field: 'id', pattern: '(\\w+)@(\\w+)', replacement: '$2 at $1' },
      before: { id: 'a@b' },
      after: { id: 'b at a' },
    },
  ],
  compile(options, context) {
    const { replacement } = options;
    let pattern: ReturnType<typeof compileJavaRegex>;
    try {
      pattern = compileJavaRegex(options.pattern);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      throw context.error('pattern', `Invalid regex pattern. ${error.reason}`);
    }
    return stringProcessor(options, (text) => pattern.matcher(text).replaceAll(replacement));
  },
});
