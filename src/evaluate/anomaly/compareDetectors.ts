// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Which features and which detector find the strange among these texts? Every pair on the same folds: learned from normal
// texts, judged on normal texts of other templates and on the anomalies.

import { refuse } from '../../diagnostics/diagnostic.js';
import { templateOf } from '../hygiene/template.js';
import { areasUnderCurves, rankRows, type Areas } from '../metrics/curves.js';
import { unitWeights } from '../metrics/scoredRows.js';
import { foldsOf } from '../splits/assignParts.js';
import { rowsOf } from './anomalyModel.js';
import { pickRows, rowOf, type DenseMatrix } from './denseMatrix.js';
import { detectorNames, detectors, type DetectorName } from './detectors/table.js';
import { features, type FeatureName } from './features/table.js';
import { fitDefaults } from './fitAnomalyModel.js';

/** How a pair did; areas are means over the folds. */
export interface DetectorComparison {
  readonly features: FeatureName;
  readonly detector: DetectorName;
  /** Area under the ROC curve, and its standard deviation between folds. */
  readonly roc_auc: number;
  readonly roc_auc_deviation: number;
  readonly average_precision: number;
  /** Share of the anomalies above 99 of 100 normal texts. */
  readonly recall_at_1_percent: number;
  /** Time to learn the detector, in all folds, and to score one row; without the features. */
  readonly learn_seconds: number;
  readonly score_microseconds: number;
}

/** What to compare. */
export interface CompareOptions {
  readonly features: readonly FeatureName[];
  readonly folds?: number | undefined;
  /** Judges on normal texts whose templates may have been learned, as in the days after a quiet week; by default on new ones. */
  readonly knownTemplates?: boolean | undefined;
  readonly rank?: number | undefined;
  readonly seed?: number | undefined;
  /** Folders of the models of features that need one. */
  readonly modelFolders?: Partial<Readonly<Record<FeatureName, string>>> | undefined;
  readonly onProgress?: ((line: string) => void) | undefined;
}

/** Texts for learning, and texts with the truth for judging, as rows. */
export interface AnomalyFold {
  readonly features: FeatureName;
  readonly fold: number;
  readonly train: DenseMatrix;
  readonly test: DenseMatrix;
  /** 1 anomalous, 0 normal. */
  readonly truth: Uint8Array;
}

/**
 * Compares every detector on every kind of features, the best area first.
 *
 * @throws DiagnosticError EV3001 when a fold has nothing to learn from or to judge.
 */
export async function compareDetectors(
  normal: readonly string[],
  anomalous: readonly string[],
  options: CompareOptions,
): Promise<DetectorComparison[]> {
  const seed = options.seed ?? fitDefaults.seed;
  const runs = new Map<
    string,
    { readonly areas: Areas[]; recall: number[]; seconds: number; scoring: number; rows: number }
  >();
  for await (const { features: name, fold, train, test, truth } of anomalyFolds(normal, anomalous, options)) {
    for (const detectorName of detectorNames) {
      options.onProgress?.(`${name}, ${detectorName}, fold ${fold + 1}`);
      const detector = detectors[detectorName];
      const key = `${name} ${detectorName}`;
      const run = runs.get(key) ?? { areas: [], recall: [], seconds: 0, scoring: 0, rows: 0 };
      runs.set(key, run);
      const started = performance.now();
      const score = detector.scorer(detector.learn(train, detector.defaults, seed));
      const learned = performance.now();
      const scores = Float64Array.from({ length: test.rows }, (_, row) => score(rowOf(test, row)));
      run.seconds += (learned - started) / 1000;
      run.scoring += performance.now() - learned;
      run.rows += test.rows;
      run.areas.push(
        areasUnderCurves(
          rankRows(scores, (row) => truth[row] === 1),
          unitWeights(test.rows),
        ),
      );
      run.recall.push(recallAtOnePercent(scores, truth));
    }
  }
  return [...runs]
    .map(([key, { areas, recall, seconds, scoring, rows }]) => {
      const [featureName, detector] = key.split(' ') as [FeatureName, DetectorName];
      const rocs = areas.map(({ roc }) => roc);
      return {
        features: featureName,
        detector,
        roc_auc: mean(rocs),
        roc_auc_deviation: Math.sqrt(mean(rocs.map((roc) => (roc - mean(rocs)) ** 2))),
        average_precision: mean(areas.map(({ averagePrecision }) => averagePrecision)),
        recall_at_1_percent: mean(recall),
        learn_seconds: seconds,
        score_microseconds: (scoring * 1000) / rows,
      };
    })
    .sort((a, b) => b.roc_auc - a.roc_auc);
}

/** The folds as rows of each kind of features. By default no template of a fold's normal texts is learned from. */
export async function* anomalyFolds(
  normal: readonly string[],
  anomalous: readonly string[],
  options: CompareOptions,
): AsyncGenerator<AnomalyFold> {
  const { folds = 5, rank = fitDefaults.rank, seed = fitDefaults.seed } = options;
  const foldOf = foldsOf(
    normal.map((text) => ({ label: 0, group: options.knownTemplates ? undefined : templateOf(text) })),
    folds,
    seed,
  );
  if (anomalous.length === 0 || new Set(foldOf).size < folds) {
    refuse(
      'EV3001',
      `${normal.length} normal texts and ${anomalous.length} others cannot be compared in ${folds} folds.`,
      'Name the label of the normal texts with --normal.',
    );
  }
  for (const name of options.features) {
    const folder = options.modelFolders?.[name];
    for (let fold = 0; fold < folds; fold++) {
      options.onProgress?.(`${name}, fold ${fold + 1}`);
      const training = normal.filter((_, index) => foldOf[index] !== fold);
      const held = normal.filter((_, index) => foldOf[index] === fold);
      const learned = await features[name].learn(training, { modelFolder: folder, rank, seed });
      const open = await features[name].open(learned, folder);
      try {
        const train = await rowsOf(open, training);
        const test = await rowsOf(open, [...held, ...anomalous]);
        const truth = Uint8Array.from({ length: test.rows }, (_, row) => (row < held.length ? 0 : 1));
        const most = Math.min(...detectorNames.map((detector) => detectors[detector].mostRows));
        const stride = Math.ceil(train.rows / most);
        const rows = Array.from({ length: Math.ceil(train.rows / stride) }, (_, row) => row * stride);
        yield { features: name, fold, train: stride === 1 ? train : pickRows(train, rows), test, truth };
      } finally {
        await open.close();
      }
    }
  }
}

function recallAtOnePercent(scores: Float64Array, truth: Uint8Array): number {
  const normal = scores.filter((_, row) => truth[row] === 0).sort();
  const threshold = normal[Math.max(0, Math.ceil(0.99 * normal.length) - 1)]!;
  const caught = scores.filter((score, row) => truth[row] === 1 && score > threshold).length;
  return caught / (scores.length - normal.length);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
