// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The script processor.

import type { Processor } from './core/processor.js';
import { compileScript } from './core/script.js';
import { readScript } from './core/scriptConfig.js';

export const script: Processor = {
  type: 'script',
  summary: 'Runs a Painless script on the document.',
  options: {
    id: { type: 'any', doc: 'Id of a stored script; instead of source.' },
    source: { type: 'any', doc: 'Text of the script; instead of id.' },
    inline: { type: 'any', doc: 'The former name of source.' },
    lang: { type: 'any', doc: 'Language of the script: painless.' },
    params: { type: 'any', doc: 'Values that the script finds in params.' },
    options: { type: 'any', doc: 'Options of the compiler; Painless has none here.' },
  },
  examples: [
    {
      config: { source: 'ctx.total = ctx.a + params.b', params: { b: 2 } },
      before: { a: 1 },
      after: { a: 1, total: 3 },
    },
  ],
  create(config, context) {
    const read = readScript(config);
    for (const name of Object.keys(this.options)) config.remove(name);
    const ready = compileScript(read, context, 'source', 'ingest');
    return (document) => {
      document.mayReferToItself = true;
      ready.run(document.ctx);
    };
  },
};
