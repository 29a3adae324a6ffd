// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Writes a report: one HTML file, and on request each chart as an SVG file.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadChartRenderer, type Chart } from './chart.js';
import { classScoresChart } from './charts/classScoresChart.js';
import { confidenceHistogram } from './charts/confidenceHistogram.js';
import { confusionHeatmap } from './charts/confusionHeatmap.js';
import { curveCharts } from './charts/curveCharts.js';
import { labelDistribution } from './charts/labelDistribution.js';
import { latencyHistogram } from './charts/latencyHistogram.js';
import { reliabilityDiagram } from './charts/reliabilityDiagram.js';
import { drawBoth } from './figure.js';
import { renderPage } from './page.js';
import { labelColours } from './palette.js';
import { gatherReport, type ReportData } from './reportData.js';
import type { Verdict } from '../verdict.js';

/** What was written. */
export interface WrittenReport {
  readonly html: string;
  /** Paths of the charts, empty unless asked for. */
  readonly charts: readonly string[];
  readonly bytes: number;
  readonly verdict: Verdict;
}

/**
 * Draws results as a report in a folder: report.html and, with `svg`, a file a chart.
 *
 * @throws DiagnosticError EV1003 when `results` holds no results.
 */
export async function writeReport(
  results: string,
  folder: string,
  options: { readonly svg?: boolean } = {},
): Promise<WrittenReport> {
  const data = await gatherReport(results);
  const draw = await loadChartRenderer();
  const charts = chartsOf(data);
  const page = renderPage(
    data,
    charts.map((chart) => drawBoth(chart, draw)),
  );
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'report.html');
  writeFileSync(path, page);
  const svgs = options.svg ? charts : [];
  const paths = svgs.map((chart) => {
    const file = join(folder, `${chart.id}.svg`);
    writeFileSync(file, `${draw(chart, 640)}\n`);
    return file;
  });
  return { html: path, charts: paths, bytes: Buffer.byteLength(page), verdict: data.verdict };
}

function chartsOf(data: ReportData): Chart[] {
  const { statistics, metrics } = data;
  const charts = [labelDistribution(statistics, data.labels)];
  if (metrics)
    charts.push(confusionHeatmap(metrics.confusion_matrix, data.labels), classScoresChart(metrics, data.labels));
  if (statistics.confidence) charts.push(confidenceHistogram(statistics.confidence));
  if (metrics?.reliability && metrics.ece !== null)
    charts.push(reliabilityDiagram(metrics.reliability, metrics.ece, metrics.calibration));
  if (statistics.latency_ms) charts.push(latencyHistogram(data.latencies, statistics.latency_ms));
  if (metrics) charts.push(...curveCharts(metrics, labelColours(data.labels, data.severity)));
  return charts;
}
