// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// One finding in a list of class "findings".

import type { Finding } from '../findings.js';
import { html, type Html } from './html.js';

const weights = { stop: 'Stop', caution: 'Caution', note: 'Note' } as const;

/** Renders a finding. */
export function renderFinding({ weight, message, evidence, remedy }: Finding): Html {
  return html`<li class="${weight}">
    <span class="weight">${weights[weight]}</span>
    <h3>${message}</h3>
    <p>${evidence}</p>
    <p class="small">${remedy}</p>
  </li>`;
}
