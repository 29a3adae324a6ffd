// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Processors that the server has and the engine does not are refused by name, others as the server refuses them.

import { createEngine } from '../../../src/ingest/engine.js';
import { processors, refusedProcessors } from '../../../src/processors/table.js';

const load = (type: string) => () => createEngine({ pipelines: { p: { processors: [{ [type]: { field: 'a' } }] } } });

describe('processors that are not supported', () => {
  it.each([...refusedProcessors])('%s', (type, reason) => {
    expect(processors.has(type)).toBe(false);
    expect(load(type)).toThrow(`the processor [${type}] is not supported: ${reason}`);
  });

  it('differ from those that nobody has', () => {
    expect(load('nothing')).toThrow('No processor type exists with name [nothing]');
  });
});
