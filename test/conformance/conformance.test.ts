// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Our engine against what a real server answered: every case, but for the differences that known-differences.yml names.

import { runOffline } from './backends/offline.js';
import { judge } from './format/knownDifferences.js';
import { sameOutcome } from './format/outcome.js';
import { loadSuites, type Outcome } from './format/suite.js';

const suites = loadSuites();
const different = new Map<string, { readonly expected: Outcome; readonly actual: Outcome }>();

describe.each(suites)('$name', ({ cases }) => {
  it('gives what the server gave', async () => {
    for (const item of cases) {
      const expected = item.expect!;
      const actual = await runOffline(item);
      if (!sameOutcome(expected, actual)) different.set(item.id, { expected, actual });
    }
    const ids = cases.map(({ id }) => id);
    const { unexplained } = judge('offline', ids, new Set(different.keys()));
    expect(Object.fromEntries(unexplained.map((id) => [id, different.get(id)]))).toEqual({});
  });
});

describe('known differences', () => {
  it('are all still there', () => {
    const ids = suites.flatMap(({ cases }) => cases.map(({ id }) => id));
    expect(judge('offline', ids, new Set(different.keys())).stale).toEqual([]);
  });

  it('leave nothing unrecorded', () => {
    expect(suites.flatMap(({ cases }) => cases.filter(({ expect: recorded }) => recorded === undefined))).toEqual([]);
  });
});
