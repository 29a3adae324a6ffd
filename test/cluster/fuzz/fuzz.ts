// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The differential fuzzer: the same random scripts and pipelines on a real node and on our engine, and what differs made small.

import { batch, pipelineItem, pipelineResult, scriptItem, scriptOutcome } from '../../conformance/backends/server.js';
import { runOffline } from '../../conformance/backends/offline.js';
import { sameOutcome } from '../../conformance/format/outcome.js';
import type {
  DocumentOutcome,
  ExpectedError,
  Outcome,
  PipelineInput,
  ScriptInput,
} from '../../conformance/format/suite.js';
import type { ClusterNode } from '../node.js';
import { Choices } from './choices.js';
import { explanationOf, noAnswer } from './explained.js';
import type { Difference, Journal, Tally } from './journal.js';
import { NoAnswer } from './patientNode.js';
import { generatePipeline } from './pipelines.js';
import { generateScript } from './scripts.js';

/** What is generated. */
export type Kind = 'scripts' | 'pipelines';

/** Differences of one kind, most likely with one cause, shown by the first input that had it. */
export interface Finding extends Difference {
  /** How many inputs did. */
  readonly count: number;
}

/** What a run gives. */
export interface FuzzResult extends Tally {
  /** Differences that nothing explains, the most frequent first, one of a kind; the first `most` of them made small. */
  readonly findings: readonly Finding[];
}

/** What to run: the inputs of the seeds from `seed` to `seed + count - 1`. */
export interface FuzzOptions {
  readonly kind: Kind;
  readonly count: number;
  readonly seed: number;
  /** How many kinds of findings are made small. */
  readonly most?: number;
  /** Where the run goes on, and what it writes down. */
  readonly journal?: Journal;
  readonly progress?: (done: number, unexplained: number) => void;
}

const batchSize = 250;
/** Requests that are on their way while the answers to an earlier one are looked at: the server has two threads for them. */
const ahead = 2;
const roundSize = 80;
const mostRounds = 30;
/** Kinds of findings that are kept, so that a long run of a broken engine needs no more memory than a short one. */
const mostKinds = 500;
/** Name under which inputs are counted that the server itself answers in another way each time. */
const unsteady = 'the server answers in another way each time (identity hash codes)';

/** Compares so many random inputs. */
export async function fuzz(node: ClusterNode, options: FuzzOptions): Promise<FuzzResult> {
  const { kind, count, seed, most = 10, journal } = options;
  const kinds = new Map<string, Finding>();
  for (const difference of journal?.differences ?? []) gather(kinds, difference);
  let { compared, ran, unexplained } = journal?.tally ?? emptyTally;
  const explained: Record<string, number> = { ...journal?.tally.explained };
  const unanswered: number[] = [...(journal?.tally.unanswered ?? [])];
  const asked: Promise<Answered[]>[] = [];
  let next = compared;
  while (compared < count) {
    for (; asked.length <= ahead && next < count; next += batchSize)
      asked.push(answer(node, kind, choicesFrom(seed + next, Math.min(batchSize, count - next))));
    const answered = await asked.shift()!;
    const different: Difference[] = [];
    for (const [index, { input, server }] of answered.entries()) {
      if (!('error' in server)) ran++;
      const found = { seed: seed + compared + index, input, server, ours: await runOffline({ input }) };
      if (!isDifferent(found)) continue;
      if ('error' in server && server.error.type === noAnswer) unanswered.push(found.seed);
      const explanation = explanationOf(found);
      if (explanation === undefined) different.push(found);
      else explained[explanation] = (explained[explanation] ?? 0) + 1;
    }
    const steady = await answeredAlike(node, kind, different);
    if (steady.length < different.length)
      explained[unsteady] = (explained[unsteady] ?? 0) + different.length - steady.length;
    for (const difference of steady) {
      gather(kinds, difference);
      journal?.found(difference);
    }
    unexplained += steady.length;
    compared += answered.length;
    journal?.reached({ compared, ran, explained, unexplained, unanswered });
    options.progress?.(compared, unexplained);
  }
  const findings: Finding[] = [];
  for (const [group, item] of [...kinds].sort(([, a], [, b]) => b.count - a.count)) {
    const { made } = replayed(kind, item.seed);
    const small = findings.length < most ? await shrink(node, kind, made, group) : undefined;
    findings.push({ ...item, ...small });
  }
  return { compared, ran, explained, findings, unexplained, unanswered };
}

