// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The style sheet of the report: one scale of type, one grid, colours only by role.

import { declarations } from './palette.js';

const sans = 'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const serif = '"Iowan Old Style", "Palatino Linotype", Palatino, Charter, Georgia, "Liberation Serif", serif';
const mono = 'ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace';

/** The whole style sheet. */
export const style = `
:root { color-scheme: light dark; ${declarations('light')} }
@media (prefers-color-scheme: dark) { :root { ${declarations('dark')} } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 ${sans}; font-variant-numeric: tabular-nums; overflow-wrap: break-word; }
.page { max-width: 68rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; }
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -100vw; } .skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem; }

h1, h2, h3, p, ul, dl, figure { margin: 0; }
h1 { font: 600 clamp(1.9rem, 1.2rem + 3vw, 3.1rem)/1.12 ${serif}; letter-spacing: -.015em; text-wrap: balance; }
h2 { font: 600 1.5rem/1.25 ${serif}; letter-spacing: -.01em; }
h3 { font: 600 1rem/1.4 ${sans}; }
.eyebrow { font-size: .8125rem; letter-spacing: .04em; color: var(--muted); }
.small { font-size: .875rem; color: var(--muted); }

header { padding-bottom: 2.25rem; border-bottom: 1px solid var(--rule); }
.eyebrow { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin-bottom: 1.5rem; }
.eyebrow strong { color: var(--ink); font-weight: 600; }
.decision { display: inline-flex; align-items: center; gap: .5rem; margin-bottom: .75rem; font-weight: 600; color: var(--tone); }
.decision svg { width: 1.25rem; height: 1.25rem; flex: none; }
.deploy { --tone: var(--good); } .deploy_with_care { --tone: var(--warn); } .do_not_deploy { --tone: var(--bad); } .cannot_tell { --tone: var(--muted); }
.reasons { margin-top: 1.1rem; padding: 0; list-style: none; max-width: 46rem; font-size: 1.0625rem; }
.reasons li + li { margin-top: .5rem; }

.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: 0; border-bottom: 1px solid var(--rule); }
.facts > div { padding: 1.4rem 1.25rem 1.4rem 0; }
.facts dt { font-size: .875rem; color: var(--muted); }
.facts dd { margin: .15rem 0 0; font: 600 1.75rem/1.2 ${sans}; letter-spacing: -.02em; }
.facts dd small { display: block; margin-top: .2rem; font: 400 .8125rem/1.4 ${sans}; letter-spacing: 0; color: var(--muted); }

section { padding-top: 2.75rem; }
section > h2 { margin-bottom: .35rem; }
section > .small { max-width: 46rem; margin-bottom: 1.25rem; }

.findings { list-style: none; margin: 1rem 0 0; padding: 0; border-top: 1px solid var(--rule); }
.findings li { display: grid; grid-template-columns: 6.5rem 1fr; gap: .25rem 1rem; padding: 1rem 0; border-bottom: 1px solid var(--rule); }
.findings h3, .findings p { grid-column: 2; }
.findings .weight { grid-column: 1; grid-row: 1 / span 3; font-size: .875rem; font-weight: 600; color: var(--tone); }
.stop { --tone: var(--bad); } .caution { --tone: var(--warn); } .note { --tone: var(--muted); }

.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 28rem), 1fr)); gap: 1.25rem; }
figure { display: flex; flex-direction: column; container-type: inline-size; min-width: 0; padding: 1.25rem 1.25rem .75rem; background: var(--card); border: 1px solid var(--rule); border-radius: 6px; }
figcaption p { margin: .25rem 0 1rem; font-size: .875rem; color: var(--muted); }
figure svg { display: block; width: 100%; height: auto; } figure svg text { pointer-events: none; font-family: ${sans} !important; }
.narrow { display: none; }
@container (max-width: 26rem) { .wide { display: none; } .narrow { display: block; } }

details { margin-top: .75rem; border-top: 1px solid var(--rule); font-size: .875rem; }
figure details { margin-top: auto; }
summary { padding: .5rem 0; color: var(--muted); cursor: pointer; } summary:hover { color: var(--ink); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
th, td { padding: .45rem .75rem .45rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule); }
th { font-weight: 600; color: var(--muted); white-space: nowrap; } tbody th { color: var(--ink); font-weight: 500; }
.number { text-align: right; white-space: nowrap; } td small { display: block; font-size: .75rem; color: var(--muted); }
tr > :last-child { padding-right: 0; }
.sources { table-layout: fixed; min-width: 40rem; } .sources th:nth-child(1) { width: 24%; } .sources th:nth-child(2) { width: 9%; } .sources th:nth-child(3) { width: 27%; } .sources th { white-space: normal; } .sources td, .sources th { vertical-align: middle; } .sources td:nth-child(4) { white-space: nowrap; }
.bar { display: flex; height: .75rem; min-width: 7rem; border-radius: 2px; overflow: hidden; background: var(--rule); }
.bar i { display: block; } .key { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0 0 .75rem; padding: 0; list-style: none; font-size: .875rem; }
.key i, .tag i { display: inline-block; width: .7em; height: .7em; margin-right: .45em; border-radius: 2px; }
${[1, 2, 3, 4, 5, 6].map((index) => `.label${index} { background: var(--label${index}); }`).join(' ')}

.controls { display: flex; flex-wrap: wrap; gap: .75rem 1.25rem; align-items: end; margin-bottom: 1rem; }
.controls label { display: grid; gap: .25rem; font-size: .8125rem; color: var(--muted); }
select, input[type=search], input[type=number] { font: inherit; font-size: .9375rem; color: var(--ink); background: var(--card); border: 1px solid var(--quiet); border-radius: 4px; padding: .4rem .6rem; min-height: 2.5rem; max-width: 100%; }
input[type=search] { width: 16rem; } input[type=number] { width: 10rem; }
input[type=range] { width: 24rem; max-width: 100%; min-height: 2.5rem; accent-color: var(--accent); }
[data-needs-script] { display: none; } .scripted .controls[data-needs-script] { display: flex; } .scripted .facts[data-needs-script] { display: grid; border-top: 1px solid var(--rule); margin-bottom: 1.25rem; }
.texts { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--rule); }
.texts > li { display: grid; grid-template-columns: 13rem 1fr; gap: .35rem 1.5rem; padding: .9rem 0; border-bottom: 1px solid var(--rule); }
.texts > li[hidden] { display: none; }
.texts .said { font-size: .875rem; } .texts .said div { color: var(--muted); } .tag { font-weight: 600; white-space: nowrap; }
.texts pre, .log code { margin: 0; font: .8125rem/1.55 ${mono}; white-space: pre-wrap; overflow-wrap: anywhere; }
.texts > li > :last-child { min-width: 0; }
mark { color: var(--ink); background: none; border-radius: 2px; } ${[1, 2, 3, 4].map((shade) => `mark.for.s${shade} { background: color-mix(in srgb, var(--accent) ${shade * 8}%, transparent); } mark.against.s${shade} { text-decoration: underline dotted var(--bad); background: color-mix(in srgb, var(--bad) ${shade * 7}%, transparent); }`).join(' ')}
.log { margin: 0; border: 0; } .log summary { padding: 0; color: var(--ink); } .log[open] summary code { display: none; } .log pre { margin-top: .35rem; }
.plain { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .35rem 1.5rem; font-size: .9375rem; }
.plain dt { color: var(--muted); } .plain dd { margin: 0; overflow-wrap: anywhere; }
footer { margin-top: 3rem; padding-top: 1.25rem; border-top: 1px solid var(--rule); }
#tip { position: fixed; z-index: 1; max-width: 18rem; padding: .5rem .7rem; font-size: .8125rem; line-height: 1.45; color: var(--ink); background: var(--card); border: 1px solid var(--quiet); border-radius: 4px; box-shadow: 0 4px 16px #0002; pointer-events: none; }
#tip[hidden] { display: none; } #tip b { font-weight: 600; }

@media (max-width: 40rem) {
  .page { padding: 1.5rem 1rem 3rem; }
  .facts { grid-template-columns: 1fr 1fr; }
  .facts > div { padding: 1rem .75rem 1rem 0; } .facts dd { font-size: 1.375rem; }
  .findings li { grid-template-columns: 1fr; } .findings h3, .findings p, .findings .weight { grid-column: 1; grid-row: auto; }
  figure { padding: 1rem .9rem .6rem; }
  .texts > li { grid-template-columns: 1fr; }
  .plain { grid-template-columns: 1fr; gap: 0; } .plain dd { margin-bottom: .6rem; }
  .controls label, .controls input, select { width: 100%; }
}
@page { margin: 14mm 13mm 15mm; }
@media print {
  :root { ${declarations('light')}; --paper: #fff; }
  html { font-size: 75%; } body { font-size: 9.5pt; } .page { max-width: none; padding: 0; } h1 { font-size: 2.4rem; } header { padding-bottom: 1.25rem; } section { padding-top: 1.75rem; }
  .small, .findings p, table, details { font-size: 8.5pt; } .texts .said, .texts pre, .log code { font-size: 8pt; }
  figure, .findings li, .texts > li, tr, .facts > div, .small { break-inside: avoid; } h2, h3, section > .small, .key { break-after: avoid; } p, li, dd { orphans: 3; widows: 3; }
  thead { display: table-header-group; } th { white-space: normal; } th, td { padding: .3rem .6rem .3rem 0; } .scroll { overflow: visible; break-inside: avoid; } .facts > div { padding: .9rem .9rem .9rem 0; } .facts dd { font-size: 1.5rem; } .sources { min-width: 0; }
  .charts { grid-template-columns: 1fr 1fr; } .controls, [data-needs-script], .skip, #tip { display: none !important; }
  details:not([open]):not(.log) { display: none; } .log summary { list-style: none; }
  .bar, .bar i, .key i, .tag i, mark { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
