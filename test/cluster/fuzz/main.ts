// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// `npm run fuzz -- [scripts|pipelines|packages] [COUNT] [SEED] [MOST]`: compares random inputs, or damaged documents of real packages, on a
// real node and on our engine, and prints what differs.
// A run that was cut goes on where it was when it is started again. `npm run fuzz -- again FILE` compares what a run has found once more,
// `npm run fuzz -- options` every option of every processor with odd values.

import { inspect, isDeepStrictEqual } from 'node:util';

import type { Outcome } from '../../conformance/format/suite.js';
import { quickCompilation, type ClusterNode } from '../node.js';
import { explanationsOf } from './explained.js';
import { compareAgain, fuzz, type Kind } from './fuzz.js';
import { fuzzPackages } from './fuzzPackages.js';
import { Journal, type Difference } from './journal.js';
import { sweepOptions } from './optionSweep.js';
import { reasonToSkipPackages } from './packages.js';
import { PatientNode } from './patientNode.js';

/** So many inputs meet nearly every explanation that is still true. */
const wholeRuns: Readonly<Partial<Record<Kind, number>>> = { scripts: 200_000, pipelines: 20_000 };
const longRun = 10_000;
/** Milliseconds in which the node answers a request, or is started anew. */
const answerLimit = 60_000;
/** For a long run: room for all that the parser learns, and the JVM's better compiler, which is late but twice as good. */
const roomy = ['-Xmx2g', '-Xmn400m'];

const text = (value: unknown): string => inspect(value, { depth: 12, breakLength: 160 });

/** What of an outcome is not in the other one too. */
function different(outcome: Outcome, other: Outcome): unknown {
  if ('response' in outcome && 'response' in other) return differentParts(outcome.response, other.response);
  if (!('ctx' in outcome && 'ctx' in other)) return outcome;
  const theirs = other.ctx as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(outcome.ctx as object).filter(([key, value]) => !isDeepStrictEqual(value, theirs[key])),
  );
}

/** What of a value is not in the other one too, at any depth. */
function differentParts(value: unknown, other: unknown): unknown {
  if (isDeepStrictEqual(value, other)) return undefined;
  if (typeof value !== 'object' || value === null || typeof other !== 'object' || other === null) return value;
  const theirs = other as Record<string, unknown>;
  const parts = Object.entries(value).map(([key, item]) => [key, differentParts(item, theirs[key])] as const);
  return Object.fromEntries(parts.filter(([key, item]) => item !== undefined || !(key in theirs)));
}

function print({ seed, input, server, ours }: Difference, count = 1): void {
  const shown =
    input.kind === 'script'
      ? input.source
      : text({ pipeline: input.pipeline, pipelines: input.pipelines, docs: input.docs });
  process.stdout.write(
    `--- seed ${seed}, ${count} in all\n${shown}\n  server ${text(different(server, ours))}\n  ours   ${text(different(ours, server))}\n`,
  );
}

/** Compares random inputs; whether nothing is left to explain. Says which explanations a whole run had no use for. */
async function run(node: ClusterNode, kind: Kind, count: number, seed: number, most: number): Promise<boolean> {
  const journal = Journal.open(`.cache/fuzz/${kind}-${seed}-${count}.ndjson`, count);
  const before = journal.tally.compared;
  process.stderr.write(`${before > 0 ? `goes on after ${before}, ` : ''}findings in ${journal.file}\n`);
  const started = Date.now();
  const seconds = (): number => (Date.now() - started) / 1000;
  const progress = process.stderr.isTTY ? '\r' : '\n';
  const result = await fuzz(node, {
    kind,
    count,
    seed,
    most,
    journal,
    progress(compared, unexplained) {
      const perSecond = ((compared - before) / seconds()).toFixed(0);
      process.stderr.write(`${progress}${compared} ${kind}, ${perSecond}/s, ${unexplained} unexplained `);
    },
  });
  process.stderr.write('\n');
  for (const finding of result.findings) print(finding, finding.count);
  process.stdout.write(
    `${result.compared} ${kind} from seed ${seed} against ${node.version}: ${result.ran} ran to the end, ` +
      `${result.unexplained} unexplained differences, explained ${inspect(result.explained)}, ${seconds().toFixed(0)} s\n`,
  );
  if (result.unanswered.length > 0) process.stdout.write(`not answered: seeds ${result.unanswered.join(', ')}\n`);
  const idle =
    count < (wholeRuns[kind] ?? Infinity)
      ? []
      : explanationsOf(kind).filter((id) => result.explained[id] === undefined);
  if (idle.length > 0) process.stdout.write(`explanations that no difference had: ${idle.join(', ')}\n`);
  return result.unexplained === 0;
}

