// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Charts as figures of a page: caption, a drawing for each width, and the numbers behind it.

import type { Chart, DrawChart } from './chart.js';
import { html, trusted, type Html } from './html.js';
import { withVariables } from './palette.js';

/** A chart with its two drawings: for a column of the page and for a phone. */
export interface DrawnChart {
  readonly chart: Chart;
  readonly wide: string;
  readonly narrow: string;
}

/** Widths of a chart in pixels: a column of the page, a phone. */
const widths = { wide: 480, narrow: 320 };

/** Draws a chart for both widths. */
export function drawBoth(chart: Chart, draw: DrawChart): DrawnChart {
  return { chart, wide: draw(chart, widths.wide), narrow: draw(chart, widths.narrow) };
}

/** The section of all charts. */
export function renderCharts(title: string, charts: readonly DrawnChart[]): Html {
  return html`<section id="charts">
    <h2>${title}</h2>
    <p class="small">Every chart has its numbers in a table beneath it.</p>
    <div class="charts">${charts.map(renderFigure)}</div>
  </section>`;
}

function renderFigure({ chart, wide, narrow }: DrawnChart): Html {
  const described = { wide: withVariables(wide), narrow: withVariables(narrow) };
  const drawing = (variant: 'wide' | 'narrow'): Html =>
    trusted(
      described[variant].replace(
        '<svg',
        html`<svg class="${variant}" role="img" aria-label="${chart.title}: ${chart.caption}"`.markup,
      ),
    );
  return html`<figure id="${chart.id}">
    <figcaption>
      <h3>${chart.title}</h3>
      <p>${chart.caption}</p>
    </figcaption>
    ${drawing('wide')}${drawing('narrow')}
    <details>
      <summary>Numbers</summary>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              ${chart.table.head.map((name, column) => html`<th scope="col" ${trusted(column > 0 ? ' class="number"' : '')}>${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${chart.table.rows.map(
              (cells) =>
                html`<tr>
                  ${cells.map((cell, column) => (column === 0 ? html`<th scope="row">${cell}</th>` : html`<td class="number">${cell}</td>`))}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>
  </figure>`;
}
