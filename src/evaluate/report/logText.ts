// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A log text on a page, its words shaded by what they did for the label.

import type { Explanation } from '../explanations.js';
import { html, type Html } from './html.js';

/** Length from which a text is folded, and the longest that is shown. */
const foldedLength = 320;
const longestShown = 1000;
/** Shades of words for and against a label. */
const shades = 4;

/** A log text; a long one folds away behind its beginning. */
export function renderLog(text: string, explanation?: Explanation): Html {
  const shown = text.length > longestShown ? `${text.slice(0, longestShown)} \u2026` : text;
  if (shown.length <= foldedLength) return html`<pre>${shaded(shown, explanation)}</pre>`;
  return html`<details class="log">
    <summary><code>${shaded(shown.slice(0, foldedLength), explanation)}</code> …</summary>
    <pre>${shaded(shown, explanation)}</pre>
  </details>`;
}

/** The text with marks: darker for heavier words, underlined where they spoke against the label. */
function shaded(text: string, explanation: Explanation | undefined): Html {
  if (!explanation) return html`${text}`;
  const heaviest = Math.max(...explanation.words.map(({ weight }) => Math.abs(weight)));
  const words = explanation.words
    .filter(({ end }) => end <= text.length)
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const parts: Html[] = [];
  let at = 0;
  for (const { start, end, weight } of words) {
    if (start < at) continue;
    const shade = Math.max(1, Math.ceil((Math.abs(weight) / heaviest) * shades));
    const word = html`<mark class="${weight > 0 ? 'for' : 'against'} s${shade}" title="${signed(weight)}"
      >${text.slice(start, end)}</mark
    >`;
    parts.push(html`${text.slice(at, start)}${word}`);
    at = end;
  }
  return html`${parts}${text.slice(at)}`;
}

function signed(weight: number): string {
  return weight > 0 ? `+${weight}` : String(weight);
}
