// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The template that escapes.

import { escapeHtml, html, trusted } from '../../../../src/evaluate/report/html.js';

test('values are escaped, HTML and lists of it are not', () => {
  const items = ['<a>', '"b"'].map((text) => html`<li title="${text}">${text}</li>`);
  expect(
    html`<ul>
        ${items}
      </ul>
      ${trusted('<hr>')}${undefined}${null}${false}${0}`.markup.replace(/\s*(<|>)\s*/g, '$1'),
  ).toBe('<ul><li title="&lt;a&gt;">&lt;a&gt;</li><li title="&quot;b&quot;">&quot;b&quot;</li></ul><hr>0');
});

test('what cannot be seen becomes visible', () => {
  expect(escapeHtml('a\u202Eb\u0000c\u001bd\ud800e\ufefff')).toBe(
    'a\u2039U+202E\u203ab\u2039U+0000\u203ac\u2039U+001B\u203ad\u2039U+D800\u203ae\u2039U+FEFF\u203af',
  );
  expect(escapeHtml('tab\tline\nemoji \u{1F600}')).toBe('tab\tline\nemoji \u{1F600}');
});
