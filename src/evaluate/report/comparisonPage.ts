// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A comparison as one HTML page: which one to take first, then charts, numbers, pairs, and where they differ.

import { megabytes } from '../comparison/comparisonText.js';
import {
  comparedScores,
  type ComparedScoreName,
  type Comparison,
  type Disagreement,
} from '../comparison/compareSubjects.js';
import { severityOf } from '../severity.js';
import { chance, count, decimals, milliseconds, percent, significant } from './axes.js';
import { loadChartRenderer } from './chart.js';
import { agreementHeatmap } from './charts/agreementHeatmap.js';
import { modelScoresChart } from './charts/modelScoresChart.js';
import { qualityCostChart } from './charts/qualityCostChart.js';
import { drawBoth, renderCharts } from './figure.js';
import { renderFinding } from './finding.js';
import { html, type Html } from './html.js';
import { labelColours, type Role } from './palette.js';
import { renderShell } from './shell.js';
import { renderTable } from './table.js';
import { listControls } from './listControls.js';
import { renderLog } from './logText.js';

/** What the page says of how it came about. */
export interface ComparisonFacts {
  readonly version: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly inputs: readonly string[];
}

const scoreTitles: Readonly<Record<ComparedScoreName, string>> = {
  macro_f1: 'Macro-F1',
  accuracy: 'Accuracy',
  mcc: 'MCC',
  ordinal_cost: 'Ordinal cost',
  log_loss: 'Log loss',
  ece: 'Calibration error',
};

/** Texts with different answers that the page shows. */
const shownTexts = 25;

/** Renders the page. */
export async function renderComparisonPage(comparison: Comparison, facts: ComparisonFacts): Promise<string> {
  const draw = await loadChartRenderer();
  const scored = comparison.models.every(({ scores }) => scores.macro_f1);
  const charts = [
    scored ? modelScoresChart(comparison.models) : undefined,
    qualityCostChart(comparison),
    agreementHeatmap(comparison),
  ].filter((chart) => chart !== undefined);
  return renderShell({
    title: `Comparison of ${comparison.models.map(({ name }) => name).join(', ')}`,
    version: facts.version,
    header: renderHeader(comparison, facts),
    main: html`${renderFindings(comparison)}
    ${renderCharts(
      'Side by side',
      charts.map((chart) => drawBoth(chart, draw)),
    )}
    ${scored && renderScores(comparison)} ${renderCosts(comparison)} ${renderPairs(comparison)}
    ${renderDisagreements(comparison)} ${renderOrigin(comparison, facts)}`,
  });
}

function renderHeader(comparison: Comparison, { created }: ComparisonFacts): Html {
  const { models, texts, choice } = comparison;
  return html`<header>
    <p class="eyebrow">
      <span>Comparison of <strong>${models.length} models</strong></span
      ><span>${count(texts)} texts</span
      ><span><time datetime="${created}">${created.slice(0, 16).replace('T', ' ')} UTC</time></span>
    </p>
    <h1>${choice === null ? 'Nobody knows which one is right.' : `Take ${choice}.`}</h1>
    <ul class="reasons">
      <li>${comparison.conclusion}</li>
      ${comparison.notes.map((note) => html`<li>${note}</li>`)}
    </ul>
  </header>`;
}

/** What the files of the models show, which comes before any score. */
function renderFindings({ models }: Comparison): Html | undefined {
  const found = models.flatMap(({ name, findings }) =>
    findings.map((finding) => ({ ...finding, message: `${name}: ${finding.message}` })),
  );
  if (found.length === 0) return undefined;
  return html`<section id="findings">
    <h2>Findings</h2>
    <ul class="findings">
      ${found.map((finding) => renderFinding(finding))}
    </ul>
  </section>`;
}

function renderScores({ models, bootstrap, groups }: Comparison): Html {
  const names = comparedScores.filter((name) => models.some(({ scores }) => scores[name]));
  return html`<section id="scores">
    <h2>Scores</h2>
    <p class="small">
      With 95 % intervals from ${count(bootstrap.samples)} resamples of ${count(groups)} groups of like texts. Of
      ordinal cost, log loss and calibration error less is better.
    </p>
    ${renderTable(
      ['Model', ...names.map((name) => scoreTitles[name])],
      models.map(({ name, scores }) => [
        name,
        ...names.map((score) => {
          const found = scores[score];
          if (!found) return '\u2013';
          const range =
            found.interval && html`<small>${decimals(found.interval[0])} to ${decimals(found.interval[1])}</small>`;
          return html`${decimals(found.value)}${range}`;
        }),
      ]),
    )}
  </section>`;
}