const emptyTally: Tally = { compared: 0, ran: 0, explained: {}, unexplained: 0, unanswered: [] };

const choicesFrom = (seed: number, size: number): Choices[] =>
  Array.from({ length: size }, (_, index) => Choices.random(seed + index));

/** Counts a difference among those of its kind. */
function gather(kinds: Map<string, Finding>, difference: Difference): void {
  const group = groupOf(difference);
  const known = kinds.get(group);
  if (known) kinds.set(group, { ...known, count: known.count + 1 });
  else if (kinds.size < mostKinds) kinds.set(group, { ...difference, count: 1 });
}

/** The input compiled anew: the server keeps compiled scripts, and with them the objects that their constants are. */
const afresh = (input: ScriptInput | PipelineInput): ScriptInput | PipelineInput =>
  input.kind === 'script' ? { ...input, source: `${input.source}\n` } : input;

/** Those that the server answers the same way once more. */
async function answeredAlike(node: ClusterNode, kind: Kind, differences: readonly Difference[]): Promise<Difference[]> {
  const answers = await answerAll(
    node,
    kind,
    differences.map(({ input }) => afresh(input)),
  );
  return differences.filter((found, index) => !isDifferent({ ...found, ours: answers[index]! }));
}

/** Compares inputs that differed once more, with our engine as it is now, and gives those that still do. */
export async function compareAgain(
  node: ClusterNode,
  kind: Kind,
  differences: readonly Difference[],
): Promise<Difference[]> {
  const left: Difference[] = [];
  for (let start = 0; start < differences.length; start += batchSize) {
    const some = differences.slice(start, start + batchSize);
    const servers = await answerAll(
      node,
      kind,
      some.map(({ input }) => input),
    );
    for (const [index, { seed, input }] of some.entries()) {
      const found = { seed, input, server: servers[index]!, ours: await runOffline({ input }) };
      if (isDifferent(found) && explanationOf(found) === undefined) left.push(found);
    }
  }
  return answeredAlike(node, kind, left);
}

/** The choices that a seed stands for, all made. */
function replayed(kind: Kind, seed: number): Choices {
  const choices = Choices.random(seed);
  generate(kind, choices);
  return choices;
}

/** Both outcomes of the same input. */
export interface Compared {
  readonly input: ScriptInput | PipelineInput;
  readonly server: Outcome;
  readonly ours: Outcome;
}

type Answered = Omit<Compared, 'ours'>;

function generate(kind: Kind, choices: Choices): ScriptInput | PipelineInput {
  return kind === 'scripts' ? generateScript(choices) : generatePipeline(choices);
}

/** The inputs that the choices make, with the server's outcomes. */
async function answer(node: ClusterNode, kind: Kind, choices: readonly Choices[]): Promise<Answered[]> {
  const inputs = choices.map((item) => generate(kind, item));
  const outcomes = await answerAll(node, kind, inputs);
  return inputs.map((input, index) => ({ input, server: outcomes[index]! }));
}

/** The server's outcomes; where it does not answer, one after the other, so that it is known to which input. */
async function answerAll(
  node: ClusterNode,
  kind: Kind,
  inputs: readonly (ScriptInput | PipelineInput)[],
): Promise<Outcome[]> {
  try {
    return await answerTogether(node, kind, inputs);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    if (inputs.length === 1) return [{ error: { type: noAnswer, reason: error.message } }];
    const outcomes: Outcome[] = [];
    for (const input of inputs) outcomes.push(...(await answerAll(node, kind, [input])));
    return outcomes;
  }
}

async function answerTogether(
  node: ClusterNode,
  kind: Kind,
  inputs: readonly (ScriptInput | PipelineInput)[],
): Promise<Outcome[]> {
  if (kind === 'scripts') {
    const results = await batch(
      node,
      '/_logtwin/scripts',
      inputs.map((input) => scriptItem(input as ScriptInput)),
    );
    return inputs.map((input, index) => scriptOutcome(input as ScriptInput, results[index]!));
  }
  const results = await batch(
    node,
    '/_logtwin/pipelines',
    inputs.map((input) => pipelineItem(input as PipelineInput)),
  );
  return inputs.map((input, index) => pipelineResult(input as PipelineInput, results[index]!));
}

