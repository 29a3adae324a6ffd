// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Proves that a cluster gives the answers of the files: every document of dumps through the offline engine and through
// _simulate, every text through the local model and through _infer.

import { loadBundle } from '../../ingest/bundle.js';
import { expandInputs } from '../../ingest/dumps/expandInputs.js';
import { describeProblem } from '../../ingest/dumps/problem.js';
import { readDump } from '../../ingest/dumps/readDump.js';
import { createEngine } from '../../ingest/engine.js';
import { totalSize } from '../../ingest/runDump.js';
import { InferenceService } from '../../inference/inferenceService.js';
import { loadClassifier, type TextClassifier } from '../../inference/textClassification.js';
import type { ClassificationResult } from '../../inference/textClassificationResult.js';
import { printJson } from '../../values/json.js';
import { HashMap } from '../../values/maps.js';
import type { Cluster } from '../cluster.js';
import { ClusterError } from '../clusterError.js';
import type { LoadedManifest } from '../manifest.js';
import { pipelineKind } from '../resources/pipeline.js';
import { compareAnswers, type FieldDifference } from './compareAnswers.js';
import { inferOnCluster } from './inferOnCluster.js';
import { simulateBoth, simulateDoc, type SimulateAnswer } from './simulateBoth.js';

/** Largest difference of a probability that counts as equal: float32 kernels differ in their last digits. */
export const probabilityTolerance = 1e-4;

/** What to compare. */
export interface ClusterParityOptions {
  readonly manifest: LoadedManifest;
  /** Installed pipeline to simulate. Default `logtwin-normalize`. */
  readonly pipeline?: string | undefined;
  /** Model folder whose ONNX file is compared with the deployed model; without it texts are not classified. */
  readonly model?: string | undefined;
  /** Largest difference of probabilities that counts as equal. */
  readonly tolerance?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((documents: number, bytes: number, totalBytes: number | undefined) => void) | undefined;
}

/** A document or a text on which both differ. */
export type ClusterDifference =
  | {
      readonly kind: 'document';
      readonly file: string;
      readonly line: number;
      readonly _index: string | null;
      readonly _id: string | null;
      readonly fields: readonly FieldDifference[];
    }
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly ours: { readonly label: string; readonly probability: number; readonly is_truncated: boolean };
      readonly cluster: { readonly label: string; readonly probability: number; readonly is_truncated: boolean };
      readonly max_probability_difference: number;
    };

/** How a cluster and the files compare. */
export interface ClusterParityReport {
  readonly pipeline: string;
  readonly tolerance: number;
  /** Documents compared. */
  readonly compared: number;
  readonly equal: number;
  readonly different: number;
  /** Different texts that both classified. */
  readonly texts: number;
  readonly texts_different: number;
  /** Over all classes of all texts; null when none was classified. */
  readonly max_probability_difference: number | null;
  readonly label_flips: number;
  /** Texts that one side cut off and the other did not: all that a cluster shows of its tokens. */
  readonly truncation_differences: number;
  readonly problems: number;
  readonly problem_messages: readonly string[];
  /** The first differences. */
  readonly differences: readonly ClusterDifference[];
  readonly stopped: boolean;
}

const reportedDifferences = 100;
const documentsPerRequest = 100;
const charactersPerRequest = 4 << 20;

/**
 * Compares.
 *
 * @throws DiagnosticError for inputs that do not exist; ClusterError for a cluster without the pipeline or the model.
 */
