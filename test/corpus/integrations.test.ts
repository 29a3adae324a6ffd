// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The pipeline tests of elastic/integrations: every case gives its expected documents, but for the ones named here.

import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { geoDatabasesOf } from '../../src/ingest/geoDatabase.js';
import { findPackages, readPackageTests } from '../../src/ingest/tests/packageTests.js';
import { runSuite, type CaseResult } from '../../src/ingest/tests/runTests.js';

const corpus = resolve(process.env.LOGTWIN_CORPUS ?? '../shared/corpus');
const packagesFolder = join(corpus, 'integrations/packages');

/** Cases that do not pass, with the cause. An entry that passes fails the run. */
const knownMisses: Readonly<Record<string, string>> = {
  'azure/platformlogs/test-platformlogs-invalid-raw.log':
    'expects the json processor of servers before 8.6, which reads the first of several values',
  'keycloak/log/test-log.log':
    'expects the extension of uri_parts before it was looked for in the last part of the path only',
};

function load(): { packages: string[]; options: Parameters<typeof readPackageTests>[1] } {
  const regexes = readFileSync(join(corpus, 'support/user-agent/regexes-2020-12-07-ef75b7a.yaml'), 'utf8');
  return {
    packages: findPackages(packagesFolder),
    options: {
      geoDatabase: geoDatabasesOf(join(corpus, 'support/geoip')),
      userAgentRegexes: (file) => (file === '_default_' ? regexes : undefined),
    },
  };
}

const present = existsSync(packagesFolder);
if (!present) process.stderr.write(`SKIPPED: no corpus of integrations at ${packagesFolder} (set LOGTWIN_CORPUS)\n`);

(present ? describe : describe.skip)('elastic/integrations', () => {
  const { packages, options } = present ? load() : { packages: [], options: {} };
  const results: CaseResult[] = [];
  // Cases without expected documents are no tests; the corpus has 57 of them.
  const isCase = ({ reason }: CaseResult) => !reason?.startsWith('no expected documents');

  test.each(present ? packages.map((folder) => [basename(folder), folder]) : [['none', '']])(
    '%s',
    async (_name, folder) => {
      const own: CaseResult[] = [];
      for (const suite of readPackageTests(folder, options)) own.push(...(await runSuite(suite)));
      results.push(...own);
      const missed = own.filter(
        (result) => isCase(result) && result.status !== 'passed' && !(result.name in knownMisses),
      );
      expect(missed.map(({ name, status, reason }) => `${name} ${status}\n${reason}`)).toEqual([]);
    },
  );

  test('all 532 cases ran, and what is known to miss still does', () => {
    const cases = results.filter(isCase);
    const passed = cases.filter(({ status }) => status === 'passed').map(({ name }) => name);
    expect({
      cases: cases.length,
      staleMisses: Object.keys(knownMisses).filter((name) => passed.includes(name)),
    }).toEqual({
      cases: 532,
      staleMisses: [],
    });
  });
});
