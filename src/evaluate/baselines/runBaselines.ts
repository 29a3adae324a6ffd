// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Does something far cheaper do as well? Baselines on the same texts, trained and judged on different groups.

import { refuse } from '../../diagnostics/diagnostic.js';
import type { Finding } from '../findings.js';
import { templateOf } from '../hygiene/template.js';
import { bootstrapIntervals, type Interval } from '../metrics/bootstrap.js';
import { pairedBootstrap } from '../metrics/pairedTests.js';
import { Scorer } from '../metrics/scorer.js';
import { unitWeights } from '../metrics/scoredRows.js';
import { foldsOf } from '../splits/assignParts.js';
import { fitLabels } from '../training/trainClassifier.js';
import { CharacterTfIdf } from './characterTfIdf.js';
import { scaledHttpFeatures } from './httpFeatures.js';
import { labelByKeywords, type KeywordRules } from './keywordRules.js';
import { fitLinearSvm, fitLogisticRegression, predictLinear } from './linearModels.js';

/** What a baseline scores, beside the model. */
export interface BaselineResult {
  readonly name: string;
  readonly accuracy: number;
  readonly macro_f1: number;
  /** 95 % interval of macro-F1, from resamples that draw whole groups. */
  readonly interval: Interval;
  /** Chance of a difference in macro-F1 from the model as large as this by luck; null where there is no model beside it. */
  readonly p_value: number | null;
  /** Time for training and judging; null for the model, which was trained elsewhere. */
  readonly seconds: number | null;
}

/** Who does best, as far as the texts can tell: nobody is listed as better by a difference that may be luck. */
export type BaselineOutcome = 'model_wins' | 'cheaper_wins' | 'no_difference' | 'both_fail' | 'no_model';

/** The `baselines` of a results file. */
export interface Baselines {
  readonly texts: number;
  readonly folds: number;
  /** Groups that were never divided between training and test. */
  readonly groups: number;
  /** The model first, then the baselines in falling order of macro-F1. */
  readonly results: readonly BaselineResult[];
  readonly outcome: BaselineOutcome;
  /** What it means, in a sentence. */
  readonly conclusion: string;
}

/** What baselines are run on: labelled texts, and what the model said. */
export interface BaselineInput {
  readonly labels: readonly string[];
  readonly texts: readonly string[];
  readonly truth: Int32Array;
  /** What a model said that is to be compared with them. */
  readonly predicted?: Int32Array | undefined;
  /** What others said by name, trained elsewhere on the same folds ({@link baselineFolds}); listed, but not among the cheap. */
  readonly others?: ReadonlyMap<string, Int32Array> | undefined;
  /** Examples of one group are never divided between training and test; by default texts of one template. */
  readonly groups?: readonly string[] | undefined;
  readonly keywords?: KeywordRules | undefined;
  readonly seed?: number | undefined;
  readonly onProgress?: ((line: string) => void) | undefined;
}

type Predict = (training: readonly number[], test: readonly number[]) => Int32Array;

/** Name of the row of the model that baselines are compared with. */
export const modelRow = 'this model';

const folds = 5;
const samples = 500;
/** Chance below which a difference counts. */
const significance = 0.05;
/** Macro-F1 below which a model is of no use. */
const useless = 0.5;

/**
 * Runs every baseline by cross-validation and compares it with the model on the same rows.
 *
 * @throws DiagnosticError EV1006 when keyword rules name a label that is none of the labels.
 */
export function runBaselines(input: BaselineInput): Baselines {
  const { labels, texts, truth, predicted, seed = 1 } = input;
  const groups = input.groups ?? texts.map(templateOf);
  const groupIds = idsOf(groups);
  const fold = baselineFolds(truth, groups, seed);
  const options = { samples, seed, groups: groupIds };
  const scorerOf = (guesses: Int32Array): Scorer =>
    new Scorer({ labels, length: truth.length, truth, predicted: guesses, probabilities: undefined });
  const modelScorer = predicted && scorerOf(predicted);
  const judge = (name: string, scorer: Scorer, seconds: number | null): BaselineResult => {
    const scores = scorer.score(unitWeights(truth.length));
    return {
      name,
      accuracy: scores.get('accuracy')!,
      macro_f1: scores.get('macro_f1')!,
      interval: bootstrapIntervals(scorer, options).get('macro_f1')!,
      p_value:
        modelScorer && modelScorer !== scorer
          ? pairedBootstrap(modelScorer, scorer, options).get('macro_f1')!.pValue
          : null,
      seconds,
    };
  };
  const results: BaselineResult[] = [];
  for (const [name, predict] of baselines({ ...input, groups })) {
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
    const seconds = (performance.now() - start) / 1000;
    results.push(judge(name, scorerOf(guesses), seconds));
  }
  results.sort((a, b) => b.macro_f1 - a.macro_f1);
  const model = modelScorer && judge(modelRow, modelScorer, null);
  const outcome = outcomeOf(model, results[0]!);
  const others = Array.from(input.others ?? [], ([name, guesses]) => judge(name, scorerOf(guesses), null));
  const listed = [...results, ...others].sort((a, b) => b.macro_f1 - a.macro_f1);
  return {
    texts: texts.length,
    folds,
    groups: new Set(groupIds).size,
    results: model ? [model, ...listed] : listed,
    outcome,
    conclusion: conclude(outcome, model, results[0]!),
  };
}

