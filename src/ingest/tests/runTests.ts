// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Runs pipeline tests and says what differs.

import { parseJson, printJson, toPlain } from '../../values/json.js';
import { HashMap } from '../../values/maps.js';
import type { IngestResult } from '../engine.js';
import { answered } from '../simulate.js';
import { documentDiff, renderDiff } from './documentDiff.js';
import { goRegExp } from './goRegExp.js';
import type { TestCase, TestDocument, TestSuite } from './testCase.js';

/** What became of a case. */
export interface CaseResult {
  readonly name: string;
  readonly file: string;
  readonly status: 'passed' | 'failed' | 'error' | 'skipped';
  /** Why it did not pass, for people. */
  readonly reason?: string;
  readonly seconds: number;
  readonly documents: number;
  /** What came out: plain JSON, null where the document was dropped. */
  readonly actual: readonly unknown[];
  /** The same as the server prints it, which tells 1.0 from 1. */
  readonly printed: readonly string[];
  /** What is odd about it, though it passed. */
  readonly notes?: readonly string[];
}

/** Runs the cases of a suite in their order. */
export async function runSuite(suite: TestSuite): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const test of suite.cases) results.push(await runCase(suite, test));
  return results;
}

async function runCase(suite: TestSuite, test: TestCase): Promise<CaseResult> {
  const started = performance.now();
  let actual: unknown[] = [];
  let printed: string[] = [];
  const done = (status: CaseResult['status'], reason?: string): CaseResult => ({
    name: test.name,
    file: test.file,
    status,
    ...(reason !== undefined && { reason }),
    seconds: (performance.now() - started) / 1000,
    documents: test.documents.length,
    actual,
    printed,
  });
  if (test.broken !== undefined) return done('error', test.broken);
  if (test.skip !== undefined) return done('skipped', test.skip);
  const results = await Promise.all(test.documents.map((document) => runDocument(suite, document)));
  printed = results.map(printedResult);
  actual = printed.map((text) => toPlain(parseJson(text, { duplicateKeys: 'last', maxDepth: Infinity })));
  if (!test.expected) return done('error', `no expected documents: ${test.expectedFile} does not exist`);
  const expected = test.expected;
  // To elastic-package a document that fails is none, as one that is dropped.
  const isExpected = (index: number) => isError(expected[index]) || (isPackage(suite) && expected[index] === null);
  const failures = [...results.keys()].filter((index) => results[index]!.status === 'failed');
  const text = (index: number) => `${test.documents[index]!.place}: ${failureText(results[index]!)}`;
  const failure = failures.find((index) => !isExpected(index));
  if (failure !== undefined) return done('error', text(failure));
  if (expected.length !== actual.length) {
    return done('failed', `expected ${expected.length} documents, got ${actual.length}`);
  }
  const lost = failures.filter((index) => expected[index] === null);
  const reasons = test.documents.flatMap((document, index) => {
    if (lost.includes(index)) return [];
    const reason = compare(expected[index], actual[index], test.dynamicFields);
    return reason === '' ? [] : [`${document.place}\n${reason}`];
  });
  const result = reasons.length === 0 ? done('passed') : done('failed', reasons.join('\n'));
  return lost.length === 0
    ? result
    : { ...result, notes: lost.map((index) => `no document is expected of ${text(index)}`) };
}

/** Whether the cases are of a package, which elastic-package runs too. */
function isPackage(suite: TestSuite): boolean {
  return suite.definitions !== undefined;
}

async function runDocument({ engine, pipeline }: TestSuite, document: TestDocument): Promise<IngestResult> {
  // A copy, so that a case can run again (watch mode).
  const source = jsonCopy(document.source) as HashMap;
  // Packages are tested with _simulate.
  return answered(await engine.run(pipeline, { source, index: document.index, id: document.id }));
}

/** A copy of what a JSON text held; the server's own copies refuse whole numbers beyond long. */
function jsonCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(jsonCopy);
  if (!(value instanceof HashMap)) return value;
  const copy = new HashMap();
  for (const [key, item] of value.javaEntries()) copy.put(key, jsonCopy(item));
  return copy;
}

/** What a client of the server reads: a number that is none is a text there. */
function printedResult(result: IngestResult): string {
  if (result.status === 'dropped') return 'null';
  if (result.status === 'failed') return JSON.stringify({ error: result.failure.reason });
  return printJson(result.document.ctx.source);
}

function isError(expected: unknown): boolean {
  return (
    typeof expected === 'object' && expected !== null && typeof (expected as { error?: unknown }).error === 'string'
  );
}

function failureText(result: IngestResult): string {
  if (result.status !== 'failed') return '';
  const { failure, processor } = result;
  const place = processor
    ? `processor ${processor.type}${processor.tag === null ? '' : ` (${processor.tag})`}`
    : 'pipeline';
  let text = `${place} failed: ${failure.type}: ${failure.reason}`;
  for (let { cause } = failure.details; cause; { cause } = cause.details)
    text += `\n  caused by ${cause.type}: ${cause.reason}`;
  return text;
}

/** Differences as text; empty where there are none. */
function compare(expected: unknown, actual: unknown, dynamicFields: ReadonlyMap<string, string>): string {
  const mismatches: string[] = [];
  for (const [field, pattern] of dynamicFields) {
    take(expected, field);
    const value = take(actual, field);
    // As elastic-package: a value that is no text may be any.
    if (typeof value === 'string' && !goRegExp(pattern).test(value)) {
      mismatches.push(`  ${field}\n    - a value that matches ${pattern}\n    + ${JSON.stringify(value)}`);
    }
  }
  return [...mismatches, ...[renderDiff(documentDiff(expected, actual))].filter((text) => text !== '')].join('\n');
}

/** Takes the fields out of a document whose values are another on every run. */
export function withoutDynamic(document: unknown, { dynamicFields }: TestCase): unknown {
  for (const field of dynamicFields.keys()) take(document, field);
  return document;
}

/** Removes a field and returns its value. As elastic-package: a key as it is written comes before the path of its dots. */
function take(value: unknown, field: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const object = value as Record<string, unknown>;
  if (Object.hasOwn(object, field)) {
    const found = object[field];
    delete object[field];
    return found;
  }
  const dot = field.indexOf('.');
  const first = field.slice(0, dot);
  return dot > 0 && Object.hasOwn(object, first) ? take(object[first], field.slice(dot + 1)) : undefined;
}
