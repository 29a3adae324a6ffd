// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The cases beside the normalizers, as `logtwin test painless` runs them.

import { resolve } from 'node:path';
import { testFolder } from '../../src/ingest/tests/testFolder.js';

test('every case beside a normalizer passes, and every normalizer has some', async () => {
  const report = await testFolder(resolve(__dirname, '../../painless'));
  expect(report.cases.filter(({ status }) => status !== 'passed')).toEqual([]);
  const suites = new Set(report.cases.map(({ name }) => name.split('/')[0]));
  expect([...suites].sort()).toEqual([
    'apache',
    'generic',
    'modsecurity',
    'mysql',
    'nginx',
    'pfsense',
    'select_source',
    'suricata',
    'wazuh',
    'windows',
    'zeek',
  ]);
});
