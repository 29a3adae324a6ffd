// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The differential fuzzer's third kind: pipelines that people really use, on damaged documents. All that `_simulate` answers is compared,
// the words of errors included, and the types of the document's values.

import { inspect, isDeepStrictEqual } from 'node:util';

import { createEngine, type Engine } from '../../../src/ingest/engine.js';
import type { Pipeline } from '../../../src/ingest/pipeline.js';
import type { HashMap } from '../../../src/values/maps.js';
import { printJson } from '../../../src/values/json.js';
import { answerOffline } from '../../conformance/backends/offlinePipelines.js';
import { batch } from '../../conformance/backends/server.js';
import { sameOutcome, steadyResponse, steadyTyped } from '../../conformance/format/outcome.js';
import type { PipelineInput } from '../../conformance/format/suite.js';
import { valueOf, type TypedValue } from '../../conformance/format/typedValue.js';
import { adaptPipeline, type Adaptation } from '../adaptPipeline.js';
import type { ClusterNode } from '../node.js';
import { Choices } from './choices.js';
import { damage } from './damage.js';
import { explanationsOfAnswers } from './explained.js';
import type { FuzzOptions, FuzzResult, Finding } from './fuzz.js';
import { reachableFrom, readRealPipelines, type RealPipelines } from './packages.js';
import { shrinkPipelines } from './shrinkPipelines.js';

type Plain = Readonly<Record<string, TypedValue>>;

/** Pipelines and one document. */
export interface RealInput {
  readonly entry: string;
  readonly pipelines: Readonly<Record<string, Plain>>;
  readonly document: TypedValue;
}

/** What `_simulate` answers, and the document with the types of its values. */
export interface Answers {
  readonly answer: TypedValue;
  readonly typed: TypedValue;
}

/** Both answers. */
interface Compared {
  readonly server: Answers;
  readonly ours: Answers;
}

/** A difference that nothing explains. */
interface Difference extends Compared {
  readonly seed: number;
  readonly real: RealPipelines;
  readonly document: TypedValue;
  count: number;
}

/** What to run: the documents of the seeds from `seed` to `seed + count - 1`. */
export interface PackageFuzzOptions extends Pick<FuzzOptions, 'count' | 'seed' | 'most' | 'progress'> {
  /** How many of the pipelines, the first ones; all by default. */
  readonly pipelines?: number;
}

/** What a run gives. */
export interface PackageFuzzResult extends Omit<FuzzResult, 'unanswered'> {
  /** How many pipelines there are that documents enter. */
  readonly streams: number;
  /** Those that the node refuses, with its reason: nothing is compared of them. */
  readonly refused: Readonly<Record<string, string>>;
}

const batchSize = 200;
const mostKinds = 500;
/** Texts of the present: what the clock says differs between the two. */
const nearby = 600_000;
/** Fingerprints have another form on this server, and its file of user agents is its own. */
const without = ['fingerprint', 'user_agent'];
const forNode: Adaptation = { forNode: true, faithful: true, without };
const forUs: Adaptation = { forNode: false, faithful: true, without };

/** Compares so many damaged documents, each of the pipelines whose turn it is. */
export async function fuzzPackages(node: ClusterNode, options: PackageFuzzOptions): Promise<PackageFuzzResult> {
  const { count, seed, most = 10 } = options;
  const all = readRealPipelines().slice(0, options.pipelines);
  const both = new BothSides(node);
  const explained: Record<string, number> = {};
  const refused: Record<string, string> = {};
  const kinds = new Map<string, Difference>();
  let ran = 0;
  let unexplained = 0;
  for (let start = seed; start < seed + count; start += batchSize) {
    const inputs: { at: number; real: RealPipelines; document: TypedValue }[] = [];
    for (let at = start; at < Math.min(start + batchSize, seed + count); at++) {
      const real = all[at % all.length]!;
      const reason = await both.install(real);
      if (reason !== undefined) refused[real.name] = reason;
      else inputs.push({ at, real, document: documentOf(real, at) });
    }
    const compared = await both.compare(inputs);
    const different = inputs.flatMap((input, index) => {
      const found = compared[index]!;
      if ((found.server.answer as Plain | null)?.['error'] === undefined) ran++;
      return sameAnswers(found.server, found.ours) ? [] : [{ ...input, ...found }];
    });
    const again = await both.compare(different);
    for (const [index, { at, real, document, server, ours }] of different.entries()) {
      const reasons = sameAnswers(server, again[index]!.server)
        ? explanationsOfAnswers(server, ours, { pipelines: real.pipelines, document })
        : ['the server answers in another way each time'];
      for (const reason of reasons ?? []) explained[reason] = (explained[reason] ?? 0) + 1;
      if (reasons !== undefined) continue;
      unexplained++;
      const group = groupOf(server, ours);
      const known = kinds.get(group);
      if (known) known.count++;
      else if (kinds.size < mostKinds) kinds.set(group, { seed: at, real, document, server, ours, count: 1 });
    }
    options.progress?.(Math.min(count, start - seed + batchSize), unexplained);
  }
  const findings: Finding[] = [];
  for (const [group, difference] of [...kinds].sort(([, a], [, b]) => b.count - a.count)) {
    const small = findings.length < most ? await shrink(both, difference, group) : difference;
    findings.push(findingOf(small, difference));
  }
  return { streams: all.length, compared: count, ran, explained, findings, unexplained, refused };
}

