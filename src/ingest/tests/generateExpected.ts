// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Writes what came out of package tests as what is expected of them, marked with where it comes from.

import { writeFileSync } from 'node:fs';
import { fromPlain, parseJson, printJson, toPlain } from '../../values/json.js';
import { HashMap } from '../../values/maps.js';
import { documentDiff } from './documentDiff.js';
import { withoutDynamic, type CaseResult } from './runTests.js';
import type { TestReport } from './testFolder.js';
import type { TestCase, TestDocument, TestSuite } from './testCase.js';

/** Runs documents through the pipelines of a suite, somewhere else than in the offline engine. */
export interface Simulator {
  /** Named in the files: `elasticsearch 9.1.0`. */
  readonly name: string;
  /** Sources as the server prints them in the documents' order, `null` where one is dropped, `{"error"}` where it fails. */
  simulate(suite: TestSuite, documents: readonly TestDocument[]): Promise<readonly string[]>;
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
  { actual, printed }: CaseResult,
  simulator: Simulator | undefined,
): Promise<GeneratedFile> {
  const texts = simulator ? await simulator.simulate(suite, test.documents) : printed;
  const expected = texts.map((text) => parseJson(text, { duplicateKeys: 'last', maxDepth: Infinity }));
  const generatedBy = simulator?.name ?? offline;
  writeFileSync(test.expectedFile, `${printSorted(fromPlain({ expected, generated_by: generatedBy }))}\n`);
  const differs = (item: unknown, index: number): boolean =>
    documentDiff(withoutDynamic(toPlain(item), test), withoutDynamic(actual[index], test)).length > 0;
  return { file: test.expectedFile, generatedBy, different: expected.filter(differs).length };
}

/** JSON with the keys in order and indented by four, as elastic-package writes it; numbers stay as the server prints them. */
function printSorted(value: unknown, indent = ''): string {
  const inner = `${indent}    `;
  let items: string[];
  if (Array.isArray(value)) items = value.map((item) => printSorted(item, inner));
  else if (value instanceof HashMap) {
    items = [...value.javaEntries()]
      .map(([key, item]) => [String(key), item] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => `${JSON.stringify(key)}: ${printSorted(item, inner)}`);
  } else return printJson(value);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return items.length === 0 ? `${open}${close}` : `${open}\n${inner}${items.join(`,\n${inner}`)}\n${indent}${close}`;
}