async function compare(node: ClusterNode, kind: Kind, choices: readonly Choices[]): Promise<Compared[]> {
  const answered = await answer(node, kind, choices);
  return Promise.all(answered.map(async (item) => ({ ...item, ours: await runOffline(item) })));
}

/** Whether value, type or error type differ; the words of errors and their places are for the conformance cases. */
function isDifferent({ server, ours }: Compared): boolean {
  return !sameOutcome(essence(server), essence(ours));
}

function essence(outcome: Outcome): Outcome {
  if ('error' in outcome) return { error: essenceOfError(outcome.error) };
  if (!('docs' in outcome)) return outcome;
  return {
    docs: outcome.docs.map((document): DocumentOutcome =>
      'error' in document ? { error: essenceOfError(document.error) } : document,
    ),
  };
}

function essenceOfError({ type: stated, reason, script }: ExpectedError): ExpectedError {
  // Elasticsearch 8 has an exception of its own for broken JSON; this server shows its parser's.
  const type = reason?.startsWith('com.fasterxml.jackson.') ? 'x_content_parse_exception' : stated;
  return { type, reason: null, ...(script && { script }) };
}

/** Findings of one group most likely have one cause. */
function groupOf({ input, server, ours }: Compared): string {
  const shape = (outcome: Outcome): string => {
    if ('error' in outcome) return `${outcome.error.script ?? ''} ${outcome.error.type} ${words(outcome.error.reason)}`;
    if ('docs' in outcome)
      return outcome.docs
        .map((item) => ('error' in item ? `${item.error.type} ${words(item.error.reason)}` : Object.keys(item)[0]))
        .join();
    return 'value';
  };
  if ('ctx' in server && 'ctx' in ours) {
    const theirs = ours.ctx as Record<string, unknown>;
    const fields = Object.entries(server.ctx as Record<string, unknown>).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(theirs[key]),
    );
    const [key, value] = fields[0] ?? ['', ''];
    return `value ${words(JSON.stringify(value ?? null))} | value ${words(JSON.stringify(theirs[key] ?? null))}`;
  }
  const processors =
    input.kind === 'pipeline'
      ? JSON.stringify(input.pipeline)
          .replace(/[^a-z_]+/g, ' ')
          .slice(0, 40)
      : '';
  return `${shape(server)} | ${shape(ours)} | ${processors}`;
}

function words(reason: string | null): string {
  return (reason ?? '').replace(/\[[^\]]*\]|"[^"]*"|\d+/g, '').slice(0, 60);
}

/** Looks for fewer and smaller choices that still give a difference of the group. */
async function shrink(
  node: ClusterNode,
  kind: Kind,
  made: readonly number[],
  group: string,
): Promise<Compared | undefined> {
  let best = [...made];
  let smallest: Compared | undefined;
  for (let round = 0; round < mostRounds; round++) {
    const candidates = simpler(best);
    if (candidates.length === 0) break;
    const compared = await compare(
      node,
      kind,
      candidates.map((candidate) => Choices.replay(candidate)),
    );
    const at = compared.findIndex(
      (item) =>
        isDifferent(item) &&
        explanationOf(item) === undefined &&
        groupOf(item).split('|').slice(0, 2).join() === group.split('|').slice(0, 2).join(),
    );
    if (at < 0) break;
    best = candidates[at]!;
    smallest = compared[at]!;
  }
  return smallest;
}

/** Simpler lists of choices, most simplified first. */
function simpler(made: readonly number[]): number[][] {
  const candidates: number[][] = [];
  for (let size = Math.ceil(made.length / 2); size >= 1; size = size > 1 ? Math.floor(size / 2) : 0) {
    const step = Math.max(1, Math.floor(size / 2));
    for (let start = 0; start + size <= made.length; start += step)
      candidates.push([...made.slice(0, start), ...made.slice(start + size)]);
  }
  for (const [index, value] of made.entries()) {
    if (value > 0) candidates.push([...made.slice(0, index), 0, ...made.slice(index + 1)]);
    if (value > 1) candidates.push([...made.slice(0, index), value >> 1, ...made.slice(index + 1)]);
    if (value > 1) candidates.push([...made.slice(0, index), value - 1, ...made.slice(index + 1)]);
  }
  // The server needs some milliseconds for each: enough are tried to find one in most rounds.
  return candidates.slice(0, roundSize);
}