export async function clusterParity(
  cluster: Cluster,
  patterns: readonly string[],
  options: ClusterParityOptions,
): Promise<ClusterParityReport> {
  const { manifest, model, signal, onProgress } = options;
  const pipeline = options.pipeline ?? 'logtwin-normalize';
  const tolerance = options.tolerance ?? probabilityTolerance;
  if ((await pipelineKind.read(cluster, pipeline, '')) === undefined)
    throw new ClusterError(`the cluster has no pipeline ${pipeline}`, 'install it with logtwin deploy');

  const bundle = loadBundle({
    root: manifest.root,
    scripts: 'inline',
    generic: manifest.manifest.generic,
    alerts: manifest.manifest.alerts,
  });
  const service = new InferenceService(() => model);
  const engine = createEngine({ pipelines: bundle.pipelines, storedScripts: bundle.scripts, infer: service.infer });
  const counts = { compared: 0, equal: 0, different: 0, problems: 0 };
  const differences: ClusterDifference[] = [];
  const problemMessages: string[] = [];
  const note = (difference: ClusterDifference): void => {
    if (differences.length < reportedDifferences) differences.push(difference);
  };
  const texts = new Set<string>();

  const compareBatch = async (batch: readonly Waiting[]): Promise<void> => {
    if (batch.length === 0) return;
    const { ours, theirs } = await simulateBoth(
      cluster,
      pipeline,
      engine,
      batch.map(({ doc }) => doc),
    );
    batch.forEach(({ place }, position) => {
      const fields = compareAnswers(ours[position]!, theirs[position] ?? null, tolerance);
      counts.compared++;
      if (fields.length === 0) counts.equal++;
      else {
        counts.different++;
        note({ kind: 'document', ...place, fields });
      }
      const text = textOf(ours[position]!);
      if (text !== undefined) texts.add(text);
    });
  };

  try {
    const inputs = expandInputs(patterns);
    const totalBytes = totalSize(inputs);
    let bytesBefore = 0;
    let bytes = 0;
    for (const { path, size } of inputs) {
      let batch: Waiting[] = [];
      let characters = 0;
      const reading = readDump(path, { ...(signal && { signal }), onProgress: (now) => (bytes = now) });
      for await (const item of reading) {
        if ('problem' in item) {
          counts.problems++;
          if (problemMessages.length < reportedDifferences) problemMessages.push(describeProblem(path, item.problem));
          continue;
        }
        const { index, id, source } = item.document;
        // What an earlier run wrote would decide on both sides alike, and prove nothing.
        source.remove('ml_input');
        source.remove('ml');
        const place = { file: path, line: item.line, _index: index, _id: id };
        batch.push({ place, doc: simulateDoc(item.document) });
        characters += printJson(source).length;
        if (batch.length < documentsPerRequest && characters < charactersPerRequest) continue;
        await compareBatch(batch);
        batch = [];
        characters = 0;
        onProgress?.(counts.compared, bytesBefore + bytes, totalBytes);
      }
      await compareBatch(batch);
      bytesBefore += size ?? 0;
      onProgress?.(counts.compared, bytesBefore, totalBytes);
      if (signal?.aborted) break;
    }
    const alias = manifest.manifest.model?.alias;
    const classified =
      model === undefined || alias === undefined || signal?.aborted
        ? noTexts
        : await compareTexts(cluster, alias, await loadClassifier(model), [...texts], tolerance, note);
    return {
      pipeline,
      tolerance,
      ...counts,
      ...classified,
      problem_messages: problemMessages,
      differences,
      stopped: signal?.aborted === true,
    };
  } finally {
    await service.close();
  }
}

interface Waiting {
  readonly place: {
    readonly file: string;
    readonly line: number;
    readonly _index: string | null;
    readonly _id: string | null;
  };
  readonly doc: HashMap;
}

type TextCounts = Pick<
  ClusterParityReport,
  'texts' | 'texts_different' | 'max_probability_difference' | 'label_flips' | 'truncation_differences'
>;

const noTexts: TextCounts = {
  texts: 0,
  texts_different: 0,
  max_probability_difference: null,
  label_flips: 0,
  truncation_differences: 0,
};

/** Classifies the texts on both sides and closes the classifier. */
export async function compareTexts(
  cluster: Cluster,
  modelOnCluster: string,
  classifier: TextClassifier,
  texts: readonly string[],
  tolerance: number,
  note: (difference: ClusterDifference) => void,
): Promise<TextCounts> {
  const classes = classifier.labels.length;
  const ours = await classifier.classify(texts, { numTopClasses: classes }).finally(() => classifier.close());
  const theirs = await inferOnCluster(cluster, modelOnCluster, texts, classes);
  let flips = 0;
  let truncations = 0;
  let different = 0;
  let largest: number | null = null;
  texts.forEach((text, position) => {
    const [a, b] = [ours[position]!, theirs[position]!];
    const difference = probabilityDifference(a, b);
    largest = Math.max(largest ?? 0, difference);
    const flipped = a.predicted_value !== b.predicted_value;
    const cut = (a.is_truncated === true) !== (b.is_truncated === true);
    if (flipped) flips++;
    if (cut) truncations++;
    if (!flipped && !cut && difference <= tolerance) return;
    different++;
    note({ kind: 'text', text, ours: shown(a), cluster: shown(b), max_probability_difference: difference });
  });
  return {
    texts: texts.length,
    texts_different: different,
    max_probability_difference: largest,
    label_flips: flips,
    truncation_differences: truncations,
  };
}

/** The largest difference over all classes; a class that one side does not list has the probability 0 there. */
function probabilityDifference(a: ClassificationResult, b: ClassificationResult): number {
  const [left, right] = [a, b].map(
    ({ top_classes: top = [] }) => new Map(top.map((entry) => [entry.class_name, entry.class_probability])),
  );
  const names = new Set([...left!.keys(), ...right!.keys()]);
  return Math.max(
    Math.abs(a.prediction_probability - b.prediction_probability),
    ...[...names].map((name) => Math.abs((left!.get(name) ?? 0) - (right!.get(name) ?? 0))),
  );
}

function shown({
  predicted_value: label,
  prediction_probability: probability,
  is_truncated: cut,
}: ClassificationResult): {
  label: string;
  probability: number;
  is_truncated: boolean;
} {
  return { label, probability, is_truncated: cut === true };
}

/** The text for the model that an answer holds. */
export function textOf(answer: SimulateAnswer): string | undefined {
  const doc = answer?.get('doc');
  const source = doc instanceof HashMap ? doc.get('_source') : undefined;
  const text = source instanceof HashMap ? source.get('ml_input') : undefined;
  return typeof text === 'string' && text.length > 0 ? text : undefined;
}
