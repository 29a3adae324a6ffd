// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Fits an anomaly model to normal texts. Where a threshold has to lie is measured by models that are fitted to four fifths
// of them and judge the fifth: that is what scores the normal gets that was not learned from. The model that is kept is
// fitted to all.

import { refuse } from '../../diagnostics/diagnostic.js';
import { SeededRandom } from '../../util/seededRandom.js';
import { AlertScores } from '../thresholds/alertScores.js';
import { chooseThreshold, ThresholdOutcomes, type ThresholdRule } from '../thresholds/chooseThreshold.js';
import { templateOf } from '../hygiene/template.js';
import { foldsOf } from '../splits/assignParts.js';
import { rowsOf, type AnomalyModelData } from './anomalyModel.js';
import { pickRows, rowOf, type DenseMatrix } from './denseMatrix.js';
import { detectors, type DetectorName } from './detectors/table.js';
import type { FeatureOptions, Features, OpenFeatures } from './features/features.js';
import { features, type FeatureName } from './features/table.js';
import type { Learned } from './learned.js';
import { ScoreScale } from './scoreScale.js';

/** How to fit. */
export interface FitOptions {
  readonly features?: FeatureName | undefined;
  readonly detector?: DetectorName | undefined;
  /** Folder of the model that gives word pieces (by default the embedded one) or embeddings. */
  readonly modelFolder?: string | undefined;
  /** Settings of the detector that are not its defaults. */
  readonly settings?: Readonly<Record<string, number>> | undefined;
  /** Directions that sparse features are reduced to. */
  readonly rank?: number | undefined;
  /** Where alerts begin: a budget of alerts, the normal day being like the given texts; by default 1 of 100 normal texts (of fewer, the strangest one). */
  readonly budget?: Extract<ThresholdRule, { kind: 'budget' }> | undefined;
  readonly seed?: number | undefined;
  readonly onProgress?: ((line: string) => void) | undefined;
}

/** What is taken where nothing is said: the pair that did best on all sets of docs/anomaly-scores.md, and is the fastest. */
export const fitDefaults = { features: 'requests', detector: 'mahalanobis', rank: 64, seed: 1 } as const;

/** The labels under which results speak of anomalies. */
export const anomalyLabels = ['normal', 'anomalous'] as const;

const calibrationFolds = 5;
/** Of so many texts one fold tells enough. */
const fewForOneFold = 10_000;
const fewestTexts = 20;
/** Normal texts that reasons are chosen from: one a template first. */
const mostExamples = 2000;

/**
 * Fits a model. The same texts and options give the same model.
 *
 * @throws DiagnosticError EV3001 when the texts are too few, EV1005 when they are too few for the budget.
 */
export async function fitAnomalyModel(texts: readonly string[], options: FitOptions = {}): Promise<AnomalyModelData> {
  const { features: featureName, detector: detectorName, rank, seed } = { ...fitDefaults, ...defined(options) };
  const detector = detectors[detectorName];
  const settings = settingsOf(detectorName, options.settings ?? {});
  if (texts.length < fewestTexts) {
    refuse('EV3001', `${texts.length} normal texts are too few to learn from.`, `Give ${fewestTexts} or more.`);
  }
  const way = features[featureName];
  const featureOptions = { modelFolder: options.modelFolder, rank, seed };
  // A transformer sees a text alike whatever the others are, and is slow: once is enough.
  const known =
    way.model === 'transformer'
      ? await withFeatures(way, [], featureOptions, (open) => rowsOf(open, texts))
      : undefined;
  const pick = (indices: Int32Array): string[] => Array.from(indices, (index) => texts[index]!);
  const learn = (rows: DenseMatrix): Learned => detector.learn(sampled(rows, detector.mostRows, seed), settings, seed);

  const all = Int32Array.from(texts, (_, index) => index);
  const fold = foldsOf(
    texts.map(() => ({ label: 0, group: undefined })),
    calibrationFolds,
    seed,
  );
  const calibration: number[] = [];
  for (let held = 0; held < (texts.length < fewForOneFold ? calibrationFolds : 1); held++) {
    options.onProgress?.(`measuring on normal texts that are kept aside, fold ${held + 1}`);
    const [inside, outside] = [
      all.filter((index) => fold[index] !== held),
      all.filter((index) => fold[index] === held),
    ];
    const measure = (train: DenseMatrix, test: DenseMatrix): void => {
      const score = detector.scorer(learn(train));
      for (let row = 0; row < test.rows; row++) calibration.push(score(rowOf(test, row)));
    };
    if (known) measure(pickRows(known, inside), pickRows(known, outside));
    else {
      const learned = pick(inside);
      await withFeatures(way, learned, featureOptions, async (open) =>
        measure(await rowsOf(open, learned), await rowsOf(open, pick(outside))),
      );
    }
  }
  const sorted = Float64Array.from(calibration).sort();
  const threshold = thresholdOf(sorted, options.budget);

  options.onProgress?.(`learning from ${texts.length} texts`);
  const learnedFeatures = await way.learn(texts, featureOptions);
  const open = known ? undefined : await way.open(learnedFeatures, options.modelFolder);
  const rows = known ?? (await rowsOf(open!, texts));
  await open?.close();
  const examples = exampleIndices(texts);
  return {
    features: featureName,
    modelFolder: options.modelFolder,
    detector: detectorName,
    settings,
    seed,
    texts: { learned: texts.length, calibrated: sorted.length },
    threshold,
    learnedFeatures,
    learnedDetector: learn(rows),
    calibration: sorted,
    examples: examples.map((index) => texts[index]!),
    exampleRows: Float32Array.from(pickRows(rows, examples).values),
  };
}

