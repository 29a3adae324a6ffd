// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Pipelines, processors and templates on our engine against what a real server answered.

import { runPipelineOffline } from './backends/offlinePipelines.js';
import { sameOutcome } from './format/outcome.js';
import { loadSuites, type PipelineInput } from './format/suite.js';

const suites = loadSuites()
  .map(({ name, cases }) => ({ name, cases: cases.filter(({ input, expect }) => input.kind === 'pipeline' && expect) }))
  .filter(({ cases }) => cases.length > 0);

describe.each(suites)('$name', ({ cases }) => {
  test.each(cases)('$id', async ({ input, expect: expected }) => {
    const actual = await runPipelineOffline(input as PipelineInput);
    if (!sameOutcome(expected!, actual)) expect(actual).toEqual(expected);
    expect(sameOutcome(expected!, actual)).toBe(true);
  });
});
