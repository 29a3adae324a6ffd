// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// logtwin test: pipeline tests of packages and our own, without a server.

import { readFileSync, writeFileSync } from 'node:fs';
import { geoDatabasesOf } from '../../ingest/geoDatabase.js';
import { generateExpected } from '../../ingest/tests/generateExpected.js';
import { renderJUnit } from '../../ingest/tests/junit.js';
import { testFolder, type TestReport } from '../../ingest/tests/testFolder.js';
import type { Command } from '../command.js';
import { exitCodes } from '../exitCodes.js';

interface TestArgs {
  dir: string;
  geoip: string | undefined;
  'user-agent': string | undefined;
  junit: string | undefined;
  coverage: boolean;
  generate: boolean;
}

export const test: Command<TestArgs> = {
  builder: (yargs) =>
    yargs
      .positional('dir', {
        type: 'string',
        default: '.',
        describe: 'folder with packages or *.case.yml files, or one such file',
      })
      .option('geoip', { type: 'string', describe: 'folder of MMDB databases for geoip and ip_location' })
      .option('user-agent', { type: 'string', describe: 'regexes file of uap-core for user_agent' })
      .option('junit', { type: 'string', describe: 'write the results to this file as JUnit XML' })
      .option('coverage', {
        type: 'boolean',
        default: false,
        describe: 'name the processors and conditions that no case reached',
      })
      .option('generate', {
        type: 'boolean',
        default: false,
        describe: 'write what came out as the expected documents of package tests that failed or have none',
      })
      .example('$0 test packages/zeek --geoip geoip', 'the pipeline tests of a package')
      .example('$0 test --junit results.xml', 'all tests below this folder, for continuous integration'),
  async run(args, io) {
    const regexes = args.userAgent === undefined ? undefined : readFileSync(args.userAgent, 'utf8');
    let done = 0;
    const report = await testFolder(args.dir, {
      onResult: ({ name }) => io.progress(`${++done} ${name}`),
      ...(args.geoip !== undefined && { geoDatabase: geoDatabasesOf(args.geoip) }),
      ...(regexes !== undefined && {
        userAgentRegexes: (file: string) => (file === '_default_' ? regexes : undefined),
      }),
    });
    io.progress(undefined);
    if (args.junit !== undefined) writeFileSync(args.junit, renderJUnit(report));
    const written = args.generate ? generateExpected(report.cases) : [];
    if (io.json) io.printJson(answerOf(report, written));
    else io.print(textOf(report, args.coverage, written));
    return report.failed + report.errors === 0 || args.generate ? exitCodes.ok : exitCodes.checkFailed;
  },
};

function answerOf({ passed, failed, errors, skipped, cases, coverage }: TestReport, generated: readonly string[]) {
  const shown = cases.map(({ name, status, reason }) => ({ name, status, ...(reason !== undefined && { reason }) }));
  return { passed, failed, errors, skipped, cases: shown, coverage, generated };
}

function textOf(report: TestReport, withCoverage: boolean, written: readonly string[]): string {
  const { cases, coverage, passed, failed, errors, skipped, documents, seconds } = report;
  const lines = cases
    .filter(({ status }) => status !== 'passed')
    .map(({ name, status, reason }) => `${status.toUpperCase()} ${name}\n${reason ?? ''}`);
  if (withCoverage) {
    for (const { pipeline, processors, unreached, neverTrue, neverFalse } of coverage) {
      lines.push(`${pipeline}: ${processors - unreached.length} of ${processors} processors reached`);
      lines.push(...unreached.map((pointer) => `  never ran           ${pointer}`));
      lines.push(...neverTrue.map((pointer) => `  condition not true  ${pointer}`));
      lines.push(...neverFalse.map((pointer) => `  condition not false ${pointer}`));
    }
  }
  lines.push(...written.map((file) => `wrote ${file}`));
  lines.push(
    `${passed} passed, ${failed} failed, ${errors} errors, ${skipped} skipped; ${documents} documents in ${seconds.toFixed(1)} s`,
  );
  return lines.join('\n');
}
