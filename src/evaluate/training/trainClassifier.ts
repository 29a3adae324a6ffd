// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Trains the linear text classifier on labelled texts: vocabulary, penalty and number of steps are found on the training
// part, scores on a part that training never saw; the model that is kept is trained on everything.

import { refuse } from '../../diagnostics/diagnostic.js';
import { basicTokens, maxRunLength } from '../../inference/tokenizers/basicTokens.js';
import { BertTokenizer, bertSpecialTokens } from '../../inference/tokenizers/bertTokenizer.js';
import { encodeText } from '../../inference/tokenizers/lengthLimits.js';
import { parseTokenization } from '../../inference/tokenizers/tokenization.js';
import { learnVocabulary } from '../../models/linear/learnVocabulary.js';
import { linearLogits } from '../../models/linear/linearLogits.js';
import {
  LinearProblem,
  type LinearOptions,
  type LinearWeights,
  type TrainedRows,
} from '../../models/linear/trainLinear.js';
import { averageScores, classScores } from '../metrics/classScores.js';
import { accuracy, confusionMatrix, type ConfusionMatrix } from '../metrics/confusionMatrix.js';
import { unitWeights } from '../metrics/scoredRows.js';
import { foldsOf } from '../splits/assignParts.js';

/** A labelled text. */
export interface TrainingExample {
  readonly text: string;
  readonly label: string;
  /** Texts of one group (a product, a host, a template) never stand on both sides of a split. */
  readonly group?: string | undefined;
  /** Held out to measure on and never trained on; without any such example one fifth is held out for a while. */
  readonly heldOut?: boolean | undefined;
}

/** Settings of a training. */
export interface TrainingOptions {
  /** The labels in the order of the model's outputs; by default those of the examples, sorted. */
  readonly labels?: readonly string[];
  readonly seed?: number;
  readonly vocabularySize?: number;
  /** Buckets for pairs of tokens, a power of two. */
  readonly pairBuckets?: number;
  readonly maxSequenceLength?: number;
  /** Ignore case and accents, as uncased models do. */
  readonly lowerCase?: boolean;
  /** Told what is being done, for progress. */
  readonly onProgress?: (what: string) => void;
}

/** Scores on texts that a model did not learn from. */
export interface ClassifierScores {
  readonly texts: number;
  readonly accuracy: number;
  readonly macro_f1: number;
  readonly classes: Readonly<Record<string, { precision: number; recall: number; f1: number; support: number }>>;
  /** Rows are true labels, columns predicted ones, in the order of the labels. */
  readonly confusion_matrix: readonly (readonly number[])[];
}

/** A trained model and how it came about. */
export interface TrainedClassifier {
  readonly labels: readonly string[];
  readonly vocabulary: readonly string[];
  readonly tokenization: Readonly<Record<string, unknown>>;
  readonly weights: LinearWeights;
  readonly settings: LinearOptions & { readonly seed: number };
  readonly examples: number;
  readonly labelCounts: Readonly<Record<string, number>>;
  readonly split: 'grouped' | 'stratified' | 'given';
  /** Scores of a model trained on the other examples. */
  readonly heldOut: ClassifierScores;
}

const defaults = { seed: 1, vocabularySize: 8192, pairBuckets: 1 << 17, maxSequenceLength: 512, lowerCase: true };
/** One fifth is held out. */
const outerFolds = 5;
const tuningFolds = 3;
/** Tuning needs no more texts than this. */
const tuningTexts = 12_000;
/** The first one stands unless another is clearly better: on few groups small differences are chance. */
const penalties = [3, 1, 10];
const clearlyBetter = 0.02;
const mostSteps = 150;
/** Steps without a better loss on unseen texts after which training stops. */
const patience = 4;
/** Fewer steps leave rare features unlearned, which a loss on few unseen texts does not show. */
const fewestSteps = 40;

const fixedOptions = { classBalance: 1, pairScale: 0.25, letterScale: 2 };

/**
 * Trains a classifier. The same examples and options give the same model.
 *
 * @throws DiagnosticError MD4004 when there are too few labels or texts.
 */
