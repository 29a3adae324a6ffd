// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What a report shows, gathered from results on disk in one pass over their rows.

import { refuse } from '../../diagnostics/diagnostic.js';
import type { Drift } from '../drift/compareDrift.js';
import type { Baselines } from '../baselines/runBaselines.js';
import type { Explanation, LogitRow } from '../explanations.js';
import { findingsOf, type Finding } from '../findings.js';
import { labelChecks } from '../hygiene/labelChecks.js';
import { TextChecks } from '../hygiene/textChecks.js';
import { measure, type Metrics } from '../measure.js';
import { isFailed } from '../resultRow.js';
import { findResults, readRows, type ResultsMetadata, type RunStatistics, type ThresholdResults } from '../results.js';
import { severityOf } from '../severity.js';
import { Tally, type MistakeGroup, type NotableText, type Statistics } from '../tally.js';
import { judge, type Verdict } from '../verdict.js';

/** Everything that the page needs. */
export interface ReportData {
  /** The results' file or folder, as it was named. */
  readonly name: string;
  /** Absent for rows that come without a summary. */
  readonly metadata: ResultsMetadata | undefined;
  readonly statistics: Statistics;
  /** Speed of the run; absent for rows that come without a summary. */
  readonly run: Pick<RunStatistics, 'seconds' | 'texts_per_second'> | undefined;
  readonly metrics: Metrics | null;
  readonly threshold: ThresholdResults | null;
  readonly baselines: Baselines | null;
  readonly drift: Drift | null;
  readonly warnings: readonly Finding[];
  readonly verdict: Verdict;
  /** All labels, predicted and true: mildest first where they have an order of severity, else commonest first. */
  readonly labels: readonly string[];
  readonly severity: Readonly<Record<string, number>> | undefined;
  readonly latencies: Float64Array;
  readonly leastSure: readonly NotableText[];
  readonly surestMistakes: readonly NotableText[];
  readonly mistakes: readonly MistakeGroup[];
  /** By text. */
  readonly explanations: ReadonlyMap<string, Explanation>;
  readonly logits: readonly LogitRow[];
  /** Lines of the file that are no results. */
  readonly unreadable: readonly string[];
  readonly unreadableCount: number;
}

/** Kinds of mistakes that a report shows. */
const shownMistakes = 25;

/** Unreadable lines that are named one by one. */
const namedLines = 20;

/**
 * Reads results: what `evaluate` wrote, or rows of another tool. Scores that the results do not carry are computed.
 *
 * @throws DiagnosticError EV1003 when there are no results in it.
 */
export async function gatherReport(path: string): Promise<ReportData> {
  const { summary, rowsPath } = findResults(path);
  const tally = new Tally(summary?.metadata.model.labels);
  const textChecks = new TextChecks();
  const unreadable: string[] = [];
  let unreadableCount = 0;
  for await (const row of readRows(rowsPath)) {
    if (!('unreadable' in row)) {
      tally.add(row);
      if (!isFailed(row)) textChecks.add(row);
      continue;
    }
    unreadableCount++;
    if (unreadable.length < namedLines) unreadable.push(row.unreadable);
  }
  const statistics = tally.statistics();
  if (statistics.texts === 0) refuse('EV1003', `${rowsPath}: no results in it`, ...unreadable.slice(0, 3));

  const labels = allLabels(statistics, summary?.metadata.model.labels ?? []);
  const severity = severityOf(labels);
  if (severity) labels.sort((a, b) => severity[a]! - severity[b]!);
  const scored = tally.columns.toScoredRows();
  const metrics = summary ? summary.metrics : scored.length > 0 ? measure(scored, { severity }) : null;
  const warnings =
    summary?.warnings ??
    findingsOf(statistics, {}, [...textChecks.findings(), ...(metrics ? labelChecks(metrics) : [])]);
  return {
    name: path,
    metadata: summary?.metadata,
    statistics,
    run: summary?.statistics,
    metrics,
    threshold: summary?.threshold ?? null,
    baselines: summary?.baselines ?? null,
    drift: summary?.drift ?? null,
    warnings,
    verdict: summary?.verdict ?? judge(warnings, metrics),
    labels,
    severity,
    latencies: tally.sortedLatencies(),
    leastSure: tally.leastSure(),
    surestMistakes: tally.surestMistakes(),
    mistakes: tally.commonestMistakes(shownMistakes),
    // Results of earlier versions have no explanations.
    explanations: new Map((summary?.explanations ?? []).map((explanation) => [explanation.text, explanation])),
    logits: summary?.logits ?? [],
    unreadable,
    unreadableCount,
  };
}

function allLabels(statistics: Statistics, modelLabels: readonly string[]): string[] {
  const found = [...statistics.label_distribution, ...statistics.true_label_distribution].map(({ label }) => label);
  return [...new Set([...modelLabels, ...found])];
}
