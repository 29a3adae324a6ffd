// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A log text on a page.

import { html, type Html } from './html.js';

/** Length from which a text is folded. */
const foldedLength = 320;

/** A log text; a long one folds away behind its beginning. */
export function renderLog(text: string): Html {
  if (text.length <= foldedLength) return html`<pre>${text}</pre>`;
  return html`<details class="log">
    <summary><code>${text.slice(0, foldedLength)}</code> …</summary>
    <pre>${text}</pre>
  </details>`;
}
