// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The sections of a report that show texts: mistakes by template, texts worth looking at, logits of a few.

import type { NotableText } from '../tally.js';
import { count, decimals } from './axes.js';
import { html, type Html } from './html.js';
import { listControls } from './listControls.js';
import { renderLog } from './logText.js';
import type { Role } from './palette.js';
import type { ReportData } from './reportData.js';
import { renderTable } from './table.js';

/** Notable texts of each list. */
const shownTexts = 25;

/** Mistakes by what is taken for what and by template. */
export function renderMistakes(
  { mistakes, statistics }: ReportData,
  colours: ReadonlyMap<string, Role>,
): Html | undefined {
  if (mistakes.length === 0) return undefined;
  const shown = mistakes.reduce((sum, group) => sum + group.count, 0);
  return html`<section id="mistakes" data-list>
    <h2>Commonest mistakes</h2>
    <p class="small">
      Mistakes whose texts differ only in numbers and names count together: one rule, or one relabelled example, mends
      all of a group. These ${count(mistakes.length)} groups hold ${count(shown)} of the mistakes on
      ${count(statistics.labelled)} labelled texts.
    </p>
    <div class="controls" data-needs-script>
      <label>Search<input type="search" autocomplete="off" spellcheck="false" /></label>
      <output class="small" aria-live="polite"></output>
    </div>
    <ol class="texts">
      ${mistakes.map(
        (group) =>
          html`<li>
            <div class="said">
              ${group.count === 1 ? 'once' : `${count(group.count)} times`}
              <div>${tag(group.label, colours)} taken for ${tag(group.predicted, colours)}</div>
              ${group.mean_confidence !== null && html`<div>mean confidence ${decimals(group.mean_confidence, 2)}</div>`}
            </div>
            <div>
              <pre>${group.template}</pre>
              ${group.count > 1 && html`<p class="small">such as ${group.example.slice(0, 160)}</p>`}
            </div>
          </li>`,
      )}
    </ol>
  </section>`;
}

/** A list of texts with what was said of each, and why where that is known. */
export function renderTexts(
  id: string,
  title: string,
  lead: string,
  texts: readonly NotableText[],
  { explanations }: ReportData,
  colours: ReadonlyMap<string, Role>,
): Html | undefined {
  if (texts.length === 0) return undefined;
  const shown = texts.slice(0, shownTexts);
  const sources = [...new Set(shown.flatMap(({ source }) => source ?? []))].sort();
  const [explained] = shown.flatMap(({ text }) => explanations.get(text) ?? []);
  return html`<section id="${id}" data-list>
    <h2>${title}</h2>
    <p class="small">
      ${lead}
      ${
        explained &&
        html`<mark class="for s3">Shaded</mark> words spoke for the label, <mark class="against s3">dotted</mark> ones
          against it:
          ${explained.method === 'exact' ? 'exactly what each adds to the lead over the next label.' : 'what leaving each out does to its probability.'}`
      }
    </p>
    ${listControls(sources)}
    <ol class="texts">
      ${shown.map(
        ({ text, predicted, probability, label, source, truncated }) =>
          html`<li data-source="${source ?? ''}">
            <div class="said">
              ${tag(predicted, colours)}
              ${decimals(probability)}${
                label !== undefined && label !== predicted && html`<div>truly ${tag(label, colours)}</div>`
              }${source !== undefined && html`<div>${source}</div>`}${truncated && html`<div>truncated</div>`}
            </div>
            ${renderLog(text, explanations.get(text))}
          </li>`,
      )}
    </ol>
  </section>`;
}

/** Logits and probabilities of the first texts, where they were asked for. */
export function renderLogits({ logits, metadata }: ReportData): Html | undefined {
  if (logits.length === 0 || !metadata) return undefined;
  const { labels } = metadata.model;
  return html`<section id="logits">
    <h2>Logits</h2>
    <p class="small">
      What the model gives for the first ${count(logits.length)} texts, before and after softmax. Equal or tiny logits
      everywhere are the mark of a head that was never trained.
    </p>
    ${renderTable(
      ['Text', ...labels, ...labels.map((label) => `p(${label})`)],
      logits.flatMap(({ text, logits: rows, probabilities }) =>
        rows.map((row, window) => [
          html`<code>${window === 0 ? text.slice(0, 60) : 'next window'}</code>`,
          ...row.map((value) => decimals(value)),
          ...labels.map((_, place) => (window === 0 ? decimals(probabilities[place]) : '')),
        ]),
      ),
    )}
  </section>`;
}

function tag(name: string, colours: ReadonlyMap<string, Role>): Html {
  return html`<span class="tag"><i class="${colours.get(name) ?? 'label1'}"></i>${name}</span>`;
}
