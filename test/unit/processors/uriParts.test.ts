// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// URIs as java.net.URI and java.net.URL read them. Expected values: the server's own tests (UriPartsTests)
// and the two classes of JDK 25.

import { uriParts } from '../../../src/transforms/uriParts.js';
import { toPlain } from '../../../src/values/json.js';

test.each([
  ['http://www.google.com', { domain: 'www.google.com', path: '', scheme: 'http' }],
  [
    'ftp://ftp.is.co.za/rfc/rfc1808.txt',
    { domain: 'ftp.is.co.za', extension: 'txt', path: '/rfc/rfc1808.txt', scheme: 'ftp' },
  ],
  ['telnet://192.0.2.16:80/', { domain: '192.0.2.16', path: '/', port: 80, scheme: 'telnet' }],
  ['mailto:John.Doe@example.com', { scheme: 'mailto' }],
  [
    'ldap://[2001:db8::7]/c=GB?objectClass?one',
    { domain: '[2001:db8::7]', path: '/c=GB', query: 'objectClass?one', scheme: 'ldap' },
  ],
  ['/app/login', { path: '/app/login' }],
  ['http://12345/x', { domain: '12345', path: '/x', scheme: 'http' }],
  ['http://a.1/x', { path: '/x', scheme: 'http' }],
  ['http://a_b.example/x', { path: '/x', scheme: 'http' }],
  ['http://#f', { path: '', fragment: 'f', scheme: 'http' }],
  [
    'http://example.com/a%20b?q=%C3%A9#f',
    { domain: 'example.com', path: '/a b', query: 'q=é', fragment: 'f', scheme: 'http' },
  ],
  // No URI for the blanks and braces, but a URL.
  [
    'http://www.google.com/path/file with spaces',
    { domain: 'www.google.com', path: '/path/file with spaces', scheme: 'http' },
  ],
  [
    'https://u:p@h:1/{x}',
    { domain: 'h', path: '/{x}', port: 1, scheme: 'https', user_info: 'u:p', username: 'u', password: 'p' },
  ],
  // All of a broken mail address is its path, up to the last question mark.
  ['mailto://a b/?x?y#f', { domain: '', path: '//a b/?x', query: 'y', scheme: 'mailto' }],
])('%s', (uri, parts) => {
  expect({ ...(toPlain(uriParts(uri)) as object) }).toEqual(parts);
});

test.each(['not:\\/_a_valid_uri', 'http://[81.2.69.142:80]/x', 'spaces only ', '//'])('%s is none', (uri) => {
  expect(() => uriParts(uri)).toThrow(`unable to parse URI [${uri}]`);
});

test.each([
  'http://h:99999999999/ x',
  'jar:///a b',
  'http://a\\b',
  'http://a b/',
  'http://a|b/ x',
  'http://u\\v@h/ x',
  'nowhere://h/ x',
  'mailto: #x',
  'http://a@b@c\\/ x',
])('%s is refused', (uri) => {
  expect(() => uriParts(uri)).toThrow(`unable to parse URI [${uri}]`);
});
