// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Every conformance case on a real node: what is expected is what a server gives.

import { runOnServer } from '../conformance/backends/server.js';
import { judge } from '../conformance/format/knownDifferences.js';
import { sameOutcome } from '../conformance/format/outcome.js';
import { loadSuites } from '../conformance/format/suite.js';
import { reasonToSkip, startNode, type ClusterNode } from './node.js';

const skip = reasonToSkip();
if (skip) process.stderr.write(`${skip}\n`);

(skip ? describe.skip : describe)('conformance cases on a real node', () => {
  let node: ClusterNode | undefined;
  beforeAll(async () => {
    node = await startNode();
  }, 300_000);
  afterAll(async () => {
    await node?.stop();
  }, 60_000);

  it('gives what is expected, but for the known differences', async () => {
    const cases = loadSuites().flatMap((suite) => suite.cases.filter((item) => item.decidedBy === undefined));
    const outcomes = await runOnServer(node!, cases);
    const different = cases.filter((item, index) => !sameOutcome(item.expect!, outcomes[index]!)).map(({ id }) => id);
    const ids = cases.map(({ id }) => id);
    expect(judge('server', ids, new Set(different))).toEqual({ unexplained: [], stale: [] });
    expect(ids.length).toBeGreaterThan(7000);
  }, 200_000);
});