/** Compares damaged documents of real packages; whether nothing is left to explain. */
async function runPackages(node: ClusterNode, count: number, seed: number, most: number): Promise<boolean> {
  const started = Date.now();
  const result = await fuzzPackages(node, {
    count,
    seed,
    most,
    progress: (compared, unexplained) =>
      process.stderr.write(`\n${compared} documents of packages, ${unexplained} unexplained `),
  });
  process.stderr.write('\n');
  for (const finding of result.findings) print(finding, finding.count);
  for (const [name, reason] of Object.entries(result.refused))
    process.stdout.write(`refused by the node: ${name}: ${reason}\n`);
  process.stdout.write(
    `${result.compared} damaged documents of ${result.streams} real pipelines from seed ${seed} against ${node.version}: ` +
      `${result.ran} ran to the end, ${result.unexplained} unexplained differences, explained ${inspect(result.explained)}, ` +
      `${((Date.now() - started) / 1000).toFixed(0)} s\n`,
  );
  return result.unexplained === 0;
}

/** Compares every option of every processor with odd values; whether nothing is left to explain. */
async function runOptions(node: ClusterNode): Promise<boolean> {
  const { compared, explained, differences } = await sweepOptions(node);
  for (const { processor, option, value, server, ours } of differences) {
    const given = value === undefined ? 'missing' : text(value);
    process.stdout.write(`--- ${processor}.${option}: ${given}\n  server ${text(server)}\n  ours   ${text(ours)}\n`);
  }
  process.stdout.write(
    `${compared} values of options against ${node.version}: ${differences.length} unexplained differences, explained ${inspect(explained)}\n`,
  );
  return differences.length === 0;
}

/** Compares the findings of runs once more; whether none is left. */
async function runAgain(node: ClusterNode, files: readonly string[]): Promise<boolean> {
  const differences = files.flatMap((file) => Journal.read(file).differences);
  const kind = differences[0]?.input.kind === 'pipeline' ? 'pipelines' : 'scripts';
  const left = await compareAgain(node, kind, differences);
  for (const difference of left) print(difference);
  process.stdout.write(`${differences.length} ${kind} once more against ${node.version}: ${left.length} unexplained\n`);
  return left.length === 0;
}

const [what = 'scripts', ...rest] = process.argv.slice(2);
const [count = 10_000, seed = 1, most = 10] = rest.map(Number);
const isLong = count >= longRun && what !== 'again';
const missing = what === 'packages' ? reasonToSkipPackages() : undefined;
if (missing !== undefined) throw new Error(missing);
function runWhat(running: ClusterNode): Promise<boolean> {
  if (what === 'again') return runAgain(running, rest);
  if (what === 'packages') return runPackages(running, count, seed, most);
  return what === 'options' ? runOptions(running) : run(running, what as Kind, count, seed, most);
}

const node = await PatientNode.start({ javaOptions: isLong ? roomy : quickCompilation }, answerLimit);
try {
  process.exitCode = (await runWhat(node)) ? 0 : 1;
} finally {
  await node.stop();
}
