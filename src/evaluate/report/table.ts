// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A table of a page whose first column names the row and whose others hold numbers.

import { html, type Html } from './html.js';

/** Renders a table that scrolls where it is wider than the page. */
export function renderTable(head: readonly string[], rows: readonly (readonly (string | Html)[])[]): Html {
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          ${head.map((name, column) => (column === 0 ? html`<th scope="col">${name}</th>` : html`<th scope="col" class="number">${name}</th>`))}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell, column) => (column === 0 ? html`<th scope="row">${cell}</th>` : html`<td class="number">${cell}</td>`))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
