// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The differential fuzzer in the size that every run can afford; `npm run fuzz` runs as many as one likes.

import { fuzz, type Kind } from './fuzz/fuzz.js';
import { reasonToSkip, startNode, type ClusterNode } from './node.js';

const skip = reasonToSkip();
if (skip) process.stderr.write(`${skip}\n`);

(skip ? describe.skip : describe)('random inputs on a real node and on our engine', () => {
  let node: ClusterNode | undefined;
  beforeAll(async () => {
    node = await startNode();
  }, 300_000);
  afterAll(async () => {
    await node?.stop();
  }, 60_000);

  const runs: readonly { kind: Kind; count: number }[] = [
    { kind: 'scripts', count: 3000 },
    { kind: 'pipelines', count: 1000 },
  ];
  it.each(runs)(
    'give the same for $count $kind',
    async ({ kind, count }) => {
      const result = await fuzz(node!, { kind, count, seed: 1, most: 5 });
      expect(result.findings).toEqual([]);
      expect(result.unexplained).toBe(0);
      expect(result.ran).toBeGreaterThan(count / 5);
    },
    150_000,
  );
});
