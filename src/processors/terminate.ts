// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The terminate processor.

import { processor } from './core/processor.js';

export const terminate = processor({
  type: 'terminate',
  summary: 'Ends the running pipeline; a pipeline that called it goes on.',
  options: {},
  examples: [{ config: {}, before: { a: 1 }, after: { a: 1 } }],
  compile: () => (document) => {
    document.terminated = true;
  },
});
