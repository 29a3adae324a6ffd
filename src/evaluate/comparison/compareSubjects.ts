// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Several models on the same texts: how good each is and how sure that is, how far they agree, what each costs, and which
// one to take.

import { refuse } from '../../diagnostics/diagnostic.js';
import type { Finding } from '../findings.js';
import { templateOf } from '../hygiene/template.js';
import { drawScores, intervalOf, type Interval } from '../metrics/bootstrap.js';
import { mcNemarTest, pairedDifference } from '../metrics/pairedTests.js';
import { Scorer, type Scores } from '../metrics/scorer.js';
import { unitWeights, type ScoredRows } from '../metrics/scoredRows.js';
import { NumberColumn } from '../../util/numberColumn.js';
import { NumberMap } from '../../util/numberMap.js';
import { textHash } from '../../util/textHash.js';
import { TopList } from '../../util/topList.js';
import { RowColumns } from '../rowColumns.js';
import { severityOf } from '../severity.js';
import type { ComparedText } from './comparedText.js';
import type { Subject, SubjectSize, SubjectSpeed } from './subject.js';

/** A score with its interval. */
export interface ComparedScore {
  readonly value: number;
  readonly interval: Interval | null;
}

/** The scores that are compared; all by name, in the order of the table. */
export const comparedScores = ['macro_f1', 'accuracy', 'mcc', 'ordinal_cost', 'log_loss', 'ece'] as const;

/** Name of a compared score. */
export type ComparedScoreName = (typeof comparedScores)[number];

/** One subject with what was measured. */
export interface ComparedSubject {
  readonly name: string;
  readonly kind: Subject['kind'];
  readonly path: string;
  readonly labels: readonly string[];
  /** What the files of a model show, as `evaluate` tells it; read before the scores. */
  readonly findings: readonly Finding[];
  /** Null for scores that its answers do not define, and without true labels. */
  readonly scores: Readonly<Record<ComparedScoreName, ComparedScore | null>>;
  readonly speed: SubjectSpeed | null;
  readonly size: SubjectSize | null;
  /** Price of a million texts at the given price of a machine hour; null without one, or without a speed. */
  readonly price_per_million: number | null;
  /** Position on the axis of costs of {@link Comparison.cost}; null when unknown. */
  readonly cost: number | null;
}

/** Two subjects against each other. */
export interface ComparedPair {
  readonly first: string;
  readonly second: string;
  /** Share of the texts with equal answers. */
  readonly agreement: number;
  /** Agreement beyond chance (Cohen). */
  readonly kappa: number;
  /** Macro-F1 of the first less that of the second; null without true labels. */
  readonly macro_f1_difference: number | null;
  readonly interval: Interval | null;
  /** Chance of such a difference by luck, from resamples of whole groups. */
  readonly p_value: number | null;
  /** McNemar's exact test of the same accuracy. */
  readonly mcnemar_p_value: number | null;
}

/** A text on which the subjects differ. */
export interface Disagreement {
  readonly text: string;
  readonly label: string | null;
  readonly source: string | null;
  /** Label and probability of each subject, in their order. */
  readonly answers: readonly { readonly label: string; readonly probability: number | null }[];
}

/** A comparison, as it is written down. */
export interface Comparison {
  readonly texts: number;
  readonly labelled: number;
  /** Texts that not every subject answers, and so none is judged on. */
  readonly left_out: number;
  readonly groups: number;
  readonly labels: readonly string[];
  readonly models: readonly ComparedSubject[];
  readonly pairs: readonly ComparedPair[];
  /** What the costs are: money, operations or time. */
  readonly cost: { readonly kind: 'price' | 'operations' | 'seconds'; readonly description: string };
  /** Highest macro-F1, and the cheapest of those that are not clearly worse; null without true labels. */
  readonly best: string | null;
  readonly choice: string | null;
  readonly conclusion: string;
  readonly notes: readonly string[];
  /** Texts with different answers, in all and at most 100 of them: first those that split the subjects evenly. */
  readonly disagreement_count: number;
  readonly disagreements: readonly Disagreement[];
  readonly bootstrap: { readonly samples: number; readonly seed: number };
}

