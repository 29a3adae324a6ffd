// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Every example of every processor's documentation is run.

import { createEngine } from '../../../src/ingest/engine.js';
import { processors } from '../../../src/processors/table.js';
import type { Example } from '../../../src/processors/core/processor.js';
import { fromPlain, toPlain } from '../../../src/values/json.js';
import { exampleServices } from './exampleServices.js';

const cases = [...processors.values()].flatMap((processor) =>
  processor.examples.map((example, index) => [`${processor.type} ${index + 1}`, processor.type, example] as const),
);

/** The document after one processor, null where it was dropped, or the error. */
async function after(type: string, example: Example): Promise<unknown> {
  const engine = createEngine({
    ...exampleServices(),
    pipelines: { example: { processors: [{ [type]: example.config }] } },
  });
  const result = await engine.run('example', {
    index: 'logs-example-default',
    id: '1',
    source: fromPlain(example.before),
  });
  if (result.status === 'failed') return { error: result.failure.reason };
  return result.status === 'dropped' ? null : toPlain(result.document.ctx.source);
}

describe('examples of the processors', () => {
  test('every processor has one', () => {
    expect([...processors.values()].filter((processor) => processor.examples.length === 0)).toEqual([]);
  });

  test.each(cases)('%s', async (_name, type, example) => {
    expect(await after(type, example)).toEqual(example.after);
  });
});
