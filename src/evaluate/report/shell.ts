// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What every page has around its content: head with its policy, style, footer, script. A page asks for nothing.

import { createHash } from 'node:crypto';
import { html, trusted, type Html } from './html.js';
import { script } from './script.js';
import { style } from './style.js';

/** The content of a page. */
export interface ShellContent {
  readonly title: string;
  readonly version: string | undefined;
  readonly header: Html;
  readonly main: Html;
}

/** Renders a whole page. */
export function renderShell({ title, version, header, main }: ShellContent): string {
  const scriptHash = createHash('sha256').update(script).digest('base64');
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${scriptHash}'; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="generator" content="logtwin" />
        <title>${title}</title>
        ${trusted(`<style>${style}</style>`)}
      </head>
      <body>
        <a class="skip" href="#main">Skip to the report</a>
        <div class="page">
          ${header}
          <main id="main">${main}</main>
          <footer class="small">
            <p>
              Made by logtwin${version !== undefined && html` ${version}`}. This file holds everything it shows and asks
              for nothing from the network.
            </p>
          </footer>
        </div>
        <div id="tip" role="presentation" hidden></div>
        ${trusted(`<script>${script}</script>`)}
      </body>
    </html> `.markup;
}