/** The fold of each text: every baseline is judged on the one that it was not trained on. */
export function baselineFolds(truth: ArrayLike<number>, groups: readonly string[], seed: number): Int32Array {
  return foldsOf(
    groups.map((group, index) => ({ label: truth[index]!, group })),
    folds,
    seed,
  );
}

/** A finding when a baseline is clearly better than the model. */
export function baselineFinding({ results, outcome, conclusion }: Baselines): Finding | undefined {
  if (outcome !== 'cheaper_wins') return undefined;
  return {
    check: 'cheaper_is_better',
    weight: 'caution',
    message: `Something far cheaper does better: ${results[1]!.name}.`,
    evidence: conclusion,
    remedy: 'Train the cheap one on your labelled texts (logtwin train), or find out what the model was trained on.',
  };
}

/** A number for each distinct name, from 0 on. */
function idsOf(names: readonly string[]): Int32Array {
  const ids = new Map<string, number>();
  return Int32Array.from(names, (name) => {
    const known = ids.get(name) ?? ids.size;
    ids.set(name, known);
    return known;
  });
}

function baselines({
  labels,
  texts,
  truth,
  keywords,
  groups,
  seed,
}: BaselineInput & { readonly groups: readonly string[] }): [string, Predict][] {
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
    [
      'word pieces, linear (logtwin train)',
      (training, test) => {
        const examples = training.map((row) => ({
          text: texts[row]!,
          label: labels[truth[row]!]!,
          group: groups[row]!,
        }));
        const predict = fitLabels(examples, labels, seed === undefined ? {} : { seed });
        return Int32Array.from(test, (row) => predict(texts[row]!));
      },
    ],
  ];
  if (keywords) {
    const stranger = [...keywords.rules.map(({ label }) => label), keywords.otherwise].find(
      (label) => !labels.includes(label),
    );
    if (stranger !== undefined) {
      refuse('EV1006', `the keyword rules name the label ${stranger}`, `The labels are ${labels.join(', ')}.`);
    }
    all.push([
      'keywords',
      (_, test) => Int32Array.from(test, (row) => labels.indexOf(labelByKeywords(keywords, texts[row]!))),
    ]);
  }
  return all;
}

function outcomeOf(model: BaselineResult | undefined, best: BaselineResult): BaselineOutcome {
  if (!model) return 'no_model';
  if (model.interval[1] < useless && best.interval[1] < useless) return 'both_fail';
  if (best.p_value! >= significance || model.macro_f1 === best.macro_f1) return 'no_difference';
  return model.macro_f1 > best.macro_f1 ? 'model_wins' : 'cheaper_wins';
}

function conclude(outcome: BaselineOutcome, model: BaselineResult | undefined, best: BaselineResult): string {
  const scores = `macro-F1 ${model ? `${model.macro_f1.toFixed(3)} against ` : ''}${best.macro_f1.toFixed(3)}`;
  switch (outcome) {
    case 'both_fail':
      return `Neither this model nor any baseline can do it (${scores}): look at the labels and the texts before looking for a better model.`;
    case 'model_wins':
      return `This model earns its keep: it is clearly better than the best baseline, "${best.name}" (${scores}).`;
    case 'cheaper_wins':
      return `A cheap baseline, "${best.name}", is clearly better (${scores}). Trained on texts like these it is the better choice.`;
    case 'no_difference':
      return `This model is not clearly better than a cheap baseline, "${best.name}" (${scores}): take the cheap one unless other data says otherwise.`;
    case 'no_model':
      return best.interval[1] < useless
        ? `No baseline can do it; the best is "${best.name}" (${scores}): look at the labels and the texts before looking for a better model.`
        : `The best baseline is "${best.name}" (${scores}): what a larger model has to beat.`;
  }
}
