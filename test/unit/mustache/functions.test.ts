// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The functions of the server's mustache: toJson, join and url (expected values from its documentation).

import { compileTemplate } from '../../../src/mustache/index.js';
import { fromPlain } from '../../../src/values/json.js';
import type { HashMap } from '../../../src/values/maps.js';

const render = (template: string, model: object, mediaType: 'application/json' | 'text/plain' = 'text/plain') =>
  compileTemplate(template, mediaType).render(fromPlain(model) as HashMap);

test('toJson prints a value as JSON', () => {
  expect(render('{{#toJson}}statuses{{/toJson}}', { statuses: { ids: [1, 'a'] } })).toBe('{"ids":[1,"a"]}');
});

test('join joins a list', () => {
  expect(render('{{#join}}emails{{/join}}', { emails: ['a@b', 'c@d'] })).toBe('a@b,c@d');
  expect(
    render("{{#join delimiter='||'}}date.formats{{/join delimiter='||'}}", {
      date: { formats: ['dd/MM/yyyy', 'yyyy'] },
    }),
  ).toBe('dd/MM/yyyy||yyyy');
});

test('url encodes', () => {
  expect(render('{{#url}}{{host}}/{{page}}{{/url}}', { host: 'http://localhost', page: 'a b' })).toBe(
    'http%3A%2F%2Flocalhost%2Fa+b',
  );
});

test('values are escaped for JSON unless three braces ask for them as they are', () => {
  expect(render('{{x}} {{{x}}}', { x: 'a"\\\n\u0001/é' }, 'application/json')).toBe(
    'a\\"\\\\\\n\\u0001/é a"\\\n\u0001/é',
  );
});

test('a template without a tag is itself', () => {
  expect(compileTemplate('plain').constant).toBe('plain');
});
