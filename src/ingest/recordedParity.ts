// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Compares what our pipeline, run offline, makes of a dump's documents with what a live cluster wrote into them.

import { HashMap } from '../values/maps.js';
import { Double } from '../values/numbers.js';
import type { DumpDocument } from './dumps/dumpDocument.js';
import { describeProblem } from './dumps/problem.js';
import { openPipeline, type PipelineChoice } from './openPipeline.js';
import { runDump } from './runDump.js';

/** The label of a text and its probability, in the server's names. */
export interface Prediction {
  readonly predicted_value: string;
  readonly prediction_probability: number;
}

export interface RecordedParityOptions extends PipelineChoice {
  /** Classifies texts, to compare with the recorded predictions too. */
  readonly classify?: (texts: readonly string[]) => Promise<readonly Prediction[]>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (documents: number, bytes: number, totalBytes: number | undefined) => void;
}

/** A document whose text or label differs from the recorded one. */
export interface ParityDifference {
  readonly file: string;
  readonly line: number;
  readonly _index: string | null;
  readonly _id: string | null;
  readonly field: 'ml_input' | 'ml.prediction.predicted_value';
  /** What the live cluster wrote. */
  readonly recorded: string;
  /** What our pipeline wrote; null for nothing. */
  readonly ours: string | null;
  /** Why our pipeline wrote nothing, when it failed. */
  readonly failure?: string;
}

export interface RecordedParityReport {
  /** Documents in the inputs. */
  readonly documents: number;
  /** Documents that carry an ml_input of the live cluster. */
  readonly compared: number;
  readonly equal: number;
  readonly different: number;
  /** Documents without a recorded ml_input for which our pipeline makes one: they may be older than the cluster's pipeline. */
  readonly only_ours: number;
  /** Predictions compared; 0 without a model. */
  readonly predictions: number;
  /** Largest difference of probabilities where the labels are equal; null when none was compared. */
  readonly max_probability_difference: number | null;
  readonly label_flips: number;
  /** Parts of the inputs that are no documents. */
  readonly problems: number;
  readonly problem_messages: readonly string[];
  /** The first differences. */
  readonly differences: readonly ParityDifference[];
  readonly stopped: boolean;
}

const reportedDifferences = 100;
/** Texts that are classified together. */
const classifiedTogether = 256;

interface Recorded {
  readonly index: string | null;
  readonly id: string | null;
  readonly text: string | null;
  readonly prediction: Prediction | undefined;
}

/**
 * Runs the pipeline on every document and compares, where the document carries them, with its ml_input and its prediction.
 *
 * @throws DiagnosticError for inputs and pipelines that do not exist and for what is wrong with the pipeline.
 */
export async function recordedParity(
  patterns: readonly string[],
  options: RecordedParityOptions = {},
): Promise<RecordedParityReport> {
  const { signal, classify } = options;
  const counts = {
    documents: 0,
    compared: 0,
    equal: 0,
    different: 0,
    only_ours: 0,
    predictions: 0,
    label_flips: 0,
    problems: 0,
  };
  const differences: ParityDifference[] = [];
  const problemMessages: string[] = [];
  let maxDifference: number | null = null;
  const differ = (difference: ParityDifference): void => {
    if (differences.length < reportedDifferences) differences.push(difference);
  };

  let waiting: {
    place: Pick<ParityDifference, 'file' | 'line' | '_index' | '_id'>;
    text: string;
    prediction: Prediction;
  }[] = [];
  const classifyWaiting = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    if (!classify || batch.length === 0) return;
    const ours = await classify(batch.map(({ text }) => text));
    batch.forEach(({ place, prediction }, index) => {
      const { predicted_value: label, prediction_probability: probability } = ours[index]!;
      counts.predictions++;
      if (label === prediction.predicted_value) {
        maxDifference = Math.max(maxDifference ?? 0, Math.abs(probability - prediction.prediction_probability));
      } else {
        counts.label_flips++;
        differ({ ...place, field: 'ml.prediction.predicted_value', recorded: prediction.predicted_value, ours: label });
      }
    });
  };

  let progress: [bytes: number, totalBytes: number | undefined] = [0, undefined];
  const items = runDump(patterns, openPipeline(options), takeRecorded, {
    ...(signal && { signal }),
    onProgress: (...now) => (progress = now),
  });
  for await (const item of items) {
    if ('problem' in item) {
      counts.problems++;
      if (problemMessages.length < reportedDifferences) problemMessages.push(describeProblem(item.input, item.problem));
      continue;
    }
    counts.documents++;
    options.onProgress?.(counts.documents, ...progress);
    const { result, before } = item;
    const text = result.status === 'ok' ? result.document.ctx.source.get('ml_input') : null;
    const ours = typeof text === 'string' ? text : null;
    if (before.text === null) {
      if (ours !== null) counts.only_ours++;
      continue;
    }
    counts.compared++;
    const place = { file: item.input, line: item.line, _index: before.index, _id: before.id };
    if (ours === before.text) {
      counts.equal++;
    } else {
      counts.different++;
      const failure = result.status === 'failed' ? { failure: `${result.failure.type}: ${result.failure.reason}` } : {};
      differ({ ...place, field: 'ml_input', recorded: before.text, ours, ...failure });
    }
    if (before.prediction) waiting.push({ place, text: before.text, prediction: before.prediction });
    if (waiting.length >= classifiedTogether) await classifyWaiting();
  }
  await classifyWaiting();
  return {
    ...counts,
    max_probability_difference: maxDifference,
    problem_messages: problemMessages,
    differences,
    stopped: signal?.aborted === true,
  };
}

/** Takes what the live cluster wrote out of a document, so that nothing of it can show in what our pipeline makes. */
function takeRecorded({ index, id, source }: DumpDocument): Recorded {
  const text = source.remove('ml_input');
  const ml = source.remove('ml');
  return { index, id, text: typeof text === 'string' ? text : null, prediction: predictionOf(ml) };
}

function predictionOf(ml: unknown): Prediction | undefined {
  const prediction = ml instanceof HashMap ? ml.get('prediction') : undefined;
  if (!(prediction instanceof HashMap)) return undefined;
  const label = prediction.get('predicted_value');
  const probability = prediction.get('prediction_probability');
  const number = probability instanceof Double ? probability.value : probability;
  return typeof label === 'string' && typeof number === 'number'
    ? { predicted_value: label, prediction_probability: number }
    : undefined;
}