/** The document of a seed. */
function documentOf({ documents }: RealPipelines, seed: number): TypedValue {
  const choices = Choices.random(seed);
  return damage(choices.pick(documents), choices);
}

/** The node and our engine, with the same pipelines. */
class BothSides {
  private readonly node: ClusterNode;
  private readonly ready = new Map<RealPipelines, Ready>();
  private readonly refusals = new Map<RealPipelines, string>();
  private readonly stored = new Map<string, Plain>();

  constructor(node: ClusterNode) {
    this.node = node;
  }

  /** Makes pipelines ready on both sides; says why the node refuses them. */
  async install(real: RealPipelines): Promise<string | undefined> {
    if (this.ready.has(real) || this.refusals.has(real)) return this.refusals.get(real);
    for (const [id, pipeline] of Object.entries(real.pipelines)) {
      const reason = await this.store(id, pipeline);
      if (reason === undefined) continue;
      this.refusals.set(real, reason);
      return reason;
    }
    this.ready.set(real, readyOf(real));
    return undefined;
  }

  /** Runs each document through its pipelines. */
  async compare(
    inputs: readonly { readonly real: RealPipelines; readonly document: TypedValue }[],
  ): Promise<Compared[]> {
    const results = await batch(
      this.node,
      '/_logtwin/pipelines',
      inputs.map(({ real, document }) => ({ pipeline: calling(real.entry), docs: [docOf(document)] })),
    );
    const compared: Compared[] = [];
    for (const [index, { real, document }] of inputs.entries())
      compared.push({ server: answersOf(results[index]!), ours: await this.ours(real, document) });
    return compared;
  }

  /** Runs one document through pipelines that are not those of a package; undefined where the node refuses them. */
  async tryOut({ entry, pipelines, document }: RealInput): Promise<Compared | undefined> {
    const real = { name: entry, entry, pipelines: reachableFrom(entry, pipelines), documents: [] };
    try {
      if ((await this.install(real)) !== undefined) return undefined;
      return (await this.compare([{ real, document }]))[0];
    } finally {
      this.ready.delete(real);
      this.refusals.delete(real);
    }
  }

  private async store(id: string, pipeline: Plain): Promise<string | undefined> {
    if (isDeepStrictEqual(this.stored.get(id), pipeline)) return undefined;
    const body = printJson(valueOf(adaptPipeline(pipeline, forNode) as TypedValue));
    const answer = await this.node.request('PUT', `/_ingest/pipeline/${encodeURIComponent(id)}`, body);
    if (answer.status !== 200) return (answer.body as { error: { reason: string } }).error.reason;
    this.stored.set(id, pipeline);
    return undefined;
  }

  private async ours(real: RealPipelines, document: TypedValue): Promise<Answers> {
    const { engine, pipeline } = this.ready.get(real)!;
    try {
      const { answer, typed } = await answerOffline(engine, pipeline, docOf(document));
      return steadyAnswers(answer, typed);
    } catch (error) {
      // A defect that escapes our engine is an answer too, which no server gives.
      return { answer: { defect: inspect(error) }, typed: null };
    }
  }
}

/** What a document enters: this server says which pipeline failed only of those that others call. */
const calling = (entry: string): Plain => ({ processors: [{ pipeline: { name: entry } }] });

