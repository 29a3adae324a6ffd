// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Writes what came out of package tests as what is expected of them, marked with where it comes from.

import { writeFileSync } from 'node:fs';
import { documentDiff } from './documentDiff.js';
import type { CaseResult } from './runTests.js';
import type { TestReport } from './testFolder.js';
import type { TestCase, TestDocument, TestSuite } from './testCase.js';

/** Runs documents through the pipelines of a suite, somewhere else than in the offline engine. */
export interface Simulator {
  /** Named in the files: `elasticsearch 9.1.0`. */
  readonly name: string;
  /** Plain sources in the documents' order, null where one is dropped, `{error}` where it fails. */
  simulate(suite: TestSuite, documents: readonly TestDocument[]): Promise<readonly unknown[]>;
}

/** An expected file that was written. */
export interface GeneratedFile {
  readonly file: string;
  readonly generatedBy: string;
  /** Documents for which the simulator gave something else than the offline engine. */
  readonly different: number;
}

/** Tells where expected documents come from, for whoever reads the file. */
const offline = 'logtwin (offline engine)';

/**
 * Writes the expected files of package tests that lack one or failed. Our own case files hold their expectations
 * themselves and are left alone.
 */
export async function generateExpected(report: TestReport, simulator?: Simulator): Promise<GeneratedFile[]> {
  const results = new Map(report.cases.map((result) => [result.file, result]));
  const written: GeneratedFile[] = [];
  for (const suite of report.suites.filter(({ definitions }) => definitions)) {
    for (const test of suite.cases) {
      const result = results.get(test.file);
      if (!result || (result.status !== 'failed' && result.status !== 'error') || result.actual.length === 0) continue;
      written.push(await generate(suite, test, result, simulator));
    }
  }
  return written;
}

async function generate(
  suite: TestSuite,
  test: TestCase,
  { actual }: CaseResult,
  simulator: Simulator | undefined,
): Promise<GeneratedFile> {
  const expected = simulator ? await simulator.simulate(suite, test.documents) : actual;
  const generatedBy = simulator?.name ?? offline;
  const text = printSorted({ expected, generated_by: generatedBy });
  writeFileSync(test.expectedFile, `${text}\n`);
  const different = expected.filter((item, index) => documentDiff(item, actual[index]).length > 0).length;
  return { file: test.expectedFile, generatedBy, different };
}

/** JSON with the keys in order and indented by four, as elastic-package writes it; long numbers keep all their digits. */
function printSorted(value: unknown, indent = ''): string {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}    `;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const items = Array.isArray(value)
    ? value.map((item) => printSorted(item, inner))
    : Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, item]) => `${JSON.stringify(key)}: ${printSorted(item, inner)}`);
  return items.length === 0 ? `${open}${close}` : `${open}\n${inner}${items.join(`,\n${inner}`)}\n${indent}${close}`;
}