/** How to compare. */
export interface CompareOptions {
  readonly samples?: number | undefined;
  readonly seed?: number | undefined;
  /** Money for an hour of the machine that this runs on, to price a million texts. */
  readonly pricePerHour?: number | undefined;
  /** Resample by source instead of by template. */
  readonly bySource?: boolean | undefined;
  readonly onProgress?: ((line: string) => void) | undefined;
}

const significance = 0.05;
const keptDisagreements = 100;

/**
 * Compares subjects on the texts that all of them answer.
 *
 * @throws DiagnosticError EV1008 when there are fewer than two subjects or no such text.
 */
export async function compareSubjects(
  subjects: readonly Subject[],
  set: AsyncIterable<ComparedText> | Iterable<ComparedText>,
  options: CompareOptions = {},
): Promise<Comparison> {
  const { samples = 1000, seed = 1, pricePerHour } = options;
  if (subjects.length < 2) refuse('EV1008', 'a comparison needs two models or results or more');
  const named = withDistinctNames(subjects);
  const gathered = await gather(named, set, options.bySource === true);
  const { texts, labelled, groups, scored } = gathered;
  if (texts === 0) {
    refuse(
      'EV1008',
      `there is no text that ${named.map(({ name }) => name).join(' and ')} all answer`,
      'Results are compared on equal texts: evaluate the same input with each model.',
    );
  }
  const scorers = scored.map((rows) => new Scorer(rows, { severity: ranksOf(rows, named), withoutCurves: true }));
  const drawn = drawScores(scorers, {
    samples,
    seed,
    groups,
    onProgress: (done) => options.onProgress?.(`resampling ${done} of ${samples}`),
  });
  const values = scorers.map((scorer) => scorer.score(unitWeights(labelled)));
  const cost = costKind(named, pricePerHour);
  const models = named.map((subject, index) => ({
    name: subject.name,
    kind: subject.kind,
    path: subject.path,
    labels: subject.labels,
    findings: subject.findings,
    scores: scoresOf(values[index], drawn[index]),
    speed: subject.speed,
    size: subject.size,
    price_per_million: priceOf(subject, pricePerHour),
    cost: costOf(subject, cost, pricePerHour),
  }));
  const pairs = pairsOf(named.length).map(([one, other], index): ComparedPair => {
    const difference =
      values.length === 0
        ? undefined
        : pairedDifference(
            values[one]!.get('macro_f1')! - values[other]!.get('macro_f1')!,
            drawn[one]!.get('macro_f1'),
            drawn[other]!.get('macro_f1'),
          );
    return {
      first: named[one]!.name,
      second: named[other]!.name,
      ...agreementOf(gathered.said[one]!, gathered.said[other]!, gathered.equal[index]!, texts),
      macro_f1_difference: difference?.difference ?? null,
      interval: difference?.interval ?? null,
      p_value: difference?.pValue ?? null,
      mcnemar_p_value:
        scored.length === 0
          ? null
          : mcNemarTest(scored[one]!.truth, scored[one]!.predicted, scored[other]!.predicted).pValue,
    };
  });
  return {
    texts,
    labelled,
    left_out: gathered.leftOut,
    groups: gathered.groupCount,
    labels: [...new Set(named.flatMap((subject) => subject.labels))],
    models,
    pairs,
    cost,
    ...choose(models, pairs),
    notes: notesOf(named, gathered.truths),
    disagreement_count: gathered.differing,
    disagreements: gathered.disagreements,
    bootstrap: { samples, seed },
  };
}

/** Two subjects of one name, such as two results of one model, get their paths as names. */
function withDistinctNames(subjects: readonly Subject[]): Subject[] {
  return subjects.map((subject, index) => {
    const shared = subjects.some((other, place) => place !== index && other.name === subject.name);
    return shared ? { ...subject, name: `${subject.name} (${subject.path})` } : subject;
  });
}

/** What one pass over the texts finds. */
interface Gathered {
  /** Texts that every subject answers, and those that not every one does. */
  readonly texts: number;
  readonly leftOut: number;
  readonly labelled: number;
  /** The true labels. */
  readonly truths: readonly string[];
  /** The group of each labelled text, and how many there are. */
  readonly groups: Int32Array;
  readonly groupCount: number;
  /** The labelled texts as each subject answers them, with labels numbered alike; empty when there are none. */
  readonly scored: readonly ScoredRows[];
  /** How often each subject says each label, and each pair of subjects the same one. */
  readonly said: readonly ReadonlyMap<string, number>[];
  readonly equal: readonly number[];
  readonly differing: number;
  readonly disagreements: readonly Disagreement[];
}