export function trainClassifier(
  examples: readonly TrainingExample[],
  options: TrainingOptions = {},
): TrainedClassifier {
  const settings = { ...defaults, ...options };
  const progress = options.onProgress ?? (() => undefined);
  const labels = options.labels ?? [...new Set(examples.map((example) => example.label))].sort();
  const truth = Int32Array.from(examples, (example) => labels.indexOf(example.label));
  checkExamples(examples, labels, truth);
  const grouped = examples.some((example) => example.group !== undefined);
  const asSplit = (index: number): { label: number; group: string | undefined } => ({
    label: truth[index]!,
    group: grouped ? (examples[index]!.group ?? '') : undefined,
  });

  const all = Int32Array.from(examples, (_, index) => index);
  const given = examples.some((example) => example.heldOut);
  const fold = given ? undefined : foldsOf(Array.from(all, asSplit), outerFolds, settings.seed);
  const isTest = (index: number): boolean => (fold ? fold[index] === 0 : examples[index]!.heldOut === true);
  const train = all.filter((index) => !isTest(index));
  const test = all.filter(isTest);
  if (new Set(train.map((index) => truth[index]!)).size < labels.length || test.length === 0) {
    refuse(
      'MD4004',
      'No split keeps every label on the training side.',
      'Give more texts or more groups for each label.',
    );
  }

  progress('learning the vocabulary');
  const prepared = prepare(examples, truth, train, labels.length, settings);
  progress('finding the penalty');
  const found = tune(prepared.problem, Array.from(train, asSplit), settings.seed);
  progress('measuring on held-out texts');
  const measured = prepared.problem.tables(prepared.problem.train(found));
  const heldOut = scoresOf(
    labels,
    Int32Array.from(test, (index) => truth[index]!),
    Int32Array.from(test, (index) => bestLabel(linearLogits(measured, prepared.encode(examples[index]!.text)))),
  );
  if (!given) progress('training on all texts');
  const kept = given ? train : all;
  const final = given ? prepared : prepare(examples, truth, all, labels.length, settings);
  return {
    labels,
    vocabulary: final.vocabulary,
    tokenization: tokenizationOf(settings),
    weights: given ? measured : final.problem.tables(final.problem.train(found)),
    settings: { ...found, seed: settings.seed },
    examples: kept.length,
    labelCounts: Object.fromEntries(
      labels.map((label, index) => [label, kept.filter((example) => truth[example] === index).length]),
    ),
    split: given ? 'given' : grouped ? 'grouped' : 'stratified',
    heldOut,
  };
}

/**
 * Trains on all examples and holds none out, for callers that measure on texts of their own. Labels may be rare.
 *
 * @returns the place in `labels` of the label of a text.
 */
export function fitLabels(
  examples: readonly TrainingExample[],
  labels: readonly string[],
  options: Omit<TrainingOptions, 'labels'> = {},
): (text: string) => number {
  const settings = { ...defaults, ...options };
  const truth = Int32Array.from(examples, (example) => labels.indexOf(example.label));
  const all = Int32Array.from(examples, (_, index) => index);
  const { problem, encode } = prepare(examples, truth, all, labels.length, settings);
  const grouped = examples.some((example) => example.group !== undefined);
  const split = examples.map((example, index) => ({
    label: truth[index]!,
    group: grouped ? (example.group ?? '') : undefined,
  }));
  const weights = problem.tables(problem.train(tune(problem, split, settings.seed)));
  return (text) => bestLabel(linearLogits(weights, encode(text)));
}

/** Accuracy, macro-F1, scores of each class and the confusion matrix of predictions. */
export function scoresOf(labels: readonly string[], truth: Int32Array, predicted: Int32Array): ClassifierScores {
  const rows = { labels, length: truth.length, truth, predicted, probabilities: undefined };
  const matrix: ConfusionMatrix = confusionMatrix(rows, unitWeights(truth.length));
  const perClass = classScores(matrix);
  return {
    texts: truth.length,
    accuracy: accuracy(matrix),
    macro_f1: averageScores(matrix, 'macro').f1,
    classes: Object.fromEntries(labels.map((label, index) => [label, perClass[index]!])),
    confusion_matrix: labels.map((_, row) => [
      ...matrix.counts.subarray(row * labels.length, (row + 1) * labels.length),
    ]),
  };
}

function checkExamples(examples: readonly TrainingExample[], labels: readonly string[], truth: Int32Array): void {
  if (labels.length < 2) {
    refuse(
      'MD4004',
      `The examples have ${labels.length === 1 ? `only the label ${labels[0]}` : 'no label'}.`,
      'Name the field of the labels with --label.',
    );
  }
  const stranger = examples.find((_, index) => truth[index] === -1);
  if (stranger) refuse('MD4004', `The label ${stranger.label} is none of ${labels.join(', ')}.`);
  labels.forEach((label, index) => {
    const count = truth.filter((value) => value === index).length;
    if (count < outerFolds) {
      refuse(
        'MD4004',
        `The label ${label} has ${count} texts; each label needs ${outerFolds} or more.`,
        'Add texts, or leave the label out.',
      );
    }
  });
}

interface Prepared {
  readonly vocabulary: readonly string[];
  readonly encode: (text: string) => Int32Array;
  readonly problem: LinearProblem;
}

type Settings = typeof defaults;

function tokenizationOf(settings: Settings): Record<string, unknown> {
  return { bert: { do_lower_case: settings.lowerCase, max_sequence_length: settings.maxSequenceLength } };
}