/** Learns features, uses them, and closes them. */
async function withFeatures<Result>(
  way: Features,
  texts: readonly string[],
  options: FeatureOptions,
  use: (open: OpenFeatures) => Promise<Result>,
): Promise<Result> {
  const open = await way.open(await way.learn(texts, options), options.modelFolder);
  try {
    return await use(open);
  } finally {
    await open.close();
  }
}

/** At most so many rows, drawn by seed. */
function sampled(rows: DenseMatrix, most: number, seed: number): DenseMatrix {
  if (rows.rows <= most) return rows;
  const order = new SeededRandom(seed).shuffle(Int32Array.from({ length: rows.rows }, (_, row) => row));
  return pickRows(rows, order.subarray(0, most));
}

function settingsOf(name: DetectorName, given: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const { defaults } = detectors[name];
  for (const [key, value] of Object.entries(given)) {
    if (!Object.hasOwn(defaults, key) || !Number.isFinite(value)) {
      const known = Object.entries(defaults).map(([setting, number]) => `${setting}=${number}`);
      refuse('EV3001', `${name} has no setting ${key}=${value}.`, `Its settings are ${known.join(', ') || 'none'}.`);
    }
  }
  return { ...defaults, ...given };
}

/** The lowest share at which no more of the normal texts alert than the budget allows. */
function thresholdOf(
  calibration: Float64Array,
  given: Extract<ThresholdRule, { kind: 'budget' }> | undefined,
): AnomalyModelData['threshold'] {
  const budget = given ?? { kind: 'budget', alertsPerDay: 1, eventsPerDay: Math.min(100, calibration.length) };
  const needed = Math.ceil(budget.eventsPerDay / budget.alertsPerDay);
  if (calibration.length < needed) {
    refuse(
      'EV1005',
      `The scores of ${calibration.length} normal texts cannot tell 1 alert in ${needed} events.`,
      `Give ${needed > fewForOneFold ? needed * calibrationFolds : needed} or more normal texts, or a larger budget.`,
    );
  }
  const scale = new ScoreScale(calibration);
  const scores = new AlertScores([anomalyLabels[1]]);
  for (const score of calibration) {
    const share = scale.share(score);
    const top = [{ class_name: anomalyLabels[1], class_probability: share, class_score: share }];
    scores.add({ text: '', predicted_value: '', prediction_probability: share, top_classes: top });
  }
  // Where the strangest normal texts score alike and are too many for the budget, only what is stranger than all alerts.
  const strangest = new ThresholdOutcomes(scores).at(0)!;
  if (strangest.share * budget.eventsPerDay > budget.alertsPerDay) {
    const outcome = { ...strangest, threshold: strangest.threshold + Number.EPSILON, alerts: 0, share: 0 };
    return { labels: scores.labels, rule: budget, threshold: outcome.threshold, outcome };
  }
  return chooseThreshold(scores, budget);
}

/** Texts of as many different templates as there is room for, then more of the same. */
function exampleIndices(texts: readonly string[]): number[] {
  const seen = new Set<string>();
  const first: number[] = [];
  const others: number[] = [];
  texts.forEach((text, index) => {
    const template = templateOf(text);
    (seen.has(template) ? others : first).push(index);
    seen.add(template);
  });
  return [...first, ...others].slice(0, mostExamples);
}

function defined<Options extends object>(
  options: Options,
): { [Key in keyof Options]?: Exclude<Options[Key], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Options]?: Exclude<Options[Key], undefined>;
  };
}
