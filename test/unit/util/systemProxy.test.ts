// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Which proxy the environment names, read as curl and other tools read it.

import { systemProxy } from '../../../src/util/systemProxy.js';

test.each([
  ['https://es:9200', { HTTPS_PROXY: 'http://p:1' }, 'http://p:1'],
  ['https://es:9200', { https_proxy: 'http://p:1' }, 'http://p:1'],
  ['http://es:9200', { HTTPS_PROXY: 'http://p:1' }, undefined],
  ['http://es:9200', { HTTP_PROXY: 'http://p:2' }, 'http://p:2'],
  ['https://es:9200', { ALL_PROXY: 'http://p:3' }, 'http://p:3'],
  ['https://es.example.org:9200', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'localhost, .example.org' }, undefined],
  ['https://es.example.org:9200', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'example.org:9300' }, 'http://p:1'],
  ['https://badexample.org', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'example.org' }, 'http://p:1'],
  ['https://es:9200', { HTTPS_PROXY: 'http://p:1', no_proxy: '*' }, undefined],
  ['https://es', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'es:443' }, undefined],
  ['https://es:9200', { HTTPS_PROXY: 'p:1' }, 'http://p:1'],
])('%s with %j goes through %s', (address, environment, expected) => {
  expect(systemProxy(address, environment)).toBe(expected);
});
