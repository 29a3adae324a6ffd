// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The pipeline processor.

import { Failure } from '../diagnostics/failure.js';
import { processor } from './core/processor.js';

export const pipeline = processor({
  type: 'pipeline',
  summary: 'Runs another pipeline.',
  options: {
    name: { type: 'template', required: true, doc: 'Id of the pipeline, which may be a template.' },
    ignore_missing_pipeline: {
      type: 'boolean',
      default: false,
      since: '8.0',
      doc: 'Do nothing where there is no such pipeline.',
    },
  },
  examples: [
    {
      config: { name: 'none' },
      before: {},
      after: { error: 'Pipeline processor configured for non-existent pipeline [none]' },
    },
    { config: { name: 'none', ignore_missing_pipeline: true }, before: { a: 1 }, after: { a: 1 } },
  ],
  compile({ name, ignore_missing_pipeline }, { services }) {
    return (document) => {
      const id = name.of(document);
      const called = services.pipeline(id);
      if (called) return called.execute(document);
      if (ignore_missing_pipeline) return;
      throw new Failure('illegal_state_exception', `Pipeline processor configured for non-existent pipeline [${id}]`);
    };
  },
});
