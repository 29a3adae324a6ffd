// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// One side of a comparison: what a model, or a file of earlier results, answers to a set of texts.

import { existsSync, mkdtempSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { Failure } from '../../diagnostics/failure.js';
import { readModelFolder } from '../../inference/modelFolder.js';
import { loadClassifier } from '../../inference/textClassification.js';
import { convertCheckpoint } from '../../models/convert.js';
import { reservedMemory } from '../../models/memory.js';
import { readModelJson } from '../../models/modelSource.js';
import type { Classifier } from '../classifier.js';
import { warningFindings, type Finding } from '../findings.js';
import { checkpointChecks } from '../hygiene/checkpointChecks.js';
import { quantile } from '../metrics/bootstrap.js';
import { findResults, readRows } from '../results.js';
import { isFailed } from '../resultRow.js';
import { Answers, type Answer, type AnswersByText } from './answers.js';
import type { ComparedText } from './comparedText.js';
import { operationsPerToken } from './operationCount.js';
import type { TextNumbers } from './textNumbers.js';

/** How fast it was here. */
export interface SubjectSpeed {
  readonly texts_per_second: number;
  /** Texts one by one, in milliseconds; null when nobody measured it. */
  readonly latency_ms: { readonly p50: number; readonly p95: number } | null;
}

/** How large a model is. */
export interface SubjectSize {
  /** Bytes of the ONNX file. */
  readonly file_bytes: number;
  /** What a cluster reserves for a deployment with one allocation; null when the folder does not say. */
  readonly cluster_memory_bytes: number | null;
  /** Multiplications and additions of a mean text of this set (see {@link operationsPerToken}). */
  readonly operations_per_text: number;
}

/** A subject and its answers. */
export interface Subject {
  readonly name: string;
  readonly kind: 'model' | 'results';
  readonly path: string;
  /** The labels that it can give; of results, those that it gave. */
  readonly labels: readonly string[];
  readonly severity: readonly string[] | undefined;
  readonly answers: AnswersByText;
  /** What the files of a model show; empty for results. */
  readonly findings: readonly Finding[];
  readonly speed: SubjectSpeed | null;
  readonly size: SubjectSize | null;
}

/** Texts that are classified before the clock runs, those that are timed one by one, and those of one call. */
const warmUpTexts = 32;
const singleTexts = 100;
const chunkTexts = 1024;

/** True for a folder that holds a model and no results. */
export function isModelPath(path: string): boolean {
  if (!existsSync(path) || !statSync(path).isDirectory()) return false;
  return ['model.json', 'config.json', 'model.onnx'].some((name) => existsSync(join(path, name)));
}

/** A model that is ready to run. */
export interface PreparedModel {
  /** The folder that the user named. */
  readonly path: string;
  /** The folder with model.onnx: the same, or a temporary one. */
  readonly folder: string;
  /** What its files show, before it has classified anything. */
  readonly findings: readonly Finding[];
}

/**
 * Makes a model ready and checks its files. A checkpoint without model.onnx is converted into a folder under `temporary`.
 *
 * @throws DiagnosticError when its checkpoint cannot be converted, MD4002 when its graph has no classifier head.
 */
export function prepareModel(path: string, temporary: string): PreparedModel {
  let folder = path;
  if (!hasOnnx(path)) {
    folder = mkdtempSync(join(temporary, 'model-'));
    convertCheckpoint(path, folder, { id: basename(resolve(path)) });
  }
  const model = readModelFolder(folder);
  return { path, folder, findings: [...warningFindings(model.warnings), ...checkpointChecks(model)] };
}

function hasOnnx(path: string): boolean {
  return ['model.onnx', 'onnx/model.onnx'].some((name) => existsSync(join(path, name)));
}

/**
 * Classifies each of the numbered texts once, and times it.
 *
 * @throws DiagnosticError when the folder holds no classifier.
 */
export async function classifyTexts(
  { path, folder, findings }: PreparedModel,
  texts: AsyncIterable<string>,
  numbers: TextNumbers,
  onProgress: (done: number) => void = () => undefined,
): Promise<Subject> {
  // A model that repeats an answer from its cache would look faster than it is.
  const classifier = await loadClassifier(folder, { cacheSize: 0 });
  try {
    const answers = new Answers(numbers);
    let latencies: readonly number[] = [];
    let seconds = 0;
    let done = 0;
    for await (const chunk of chunksOf(texts, chunkTexts)) {
      if (done === 0) latencies = await timeSingles(classifier, chunk);
      const started = performance.now();
      const answered = await answerAll(classifier, chunk);
      seconds += (performance.now() - started) / 1000;
      for (const [text, answer] of answered) answers.add(text, answer);
      onProgress((done += chunk.length));
    }
    const { onnxFile } = readModelFolder(folder);
    const { computed, tokens } = classifier.counts;
    return {
      name: classifier.modelId,
      kind: 'model',
      path,
      labels: classifier.labels,
      severity: classifier.severity,
      answers,
      findings,
      speed: {
        texts_per_second: done / seconds,
        latency_ms: { p50: quantile(latencies, 0.5), p95: quantile(latencies, 0.95) },
      },
      size: {
        file_bytes: statSync(onnxFile).size,
        cluster_memory_bytes: clusterMemory(folder),
        operations_per_text: (operationsPerToken(onnxFile) * tokens) / computed,
      },
    };
  } finally {
    await classifier.close();
  }
}

/** Times of the first texts one by one, in milliseconds and rising order, once the model is warm. */
async function timeSingles(classifier: Classifier, texts: readonly string[]): Promise<number[]> {
  await answerAll(classifier, texts.slice(0, warmUpTexts));
  const latencies: number[] = [];
  for (const text of texts.slice(0, singleTexts)) {
    const started = performance.now();
    await answerAll(classifier, [text]);
    latencies.push(performance.now() - started);
  }
  return latencies.sort((a, b) => a - b);
}

async function* chunksOf(texts: AsyncIterable<string>, size: number): AsyncGenerator<string[]> {
  let chunk: string[] = [];
  for await (const text of texts) {
    chunk.push(text);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** Answers of the texts that can be classified: one that is too long for a model that may not cut it has none. */
async function answerAll(classifier: Classifier, texts: readonly string[]): Promise<[string, Answer][]> {
  try {
    const results = await classifier.classify(texts);
    return results.map((result, index) => [texts[index]!, result]);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (texts.length === 1) return [];
    const single = texts.map((text) => answerAll(classifier, [text]));
    return (await Promise.all(single)).flat();
  }
}

/** What the server would reserve, by the figures of model.json. */
function clusterMemory(folder: string): number | null {
  if (!existsSync(join(folder, 'model.json'))) return null;
  const { memory } = readModelJson(folder, 'model.json') as {
    readonly memory?: { readonly per_deployment_memory_bytes: number; readonly per_allocation_memory_bytes: number };
  };
  if (!memory) return null;
  const figures = {
    perDeployment: memory.per_deployment_memory_bytes,
    perAllocation: memory.per_allocation_memory_bytes,
  };
  const archive = join(folder, 'model.pt');
  return reservedMemory(existsSync(archive) ? statSync(archive).size : figures.perDeployment, figures, 1);
}

/**
 * Reads the answers of earlier results to the numbered texts: what `evaluate` wrote, or rows of another tool.
 *
 * @throws DiagnosticError EV1003 when there are no results.
 */
export async function readSubject(path: string, numbers: TextNumbers): Promise<Subject> {
  const { summary, rowsPath } = findResults(path);
  const answers = new Answers(numbers);
  const labels = new Set(summary?.metadata.model.labels);
  for await (const row of readRows(rowsPath)) {
    if ('unreadable' in row || isFailed(row)) continue;
    answers.add(row.text, row);
    labels.add(row.predicted_value);
  }
  const latency = summary?.statistics.latency_ms;
  return {
    name: summary?.metadata.model.id ?? basename(path),
    kind: 'results',
    path,
    labels: [...labels],
    severity: undefined,
    answers,
    findings: [],
    speed: summary
      ? {
          texts_per_second: summary.statistics.texts_per_second,
          latency_ms: latency ? { p50: latency.p50, p95: latency.p95 } : null,
        }
      : null,
    size: null,
  };
}

/** The texts that earlier results are about, with what is known of them. */
export async function* readSubjectTexts(path: string): AsyncGenerator<ComparedText> {
  for await (const row of readRows(findResults(path).rowsPath)) {
    if ('unreadable' in row || isFailed(row)) continue;
    yield { text: row.text, label: row.label, source: row.source };
  }
}
