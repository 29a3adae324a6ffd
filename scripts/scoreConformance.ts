// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// `npm run conformance:score [-- [--causes] SUITE...]`: the true score of our engine, known differences counted as what they are. Named suites are
// shown with every case that differs; with --causes these are put together by what differs, most frequent first.

import { inspect } from 'node:util';

import { runOffline } from '../test/conformance/backends/offline.js';
import { sameOutcome } from '../test/conformance/format/outcome.js';
import { loadSuites, type ExpectedError, type Outcome } from '../test/conformance/format/suite.js';

const parameters = process.argv.slice(2);
const byCause = parameters.includes('--causes');
const named = parameters.filter((parameter) => parameter !== '--causes');
const causes = new Map<string, string[]>();
const text = (value: unknown): string => inspect(value, { depth: 12, breakLength: 160 });
let all = 0;
let right = 0;
for (const { name, cases } of loadSuites()) {
  if (named.length > 0 && !named.some((part) => name.includes(part))) continue;
  let passed = 0;
  for (const item of cases) {
    const actual = await runOffline(item);
    if (item.expect && sameOutcome(item.expect, actual)) {
      passed++;
      continue;
    }
    const shown = `${item.id}\n  expected ${text(item.expect)}\n  actual   ${text(actual)}`;
    if (byCause) {
      const cause = item.expect ? causeOf(item.expect, actual) : 'not recorded';
      causes.set(cause, [...(causes.get(cause) ?? []), shown]);
    } else if (named.length > 0) {
      console.log(shown);
    }
  }
  all += cases.length;
  right += passed;
  console.log(`${String(passed).padStart(5)} of ${String(cases.length).padStart(5)}  ${name}`);
}
for (const [cause, shown] of [...causes].sort(([, a], [, b]) => b.length - a.length)) {
  console.log(`\n${shown.length} x ${cause}\n${shown.slice(0, 2).join('\n')}`);
}
console.log(`${right} of ${all}: ${((100 * right) / all).toFixed(2)} %`);

/** What differs, without names and numbers. */
function causeOf(expected: Outcome, actual: Outcome): string {
  const [server, ours] = [errorIn(expected), errorIn(actual)];
  if (!server && !ours) return 'value';
  if (!server) return `ours fails: ${wordsOf(ours!)}`;
  if (!ours) return `the server fails: ${wordsOf(server)}`;
  if (wordsOf(server) === wordsOf(ours) && server.reason === ours.reason) return `place of: ${wordsOf(server)}`;
  return `${wordsOf(server)} | ours: ${wordsOf(ours)}`;
}

function errorIn(outcome: Outcome): ExpectedError | undefined {
  if ('error' in outcome) return outcome.error;
  if (!('docs' in outcome)) return undefined;
  return outcome.docs.flatMap((document) => ('error' in document ? [document.error] : []))[0];
}

function wordsOf({ script, type, reason }: ExpectedError): string {
  const words = (reason ?? '').replace(/\[[^\]]*\]/g, '[]').replace(/"[^"]*"/g, '""');
  return `${script ?? ''} ${type} ${words.replace(/\d+/g, '#').slice(0, 100)}`.trim();
}
