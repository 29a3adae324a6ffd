// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// All pipeline tests below a folder, of packages and our own, run and reported together.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { DiagnosticError, refuse } from '../../diagnostics/diagnostic.js';
import type { EngineOptions } from '../engine.js';
import { caseFileEnding, readCaseFile } from './caseFiles.js';
import { coverageOf, type Coverage } from './coverage.js';
import { findDataStreams, findPackages, readDataStreamTests } from './packageTests.js';
import { runSuite, type CaseResult } from './runTests.js';
import type { TestSuite } from './testCase.js';

/** What `logtwin test` answers. */
export interface TestReport {
  readonly passed: number;
  readonly failed: number;
  readonly errors: number;
  readonly skipped: number;
  readonly documents: number;
  readonly seconds: number;
  readonly cases: readonly CaseResult[];
  /** What no case reached, pipeline by pipeline. */
  readonly coverage: readonly Coverage[];
  /** The suites that ran, with their engines and counts. */
  readonly suites: readonly TestSuite[];
  /** What is odd about the tests themselves, for people. */
  readonly notes: readonly string[];
}

export interface TestFolderOptions extends EngineOptions {
  /** Called after each case. */
  readonly onResult?: (result: CaseResult) => void;
}

/** Tests that are read and run together: a data stream of a package, or one of our own case files. */
export interface TestSource {
  /** Path for people, relative to the folder that was asked for. */
  readonly name: string;
  /** The package's folder or the case file: what a change touches. */
  readonly path: string;
  readonly read: () => TestSuite[];
}

/**
 * Runs every test below a folder, or those of one case file.
 *
 * @throws DiagnosticError IN1005 where there is no test at all.
 */
export async function testFolder(path: string, options: TestFolderOptions = {}): Promise<TestReport> {
  const { onResult, ...engineOptions } = options;
  const report = await runSources(testSources(path, engineOptions), onResult);
  if (report.cases.length === 0) refuse('IN1005', `there are no pipeline tests in ${path}`);
  return report;
}

/** Reads and runs tests. */
export async function runSources(
  sources: readonly TestSource[],
  onResult?: (result: CaseResult) => void,
): Promise<TestReport> {
  const started = performance.now();
  const cases: CaseResult[] = [];
  const suites: TestSuite[] = [];
  const add = (result: CaseResult) => {
    cases.push(result);
    onResult?.(result);
  };
  for (const { name, read } of sources) {
    let found: TestSuite[];
    try {
      found = read();
    } catch (error) {
      // A pipeline that does not load fails the tests of its data stream and no others.
      if (!(error instanceof DiagnosticError)) throw error;
      add({
        name,
        file: name,
        status: 'error',
        reason: error.message,
        seconds: 0,
        documents: 0,
        actual: [],
        printed: [],
      });
      continue;
    }
    suites.push(...found);
    for (const suite of found) for (const result of await runSuite(suite)) add(result);
  }
  const count = (status: CaseResult['status']) => cases.filter((result) => result.status === status).length;
  return {
    passed: count('passed'),
    failed: count('failed'),
    errors: count('error'),
    skipped: count('skipped'),
    documents: cases.reduce((sum, { documents }) => sum + documents, 0),
    seconds: (performance.now() - started) / 1000,
    cases,
    coverage: coverageOf(suites),
    suites,
    notes: [...new Set([...suites.flatMap((suite) => suite.cases), ...cases].flatMap(({ notes }) => notes ?? []))],
  };
}

/**
 * The tests below a folder, or those of one case file, not yet read.
 *
 * @throws DiagnosticError IN1005 where the path does not exist.
 */
export function testSources(path: string, options: EngineOptions): TestSource[] {
  if (!existsSync(path)) refuse('IN1005', `there is no ${path}`);
  if (!statSync(path).isDirectory()) return [{ name: path, path, read: () => [readCaseFile(path, options)] }];
  return [
    ...findPackages(path).flatMap((folder) =>
      findDataStreams(folder).map((stream) => ({
        name: `${relative(path, folder) || basename(resolve(folder))}/${basename(stream)}`,
        path: folder,
        read: () => readDataStreamTests(stream, options),
      })),
    ),
    ...findCaseFiles(path).map((file) => ({
      name: relative(path, file),
      path: file,
      read: () => [readCaseFile(file, options)],
    })),
  ];
}

function findCaseFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory())
        return entry.name === 'node_modules' || entry.name.startsWith('.') ? [] : findCaseFiles(path);
      return entry.name.endsWith(caseFileEnding) ? [path] : [];
    });
}
