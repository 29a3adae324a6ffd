// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Expected values: LocaleUtils of Elasticsearch 9.5.3 on JDK 25.

import type { Failure } from '../../../src/diagnostics/failure.js';
import { requireLocale } from '../../../src/dates/requireLocale.js';

test.each([
  '',
  'en',
  'EN',
  'de_DE',
  'de-de',
  'de_',
  '_DE',
  'xxx',
  'und',
  'iw',
  'root',
  'ROOT',
  'en_US_POSIX',
  'en--x',
  '-',
])('"%s" is a locale', (locale) => {
  expect(() => requireLocale(locale)).not.toThrow();
});

test.each([
  ['q', 'Unknown language: q', "Couldn't find 3-letter language code for q"],
  ['en US', 'Unknown language: en US', "Couldn't find 3-letter language code for en us"],
  ['German', 'Unknown language: German', "Couldn't find 3-letter language code for german"],
  ['de-xx', 'Unknown country: xx', "Couldn't find 3-letter country code for XX"],
  ['sr-Latn', 'Unknown country: Latn', "Couldn't find 3-letter country code for LATN"],
  ['de_root', 'Unknown country: root', "Couldn't find 3-letter country code for ROOT"],
])('"%s" is none', (locale, reason, cause) => {
  let failure: Failure | undefined;
  try {
    requireLocale(locale);
  } catch (error) {
    failure = error as Failure;
  }
  expect(failure).toMatchObject({ type: 'illegal_argument_exception', reason });
  expect(failure?.details.cause).toMatchObject({ type: 'missing_resource_exception', reason: cause });
});

test('at most three parts, split at the first separator only', () => {
  expect(() => requireLocale('ja-JP-u-ca')).toThrow('Locales can have at most 3 parts but got 4: [ja, JP, u, ca]');
  expect(() => requireLocale('en_US-x')).toThrow('Unknown country: US-x');
});
