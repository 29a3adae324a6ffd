// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The drop processor.

import { processor } from './core/processor.js';

export const drop = processor({
  type: 'drop',
  summary: 'Drops the document: it is not indexed, and that is no error.',
  options: {},
  examples: [{ config: {}, before: { a: 1 }, after: null }],
  compile: () => (document) => {
    document.dropped = true;
  },
});
