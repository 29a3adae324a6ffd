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
import { explanationOf } from './explained.js';
import { generatePipeline } from './pipelines.js';
import { generateScript } from './scripts.js';

/** What is generated. */
export type Kind = 'scripts' | 'pipelines';

/** Something that the server and our engine see differently. */
export interface Finding {
  readonly seed: number;
  readonly input: ScriptInput | PipelineInput;
  readonly server: Outcome;
  readonly ours: Outcome;
}

/** What a run gives. */
export interface FuzzResult {
  readonly compared: number;
  /** How many were accepted by the server's compiler, and ran to the end. */
  readonly ran: number;
  /** Differences that explained.ts names, by name. */
  readonly explained: Readonly<Record<string, number>>;
  /** Differences that nothing explains, each made small, one of a kind. */
  readonly findings: readonly Finding[];
  /** How many differences nothing explains, all of them. */
  readonly unexplained: number;
}

/** What to run. */
export interface FuzzOptions {
  readonly kind: Kind;
  readonly count: number;
  readonly seed: number;
  /** How many kinds of findings are made small. */
  readonly most?: number;
  readonly progress?: (done: number, unexplained: number) => void;
}

const batchSize = 500;
const roundSize = 80;
const mostRounds = 30;

/** Compares so many random inputs. */
export async function fuzz(node: ClusterNode, options: FuzzOptions): Promise<FuzzResult> {
  const { kind, count, seed, most = 10 } = options;
  const explained: Record<string, number> = {};
  const findings: Finding[] = [];
  const kinds = new Set<string>();
  let unexplained = 0;
  let ran = 0;
  for (let start = 0; start < count; start += batchSize) {
    const seeds = Array.from({ length: Math.min(batchSize, count - start) }, (_, index) => seed + start + index);
    const choices = seeds.map((item) => Choices.random(item));
    const compared = await compare(node, kind, choices);
    for (const [index, found] of compared.entries()) {
      if (!('error' in found.server)) ran++;
      if (!isDifferent(found)) continue;
      const explanation = explanationOf(found);
      if (explanation !== undefined) {
        explained[explanation] = (explained[explanation] ?? 0) + 1;
        continue;
      }
      unexplained++;
      const group = groupOf(found);
      if (findings.length >= most || kinds.has(group)) continue;
      kinds.add(group);
      const small = await shrink(node, kind, choices[index]!.made, group);
      findings.push({ ...(small ?? found), seed: seeds[index]! });
    }
    options.progress?.(start + seeds.length, unexplained);
  }
  return { compared: count, ran, explained, findings, unexplained };
}

/** Both outcomes of the same input. */
export type Compared = Omit<Finding, 'seed'>;

async function compare(node: ClusterNode, kind: Kind, choices: readonly Choices[]): Promise<Compared[]> {
  if (kind === 'scripts') {
    const inputs = choices.map(generateScript);
    const results = await batch(node, '/_logtwin/scripts', inputs.map(scriptItem));
    return Promise.all(
      inputs.map(async (input, index) => ({
        input,
        server: scriptOutcome(input, results[index]!),
        ours: await runOffline({ input }),
      })),
    );
  }
  const inputs = choices.map(generatePipeline);
  const results = await batch(node, '/_logtwin/pipelines', inputs.map(pipelineItem));
  return Promise.all(
    inputs.map(async (input, index) => ({
      input,
      server: pipelineResult(input, results[index]!),
      ours: await runOffline({ input }),
    })),
  );
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