/** Learns the vocabulary of the chosen examples and tokenizes them. */
function prepare(
  examples: readonly TrainingExample[],
  truth: Int32Array,
  chosen: Int32Array,
  labels: number,
  settings: Settings,
): Prepared {
  const vocabulary = learnVocabulary(
    countWords(
      Array.from(chosen, (index) => examples[index]!.text),
      settings.lowerCase,
    ),
    settings.vocabularySize,
  );
  const limits = parseTokenization(tokenizationOf(settings));
  const tokenizer = new BertTokenizer(vocabulary, {
    doLowerCase: settings.lowerCase,
    withSpecialTokens: true,
    specialTokens: bertSpecialTokens,
  });
  const encode = (text: string): Int32Array => encodeText(tokenizer.tokenize(text), tokenizer.special, limits)[0]!.ids;
  const tokenized = {
    texts: Array.from(chosen, (index) => encode(examples[index]!.text)),
    labels: Int32Array.from(chosen, (index) => truth[index]!),
    weights: groupWeights(Array.from(chosen, (index) => examples[index]!.group)),
  };
  return { vocabulary, encode, problem: new LinearProblem(tokenized, labels, vocabulary, settings.pairBuckets) };
}

/** Large groups count for more than small ones, but less than their size: by its square root. */
function groupWeights(groups: readonly (string | undefined)[]): Float64Array {
  const sizes = new Map<string, number>();
  for (const group of groups) if (group !== undefined) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const mean = groups.length / Math.max(sizes.size, 1);
  return Float64Array.from(groups, (group) => (group === undefined ? 1 : Math.sqrt(mean / sizes.get(group)!)));
}

/** How often each word of the texts occurs, cut as BERT's clean-up cuts: what a vocabulary is learned from. */
export function countWords(texts: readonly string[], lowerCase: boolean): Map<string, number> {
  const counts = new Map<string, number>();
  const cleanUp = { stripAccents: lowerCase, splitCjk: true, neverSplit: [bertSpecialTokens.mask], maxRunLength };
  for (const text of texts) {
    for (const { text: spelled } of basicTokens(text, cleanUp)) {
      const word = lowerCase ? spelled.toLowerCase() : spelled;
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return counts;
}

/** The penalty of the best macro-F1, and the number of steps of the best loss, on folds that were not trained on. */
function tune(
  problem: LinearProblem,
  examples: readonly { label: number; group: string | undefined }[],
  seed: number,
): LinearOptions {
  const fold = foldsOf(examples, tuningFolds, seed + 1);
  const stride = Math.ceil(examples.length / tuningTexts);
  const kept = Int32Array.from(examples, (_, index) => index).filter((index) => index % stride === 0);
  // Of many texts one fold tells enough.
  const rounds = stride > 1 ? 1 : tuningFolds;
  const judged = kept.filter((index) => fold[index]! < rounds);
  const names = Array.from({ length: problem.labels }, (_, label) => String(label));
  let best = { inversePenalty: penalties[0]!, score: -Infinity, steps: fewestSteps };
  for (const inversePenalty of penalties) {
    const predicted = new Int32Array(examples.length);
    let steps = 0;
    for (let out = 0; out < rounds; out++) {
      const train = kept.filter((index) => fold[index] !== out);
      const unseen = kept.filter((index) => fold[index] === out);
      const options = { ...fixedOptions, inversePenalty, iterations: mostSteps };
      const stopped = stopEarly(problem, options, train, unseen, examples);
      for (const text of unseen) predicted[text] = problem.predict(stopped.model, text);
      steps += stopped.steps / rounds;
    }
    const truth = Int32Array.from(judged, (index) => examples[index]!.label);
    const score = scoresOf(
      names,
      truth,
      Int32Array.from(judged, (index) => predicted[index]!),
    ).macro_f1;
    if (score > best.score + clearlyBetter) best = { inversePenalty, score, steps: Math.round(steps) };
  }
  return { ...fixedOptions, inversePenalty: best.inversePenalty, iterations: best.steps };
}

/** Trains until the loss on unseen texts, every class counting alike, has not fallen for a while. */
function stopEarly(
  problem: LinearProblem,
  options: LinearOptions,
  train: Int32Array,
  unseen: Int32Array,
  examples: readonly { label: number }[],
): { model: TrainedRows; steps: number } {
  let best = { loss: Infinity, steps: 0 };
  const model = problem.train(options, train, (now, step) => {
    const sums = new Float64Array(problem.labels);
    const counts = new Float64Array(problem.labels);
    for (const text of unseen) {
      sums[examples[text]!.label]! += problem.loss(now, text);
      counts[examples[text]!.label]!++;
    }
    const loss = sums.reduce((total, sum, label) => total + (counts[label]! > 0 ? sum / counts[label]! : 0), 0);
    if (loss < best.loss) best = { loss, steps: step };
    return step >= fewestSteps && step - best.steps >= patience;
  });
  return { model, steps: Math.max(fewestSteps, best.steps) };
}

function bestLabel(logits: Float64Array): number {
  let best = 0;
  for (let label = 1; label < logits.length; label++) if (logits[label]! > logits[best]!) best = label;
  return best;
}
