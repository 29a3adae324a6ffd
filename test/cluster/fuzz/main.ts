// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// `npm run fuzz -- [scripts|pipelines] [COUNT] [SEED] [MOST]`: compares random inputs on a real node and on our engine, and prints what differs.

import { inspect } from 'node:util';

import { quickCompilation, startNode } from '../node.js';
import { fuzz, type Kind } from './fuzz.js';

const kind = (process.argv[2] ?? 'scripts') as Kind;
const count = Number(process.argv[3] ?? 10_000);
const seed = Number(process.argv[4] ?? 1);
const most = Number(process.argv[5] ?? 10);

const node = await startNode({ javaOptions: quickCompilation });
try {
  const started = Date.now();
  const result = await fuzz(node, {
    kind,
    count,
    seed,
    most,
    progress: (done, unexplained) => {
      const perSecond = (done / (Date.now() - started)) * 1000;
      process.stderr.write(`\r${done} ${kind}, ${perSecond.toFixed(0)}/s, ${unexplained} unexplained `);
    },
  });
  process.stderr.write('\n');
  for (const { seed: origin, count: times, input, server, ours } of result.findings) {
    const text = (value: unknown): string => inspect(value, { depth: 12, breakLength: 160 });
    const shown = input.kind === 'script' ? input.source : text({ pipeline: input.pipeline, docs: input.docs });
    process.stdout.write(
      `--- seed ${origin}, ${times} in all\n${shown}\n  server ${text(server)}\n  ours   ${text(ours)}\n`,
    );
  }
  const seconds = (Date.now() - started) / 1000;
  process.stdout.write(
    `${result.compared} ${kind} from seed ${seed} against ${node.version}: ${result.ran} ran to the end, ` +
      `${result.unexplained} unexplained differences, explained ${inspect(result.explained)}, ${seconds.toFixed(0)} s\n`,
  );
  process.exitCode = result.unexplained === 0 ? 0 : 1;
} finally {
  await node.stop();
}
