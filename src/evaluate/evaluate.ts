// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Runs texts through a classifier and writes down what it said: rows as they come, then the summary.

import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { refuse } from '../diagnostics/diagnostic.js';
import { Failure } from '../diagnostics/failure.js';
import type { Classifier } from './classifier.js';
import { BaselineSample } from './baselines/baselineSample.js';
import { defaultKeywordRules, type KeywordRules } from './baselines/keywordRules.js';
import { baselineFinding, runBaselines } from './baselines/runBaselines.js';
import { fitOnTexts } from './calibration/fitOnTexts.js';
import { compareDrift, driftFinding } from './drift/compareDrift.js';
import { DriftSketch } from './drift/driftSketch.js';
import { explainNotable, logitRows } from './explanations.js';
import { findingsOf, type Finding } from './findings.js';
import type { Explain } from '../inference/explainText.js';
import type { ModelWarning } from '../inference/modelFolder.js';
import type { InputRecord, TextRecord } from './labelledTexts.js';
import { labelChecks } from './hygiene/labelChecks.js';
import type { ReadingProbe } from './hygiene/readingProbe.js';
import { SplitChecks } from './hygiene/splitChecks.js';
import { TextChecks } from './hygiene/textChecks.js';
import { measure } from './measure.js';
import { resultsFileName, rowsFileName, type Results, type ThresholdResults } from './results.js';
import { isFailed, type FailedRow, type ResultRow } from './resultRow.js';
import { severityOf } from './severity.js';
import { Tally } from './tally.js';
import { AlertScores, defaultAlertLabels } from './thresholds/alertScores.js';
import { chooseThreshold, thinOutcomes, ThresholdOutcomes, type ThresholdRule } from './thresholds/chooseThreshold.js';
import { renderTextSummary } from './textSummary.js';
import { judge } from './verdict.js';

