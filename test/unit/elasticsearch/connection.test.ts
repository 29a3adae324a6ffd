// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Where connection settings come from.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveConnection } from '../../../src/elasticsearch/connection.js';

const url = 'https://es.example.org:9200';

test.each([
  ['elastic-package', { ELASTIC_PACKAGE_ELASTICSEARCH_HOST: url, ELASTIC_PACKAGE_ELASTICSEARCH_API_KEY: 'k' }],
  ['the Terraform provider', { ELASTICSEARCH_ENDPOINTS: `${url},https://b:9200`, ELASTICSEARCH_API_KEY: 'k' }],
  ['Kibana in docker', { ELASTICSEARCH_HOSTS: `["${url}", "https://b:9200"]`, ELASTICSEARCH_API_KEY: 'k' }],
  ['eland', { ES_URL: url, ES_API_KEY: 'k' }],
  ['start-local', { ES_LOCAL_URL: url, ES_LOCAL_API_KEY: 'k' }],
  [
    'logtwin, before all others',
    { LOGTWIN_ELASTICSEARCH_URL: url, LOGTWIN_API_KEY: 'k', ES_URL: 'https://no', ES_API_KEY: 'no' },
  ],
])('the names of %s are read', (_tool, environment) => {
  const connection = resolveConnection({}, environment);
  expect(connection.url).toBe(url);
  expect(connection.auth?.kind === 'apiKey' && connection.auth.apiKey.reveal()).toBe('k');
});

test('flags come before a profile, a profile before the environment', () => {
  const folder = mkdtempSync(join(tmpdir(), 'logtwin-profiles-'));
  try {
    const profilesFile = join(folder, 'profiles.json');
    writeFileSync(profilesFile, JSON.stringify({ prod: { url: 'https://profile:9200', api_key_env: 'PROD_KEY' } }));
    const environment = { ELASTICSEARCH_URL: 'https://environment:9200', PROD_KEY: 'secret' };
    const connection = resolveConnection({ profile: 'prod', profilesFile }, environment);
    expect(connection.url).toBe('https://profile:9200');
    expect(connection.auth?.kind === 'apiKey' && connection.auth.apiKey.reveal()).toBe('secret');
    expect(resolveConnection({ profile: 'prod', profilesFile, url }, environment).url).toBe(url);
    expect(() => resolveConnection({ profile: 'prod', profilesFile }, {})).toThrow(
      /PROD_KEY, named by the profile, is not set/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('no text of a connection shows a secret', () => {
  const connection = resolveConnection({ url, username: 'elastic' }, { ELASTIC_PASSWORD: 'hunter2' });
  expect(JSON.stringify(connection)).not.toContain('hunter2');
  expect(() => resolveConnection({ url: 'https://elastic:hunter2@es' }, {})).toThrow(/holds a password/);
});