function renderCosts({ models, cost }: Comparison): Html {
  const priced = models.some(({ price_per_million: price }) => price !== null);
  return html`<section id="costs">
    <h2>Speed, memory, cost</h2>
    <p class="small">
      Speed on the machine that made this page (of results: that made them). Memory is what a cluster reserves for a
      deployment with one allocation, by the server's own formula. Costs in the chart: ${cost.description}.
    </p>
    ${renderTable(
      [
        'Model',
        'Texts a second',
        'One text, half within',
        'p95',
        'Operations a text',
        'Memory on a cluster',
        'File',
        ...(priced ? ['Price of a million'] : []),
      ],
      models.map(({ name, speed, size, price_per_million: price }) => [
        name,
        speed ? count(Math.round(speed.texts_per_second)) : '\u2013',
        speed?.latency_ms ? milliseconds(speed.latency_ms.p50) : '\u2013',
        speed?.latency_ms ? milliseconds(speed.latency_ms.p95) : '\u2013',
        size ? significant(size.operations_per_text) : '\u2013',
        size?.cluster_memory_bytes ? megabytes(size.cluster_memory_bytes) : '\u2013',
        size ? megabytes(size.file_bytes) : '\u2013',
        ...(priced ? [price === null ? '\u2013' : price.toPrecision(3)] : []),
      ]),
    )}
  </section>`;
}

function renderPairs({ pairs, labelled }: Comparison): Html {
  return html`<section id="pairs">
    <h2>Each against each</h2>
    <p class="small">
      ${
        labelled > 0
          ? html`p is the chance of such a difference in macro-F1 by luck, from resamples that draw the same groups for
            both. McNemar's test asks whether both are right equally often.`
          : html`Without true labels only agreement can be told.`
      }
    </p>
    ${renderTable(
      [
        'Pair',
        'Agreement',
        'Kappa',
        ...(labelled > 0 ? ['Macro-F1 differs by', '95 % interval', 'p', "McNemar's p"] : []),
      ],
      pairs.map((pair) => [
        `${pair.first} and ${pair.second}`,
        percent(pair.agreement),
        decimals(pair.kappa),
        ...(labelled > 0
          ? [
              decimals(pair.macro_f1_difference),
              pair.interval ? `${decimals(pair.interval[0])} to ${decimals(pair.interval[1])}` : '\u2013',
              chance(pair.p_value),
              chance(pair.mcnemar_p_value),
            ]
          : []),
      ]),
    )}
  </section>`;
}

function renderDisagreements(comparison: Comparison): Html | undefined {
  const { disagreements, disagreement_count: all, models, labels } = comparison;
  if (disagreements.length === 0) return undefined;
  const colours = labelColours(labels, severityOf(labels));
  const shown = disagreements.slice(0, shownTexts);
  const sources = [...new Set(shown.flatMap(({ source }) => source ?? []))].sort();
  return html`<section id="disagreements" data-list>
    <h2>Where they differ</h2>
    <p class="small">
      ${count(all)} texts get different
      answers${all > shown.length && html`; shown are ${count(shown.length)} that split the models most evenly`}.
    </p>
    ${listControls(sources)}
    <ol class="texts">
      ${shown.map((entry) => renderDisagreement(entry, models, colours))}
    </ol>
  </section>`;
}

function renderDisagreement(
  { text, label, source, answers }: Disagreement,
  models: Comparison['models'],
  colours: ReadonlyMap<string, Role>,
): Html {
  const tag = (name: string): Html =>
    html`<span class="tag"><i class="${colours.get(name) ?? 'label1'}"></i>${name}</span>`;
  return html`<li data-source="${source ?? ''}">
    <div class="said">
      ${answers.map(
        (answer, index) =>
          html`<div>
            ${models[index]!.name}: ${tag(answer.label)}
            ${answer.probability !== null && decimals(answer.probability, 2)}
          </div>`,
      )}${label !== null && html`<div>truly ${tag(label)}</div>`}${source !== null && html`<div>${source}</div>`}
    </div>
    ${renderLog(text)}
  </li>`;
}

function renderOrigin({ models, left_out, bootstrap }: Comparison, { inputs }: ComparisonFacts): Html {
  const facts: [string, string][] = [
    ['Input', inputs.length > 0 ? inputs.join(', ') : 'the rows of the results'],
    ...models.map(({ name, kind, path }): [string, string] => [name, `${kind} ${path}`]),
    ['Left out', `${count(left_out)} texts that not all of them answer`],
    ['Resamples', `${count(bootstrap.samples)}, seed ${bootstrap.seed}`],
  ];
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
