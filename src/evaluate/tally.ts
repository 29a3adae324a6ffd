// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Counts over a stream of result rows: what the statistics and the report show. The evaluator and the report reader
// both use it, so their numbers cannot differ. Memory grows by a few numbers a row, never by texts.

import { NumberColumn } from '../util/numberColumn.js';
import { textHash } from '../util/textHash.js';
import { TopList } from '../util/topList.js';
import { templateOf } from './hygiene/template.js';
import { quantile } from './metrics/bootstrap.js';
import { isFailed, type FailedRow, type ResultRow } from './resultRow.js';
import { RowColumns } from './rowColumns.js';

/** Rows of a label. */
export interface LabelShare {
  readonly label: string;
  readonly count: number;
  readonly share: number;
}

/** Rows of a source. */
export interface SourceStatistics {
  readonly source: string;
  readonly texts: number;
  readonly predicted: readonly LabelShare[];
  readonly mean_confidence: number | null;
  readonly truncated: number;
  /** Labelled rows, and the share of them that is right. */
  readonly labelled: number;
  readonly accuracy: number | null;
}

/** Times of texts that were classified alone. */
export interface LatencyStatistics {
  readonly measured: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** What is known of the rows without looking at the truth, and how many have one. */
export interface Statistics {
  readonly texts: number;
  readonly classified: number;
  readonly failed: number;
  readonly labelled: number;
  readonly distinct_texts: number;
  readonly truncated: number;
  readonly label_distribution: readonly LabelShare[];
  readonly true_label_distribution: readonly LabelShare[];
  readonly confidence: {
    readonly mean: number;
    readonly p5: number;
    readonly p50: number;
    readonly p95: number;
    /** Rows in each of twenty bins of width 0.05. */
    readonly histogram: readonly number[];
    /** Of those, the rows whose true label is another; null without labelled rows. */
    readonly wrong_histogram: readonly number[] | null;
  } | null;
  readonly latency_ms: LatencyStatistics | null;
  readonly sources: readonly SourceStatistics[];
}

/** A text worth looking at. */
export interface NotableText {
  readonly text: string;
  readonly predicted: string;
  readonly probability: number;
  readonly label: string | undefined;
  readonly source: string | undefined;
  readonly truncated: boolean;
}

/** Mistakes of one kind on texts of one template. */
export interface MistakeGroup {
  readonly label: string;
  readonly predicted: string;
  /** The text with its numbers and names masked. */
  readonly template: string;
  readonly count: number;
  readonly mean_confidence: number | null;
  readonly example: string;
}

/** Bins of the confidence histogram. */
export const confidenceBinCount = 20;

/** Sources beyond this many are counted together, so that grouping by a host name stays small. */
const sourceLimit = 1000;
const otherSources = '(other sources)';

/** Longest text that a list of notable texts keeps, in UTF-16 units: no model reads further. */
const notableLength = 20_000;

/** Kinds of mistakes that are told apart, and the length of a template and of its example. */
const mistakeGroupLimit = 20_000;
const templateLength = 300;

/** Running counts over rows. */
export class Tally {
  readonly columns: RowColumns;
  private texts = 0;
  private failed = 0;
  private truncated = 0;
  private readonly predicted = new Map<string, number>();
  private readonly truth = new Map<string, number>();
  private readonly hashes = new NumberColumn();
  private readonly confidences = new NumberColumn();
  private readonly wrongHistogram = new Array<number>(confidenceBinCount).fill(0);
  private readonly latencies = new NumberColumn();
  private readonly sources = new Map<string, SourceCounts>();
  private readonly unsure = new TopList<NotableText>(50);
  private readonly mistakes = new TopList<NotableText>(50);
  private readonly mistakeGroups = new Map<string, MistakeCounts>();

  /** @param modelLabels - labels in the model's order, when known. */
  constructor(modelLabels?: readonly string[]) {
    this.columns = new RowColumns(modelLabels);
  }

  add(row: ResultRow | FailedRow): void {
    this.texts++;
    this.hashes.push(textHash(row.text));
    if (isFailed(row)) {
      this.failed++;
      return;
    }
    const { predicted_value: predicted, prediction_probability: probability, label } = row;
    increment(this.predicted, predicted);
    if (label !== undefined) increment(this.truth, label);
    if (row.is_truncated) this.truncated++;
    if (!Number.isNaN(probability)) this.confidences.push(probability);
    if (row.latency_ms !== undefined) this.latencies.push(row.latency_ms);
    this.columns.add(row);
    this.addToSource(row);
    if (label !== undefined && label !== predicted) this.addMistake(row, label);
    if (!Number.isNaN(probability)) {
      if (this.unsure.accepts(-probability)) this.unsure.add(-probability, notable(row));
      if (label !== undefined && label !== predicted) {
        this.wrongHistogram[confidenceBinOf(probability)]! += 1;
        if (this.mistakes.accepts(probability)) this.mistakes.add(probability, notable(row));
      }
    }
  }

  /** Texts with the lowest confidence, lowest first. */
  leastSure(): NotableText[] {
    return this.unsure.items();
  }

  /** Wrong predictions with the highest confidence, highest first. */
  surestMistakes(): NotableText[] {
    return this.mistakes.items();
  }

  /** Mistakes by what is taken for what and by template, the commonest first. */
  commonestMistakes(limit: number): MistakeGroup[] {
    return Array.from(this.mistakeGroups.values())
      .sort((a, b) => b.count - a.count || (a.template < b.template ? -1 : 1))
      .slice(0, limit)
      .map(({ confidenceSum, confident, ...group }) => ({
        ...group,
        mean_confidence: confident > 0 ? confidenceSum / confident : null,
      }));
  }

