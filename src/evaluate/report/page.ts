// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The report as one HTML page: verdict first, then warnings, charts, sources, texts, and how it was made.

import { describeDrift, driftMeasures } from '../drift/compareDrift.js';
import type { Interval } from '../metrics/bootstrap.js';
import type { SourceStatistics } from '../tally.js';
import { describeRule, thinOutcomes } from '../thresholds/chooseThreshold.js';
import type { Decision } from '../verdict.js';
import { chance, count, decimals, milliseconds, percent } from './axes.js';
import { renderCharts, type DrawnChart } from './figure.js';
import { html, type Html } from './html.js';
import { labelColours, type Role } from './palette.js';
import type { ReportData } from './reportData.js';
import { renderLogits, renderMistakes, renderTexts } from './textSections.js';
import { renderFinding } from './finding.js';
import { renderShell } from './shell.js';
import { renderTable } from './table.js';

/** A mark for each decision: its shape, not only its colour, tells them apart. */
const icons: Readonly<Record<Decision, string>> = {
  deploy: 'M3 10.5l4.5 4.5L17 5.5',
  deploy_with_care: 'M10 3v8M10 15.5v1',
  do_not_deploy: 'M4.5 4.5l11 11M15.5 4.5l-11 11',
  cannot_tell: 'M6.5 7a3.5 3.5 0 1 1 4.6 3.3c-.8.3-1.1.8-1.1 1.7M10 15.5v1',
};

/** Sources that are shown at once, and those that can be unfolded. */
const shownSources = 12;
const foldedSources = 200;

/** Renders the page. */
export function renderPage(data: ReportData, charts: readonly DrawnChart[]): string {
  const colours = labelColours(data.labels, data.severity);
  return renderShell({
    title: `${data.verdict.headline} ${modelName(data)}`,
    version: data.metadata?.tool.version,
    header: renderHeader(data),
    main: html`${renderFacts(data)} ${renderFindings(data)} ${renderCharts('What it does', charts)}
    ${renderBaselines(data)} ${renderDrift(data)} ${renderThreshold(data)} ${renderSources(data, colours)}
    ${renderMistakes(data, colours)}
    ${renderTexts('surest-mistakes', 'Sure and wrong', 'The mistakes with the highest confidence: no threshold keeps these out.', data.surestMistakes, data, colours)}
    ${renderTexts('least-sure', 'Least sure', 'The texts that the model hesitates over: label these first.', data.leastSure, data, colours)}
    ${renderLogits(data)} ${renderOrigin(data)}`,
  });
}

function renderHeader(data: ReportData): Html {
  const { verdict, metadata, statistics } = data;
  return html`<header>
    <p class="eyebrow">
      <span>Evaluation of <strong>${modelName(data)}</strong></span
      ><span>${count(statistics.texts)} texts</span>${
        metadata &&
        html`<span
          ><time datetime="${metadata.created}">${metadata.created.slice(0, 16).replace('T', ' ')} UTC</time></span
        >`
      }
    </p>
    <p class="decision ${verdict.decision}">
      <svg
        viewBox="0 0 20 20"
        fill="none"
        stroke="currentColor"
        stroke-width="2.2"
        stroke-linecap="round"
        stroke-linejoin="round"
        aria-hidden="true"
      >
        <path d="${icons[verdict.decision]}" /></svg
      >Verdict
    </p>
    <h1>${verdict.headline}</h1>
    <ul class="reasons">
      ${verdict.reasons.map((reason) => html`<li>${reason}</li>`)}
    </ul>
  </header>`;
}

function renderFacts(data: ReportData): Html {
  const { metrics, statistics, run } = data;
  const facts: Html[] = [];
  if (metrics) {
    facts.push(
      fact('Macro-F1', decimals(metrics.macro_f1), rangeText(metrics.intervals.macro_f1)),
      fact('Accuracy', decimals(metrics.accuracy), rangeText(metrics.intervals.accuracy)),
      fact('MCC', decimals(metrics.mcc), rangeText(metrics.intervals.mcc)),
    );
  }
  const [top] = statistics.label_distribution;
  if (!metrics && top) facts.push(fact('Commonest label', percent(top.share), top.label));
  if (!metrics && statistics.confidence) {
    facts.push(
      fact(
        'Median confidence',
        decimals(statistics.confidence.p50, 2),
        `p5 ${decimals(statistics.confidence.p5, 2)}, p95 ${decimals(statistics.confidence.p95, 2)}`,
      ),
    );
  }
  facts.push(
    fact('Distinct texts', count(statistics.distinct_texts), `of ${count(statistics.texts)}`),
    fact(
      'Truncated',
      percent(statistics.classified > 0 ? statistics.truncated / statistics.classified : 0),
      `${count(statistics.truncated)} texts`,
    ),
  );
  if (run)
    facts.push(
      fact(
        'Throughput',
        `${count(Number(run.texts_per_second.toPrecision(3)))}/s`,
        `${decimals(run.seconds, 1)} s in all`,
      ),
    );
  if (statistics.latency_ms) {
    const { p50, p95 } = statistics.latency_ms;
    facts.push(fact('One text, p95', milliseconds(p95), `half within ${milliseconds(p50)}`));
  }
  return html`<dl class="facts">${facts}</dl>`;
}

