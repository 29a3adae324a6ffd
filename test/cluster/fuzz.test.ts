// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The differential fuzzer in the size that every run can afford; `npm run fuzz` runs as many as one likes.

import { fuzz, type Kind } from './fuzz/fuzz.js';
import { fuzzPackages } from './fuzz/fuzzPackages.js';
import { sweepOptions } from './fuzz/optionSweep.js';
import { reasonToSkipPackages } from './fuzz/packages.js';
import { reasonToSkip, startNode, type ClusterNode } from './node.js';

const skip = reasonToSkip();
if (skip) process.stderr.write(`${skip}\n`);
const skipPackages = reasonToSkipPackages();
if (skipPackages) process.stderr.write(`${skipPackages}\n`);

(skip ? describe.skip : describe)('random inputs on a real node and on our engine', () => {
  let node: ClusterNode | undefined;
  beforeAll(async () => {
    node = await startNode();
  }, 300_000);
  afterAll(async () => {
    await node?.stop();
  }, 60_000);

  // `open` counts the differences that are known to be left among just these inputs (docs/how-faithful.md names their causes as
  // open); it is only ever lowered.
  const runs: readonly { kind: Kind; count: number; open: number }[] = [
    { kind: 'scripts', count: 500, open: 0 },
    { kind: 'pipelines', count: 2000, open: 0 },
  ];
  it.each(runs)(
    'give the same for $count $kind',
    async ({ kind, count, open }) => {
      const result = await fuzz(node!, { kind, count, seed: 1, most: 0 });
      expect(result.unexplained).toBeLessThanOrEqual(open);
      expect(result.ran).toBeGreaterThan(count / 5);
    },
    150_000,
  );

  it('give the same for every option of every processor with odd values', async () => {
    const result = await sweepOptions(node!);
    expect(result.differences).toEqual([]);
    expect(result.compared).toBeGreaterThan(10_000);
  }, 150_000);

  // Documents of the first pipelines: the node needs a fifth of a second to take one in.
  (skipPackages ? describe.skip : describe)('damaged documents of real packages', () => {
    it('give the same', async () => {
      const result = await fuzzPackages(node!, { count: 600, seed: 1, most: 0, pipelines: 60 });
      expect(result.findings).toEqual([]);
      expect(result.ran).toBeGreaterThan(300);
    }, 150_000);
  });
});
