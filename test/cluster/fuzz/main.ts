// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// `npm run fuzz -- [scripts|pipelines] [COUNT] [SEED] [MOST]`: compares random inputs on a real node and on our engine, and prints what differs.

import { inspect, isDeepStrictEqual } from 'node:util';

import type { Outcome } from '../../conformance/format/suite.js';
import { quickCompilation, startNode } from '../node.js';
import { explanationsOf } from './explained.js';
import { fuzz, type Kind } from './fuzz.js';

const kind = (process.argv[2] ?? 'scripts') as Kind;
const count = Number(process.argv[3] ?? 10_000);
const seed = Number(process.argv[4] ?? 1);
const most = Number(process.argv[5] ?? 10);
/** So many inputs meet every explanation that is still true. */
const longRun = 10_000;

const text = (value: unknown): string => inspect(value, { depth: 12, breakLength: 160 });

/** What of an outcome is not in the other one too. */
function different(outcome: Outcome, other: Outcome): unknown {
  if (!('ctx' in outcome && 'ctx' in other)) return outcome;
  const theirs = other.ctx as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(outcome.ctx as object).filter(([key, value]) => !isDeepStrictEqual(value, theirs[key])),
  );
}

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
    const shown = input.kind === 'script' ? input.source : text({ pipeline: input.pipeline, docs: input.docs });
    process.stdout.write(
      `--- seed ${origin}, ${times} in all\n${shown}\n  server ${text(different(server, ours))}\n  ours   ${text(different(ours, server))}\n`,
    );
  }
  const seconds = (Date.now() - started) / 1000;
  process.stdout.write(
    `${result.compared} ${kind} from seed ${seed} against ${node.version}: ${result.ran} ran to the end, ` +
      `${result.unexplained} unexplained differences, explained ${inspect(result.explained)}, ${seconds.toFixed(0)} s\n`,
  );
  const idle = count < longRun ? [] : explanationsOf(kind).filter((id) => result.explained[id] === undefined);
  if (idle.length > 0) process.stdout.write(`explanations that no difference had: ${idle.join(', ')}\n`);
  process.exitCode = result.unexplained === 0 && idle.length === 0 ? 0 : 1;
} finally {
  await node.stop();
}