/** Goes through the texts once and keeps numbers of them, and the few texts that are shown. */
async function gather(
  subjects: readonly Subject[],
  set: AsyncIterable<ComparedText> | Iterable<ComparedText>,
  bySource: boolean,
): Promise<Gathered> {
  const pairs = pairsOf(subjects.length);
  const columns = subjects.map(({ labels }) => new RowColumns(labels));
  const said = subjects.map(() => new Map<string, number>());
  const equal = pairs.map(() => 0);
  const truths = new Set<string>();
  const groupIds = new NumberMap();
  const groups = new NumberColumn(Int32Array);
  const disagreements = new TopList<Disagreement>(keptDisagreements);
  let texts = 0;
  let leftOut = 0;
  let differing = 0;
  for await (const { text, label, source } of set) {
    const answers = subjects.flatMap((subject) => subject.answers.get(text) ?? []);
    if (answers.length < subjects.length) {
      leftOut++;
      continue;
    }
    texts++;
    const predicted = answers.map(({ predicted_value: value }) => value);
    predicted.forEach((value, index) => increment(said[index]!, value));
    pairs.forEach(([one, other], index) => {
      if (predicted[one] === predicted[other]) equal[index]!++;
    });
    if (label !== undefined) {
      truths.add(label);
      answers.forEach((answer, index) => columns[index]!.add({ text, label, ...answer }));
      const name = textHash(bySource ? (source ?? '') : templateOf(text));
      const group = groupIds.get(name) ?? groupIds.size;
      groupIds.set(name, group);
      groups.push(group);
    }
    const split = dissent(predicted);
    if (split === 0) continue;
    differing++;
    if (!disagreements.accepts(split)) continue;
    disagreements.add(split, {
      text,
      label: label ?? null,
      source: source ?? null,
      answers: answers.map(({ predicted_value: value, prediction_probability: probability }) => ({
        label: value,
        probability: Number.isNaN(probability) ? null : probability,
      })),
    });
  }
  // All subjects have to number the labels alike, and macro averages run over the labels of all.
  const common = [...new Set([...subjects.flatMap(({ labels }) => labels), ...truths])];
  return {
    texts,
    leftOut,
    labelled: groups.length,
    truths: [...truths],
    groups: groups.toArray(),
    groupCount: groupIds.size,
    scored: groups.length === 0 ? [] : columns.map((rows) => rows.toScoredRows(common)),
    said,
    equal,
    differing,
    disagreements: disagreements.items(),
  };
}

/** Ranks of the labels: as the first model says that names an order, else by their names. */
function ranksOf({ labels }: ScoredRows, subjects: readonly Subject[]): readonly number[] | undefined {
  const order = subjects.find(({ severity }) => severity)?.severity;
  const stated = order && Object.fromEntries(order.map((label, rank) => [label, rank]));
  const ranks = stated && labels.every((label) => label in stated) ? stated : severityOf(labels);
  return ranks && labels.map((label) => ranks[label]!);
}

function scoresOf(
  values: Scores | undefined,
  drawn: ReadonlyMap<string, Float64Array> | undefined,
): ComparedSubject['scores'] {
  const score = (name: ComparedScoreName): ComparedScore | null => {
    const value = values?.get(name);
    const draws = drawn?.get(name);
    if (value === undefined || Number.isNaN(value)) return null;
    return { value, interval: (draws && intervalOf(draws)) ?? null };
  };
  return Object.fromEntries(comparedScores.map((name) => [name, score(name)])) as ComparedSubject['scores'];
}

function pairsOf(count: number): [number, number][] {
  return Array.from({ length: count }, (_, one) => one).flatMap((one) =>
    Array.from({ length: count - one - 1 }, (_, step): [number, number] => [one, one + 1 + step]),
  );
}

/** Of counts of labels, and of texts with equal ones. */
function agreementOf(
  one: ReadonlyMap<string, number>,
  other: ReadonlyMap<string, number>,
  equal: number,
  texts: number,
): { agreement: number; kappa: number } {
  const agreement = equal / texts;
  let chance = 0;
  for (const [label, count] of one) chance += (count / texts) * ((other.get(label) ?? 0) / texts);
  return { agreement, kappa: chance >= 1 ? 1 : (agreement - chance) / (1 - chance) };
}