/** What to evaluate and how. */
export interface EvaluateOptions {
  readonly classifier: Classifier;
  readonly texts: AsyncIterable<InputRecord>;
  /** Folder of the results; made when missing. */
  readonly folder: string;
  readonly version: string;
  /** The model's id and whatever else the results should say of it. */
  readonly model: { readonly id: string; readonly [fact: string]: unknown };
  /** What loading the model found strange. */
  readonly modelWarnings?: readonly ModelWarning[] | undefined;
  /** What its files show, before it has classified anything (`checkpointChecks`). */
  readonly modelFindings?: readonly Finding[] | undefined;
  /** Rank of each label, larger is worse; by default implied by well-known names. */
  readonly severity?: Readonly<Record<string, number>> | undefined;
  /** Reads texts as the model does, for the checks of tokens and cuts. */
  readonly probe?: ReadingProbe | undefined;
  /** The texts that the model was trained on, to find those that are tested again. */
  readonly trainingTexts?: AsyncIterable<InputRecord> | undefined;
  /** Labelled texts, neither trained on nor tested on, that the temperature of the calibration is fitted on. */
  readonly validationTexts?: AsyncIterable<InputRecord> | undefined;
  /** Rows of earlier results: what has changed since then is told as drift. */
  readonly earlierRows?: AsyncIterable<ResultRow | FailedRow | { readonly unreadable: string }> | undefined;
  /** Runs cheap baselines on the same texts (on a sample of at most 5,000). */
  readonly baselines?: boolean | undefined;
  /** Rules of the keyword baseline; by default alarming and worrying words where the labels have an order. */
  readonly keywords?: KeywordRules | undefined;
  /** Labels that call for an alert; by default the most severe one. */
  readonly alertLabels?: readonly string[] | undefined;
  /** How to choose the threshold of alerts; without it only the table of thresholds is made. */
  readonly thresholdRule?: ThresholdRule | undefined;
  /** Explains texts; with it the first of the notable ones are explained, `explained` of each list (10). */
  readonly explain?: Explain | undefined;
  readonly explained?: number | undefined;
  /** The model's logits; with it those of the first `shownLogits` texts are written down. */
  readonly logitsOf?: ((texts: readonly string[]) => Promise<readonly (readonly Float32Array[])[]>) | undefined;
  readonly shownLogits?: number | undefined;
  readonly inputs: readonly string[];
  readonly fields?: Readonly<Record<string, string>> | undefined;
  readonly batchSize?: number | undefined;
  /** Resamples for the intervals of the scores, 0 for none. */
  readonly samples?: number | undefined;
  readonly seed?: number | undefined;
  /** Aborted: the run stops after its batch and summarizes what it has. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly onUnreadable?: ((place: string) => void) | undefined;
}

/** Kinds of mistakes that a results file keeps. */
const keptMistakes = 50;

/** Texts that are classified one by one at the start, so that even a small set has latencies to show. */
const singlesAtStart = 100;

/**
 * Classifies every text and writes results.json, results.ndjson and summary.txt.
 *
 * The first hundred texts, and after them one text of each batch, are classified alone and timed: that is the latency
 * of one event. The rest goes in batches, which is what throughput measures.
 *
 * @throws DiagnosticError EV1004 when there is no text, EV1007 when there are too few validation texts.
 */
export async function evaluate(options: EvaluateOptions): Promise<Results> {
  const { classifier, folder, batchSize = 64 } = options;
  mkdirSync(folder, { recursive: true });
  const rows = createWriteStream(join(folder, rowsFileName));
  const tally = new Tally(classifier.labels);
  const severity = options.severity ?? severityOf(classifier.labels);
  const alertScores = new AlertScores(options.alertLabels ?? defaultAlertLabels(classifier.labels, severity));
  const baselineSample = options.baselines ? new BaselineSample(options.seed ?? 1) : undefined;
  const earlier = options.earlierRows && (await sketchOf(options.earlierRows));
  const present = earlier && new DriftSketch();
  const textChecks = new TextChecks(options.probe);
  const splitChecks = new SplitChecks();
  for await (const record of options.trainingTexts ?? []) {
    if ('text' in record) splitChecks.addTraining(record.text, record.label);
  }
  const fitted = options.validationTexts && (await fitOnTexts(classifier, options.validationTexts));
  const run = new Run(classifier, async (row) => {
    tally.add(row);
    splitChecks.addTest(row.text, row.label);
    if (!isFailed(row)) {
      textChecks.add(row);
      alertScores.add(row);
      baselineSample?.add(row);
      present?.add(row);
    }
    if (!rows.write(`${JSON.stringify(row)}\n`)) await once(rows, 'drain');
  });
  const created = new Date().toISOString();
  const firstTexts: TextRecord[] = [];
  let unreadable = 0;
  let withoutText = 0;
  let interrupted = false;
  let pending: TextRecord[] = [];
  try {
    for await (const record of options.texts) {
      if ('unreadable' in record) {
        unreadable++;
        options.onUnreadable?.(record.unreadable);
        continue;
      }
      if ('withoutText' in record) {
        withoutText++;
        continue;
      }
      if (firstTexts.length < (options.shownLogits ?? 0)) firstTexts.push(record);
      pending.push(record);
      if (pending.length < (run.texts < singlesAtStart ? 1 : batchSize)) continue;
      await run.classify(pending);
      pending = [];
      options.onProgress?.(run.describe());
      interrupted = options.signal?.aborted === true;
      if (interrupted) break;
    }
    if (!interrupted) await run.classify(pending);
  } finally {
    rows.end();
    await once(rows, 'finish');
  }
  if (run.texts === 0) {
    refuse('EV1004', `${options.inputs.join(', ')}: no text to classify`, 'Name the field of the text with --text.');
  }

  const statistics = {
    ...tally.statistics(),
    seconds: run.seconds,
    texts_per_second: run.texts / run.seconds,
    unreadable,
    without_text: withoutText,
  };
  // Before the scores, which hold columns of their own for all rows.
  const threshold = thresholdResults(alertScores, options.thresholdRule);
  const scored = tally.columns.toScoredRows();
  const metrics =
    scored.length === 0
      ? null
      : measure(scored, {
          severity,
          samples: options.samples,
          seed: options.seed,
          temperature: fitted?.temperature,
          onProgress: (done, samples) => options.onProgress?.(`resampling ${done} of ${samples}`),
        });
  const drift = earlier && present && earlier.rows > 0 && present.rows > 0 ? compareDrift(earlier, present) : null;
  const sample = baselineSample?.input(classifier.labels);
  const baselines = sample
    ? runBaselines({
        ...sample,
        keywords: options.keywords ?? defaultKeywordRules(sample.labels, severity),
        seed: options.seed,
        onProgress: options.onProgress,
      })
    : null;
  const warnings = findingsOf(statistics, { labels: classifier.labels, warnings: options.modelWarnings }, [
    ...(options.modelFindings ?? []),
    ...textChecks.findings(),
    ...splitChecks.findings(),
    ...(metrics ? labelChecks(metrics) : []),
    ...[baselines && baselineFinding(baselines), drift && driftFinding(drift)].filter((finding) => finding != null),
  ]);
  const explained = options.explained ?? 10;
  const explanations = options.explain
    ? await explainNotable(options.explain, [
        ...tally.surestMistakes().slice(0, explained),
        ...tally.leastSure().slice(0, explained),
      ])
    : [];
  const [processor] = cpus();
  const results: Results = {
    metadata: {
      tool: { name: 'logtwin', version: options.version },
      created,
      model: { ...options.model, labels: classifier.labels },
      inputs: options.inputs,
      fields: options.fields ?? {},
      machine: {
        node: process.version,
        platform: `${process.platform}-${process.arch}`,
        cpu: processor?.model ?? 'unknown',
        cores: cpus().length,
      },
      batch_size: batchSize,
      interrupted,
    },
    verdict: judge(warnings, metrics),
    statistics,
    metrics,
    baselines,
    drift,
    temperature: fitted ?? null,
    threshold,
    mistakes: tally.commonestMistakes(keptMistakes),
    explanations,
    logits: options.logitsOf ? await logitRows(classifier, options.logitsOf, firstTexts) : [],
    warnings,
    results_file: rowsFileName,
  };
  writeFileSync(join(folder, resultsFileName), `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(join(folder, 'summary.txt'), renderTextSummary(results));
  return results;
}

async function sketchOf(rows: NonNullable<EvaluateOptions['earlierRows']>): Promise<DriftSketch> {
  const sketch = new DriftSketch();
  for await (const row of rows) if ('predicted_value' in row) sketch.add(row);
  return sketch;
}

/** Outcomes that a results file keeps. */
const keptOutcomes = 200;

/** The table of thresholds, and the choice where a rule is given. */
export function thresholdResults(scores: AlertScores, rule?: ThresholdRule): ThresholdResults | null {
  const outcomes = new ThresholdOutcomes(scores);
  const choice = rule ? chooseThreshold(scores, rule, outcomes) : null;
  if (!choice && (scores.labels.length === 0 || outcomes.length === 0)) return null;
  return { labels: scores.labels, outcomes: thinOutcomes(outcomes, keptOutcomes), choice };
}

/** One run: classifies, times, hands rows on. */
class Run {
  texts = 0;
  /** Time spent in the classifier. */
  seconds = 0;
  private readonly classifier: Classifier;
  private readonly write: (row: ResultRow | FailedRow) => Promise<void>;
  private warm = false;

  constructor(classifier: Classifier, write: (row: ResultRow | FailedRow) => Promise<void>) {
    this.classifier = classifier;
    this.write = write;
  }

  describe(): string {
    return `${this.texts.toLocaleString('en-US')} texts, ${Math.round(this.texts / this.seconds).toLocaleString('en-US')} a second`;
  }

  /** Classifies records: the first one alone, the others together. */
  async classify(records: readonly TextRecord[]): Promise<void> {
    const [single, ...others] = records;
    if (!single) return;
    if (!this.warm) {
      // The first call of a session allocates and compiles; no event in production pays for that.
      await this.classifier.classify(['']).catch(() => undefined);
      this.warm = true;
    }
    await this.classifyTogether([single]);
    if (others.length > 0) await this.classifyTogether(others);
  }

  private async classifyTogether(records: readonly TextRecord[]): Promise<void> {
    const start = performance.now();
    let results;
    try {
      results = await this.classifier.classify(records.map(({ text }) => text));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (records.length > 1) {
        // One text spoils its batch: find it.
        for (const record of records) await this.classifyTogether([record]);
        return;
      }
      this.seconds += (performance.now() - start) / 1000;
      await this.keep({ ...records[0]!, error: { type: error.type, reason: error.message } });
      return;
    }
    const milliseconds = performance.now() - start;
    this.seconds += milliseconds / 1000;
    for (const [index, record] of records.entries()) {
      const { predicted_value, prediction_probability, top_classes, is_truncated } = results[index]!;
      await this.keep({
        text: record.text,
        ...(record.source !== undefined && { source: record.source }),
        ...(record.label !== undefined && { label: record.label }),
        predicted_value,
        prediction_probability,
        ...(top_classes && { top_classes }),
        ...(is_truncated && { is_truncated }),
        ...(records.length === 1 && { latency_ms: Math.round(milliseconds * 1000) / 1000 }),
      });
    }
  }

  private async keep(row: ResultRow | FailedRow): Promise<void> {
    this.texts++;
    await this.write(row);
  }
}
