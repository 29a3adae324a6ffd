// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// `npm run conformance:score [-- SUITE...]`: the true score of our engine, known differences counted as what they are. Named suites are shown
// with every case that differs.

import { inspect } from 'node:util';

import { runOffline } from '../test/conformance/backends/offline.js';
import { sameOutcome } from '../test/conformance/format/outcome.js';
import { loadSuites } from '../test/conformance/format/suite.js';

const shown = process.argv.slice(2);
let all = 0;
let right = 0;
for (const { name, cases } of loadSuites()) {
  if (shown.length > 0 && !shown.some((part) => name.includes(part))) continue;
  let passed = 0;
  for (const item of cases) {
    const actual = await runOffline(item);
    if (item.expect && sameOutcome(item.expect, actual)) passed++;
    else if (shown.length > 0) {
      const text = (value: unknown): string => inspect(value, { depth: 12, breakLength: 160 });
      console.log(`${item.id}\n  expected ${text(item.expect)}\n  actual   ${text(actual)}`);
    }
  }
  all += cases.length;
  right += passed;
  console.log(`${String(passed).padStart(5)} of ${String(cases.length).padStart(5)}  ${name}`);
}
console.log(`${right} of ${all}: ${((100 * right) / all).toFixed(2)} %`);