  /** Times of single texts in milliseconds, in rising order. */
  sortedLatencies(): Float64Array {
    return this.latencies.toArray().sort();
  }

  statistics(): Statistics {
    const classified = this.texts - this.failed;
    return {
      texts: this.texts,
      classified,
      failed: this.failed,
      labelled: this.columns.length,
      distinct_texts: countDistinct(this.hashes.toArray().sort()),
      truncated: this.truncated,
      label_distribution: shares(this.predicted),
      true_label_distribution: shares(this.truth),
      confidence: this.confidenceStatistics(),
      latency_ms: latencyStatistics(this.sortedLatencies()),
      sources: Array.from(this.sources, ([source, counts]) => sourceStatistics(source, counts)).sort(
        (a, b) => b.texts - a.texts || (a.source < b.source ? -1 : 1),
      ),
    };
  }

  private confidenceStatistics(): Statistics['confidence'] {
    const sorted = this.confidences.toArray().sort();
    if (sorted.length === 0) return null;
    const histogram = new Array<number>(confidenceBinCount).fill(0);
    let sum = 0;
    for (const confidence of sorted) {
      sum += confidence;
      histogram[confidenceBinOf(confidence)]! += 1;
    }
    const [p5, p50, p95] = [0.05, 0.5, 0.95].map((share) => quantile(sorted, share)) as [number, number, number];
    return {
      mean: sum / sorted.length,
      p5,
      p50,
      p95,
      histogram,
      wrong_histogram: this.columns.length > 0 ? this.wrongHistogram : null,
    };
  }

  private addMistake(
    { text, predicted_value: predicted, prediction_probability: probability }: ResultRow,
    label: string,
  ): void {
    const template = templateOf(text.slice(0, notableLength)).slice(0, templateLength);
    const key = JSON.stringify([label, predicted, template]);
    let group = this.mistakeGroups.get(key);
    if (!group) {
      if (this.mistakeGroups.size >= mistakeGroupLimit) return;
      const example = text.slice(0, templateLength);
      group = { label, predicted, template, count: 0, confident: 0, confidenceSum: 0, example };
      this.mistakeGroups.set(key, group);
    }
    group.count++;
    if (Number.isNaN(probability)) return;
    group.confident++;
    group.confidenceSum += probability;
  }

  private addToSource(row: ResultRow): void {
    if (row.source === undefined) return;
    const source = this.sources.has(row.source) || this.sources.size < sourceLimit ? row.source : otherSources;
    let counts = this.sources.get(source);
    if (!counts) this.sources.set(source, (counts = newSourceCounts()));
    counts.texts++;
    increment(counts.predicted, row.predicted_value);
    if (row.is_truncated) counts.truncated++;
    if (!Number.isNaN(row.prediction_probability)) {
      counts.confident++;
      counts.confidenceSum += row.prediction_probability;
    }
    if (row.label !== undefined) {
      counts.labelled++;
      if (row.label === row.predicted_value) counts.right++;
    }
  }
}

interface MistakeCounts {
  readonly label: string;
  readonly predicted: string;
  readonly template: string;
  readonly example: string;
  count: number;
  confident: number;
  confidenceSum: number;
}

interface SourceCounts {
  texts: number;
  predicted: Map<string, number>;
  confident: number;
  confidenceSum: number;
  truncated: number;
  labelled: number;
  right: number;
}

function newSourceCounts(): SourceCounts {
  return { texts: 0, predicted: new Map(), confident: 0, confidenceSum: 0, truncated: 0, labelled: 0, right: 0 };
}

function sourceStatistics(source: string, counts: SourceCounts): SourceStatistics {
  return {
    source,
    texts: counts.texts,
    predicted: shares(counts.predicted),
    mean_confidence: counts.confident > 0 ? counts.confidenceSum / counts.confident : null,
    truncated: counts.truncated,
    labelled: counts.labelled,
    accuracy: counts.labelled > 0 ? counts.right / counts.labelled : null,
  };
}

function latencyStatistics(sorted: Float64Array): LatencyStatistics | null {
  if (sorted.length === 0) return null;
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const [p50, p95, p99, max] = [0.5, 0.95, 0.99, 1].map((share) => quantile(sorted, share));
  return { measured: sorted.length, mean, p50: p50!, p95: p95!, p99: p99!, max: max! };
}

function confidenceBinOf(confidence: number): number {
  return Math.min(confidenceBinCount - 1, Math.max(0, Math.floor(confidence * confidenceBinCount)));
}

function notable(row: ResultRow): NotableText {
  return {
    text: row.text.slice(0, notableLength),
    predicted: row.predicted_value,
    probability: row.prediction_probability,
    label: row.label,
    source: row.source,
    truncated: row.is_truncated === true,
  };
}

/** Labels by falling count, then by name. */
function shares(counts: ReadonlyMap<string, number>): LabelShare[] {
  let total = 0;
  for (const count of counts.values()) total += count;
  return Array.from(counts, ([label, count]) => ({ label, count, share: count / total })).sort(
    (a, b) => b.count - a.count || (a.label < b.label ? -1 : 1),
  );
}

function countDistinct(sorted: Float64Array): number {
  let distinct = 0;
  for (let at = 0; at < sorted.length; at++) if (at === 0 || sorted[at] !== sorted[at - 1]) distinct++;
  return distinct;
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
