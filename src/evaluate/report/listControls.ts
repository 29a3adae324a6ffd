// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What filters a list of texts: by source, where there are several, and by words.

import { html, type Html } from './html.js';

/** The controls of a list whose section is marked `data-list`. */
export function listControls(sources: readonly string[]): Html {
  return html`<div class="controls" data-needs-script>
    ${
      sources.length > 1 &&
      html`<label
        >Source<select>
          <option value="">All</option>
          ${sources.map((source) => html`<option>${source}</option>`)}
        </select></label
      >`
    }
    <label>Search<input type="search" autocomplete="off" spellcheck="false" /></label>
    <output class="small" aria-live="polite"></output>
  </div>`;
}