function fact(name: string, value: string, beside: string): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}<small>${beside}</small></dd>
  </div>`;
}

function renderFindings(data: ReportData): Html {
  const unreadable =
    data.unreadableCount > 0 &&
    html`<li class="caution">
      <span class="weight">Caution</span>
      <h3>Some lines of the results could not be read.</h3>
      <p>${count(data.unreadableCount)} lines, among them ${data.unreadable.slice(0, 3).join('; ')}.</p>
    </li>`;
  if (data.warnings.length === 0 && !unreadable) {
    return html`<section id="findings">
      <h2>Findings</h2>
      <p class="small">No collapse, no truncation, no label mix-up, no shortage of examples was found.</p>
    </section>`;
  }
  return html`<section id="findings">
    <h2>Findings</h2>
    <ul class="findings">
      ${data.warnings.map((finding) => renderFinding(finding))}${unreadable}
    </ul>
  </section>`;
}

function renderBaselines({ baselines }: ReportData): Html | undefined {
  if (!baselines) return undefined;
  return html`<section id="baselines">
    <h2>Against something cheaper</h2>
    <p class="small">
      ${baselines.conclusion} Baselines were trained and judged on the same ${count(baselines.texts)} texts in
      ${baselines.folds} folds, with no template on both sides.
    </p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col" class="number">Macro-F1</th>
            <th scope="col" class="number">95 % interval</th>
            <th scope="col" class="number">Accuracy</th>
            <th scope="col" class="number">p against this model</th>
            <th scope="col" class="number">Seconds</th>
          </tr>
        </thead>
        <tbody>
          ${baselines.results.map(
            (row) =>
              html`<tr>
                <th scope="row">${row.name}</th>
                <td class="number">${decimals(row.macro_f1)}</td>
                <td class="number">${rangeText(row.interval)}</td>
                <td class="number">${decimals(row.accuracy)}</td>
                <td class="number">${chance(row.p_value)}</td>
                <td class="number">${decimals(row.seconds, 1)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

function renderDrift({ drift }: ReportData): Html | undefined {
  if (!drift) return undefined;
  return html`<section id="drift">
    <h2>Since the earlier results</h2>
    <p class="small">
      ${describeDrift(drift)} Compared are ${count(drift.rows.after)} texts with the ${count(drift.rows.before)} of
      then; what chance alone explains does not count.
    </p>
    ${renderTable(
      ['Measure', 'Changed', 'Moving from', 'Different from'],
      driftMeasures(drift).map(({ name, value, moving, different }) => [
        name,
        percent(value),
        percent(moving),
        percent(different),
      ]),
    )}
    ${renderTable(
      ['Predicted label', 'Then', 'Now'],
      drift.label_shares.map(({ label, before, after }) => [label, percent(before), percent(after)]),
    )}
  </section>`;
}

/** Rows of the table of thresholds. */
const shownOutcomes = 12;

function renderThreshold({ threshold, statistics }: ReportData): Html | undefined {
  if (!threshold) return undefined;
  const { labels, outcomes, choice } = threshold;
  const start = choice?.threshold ?? 0.5;
  const first = outcomes.findLastIndex((outcome) => outcome.threshold >= start);
  const numbers = outcomes.map(({ threshold: at, share, recall, precision }) => [at, share, recall, precision]);
  const labelled = outcomes.some(({ recall }) => recall !== null);
  return html`<section id="threshold" data-outcomes="${JSON.stringify(numbers)}">
    <h2>Threshold</h2>
    <p class="small">
      An event alerts when the probability of ${labels.join(' or ')} reaches the threshold. Alerts a day are the share
      of the ${count(statistics.classified)} texts that would alert, at the number of events you expect.
      ${choice && html`Chosen: ${decimals(choice.threshold, 4)}, by ${describeRule(choice.rule)}.`}
    </p>
    <div class="controls" data-needs-script>
      <label>
        Threshold
        <input type="range" min="0" max="${outcomes.length - 1}" value="${Math.max(first, 0)}" />
      </label>
      <label>
        Events a day
        <input type="number" min="1" value="${choice?.rule.kind === 'budget' ? choice.rule.eventsPerDay : 1_000_000}" />
      </label>
    </div>
    <dl class="facts" data-needs-script aria-live="polite">
      ${['Threshold', 'Alerts a day', ...(labelled ? ['Found', 'True alerts'] : [])].map(
        (name) =>
          html`<div>
            <dt>${name}</dt>
            <dd></dd>
          </div>`,
      )}
    </dl>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col" class="number">Threshold</th>
            <th scope="col" class="number">Texts that alert</th>
            <th scope="col" class="number">Share</th>
            ${
              labelled &&
              html`<th scope="col" class="number">Caught</th>
                <th scope="col" class="number">Missed</th>
                <th scope="col" class="number">False alarms</th>
                <th scope="col" class="number">Precision</th>
                <th scope="col" class="number">Recall</th>`
            }
          </tr>
        </thead>
        <tbody>
          ${thinOutcomes(outcomes, shownOutcomes).map(
            (outcome) =>
              html`<tr>
                <th scope="row" class="number">${decimals(outcome.threshold)}</th>
                <td class="number">${count(outcome.alerts)}</td>
                <td class="number">${percent(outcome.share)}</td>
                ${
                  labelled &&
                  html`<td class="number">${count(outcome.caught ?? 0)}</td>
                    <td class="number">${count(outcome.missed ?? 0)}</td>
                    <td class="number">${count(outcome.false_alarms ?? 0)}</td>
                    <td class="number">${decimals(outcome.precision)}</td>
                    <td class="number">${decimals(outcome.recall)}</td>`
                }
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

function renderSources(data: ReportData, colours: ReadonlyMap<string, Role>): Html | undefined {
  const { sources } = data.statistics;
  if (sources.length === 0) return undefined;
  const labelled = data.statistics.labelled > 0;
  const table = (shown: readonly SourceStatistics[]): Html =>
    html`<div class="scroll">
      <table class="sources">
        <thead>
          <tr>
            <th scope="col">Source</th>
            <th scope="col" class="number">Texts</th>
            <th scope="col">Labels</th>
            <th scope="col">Most often</th>
            <th scope="col" class="number">Confidence</th>
            ${labelled && html`<th scope="col" class="number">Accuracy</th>`}
          </tr>
        </thead>
        <tbody>
          ${shown.map((source) => renderSource(source, data.labels, colours, labelled))}
        </tbody>
      </table>
    </div>`;
  const folded = sources.slice(shownSources, foldedSources);
  const left = sources.length - shownSources - folded.length;
  return html`<section id="sources">
    <h2>By source</h2>
    <p class="small">A source whose bar has one colour only is one where the model does not tell events apart.</p>
    <ul class="key">
      ${data.labels.map((label) => html`<li><i class="${colours.get(label) ?? 'label1'}"></i>${label}</li>`)}
    </ul>
    ${table(sources.slice(0, shownSources))}
    ${
      folded.length > 0 &&
      html`<details>
        <summary>${count(folded.length)} smaller sources${left > 0 && ` (${count(left)} more are left out)`}</summary>
        ${table(folded)}
      </details>`
    }
  </section>`;
}

function renderSource(
  source: SourceStatistics,
  labels: readonly string[],
  colours: ReadonlyMap<string, Role>,
  labelled: boolean,
): Html {
  const shares = new Map(source.predicted.map((entry) => [entry.label, entry]));
  const [top] = source.predicted;
  const parts = labels.flatMap((label) => shares.get(label) ?? []);
  const spoken = parts.map(({ label, share }) => `${label} ${percent(share)}`).join(', ');
  return html`<tr>
    <th scope="row">${source.source}</th>
    <td class="number">${count(source.texts)}</td>
    <td>
      <span class="bar" role="img" aria-label="${spoken}"
        >${parts.map(
          ({ label, share }) =>
            html`<i class="${colours.get(label) ?? 'label1'}" style="width:${(share * 100).toFixed(2)}%"></i>`,
        )}</span
      >
    </td>
    <td>${top && `${top.label} ${percent(top.share)}`}</td>
    <td class="number">${decimals(source.mean_confidence, 2)}</td>
    ${labelled && html`<td class="number">${decimals(source.accuracy)}</td>`}
  </tr>`;
}

function renderOrigin(data: ReportData): Html {
  const { metadata, metrics, statistics } = data;
  const facts: [string, string][] = [['Results', data.name]];
  if (metadata) {
    const { id, labels, ...others } = metadata.model;
    facts.push(
      ['Model', id],
      ['Labels', labels.join(', ')],
      ...Object.entries(others).map(([name, value]): [string, string] => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
      ['Input', metadata.inputs.join(', ')],
      [
        'Machine',
        `${metadata.machine.cpu}, ${metadata.machine.cores} cores, Node ${metadata.machine.node}, ${metadata.machine.platform}`,
      ],
      ['Batch size', String(metadata.batch_size)],
    );
    if (metadata.interrupted) facts.push(['Interrupted', 'The run was stopped before the end of its input.']);
  }
  if (statistics.failed > 0) facts.push(['Failed texts', count(statistics.failed)]);
  if (metrics) {
    facts.push([
      'Intervals',
      `95 %, from ${count(metrics.bootstrap.samples)} resamples of the rows with seed ${metrics.bootstrap.seed}`,
    ]);
    facts.push([
      'To beat',
      `always answering ${metrics.majority.label}: accuracy ${decimals(metrics.majority.accuracy)}, macro-F1 ${decimals(metrics.majority.macro_f1)}`,
    ]);
  }
  return html`<section id="origin">
    <h2>How it was made</h2>
    <dl class="plain">
      ${facts.map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
  </section>`;
}

function rangeText(interval: Interval | undefined): string {
  return interval ? `${decimals(interval[0])} to ${decimals(interval[1])}` : '';
}

function modelName(data: ReportData): string {
  return data.metadata?.model.id ?? data.name.split(/[/\\]/).pop() ?? data.name;
}
