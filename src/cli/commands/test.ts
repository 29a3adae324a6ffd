// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// logtwin test: pipeline tests of packages and our own, without a server.

import { writeFileSync } from 'node:fs';
import { refuse } from '../../diagnostics/diagnostic.js';
import { lazyInference, type LazyInference } from '../../inference/lazyInference.js';
import { modelFolders } from '../../inference/modelFolders.js';
import { openLookups } from '../../ingest/lookupFiles.js';
import { renderCoverage } from '../../ingest/tests/coverage.js';
import { generateExpected, type GeneratedFile } from '../../ingest/tests/generateExpected.js';
import { renderJUnit } from '../../ingest/tests/junit.js';
import { renderLcov } from '../../ingest/tests/lcov.js';
import { testFolder, type TestFolderOptions, type TestReport } from '../../ingest/tests/testFolder.js';
import type { Command } from '../command.js';
import { connect, connectionOptions, type ConnectionArgs } from '../connectionOptions.js';
import { exitCodes } from '../exitCodes.js';
import type { Io } from '../io.js';
import { lookupFiles, lookupOptions, type LookupOptionArgs } from '../lookupOptions.js';
import { modelOption, type ModelOptionArgs } from '../modelOption.js';

interface TestArgs extends ConnectionArgs, ModelOptionArgs, LookupOptionArgs {
  dir: string;
  junit: string | undefined;
  coverage: boolean;
  lcov: string | undefined;
  watch: boolean;
  generate: boolean;
}

export const test: Command<TestArgs> = {
  builder: (yargs) =>
    connectionOptions(
      lookupOptions(modelOption(yargs))
        .positional('dir', {
          type: 'string',
          default: '.',
          describe: 'folder with packages or *.case.yml files, or one such file',
        })
        .option('junit', { type: 'string', describe: 'write the results to this file as JUnit XML' })
        .option('coverage', {
          type: 'boolean',
          default: false,
          describe: 'name the processors, conditions and script statements that no case reached',
        })
        .option('lcov', { type: 'string', describe: 'write the coverage of the pipelines to this file as lcov' })
        .option('watch', {
          type: 'boolean',
          default: false,
          describe: 'run again what a change of a file touches, until Ctrl-C',
        })
        .option('generate', {
          type: 'boolean',
          default: false,
          describe:
            'write what came out as the expected documents of package tests that failed or have none; with --url what the pipelines give on that server',
        }),
    )
      .example('$0 test packages/zeek --geoip geoip', 'the pipeline tests of a package')
      .example('$0 test --junit results.xml', 'all tests below this folder, for continuous integration')
      .example('$0 test painless --watch', 'the tests of the normalizers, again after every change')
      .example('$0 test . --generate --url https://localhost:9200', 'expected documents from a server'),
  async run(args, io) {
    if (args.watch && args.generate) refuse('CL1001', '--watch only runs tests; --generate writes files');
    const inference = lazyInference(modelFolders(args.model));
    try {
      return await runTests(args, io, inference.infer);
    } finally {
      await inference.close();
    }
  },
};

async function runTests(args: TestArgs, io: Io, infer: LazyInference['infer']): Promise<number> {
  let done = 0;
  const options: TestFolderOptions = {
    onResult: ({ name }) => io.progress(`${++done} ${name}`),
    infer,
    countStatements: args.coverage || args.lcov !== undefined,
    ...openLookups(lookupFiles(args)),
  };
  const write = (report: TestReport) => {
    io.progress(undefined);
    if (args.junit !== undefined) writeFileSync(args.junit, renderJUnit(report));
    if (args.lcov !== undefined) writeFileSync(args.lcov, renderLcov(report.suites));
  };
  if (args.watch) return watchFolder(args, io, options, write);
  const report = await testFolder(args.dir, options);
  write(report);
  for (const note of report.notes) io.note(`note: ${note}`);
  const written = args.generate ? await generateFrom(args, io, report) : [];
  if (io.json) io.printJson(answerOf(report, written));
  else io.print(textOf(report, args.coverage, written));
  return report.failed + report.errors === 0 || args.generate ? exitCodes.ok : exitCodes.checkFailed;
}

async function watchFolder(
  args: TestArgs,
  io: Io,
  options: TestFolderOptions,
  write: (report: TestReport) => void,
): Promise<number> {
  const { watchTests } = await import('../../ingest/tests/watchTests.js');
  let failing = false;
  await watchTests(args.dir, {
    ...options,
    signal: io.signal,
    onRun: (report, changed) => {
      write(report);
      failing = report.failed + report.errors > 0;
      if (io.json) io.printJson({ ...answerOf(report, []), changed });
      else io.print([...changed.map((file) => `changed ${file}`), textOf(report, args.coverage, [])].join('\n'));
    },
    onError: (error) => io.note(error.message),
  });
  return failing ? exitCodes.checkFailed : exitCodes.ok;
}

async function generateFrom(args: TestArgs, io: Io, report: TestReport): Promise<GeneratedFile[]> {
  // Only a server that was asked for: one in the environment may be another's.
  if (args.url === undefined && args.cloudId === undefined && args.profile === undefined) {
    return generateExpected(report);
  }
  const { clusterSimulator } = await import('../../elasticsearch/simulateTests.js');
  return generateExpected(report, await clusterSimulator(await connect(args, io)));
}

function answerOf(
  { passed, failed, errors, skipped, cases, coverage, notes }: TestReport,
  generated: readonly GeneratedFile[],
) {
  const shown = cases.map(({ name, status, reason }) => ({ name, status, ...(reason !== undefined && { reason }) }));
  return { passed, failed, errors, skipped, cases: shown, coverage, generated, notes };
}

function textOf(report: TestReport, withCoverage: boolean, written: readonly GeneratedFile[]): string {
  const { cases, coverage, passed, failed, errors, skipped, documents, seconds } = report;
  const lines = cases
    .filter(({ status }) => status !== 'passed')
    .map(({ name, status, reason }) => `${status.toUpperCase()} ${name}\n${reason ?? ''}`);
  if (withCoverage) lines.push(renderCoverage(coverage));
  for (const { file, generatedBy, different } of written) {
    lines.push(`wrote ${file} from ${generatedBy}`);
    if (different > 0) lines.push(`  ${different} documents differ from what the offline engine gives`);
  }
  lines.push(
    `${passed} passed, ${failed} failed, ${errors} errors, ${skipped} skipped; ${documents} documents in ${seconds.toFixed(1)} s`,
  );
  return lines.join('\n');
}