/** Money where there is a price, operations where all are models, else time. */
function costKind(subjects: readonly Subject[], pricePerHour: number | undefined): Comparison['cost'] {
  if (pricePerHour !== undefined) {
    return { kind: 'price', description: `price of a million texts, at ${pricePerHour} an hour for this machine` };
  }
  return subjects.every(({ size }) => size)
    ? { kind: 'operations', description: 'multiplications and additions a text' }
    : { kind: 'seconds', description: 'seconds for a million texts' };
}

function priceOf({ speed }: Subject, pricePerHour: number | undefined): number | null {
  return pricePerHour === undefined || !speed ? null : (pricePerHour * 1e6) / speed.texts_per_second / 3600;
}

function costOf(subject: Subject, { kind }: Comparison['cost'], pricePerHour: number | undefined): number | null {
  if (kind === 'price') return priceOf(subject, pricePerHour);
  if (kind === 'operations') return subject.size?.operations_per_text ?? null;
  return subject.speed && 1e6 / subject.speed.texts_per_second;
}

/** The best one, the cheapest that is not clearly worse, and both in a sentence. */
function choose(
  models: readonly ComparedSubject[],
  pairs: readonly ComparedPair[],
): Pick<Comparison, 'best' | 'choice' | 'conclusion'> {
  const macro = (model: ComparedSubject): number => model.scores.macro_f1!.value;
  if (models.some(({ scores }) => scores.macro_f1 === null)) {
    return {
      best: null,
      choice: null,
      conclusion: 'The texts carry no true labels: agreement and speed can be compared, but not who is right.',
    };
  }
  const best = models.reduce((most, model) => (macro(model) > macro(most) ? model : most));
  const chanceAgainstBest = (model: ComparedSubject): number =>
    pairs.find(({ first, second }) => [first, second].includes(model.name) && [first, second].includes(best.name))
      ?.p_value ?? 1;
  const equals = models.filter((model) => model === best || chanceAgainstBest(model) >= significance);
  const priced = equals.filter(({ cost }) => cost !== null);
  const choice =
    priced.length < equals.length ? best : priced.reduce((least, model) => (model.cost! < least.cost! ? model : least));
  const score = (model: ComparedSubject): string => `macro-F1 ${macro(model).toFixed(3)}`;
  const names = equals.filter((model) => model !== best).map(({ name }) => name);
  let conclusion: string;
  if (names.length === 0) {
    conclusion = `${best.name} is clearly the best (${score(best)}): no other comes near it on these texts.`;
  } else if (choice === best) {
    conclusion = `${best.name} is best (${score(best)}), though not clearly better than ${names.join(', ')}; nothing cheaper does as well.`;
  } else {
    const times = best.cost! / choice.cost!;
    conclusion =
      `${best.name} is best (${score(best)}), but ${choice.name} (${score(choice)}) is not clearly worse` +
      ` (p ${chanceAgainstBest(choice).toFixed(2)}) and costs ${times >= 10 ? Math.round(times).toLocaleString('en-US') : times.toFixed(1)} times less: take ${choice.name} unless other data says otherwise.`;
  }
  if (choice.findings.some(({ weight }) => weight === 'stop')) {
    conclusion += ' But its files are not in order: mend what was found, and compare again.';
  }
  return { best: best.name, choice: choice.name, conclusion };
}

function notesOf(subjects: readonly Subject[], truths: readonly string[]): string[] {
  return subjects.flatMap(({ name, labels }) => {
    if (truths.length === 0) return [];
    if (!labels.some((label) => truths.includes(label)))
      return [`${name} gives none of the true labels (${truths.join(', ')}); it says ${labels.join(', ')}.`];
    const missing = truths.filter((label) => !labels.includes(label));
    return missing.length > 0 ? [`${name} never says ${missing.join(', ')}.`] : [];
  });
}

/** How evenly the answers to a text are split: 0 when all agree, up to 1 the more they differ. */
function dissent(answers: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const label of answers) increment(counts, label);
  return 1 - Math.max(...counts.values()) / answers.length;
}

function increment(counts: Map<string, number>, label: string): void {
  counts.set(label, (counts.get(label) ?? 0) + 1);
}
