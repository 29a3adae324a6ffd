// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The results of an evaluation on disk: `results.json` (the summary) with `results.ndjson` beside it (one row a text),
// whatever the size, so that reading and writing stream. Rows of other tools, in one file, are read as well.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { refuse } from '../diagnostics/diagnostic.js';
import { readJsonLines } from './readJsonLines.js';
import type { Baselines } from './baselines/runBaselines.js';
import type { FittedTemperature } from './calibration/fitOnTexts.js';
import type { Drift } from './drift/compareDrift.js';
import type { Explanation, LogitRow } from './explanations.js';
import type { Finding } from './findings.js';
import type { Metrics } from './measure.js';
import { parseResultRow, type FailedRow, type ResultRow } from './resultRow.js';
import type { MistakeGroup, Statistics } from './tally.js';
import type { ThresholdChoice, ThresholdOutcome } from './thresholds/chooseThreshold.js';
import type { Verdict } from './verdict.js';

/** Where results come from. */
export interface ResultsMetadata {
  readonly tool: { readonly name: 'logtwin'; readonly version: string };
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly model: {
    readonly id: string;
    readonly labels: readonly string[];
    /** Whatever else is known of the model: folder, sha256, maximum length. */
    readonly [fact: string]: unknown;
  };
  readonly inputs: readonly string[];
  readonly fields: Readonly<Record<string, string>>;
  readonly machine: { readonly node: string; readonly platform: string; readonly cpu: string; readonly cores: number };
  readonly batch_size: number;
  /** True when the run was stopped before the end of its input. */
  readonly interrupted: boolean;
}

/** Statistics of a run: those of its rows, and how fast they came. */
export interface RunStatistics extends Statistics {
  readonly seconds: number;
  readonly texts_per_second: number;
  /** Records that held no text. */
  readonly unreadable: number;
  /** Documents that the pipeline gives no text. */
  readonly without_text: number;
}

/** What alerting at each threshold would mean, and what was chosen. */
export interface ThresholdResults {
  readonly labels: readonly string[];
  /** At most 200 outcomes, highest threshold first. */
  readonly outcomes: readonly ThresholdOutcome[];
  readonly choice: ThresholdChoice | null;
}

/** A results file. */
export interface Results {
  readonly metadata: ResultsMetadata;
  readonly verdict: Verdict;
  readonly statistics: RunStatistics;
  /** Null without true labels. */
  readonly metrics: Metrics | null;
  /** Null unless asked for, and with too few labelled texts. */
  readonly baselines: Baselines | null;
  /** What has changed since earlier results; null without them. */
  readonly drift: Drift | null;
  /** What was fitted on validation texts; null without them. */
  readonly temperature: FittedTemperature | null;
  /** Null when no label calls for an alert or the results do not hold all probabilities. */
  readonly threshold: ThresholdResults | null;
  /** The commonest mistakes by template; empty without true labels. */
  readonly mistakes: readonly MistakeGroup[];
  /** Why the notable texts were called what they were called; empty unless asked for. */
  readonly explanations: readonly Explanation[];
  /** Of the first texts; empty unless asked for. */
  readonly logits: readonly LogitRow[];
  readonly warnings: readonly Finding[];
  /** Name of the file of rows, in the same folder. */
  readonly results_file: string;
}

/** File names in an output folder. */
export const resultsFileName = 'results.json';
export const rowsFileName = 'results.ndjson';

/** Results found on disk: the summary where there is one, and the rows. */
export interface FoundResults {
  readonly summary: Results | undefined;
  readonly rowsPath: string;
}

/**
 * Finds results: a folder with results.json, that file itself, or any file of rows.
 *
 * @throws DiagnosticError EV1003 when there is nothing that can be read as results.
 */
export function findResults(path: string): FoundResults {
  if (!existsSync(path)) refuse('EV1003', `${path}: no such file or folder`);
  const file = statSync(path).isDirectory() ? join(path, resultsFileName) : path;
  if (!existsSync(file)) {
    refuse('EV1003', `${path}: no ${resultsFileName} in this folder`, 'logtwin evaluate -o FOLDER writes one.');
  }
  if (!file.endsWith('.json')) return { summary: undefined, rowsPath: file };
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    refuse(
      'EV1003',
      `${file}: ${(error as Error).message}`,
      'A file of rows has one JSON object a line and ends in .ndjson.',
    );
  }
  if (!isResults(value)) {
    refuse('EV1003', `${file}: not written by logtwin evaluate`, 'metadata, statistics and results_file are missing.');
  }
  return { summary: value, rowsPath: join(dirname(file), value.results_file) };
}

/** Rows of a file, one a line; lines that are none are yielded as their place and reason. */
export async function* readRows(path: string): AsyncGenerator<ResultRow | FailedRow | { readonly unreadable: string }> {
  if (!existsSync(path)) refuse('EV1003', `${path}: no such file`, 'The rows lie beside their results.json.');
  for await (const item of readJsonLines(path)) {
    if ('unreadable' in item) {
      yield item;
      continue;
    }
    const row = parseResultRow(item.value);
    yield 'missing' in row ? { unreadable: `${item.place}: no ${row.missing}` } : row;
  }
}

function isResults(value: unknown): value is Results {
  if (typeof value !== 'object' || value === null) return false;
  const results = value as Partial<Results>;
  return (
    Array.isArray(results.metadata?.model?.labels) &&
    typeof results.statistics === 'object' &&
    typeof results.results_file === 'string'
  );
}
