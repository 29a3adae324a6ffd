// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Does something far cheaper do as well? Baselines on the same texts, trained and judged on different templates.

import type { Finding } from '../findings.js';
import { templateOf } from '../hygiene/template.js';
import { bootstrapIntervals, type Interval } from '../metrics/bootstrap.js';
import { mcNemarTest } from '../metrics/pairedTests.js';
import { Scorer } from '../metrics/scorer.js';
import { unitWeights, type ScoredRows } from '../metrics/scoredRows.js';
import { foldsOf } from '../training/splitExamples.js';
import { CharacterTfIdf } from './characterTfIdf.js';
import { scaledHttpFeatures } from './httpFeatures.js';
import { labelByKeywords, type KeywordRules } from './keywordRules.js';
import { fitLinearSvm, fitLogisticRegression, predictLinear } from './linearModels.js';

/** What a baseline scores, beside the model. */
export interface BaselineResult {
  readonly name: string;
  readonly accuracy: number;
  readonly macro_f1: number;
  /** 95 % interval of macro-F1. */
  readonly interval: Interval;
  /** McNemar's test against the model; null for the model itself. */
  readonly p_value: number | null;
  /** Time for training and judging. */
  readonly seconds: number;
}

/** The `baselines` of a results file. */
export interface Baselines {
  readonly texts: number;
  readonly folds: number;
  /** The model first, then the baselines in falling order of macro-F1. */
  readonly results: readonly BaselineResult[];
  /** What it means, in a sentence. */
  readonly conclusion: string;
}

/** What baselines are run on: labelled texts, and what the model said. */
export interface BaselineInput {
  readonly labels: readonly string[];
  readonly texts: readonly string[];
  readonly truth: Int32Array;
  readonly predicted: Int32Array;
  /** Examples of one group are never divided between training and test; by default texts of one template. */
  readonly groups?: readonly string[] | undefined;
  readonly keywords?: KeywordRules | undefined;
  readonly seed?: number | undefined;
  readonly onProgress?: ((line: string) => void) | undefined;
}

type Predict = (training: readonly number[], test: readonly number[]) => Int32Array;

const folds = 5;
const samples = 500;
/** Chance below which a difference counts. */
const significance = 0.05;
/** Macro-F1 below which a model is of no use. */
const useless = 0.5;

/** Runs every baseline by cross-validation and compares it with the model on the same rows. */
export function runBaselines(input: BaselineInput): Baselines {
  const { labels, texts, truth, predicted, seed = 1 } = input;
  const groups = input.groups ?? texts.map(templateOf);
  const fold = foldsOf(
    texts.map((_, index) => ({ label: truth[index]!, group: groups[index]! })),
    folds,
    seed,
  );
  const results: BaselineResult[] = [];
  const judge = (name: string, guesses: Int32Array, seconds: number): BaselineResult => {
    const rows: ScoredRows = { labels, length: truth.length, truth, predicted: guesses, probabilities: undefined };
    const scorer = new Scorer(rows);
    const scores = scorer.score(unitWeights(rows.length));
    return {
      name,
      accuracy: scores.get('accuracy')!,
      macro_f1: scores.get('macro_f1')!,
      interval: bootstrapIntervals(scorer, { samples, seed }).get('macro_f1')!,
      p_value: guesses === predicted ? null : mcNemarTest(truth, predicted, guesses).pValue,
      seconds,
    };
  };
  for (const [name, predict] of baselines(input)) {
    input.onProgress?.(`baseline: ${name}`);
    const start = performance.now();
    const guesses = new Int32Array(truth.length);
    for (let held = 0; held < folds; held++) {
      const training: number[] = [];
      const test: number[] = [];
      fold.forEach((of, index) => (of === held ? test : training).push(index));
      if (test.length === 0 || training.length === 0) continue;
      predict(training, test).forEach((guess, index) => (guesses[test[index]!] = guess));
    }
    results.push(judge(name, guesses, (performance.now() - start) / 1000));
  }
  results.sort((a, b) => b.macro_f1 - a.macro_f1);
  const model = judge('this model', predicted, 0);
  return { texts: texts.length, folds, results: [model, ...results], conclusion: conclude(model, results) };
}

/** A finding when a baseline is clearly better than the model. */
export function baselineFinding({ results, conclusion }: Baselines): Finding | undefined {
  const [model, best] = results;
  if (!model || !best || best.macro_f1 <= model.macro_f1 || best.p_value === null || best.p_value >= significance) {
    return undefined;
  }
  return {
    check: 'cheaper_is_better',
    weight: 'caution',
    message: `Something far cheaper does better: ${best.name}.`,
    evidence: conclusion,
    remedy: 'Train the cheap one on your labelled texts (logtwin train), or find out what the model was trained on.',
  };
}

function baselines({ labels, texts, truth, keywords }: BaselineInput): [string, Predict][] {
  const pick = (rows: readonly number[]): string[] => rows.map((row) => texts[row]!);
  const labelsOf = (rows: readonly number[]): Int32Array => Int32Array.from(rows, (row) => truth[row]!);
  const characters =
    (fit: typeof fitLogisticRegression): Predict =>
    (training, test) => {
      const features = new CharacterTfIdf(pick(training));
      const model = fit(features.transform(pick(training)), labelsOf(training), labels.length);
      return predictLinear(model, features.transform(pick(test)));
    };
  const all: [string, Predict][] = [
    [
      'commonest label',
      (training, test) => {
        const counts = new Float64Array(labels.length);
        for (const row of training) counts[truth[row]!]! += 1;
        return new Int32Array(test.length).fill(counts.indexOf(Math.max(...counts)));
      },
    ],
    [
      'HTTP features, logistic regression',
      (training, test) => {
        const features = scaledHttpFeatures(pick(training), pick(test));
        const model = fitLogisticRegression(features.training, labelsOf(training), labels.length);
        return predictLinear(model, features.texts);
      },
    ],
    ['letters 3-5, logistic regression', characters(fitLogisticRegression)],
    ['letters 3-5, linear SVM', characters(fitLinearSvm)],
  ];
  if (keywords) {
    all.push([
      'keywords',
      (_, test) => Int32Array.from(test, (row) => labels.indexOf(labelByKeywords(keywords, texts[row]!))),
    ]);
  }
  return all;
}

function conclude(model: BaselineResult, results: readonly BaselineResult[]): string {
  const [best] = results;
  if (!best) return '';
  const scores = `macro-F1 ${model.macro_f1.toFixed(3)} against ${best.macro_f1.toFixed(3)}`;
  if (model.interval[1] < useless && best.interval[1] < useless) {
    return `Neither this model nor any baseline can do it (${scores}): look at the labels and the texts before looking for a better model.`;
  }
  const differs = best.p_value !== null && best.p_value < significance;
  if (model.macro_f1 > best.macro_f1 && differs) {
    return `This model earns its keep: it is clearly better than the best baseline, "${best.name}" (${scores}).`;
  }
  if (best.macro_f1 > model.macro_f1 && differs) {
    return `A cheap baseline, "${best.name}", is clearly better (${scores}). Trained on texts like these it is the better choice.`;
  }
  return `This model is not clearly better than a cheap baseline, "${best.name}" (${scores}): take the cheap one unless other data says otherwise.`;
}
