// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The fail processor.

import { Failure } from '../diagnostics/failure.js';
import { processor } from './core/processor.js';

export const fail = processor({
  type: 'fail',
  summary: 'Fails with a message.',
  options: { message: { type: 'template', required: true, doc: 'The message, which may be a template.' } },
  examples: [{ config: { message: 'bad id {{{id}}}' }, before: { id: 7 }, after: { error: 'bad id 7' } }],
  compile:
    ({ message }) =>
    (document) => {
      throw new Failure('fail_processor_exception', message.of(document));
    },
});