/** Pipelines in our engine. */
interface Ready {
  readonly engine: Engine;
  readonly pipeline: Pipeline;
}

function readyOf({ entry, pipelines }: RealPipelines): Ready {
  const loaded = (id: string, pipeline: unknown) => ({ name: id, config: valueOf(pipeline as TypedValue) as HashMap });
  const engine = createEngine({
    pipelines: Object.fromEntries(
      Object.entries(pipelines).map(([id, pipeline]) => [id, loaded(id, adaptPipeline(pipeline, forUs))]),
    ),
  });
  return { engine, pipeline: engine.compile('_simulate_pipeline', loaded('case', calling(entry))) };
}

const docOf = (document: TypedValue): TypedValue => ({ _index: 'logs-fuzz-default', _id: '1', _source: document });

function answersOf(result: Plain): Answers {
  // The request failed, instead of its document.
  if (result['error'] !== undefined) return { answer: steadyResponse({ request: result['error'] }), typed: null };
  const { docs } = result['response'] as { readonly docs: readonly TypedValue[] };
  return steadyAnswers(docs[0]!, (result['typed'] as readonly TypedValue[])[0]!);
}

function steadyAnswers(answer: TypedValue, typed: TypedValue): Answers {
  return { answer: withoutNow(steadyResponse(answer)), typed: withoutNow(steadyTyped(typed)) };
}

/** A value without times of the present in its texts. */
function withoutNow(value: TypedValue): TypedValue {
  const text = JSON.stringify(value);
  const time = /\b20\d\d-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?Z/g;
  return JSON.parse(
    text.replace(time, (found) => (Math.abs(Date.parse(found) - Date.now()) < nearby ? '<now>' : found)),
  ) as TypedValue;
}

const sameAnswers = (one: Answers, other: Answers): boolean =>
  sameOutcome(
    { response: { answer: one.answer, typed: one.typed } },
    { response: { answer: other.answer, typed: other.typed } },
  );

/** Where and in what two answers differ first: findings of one group most likely have one cause. */
function groupOf(server: Answers, ours: Answers): string {
  const [path, one, other] = firstDifference(server.answer, ours.answer, []) ??
    firstDifference(server.typed, ours.typed, []) ?? [[], null, null];
  return `${path
    .filter((key) => !/^\d+$/.test(key))
    .slice(-2)
    .join('.')}: ${words(one)} | ${words(other)}`;
}

function firstDifference(
  one: unknown,
  other: unknown,
  path: readonly string[],
): [readonly string[], unknown, unknown] | undefined {
  const isMap = (value: unknown): value is object => typeof value === 'object' && value !== null;
  if (!isMap(one) || !isMap(other) || Array.isArray(one) !== Array.isArray(other))
    return isDeepStrictEqual(one, other) ? undefined : [path, one, other];
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const found = firstDifference((one as Plain)[key], (other as Plain)[key], [...path, key]);
    if (found) return found;
  }
  return undefined;
}

const words = (value: unknown): string =>
  (JSON.stringify(value) ?? 'nothing').replace(/\[[^\]]*\]|\\"[^"]*\\"|\d+/g, '').slice(0, 80);

async function shrink(both: BothSides, difference: Difference, group: string): Promise<RealInput & Compared> {
  const { real, document, server, ours } = difference;
  let smallest: RealInput & Compared = { ...real, document, server, ours };
  await shrinkPipelines({ entry: real.entry, pipelines: real.pipelines, document }, async (candidate) => {
    const found = await both.tryOut(candidate);
    if (
      found === undefined ||
      groupOf(found.server, found.ours) !== group ||
      explanationsOfAnswers(found.server, found.ours, candidate) !== undefined
    )
      return false;
    smallest = { ...candidate, ...found };
    return true;
  });
  return smallest;
}

function findingOf(small: Difference | (RealInput & Compared), { seed, count }: Difference): Finding {
  const { entry, pipelines } = 'real' in small ? small.real : small;
  const { [entry]: pipeline, ...others } = reachableFrom(entry, pipelines);
  const input: PipelineInput = {
    kind: 'pipeline',
    pipeline: pipeline!,
    pipelines: others,
    docs: [{ _source: small.document }],
    verbose: false,
    wholeResponse: true,
  };
  const outcome = ({ answer, typed }: Answers) => ({ response: { answer, typed } });
  return { seed, count, input, server: outcome(small.server), ours: outcome(small.ours) };
}
