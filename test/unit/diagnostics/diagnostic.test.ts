// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

import { renderDiagnostic, type Diagnostic } from '../../../src/diagnostics/diagnostic.js';
import { Source } from '../../../src/diagnostics/source.js';

function at(start: number, end: number): Diagnostic {
  const label = { span: { start, end }, text: 'here' };
  return { code: 'IN3001', severity: 'error', message: 'broken', labels: [label], hints: ['mend it'] };
}

test('the line and a caret under the place', () => {
  expect(renderDiagnostic(at(7, 9), new Source('a.json', 'one\ntwo xx'))).toBe(
    ['error[IN3001]: broken', ' --> a.json:2:4', '  |', '2 | two xx', '  |    ^^ here', '  hint: mend it'].join('\n'),
  );
});

test('of a line of megabytes only the part around the place', () => {
  const source = new Source('a.json', `${'x'.repeat(1_000_000)}Q${'y'.repeat(1_000_000)}`);
  const [, place, , excerpt, caret] = renderDiagnostic(at(1_000_000, 1_000_001), source).split('\n');
  expect(place).toBe(' --> a.json:1:1000001');
  expect(excerpt!.length).toBeLessThan(200);
  expect(excerpt!.indexOf('Q')).toBe(caret!.indexOf('^'));
});
